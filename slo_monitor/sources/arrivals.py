"""Arrivals of tables as JSON Lines: a line a write."""

import re

import msgspec

from slo_monitor.model.evidence import Write
from slo_monitor.sources.instants import instant

EXAMPLE = (
    '{"table": "p.d.t", "partition": "20261121", '
    '"arrived_at": "2026-11-21T21:04:11Z", "rows": 12034}'
)
_TABLE = re.compile(r"[^\s`.][^\s`]*\.[^\s`.]+\.[^\s`.]+")
_DASHED_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")


class _Line(msgspec.Struct, forbid_unknown_fields=True):
    """A line as it is written."""

    table: str
    arrived_at: str
    partition: str | None = None
    rows: int | None = None


def parse_arrival(data: memoryview | msgspec.Raw) -> tuple[str, Write]:
    """The table and its write; raises ValueError with a sentence on what to write instead."""
    try:
        line = msgspec.json.decode(data, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"this is no arrival ({error}); write {EXAMPLE}") from error
    at = instant(line.arrived_at)
    if at is None:
        raise ValueError(
            f'arrived_at: "{line.arrived_at}" is not a time with its offset; '
            "write RFC 3339 such as 2026-11-21T21:04:11Z"
        )
    if not _TABLE.fullmatch(line.table):
        raise ValueError(
            f'table: "{line.table}" is not PROJECT.DATASET.TABLE; write all three parts'
        )
    if line.rows is not None and line.rows < 0:
        raise ValueError(f"rows: {line.rows} is negative; write a count, or null")
    write = Write(at=at, partition=_partition(line.partition), rows=line.rows)
    return line.table, write


def _partition(text: str | None) -> str | None:
    """The partition as BigQuery names it: dates without dashes; empty is none."""
    if text and _DASHED_DATE.fullmatch(text):
        return text.replace("-", "")
    return text or None
