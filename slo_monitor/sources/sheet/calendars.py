"""The tabs `calendar` and `maintenance`: days and windows that excuse."""

import re
from datetime import date, tzinfo

from slo_monitor.model.calendars import Maintenance
from slo_monitor.sources.sheet.cells import line_of, quote, text_of
from slo_monitor.sources.sheet.columns import Column
from slo_monitor.sources.sheet.dates import read_date, read_end, read_start
from slo_monitor.sources.sheet.grid import Cell
from slo_monitor.sources.sheet.records import Record
from slo_monitor.sources.sheet.targets import read_target

_BETWEEN_GLOBS = re.compile(r"[,、\n]")
_WILDCARD = re.compile(r"[*?\[]")
_KINDS = ("cronjob:", "table:")


def read_closed_day(record: Record) -> date | None:
    """The row's closed day; None where `record.problems` says what is wrong."""
    _need(record, Column.DATE, "write a date such as 2026-12-31")
    return record.read(Column.DATE, read_date, None)


def read_maintenance(record: Record, zone: tzinfo) -> Maintenance | None:
    """The row's window; None where `record.problems` says what is wrong."""
    for column in (Column.FROM, Column.TO):
        _need(
            record,
            column,
            "write a date or an instant such as 2026-12-31T18:00:00+09:00",
        )
    _need(record, Column.TARGETS, "write targets such as cronjob:prod/*, or * for all")
    start = record.read(Column.FROM, lambda cell: read_start(cell, zone), None)
    end = record.read(Column.TO, lambda cell: read_end(cell, zone), None)
    no_targets: tuple[str, ...] = ()
    targets = record.read(Column.TARGETS, _globs, no_targets)
    if start and end and start >= end:
        record.blame(
            Column.TO,
            f"{quote(record.cell(Column.TO))} is not after the start; write a later one",
        )
    if start is None or end is None or record.problems:
        return None
    return Maintenance(
        start=start, end=end, targets=targets, why=line_of(record.cell(Column.WHY))
    )


def _need(record: Record, column: Column, remedy: str) -> None:
    if record.cell(column) is None:
        record.blame(column, f"the cell is empty; {remedy}")


def _globs(cell: Cell) -> tuple[str, ...]:
    names = (name.strip() for name in _BETWEEN_GLOBS.split(text_of(cell)))
    globs = tuple(dict.fromkeys(_glob(name) for name in names if name))
    if not globs:
        raise ValueError(f"{quote(cell)} names no target; write * for all")
    return globs


def _glob(name: str) -> str:
    """A pattern that some target can match, with its prefix in lower case."""
    wildcard = _WILDCARD.search(name)
    if not wildcard:
        return str(read_target(name))
    kind, colon, rest = name.partition(":")
    pattern = kind.lower() + colon + rest if colon else name
    fixed = pattern[: wildcard.start()]
    if not any(text.startswith(fixed[: len(text)]) for text in _KINDS):
        raise ValueError(
            f"{quote(name)} matches no target; write a pattern such as cronjob:prod/*, "
            "table:p.mart.* or *",
        )
    return pattern
