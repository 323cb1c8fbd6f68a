"""How BigQuery writes rows, instants and errors in JSON."""

import json
from datetime import datetime
from typing import Any

from tests.doubles.bigquery_store import Refusal, Row


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
