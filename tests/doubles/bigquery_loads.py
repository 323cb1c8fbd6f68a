"""Load jobs of the BigQuery double: uploads in, rows as a whole or not at all.

A job's id is good for one job, however it ended. What BigQuery would refuse in a row
(unknown columns, missing ones, other types, days without a partition) fails the job.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.doubles.bigquery_http import Answer, Seen
from tests.doubles.bigquery_store import StoredTable
from tests.doubles.bigquery_wire import Refusal
from tests.doubles.discovery import check, without_nulls

TYPES: dict[str, type | tuple[type, ...]] = {
    "STRING": str,
    "INTEGER": int,
    "BOOLEAN": bool,
    "TIMESTAMP": str,
}
FIRST, LAST = datetime(1960, 1, 1, tzinfo=UTC), datetime(2159, 12, 31, tzinfo=UTC)
LOCATION = "asia-northeast1"


@dataclass
class Loads:
    """Jobs by id, and uploads that are under way."""

    tables: dict[str, StoredTable]
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    sessions: list[tuple[dict[str, Any], bytearray]] = field(default_factory=list)

    def upload(
        self, seen: Seen, query: dict[str, list[str]], fails: Refusal | None
    ) -> dict[str, Any] | Answer:
        """A load job: in one request, or a session and then its data.

        `fails` is how the job ends, whatever it holds.
        """
        if seen.method == "PUT":
            return self._take(int(query["upload_id"][0]), seen, fails)
        check("bigquery", "v2", "Job", without_nulls(seen.body))
        if query["uploadType"] == ["multipart"]:
            return self._insert(seen.body, seen.data, fails)
        assert query["uploadType"] == ["resumable"], query
        self.sessions.append((seen.body, bytearray()))
        where = f"http://{seen.host}{seen.path}?upload_id={len(self.sessions) - 1}"
        return Answer(200, b"{}", (("Location", where),))

    def _take(
        self, session: int, seen: Seen, fails: Refusal | None
    ) -> dict[str, Any] | Answer:
        """Take a piece of the data, `bytes FIRST-LAST/TOTAL`; run the job at the end."""
        job, held = self.sessions[session]
        held += seen.data
        if seen.span.rpartition("/")[2] != str(len(held)):
            return Answer(308, b"", (("Range", f"bytes=0-{len(held) - 1}"),))
        return self._insert(job, bytes(held), fails)

    def _insert(
        self, job: dict[str, Any], data: bytes, fails: Refusal | None
    ) -> dict[str, Any]:
        found = job["jobReference"]
        name = found["jobId"]
        if name in self.jobs:
            said = f"Already Exists: Job {found['projectId']}:{LOCATION}.{name}"
            raise Refusal(409, "duplicate", said)
        if found["location"] != LOCATION:
            raise Refusal(404, "notFound", f"Not found: Dataset in {found['location']}")
        status: dict[str, Any] = {"state": "DONE"}
        try:
            if fails is not None:
                raise fails
            count = self._load(job["configuration"], data)
        except Refusal as why:
            count = 0
            reason = {"reason": why.reason, "message": why.message}
            status |= {"errorResult": reason, "errors": [reason]}
        self.jobs[name] = {
            "kind": "bigquery#job",
            "jobReference": found,
            "configuration": job["configuration"],
            "status": status,
            "statistics": {"load": {"outputRows": str(count)}},
        }
        return self.jobs[name]

    def _load(self, asked: dict[str, Any], data: bytes) -> int:
        assert asked["labels"]["tool"] == "slo-monitor"
        load = asked["load"]
        assert load["writeDisposition"] == "WRITE_APPEND"
        assert load["createDisposition"] == "CREATE_NEVER"
        assert load["sourceFormat"] == "NEWLINE_DELIMITED_JSON"
        into = load["destinationTable"]
        name = f"{into['projectId']}.{into['datasetId']}.{into['tableId']}"
        if name not in self.tables:
            raise Refusal(404, "notFound", f"Not found: Table {name}")
        table = self.tables[name]
        assert load["schema"]["fields"] == table.fields, "another schema"
        rows = [json.loads(line) for line in data.splitlines()]
        for row in rows:
            _check(row, table)
        table.loaded.extend(rows)
        return len(rows)


def _check(row: dict[str, Any], table: StoredTable) -> None:
    columns = {each["name"]: each for each in table.fields}
    for name, held in row.items():
        if name not in columns:
            raise Refusal(400, "invalid", f"No such field: {name}.")
        kind = TYPES[columns[name]["type"]]
        if held is not None and (type(held) is not kind):
            raise Refusal(400, "invalid", f"Could not convert value of {name}")
    for name, column in columns.items():
        if column["mode"] == "REQUIRED" and row.get(name) is None:
            raise Refusal(400, "invalid", f"Missing required field: {name}.")
    assert table.partitioned_on is not None
    day = datetime.fromisoformat(row[table.partitioned_on])
    if not FIRST <= day <= LAST:
        raise Refusal(400, "invalid", f"Partition out of range: {day}")
