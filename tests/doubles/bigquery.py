"""The BigQuery API over real HTTP: queries, jobs, pages, tables, and scripted trouble.

Every request body and every answer is checked against Google's discovery document.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.doubles.bigquery_store import (
    StoredTable,
    events,
    metadata,
    parameters,
    schema_of,
)
from tests.doubles.bigquery_wire import (
    Refusal,
    Row,
    cells,
    error,
    millis,
    reference,
    sample,
)
from tests.doubles.discovery import check, document, without_nulls

ROOT = "/bigquery/v2/projects/"
COMMON = {"fields", "alt", "prettyPrint", "projection"}
"""Taken by every method; `projection` is no longer documented, yet the client sends it."""
TOKEN = b'{"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"}'
METHODS = document("bigquery", "v2")["resources"]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Trouble for requests whose method, path and body hold `on`; `status` 0 hangs."""

    status: int
    reason: str = ""
    message: str = "a message"
    on: str = ""
    times: int = 1_000_000
    body: bytes | None = None


@dataclass(frozen=True)
class Seen:
    """A request as it came in."""

    method: str
    path: str
    body: dict[str, Any]
    authorization: str | None


@dataclass(kw_only=True)
class BigQueryDouble:
    """A BigQuery with `tables` by their whole names; `read_at` is its clock.

    `page` is the number of rows in an answer; `polls` how often a query is not yet done;
    `answered` how many rows each query brought.
    """

    tables: dict[str, StoredTable] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    page: int | None = None
    polls: int = 0
    read_at: datetime
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    _jobs: dict[str, list[Row]] = field(default_factory=dict)
    _left: dict[int, int] = field(default_factory=dict)
    _ended: threading.Event = field(default_factory=threading.Event)
    _ids: Iterator[int] = field(default_factory=count)

    def posted(self, label: str) -> list[dict[str, Any]]:
        """The queries sent for one pass, dry runs left out."""
        bodies = [s.body for s in self.seen if s.path.endswith("/queries")]
        return [b for b in bodies if b.get("labels", {}).get("pass") == label]

    def answer(self, seen: Seen, query: dict[str, list[str]]) -> tuple[int, bytes]:
        """The answer to one request; errors in Google's form."""
        self.seen.append(seen)
        fault = self._fault(seen)
        if fault is not None and fault.status == 0:
            self._ended.wait(30)
            return 200, b"{}"
        if fault is not None and fault.body is not None:
            return fault.status, fault.body
        try:
            schema, body = self._route(seen, query, fault)
            check("bigquery", "v2", schema, body)
            return 200, json.dumps(body).encode()
        except Refusal as refusal:
            return refusal.status, error(refusal)
        except AssertionError as wrong:
            self.wrong.append(f"{seen.method} {seen.path}: {wrong}")
            return 400, error(Refusal(400, "invalid", str(wrong)))

    def _fault(self, seen: Seen) -> Fault | None:
        text = f"{seen.method} {seen.path} {json.dumps(seen.body)}"
        for fault in self.faults:
            left = self._left.setdefault(id(fault), fault.times)
            if fault.on in text and left:
                self._left[id(fault)] = left - 1
                return fault
        return None

    def _route(
        self, seen: Seen, query: dict[str, list[str]], fault: Fault | None
    ) -> tuple[str, Any]:
        if fault is not None:
            raise Refusal(fault.status, fault.reason, fault.message)
        parts = seen.path.removeprefix(ROOT).split("/")
        match seen.method, parts[1:]:
            case "POST", ["queries"]:
                check("bigquery", "v2", "QueryRequest", without_nulls(seen.body))
                _allowed("jobs", "query", query)
                return "QueryResponse", self._query(parts[0], seen.body)
            case "POST", ["jobs"]:
                check("bigquery", "v2", "Job", without_nulls(seen.body))
                _allowed("jobs", "insert", query)
                return "Job", self._dry_run(parts[0], seen.body)
            case "GET", ["queries", job]:
                _allowed("jobs", "getQueryResults", query)
                return "GetQueryResultsResponse", self._results(parts[0], job, query)
            case "GET", ["jobs", job]:
                _allowed("jobs", "get", query)
                return "Job", self._job(parts[0], job)
            case "POST", ["jobs", job, "cancel"]:
                _allowed("jobs", "cancel", query)
                return "JobCancelResponse", {"job": self._job(parts[0], job)}
            case "GET", ["datasets", dataset, "tables", table]:
                _allowed("tables", "get", query)
                return "Table", self._table(parts[0], dataset, table)
            case _:
                raise AssertionError("no such route")

    def _query(self, project: str, body: dict[str, Any]) -> dict[str, Any]:
        assert body["useLegacySql"] is False
        assert body["maximumBytesBilled"].isdecimal(), "no limit of bytes"
        rows = self._rows(body)
        self._limit(body)
        job = f"job_{next(self._ids)}"
        self._jobs[job] = rows
        self.answered.append(len(rows))
        first = {} if self.polls else self._page(job, 0, None)
        ended = {} if self.polls else {"endTime": millis(self.read_at)}
        return {
            "kind": "bigquery#queryResponse",
            "jobReference": reference(project, job),
            "jobComplete": not self.polls,
            "location": "US",
            **ended,
            **first,
        }

    def _rows(self, body: dict[str, Any]) -> list[Row]:
        assert body["labels"]["tool"] == "slo-monitor"
        kinds = {"events": events, "tables": metadata}
        answer = kinds[body["labels"]["pass"]]
        return answer(self.tables, body["query"], parameters(body))

    def _limit(self, body: dict[str, Any]) -> None:
        limit, needed = int(body["maximumBytesBilled"]), self._bytes(body)
        if needed > limit:
            said = f"Query exceeded limit for bytes billed: {limit}. "
            said += f"{needed} or higher required."
            raise Refusal(400, "bytesBilledLimitExceeded", said)

    def _bytes(self, body: dict[str, Any]) -> int:
        if body["labels"]["pass"] == "tables":
            return 0
        return sum(table.bytes for table in self.tables.values() if table.entries)

    def _dry_run(self, project: str, job: dict[str, Any]) -> dict[str, Any]:
        asked = job["configuration"]
        assert asked["dryRun"] is True, "only dry runs are inserted as jobs"
        assert "maximumBytesBilled" not in asked["query"], "a dry run with a limit"
        body = {**asked["query"], "labels": asked["labels"]}
        self._rows(body)
        scanned = str(self._bytes(body))
        return {
            "jobReference": reference(project, "dry"),
            "configuration": asked,
            "status": {"state": "DONE"},
            "statistics": {
                "totalBytesProcessed": scanned,
                "query": {"totalBytesProcessed": scanned},
            },
        }

    def _results(self, project: str, job: str, query: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = {"jobReference": reference(project, job)}
        if self.polls:
            self.polls -= 1
            return {**answer, "jobComplete": False}
        start = int(query.get("pageToken", ["0"])[0])
        most = int(query["maxResults"][0]) if "maxResults" in query else None
        return {**answer, "jobComplete": True, **self._page(job, start, most)}

    def _page(self, job: str, start: int, most: int | None) -> dict[str, Any]:
        rows = self._jobs[job]
        size = min(n for n in (self.page, most, len(rows)) if n is not None)
        answer: dict[str, Any] = {
            "totalRows": str(len(rows)),
            "schema": {"fields": [{"name": n, "type": t} for n, t, _ in sample(rows)]},
        }
        if size:  # without rows there is no key: the client relies on it
            answer["rows"] = [cells(row) for row in rows[start : start + size]]
        if size and start + size < len(rows):
            answer["pageToken"] = str(start + size)
        return answer

    def _job(self, project: str, job: str) -> dict[str, Any]:
        assert job in self._jobs, f"no job {job}"
        state = "RUNNING" if self.polls else "DONE"
        return {
            "jobReference": reference(project, job),
            "configuration": {"query": {"query": "SELECT"}},
            "status": {"state": state},
            "statistics": {"endTime": millis(self.read_at)},
        }

    def _table(self, project: str, dataset: str, name: str) -> dict[str, Any]:
        table = self.tables.get(f"{project}.{dataset}.{name}")
        if table is None:
            said = f"Not found: Table {project}:{dataset}.{name}"
            raise Refusal(404, "notFound", said)
        column = table.partitioned_on
        kind = {"timePartitioning": {"type": "DAY", "field": column}} if column else {}
        return {
            "kind": "bigquery#table",
            "tableReference": {
                "projectId": project,
                "datasetId": dataset,
                "tableId": name,
            },
            "type": "VIEW" if table.kind == "VIEW" else "TABLE",
            "schema": {"fields": schema_of(table.entries)},
            **kind,
        }


def _allowed(resource: str, method: str, query: dict[str, list[str]]) -> None:
    known = METHODS[resource]["methods"][method]["parameters"]
    unknown = set(query) - set(known) - COMMON
    assert not unknown, f"{method} has no parameter {unknown}"


def _handler(double: BigQueryDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            url = urlsplit(self.path)
            token = url.path == "/token"  # asked for with a form
            sent = self.rfile.read(length)
            body = json.loads(sent) if sent and not token else {}
            login = self.headers.get("Authorization")
            seen = Seen(self.command, unquote(url.path), body, login)
            answer = (200, TOKEN) if token else double.answer(seen, parse_qs(url.query))
            with suppress(BrokenPipeError):  # the client has given up waiting
                self._send(*answer)

        def _send(self, status: int, answer: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_POST = do_GET  # noqa: N815 - the name that http.server looks for

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    return Handler


@contextmanager
def bigquery_double(double: BigQueryDouble) -> Iterator[BigQueryDouble]:
    """Serve `double` on a free port; fail at the end over what should not be sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(double))
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}
    )
    thread.start()
    double.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield double
    finally:
        double._ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
    assert not double.wrong, "\n".join(double.wrong)
