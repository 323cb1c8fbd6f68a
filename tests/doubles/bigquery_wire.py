"""Rows, instants and errors, and how BigQuery writes them in JSON."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Row = list[tuple[str, str, Any]]
"""Name, type and value of each column."""


@dataclass(frozen=True)
class Refusal(Exception):
    """What BigQuery answers instead of rows."""

    status: int
    reason: str
    message: str


def sample(rows: list[Row]) -> Row:
    """A row that shows the columns; BigQuery wants a schema even without rows."""
    return rows[0] if rows else [("nothing", "STRING", None)]


def cells(row: Row) -> dict[str, Any]:
    """A row in BigQuery's form."""
    return {"f": [{"v": _cell(held)} for _, _, held in row]}


def _cell(held: Any) -> str | None:
    if isinstance(held, datetime):
        return str(round(held.timestamp() * 1_000_000))
    return None if held is None else str(held)


def millis(at: datetime) -> str:
    """An instant as jobs tell it."""
    return str(round(at.timestamp() * 1000))


def reference(project: str, job: str) -> dict[str, str]:
    """A job by name."""
    return {"projectId": project, "jobId": job, "location": "US"}


def error(refusal: Refusal) -> bytes:
    """A refusal in the form of Google's errors."""
    found = {"message": refusal.message, "domain": "global", "reason": refusal.reason}
    error = {"code": refusal.status, "message": refusal.message, "errors": [found]}
    return json.dumps({"error": error}).encode()
