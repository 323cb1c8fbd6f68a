"""The BigQuery API over real HTTP: queries, loads, pages, tables, and scripted trouble.

Every request body and every answer is checked against Google's discovery document.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import ThreadingHTTPServer
from itertools import count
from typing import Any

from tests.doubles import bigquery_tables as tables
from tests.doubles.bigquery_faults import Fault, Faults, When
from tests.doubles.bigquery_http import Answer, Seen, handler
from tests.doubles.bigquery_loads import Loads
from tests.doubles.bigquery_store import (
    StoredTable,
    events,
    metadata,
    own,
    parameters,
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
METHODS = document("bigquery", "v2")["resources"]


@dataclass(kw_only=True)
class BigQueryDouble:
    """A BigQuery with `datasets` and `tables` by whole names; `read_at` is its clock.

    `page` is the number of rows in an answer; `polls` how often a query is not yet done;
    `answered` how many rows each query brought.
    """

    tables: dict[str, StoredTable] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    datasets: set[str] = field(default_factory=set)
    page: int | None = None
    polls: int = 0
    read_at: datetime
    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    answered: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    loads: Loads = field(init=False)
    _jobs: dict[str, list[Row]] = field(default_factory=dict)
    _faults: Faults = field(default_factory=Faults)
    _ended: threading.Event = field(default_factory=threading.Event)
    _ids: Iterator[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.loads = Loads(self.tables)

    def posted(self, label: str) -> list[dict[str, Any]]:
        """The queries sent for one pass, dry runs left out."""
        bodies = [s.body for s in self.seen if s.path.endswith("/queries")]
        return [b for b in bodies if b.get("labels", {}).get("pass") == label]

    def answer(self, seen: Seen, query: dict[str, list[str]]) -> Answer:
        """The answer to one request; errors in Google's form."""
        self.seen.append(seen)
        text = f"{seen.method} {seen.path} {json.dumps(seen.body)}"
        fault = self._faults.next(self.faults, text)
        if fault is not None and fault.when is When.AFTER:
            self._done(seen, query, None)
        if fault is not None and fault.when is not When.WITHIN:
            return self._trouble(fault)
        return self._done(seen, query, fault)

    def _trouble(self, fault: Fault) -> Answer:
        if fault.status == 0:
            self._ended.wait(30)
            return Answer(200, b"{}")
        refusal = Refusal(fault.status, fault.reason, fault.message)
        return Answer(fault.status, fault.body or error(refusal))

    def _done(
        self, seen: Seen, query: dict[str, list[str]], fault: Fault | None
    ) -> Answer:
        try:
            schema, body = self._route(seen, query, fault)
            if isinstance(body, Answer):
                return body
            check("bigquery", "v2", schema, body)
            return Answer(200, json.dumps(body).encode())
        except Refusal as refusal:
            return Answer(refusal.status, error(refusal))
        except AssertionError as wrong:
            self.wrong.append(f"{seen.method} {seen.path}: {wrong}")
            return Answer(400, error(Refusal(400, "invalid", str(wrong))))

    def _route(
        self, seen: Seen, query: dict[str, list[str]], fault: Fault | None
    ) -> tuple[str, Any]:
        if seen.path.startswith("/upload"):
            fails = fault and Refusal(fault.status, fault.reason, fault.message)
            return "Job", self.loads.upload(seen, query, fails)
        project, *parts = seen.path.removeprefix(ROOT).split("/")
        if parts[0] == "datasets":
            return self._place(seen, (project, *parts[1:]), query)
        match seen.method, parts:
            case "POST", ["queries"]:
                check("bigquery", "v2", "QueryRequest", without_nulls(seen.body))
                _allowed("jobs", "query", query)
                return "QueryResponse", self._query(project, seen.body)
            case "POST", ["jobs"]:
                check("bigquery", "v2", "Job", without_nulls(seen.body))
                _allowed("jobs", "insert", query)
                return "Job", self._dry_run(project, seen.body)
            case "GET", ["queries", job]:
                _allowed("jobs", "getQueryResults", query)
                return "GetQueryResultsResponse", self._results(project, job, query)
            case _, ["jobs", job, *more]:
                return self._known(seen, (project, job, *more), query)
            case _:
                raise AssertionError("no such route")

    def _known(
        self, seen: Seen, parts: tuple[str, ...], query: dict[str, list[str]]
    ) -> tuple[str, Any]:
        """Requests about a job by its id."""
        project, job, *more = parts
        if (seen.method, more) == ("GET", []):
            _allowed("jobs", "get", query)
            return "Job", self._job(project, job)
        assert (seen.method, more) == ("POST", ["cancel"]), "no such route"
        _allowed("jobs", "cancel", query)
        return "JobCancelResponse", {"job": self._job(project, job)}

    def _place(
        self, seen: Seen, parts: tuple[str, ...], query: dict[str, list[str]]
    ) -> tuple[str, Any]:
        """Requests about a dataset, or a table in it."""
        match seen.method, parts:
            case "GET", [project, dataset]:
                _allowed("datasets", "get", query)
                return "Dataset", tables.dataset(self.datasets, project, dataset)
            case "GET", [project, dataset, "tables", name]:
                _allowed("tables", "get", query)
                return "Table", tables.table(self.tables, project, dataset, name)
            case "POST", [project, dataset, "tables"]:
                _allowed("tables", "insert", query)
                body = without_nulls(seen.body)
                check("bigquery", "v2", "Table", body)
                tables.dataset(self.datasets, project, dataset)
                tables.made(self.tables, body)
                return "Table", body
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
        kinds = {"events": events, "tables": metadata, "store": own}
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
        named = re.findall(r"FROM `([^`]+?)\*?`", body["query"])
        return sum(
            table.bytes
            for name, table in self.tables.items()
            if any(name.startswith(each) for each in named)
        )

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
        if job in self.loads.jobs:
            return self.loads.jobs[job]
        assert job in self._jobs, f"no job {job}"
        state = "RUNNING" if self.polls else "DONE"
        return {
            "jobReference": reference(project, job),
            "configuration": {"query": {"query": "SELECT"}},
            "status": {"state": state},
            "statistics": {"endTime": millis(self.read_at)},
        }


def _allowed(resource: str, method: str, query: dict[str, list[str]]) -> None:
    known = METHODS[resource]["methods"][method]["parameters"]
    unknown = set(query) - set(known) - COMMON
    assert not unknown, f"{method} has no parameter {unknown}"


@contextmanager
def bigquery_double(double: BigQueryDouble) -> Iterator[BigQueryDouble]:
    """Serve `double` on a free port; fail at the end over what should not be sent."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(double.answer))
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
