"""A row of the sheet becomes an objective, or problems: one for every wrong cell."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from slo_monitor.model.objectives import (
    EVERY_WEEKDAY,
    Cron,
    Days,
    NotBefore,
    Objective,
    Partition,
    Place,
    Severity,
    Weekdays,
)
from slo_monitor.model.targets import TableTarget, Target
from slo_monitor.sources.sheet.cells import line_of, quote, text_of
from slo_monitor.sources.sheet.columns import Column
from slo_monitor.sources.sheet.dates import read_end
from slo_monitor.sources.sheet.days import days_text, read_days
from slo_monitor.sources.sheet.grid import Cell
from slo_monitor.sources.sheet.opening import before_deadline, read_opening
from slo_monitor.sources.sheet.people import (
    read_channels,
    read_runbook,
    read_severity,
)
from slo_monitor.sources.sheet.records import Record
from slo_monitor.sources.sheet.tables import (
    checked_partition,
    default_partition,
    read_min_rows,
    read_partition,
)
from slo_monitor.sources.sheet.targets import FORMS, read_target
from slo_monitor.sources.sheet.times import clock, read_length, read_time
from slo_monitor.sources.sheet.zones import read_timezone

_WARN_BEFORE = timedelta(minutes=30)
_DAILY = Weekdays(EVERY_WEEKDAY)
_BETWEEN_TARGETS = re.compile(r"[,、\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the configuration says where a cell is empty."""

    timezone: ZoneInfo
    channels: tuple[str, ...]


def target_of(record: Record) -> Target | None:
    """The row's target; None if it is missing or wrong, which `read_row` tells of."""
    try:
        return _named(record.cell(Column.TARGET))
    except ValueError:
        return None


def read_row(
    record: Record, defaults: Defaults, known: Collection[Target]
) -> Objective | None:
    """The row's objective; None where `record.problems` says what is wrong with it.

    `known` are the targets that have a row. What cannot be depended on is a problem, but
    leaves the objective standing.
    """
    target = _target(record)
    days = _days(record)
    deadline = _deadline(record, days)
    zone = record.read(Column.TIMEZONE, read_timezone, defaults.timezone)
    objective = partial(
        Objective,
        days_text=days_text(record.cell(Column.DAYS)),
        deadline=deadline,
        timezone=zone,
        warn_before=record.read(Column.WARN_BEFORE, read_length, _WARN_BEFORE),
        not_before=_not_before(record, days, deadline),
        partition=_partition(record, target),
        min_rows=_min_rows(record, target),
        owner=line_of(record.cell(Column.OWNER)),
        channels=record.read(Column.CHANNEL, read_channels, defaults.channels),
        severity=record.read(Column.SEVERITY, read_severity, Severity.NOTIFY),
        runbook=record.read(Column.RUNBOOK, read_runbook, ""),
        mute_until=record.read(Column.MUTE_UNTIL, lambda c: read_end(c, zone), None),
        note=text_of(record.cell(Column.NOTE)),
        place=Place(record.file, record.number),
    )
    sound = not record.problems
    depends_on = _depends_on(record, target, known)
    if target is None or days is None or not sound:
        return None
    key = f"{target}@{_due(days, deadline)}"
    return objective(key=key, target=target, days=days, depends_on=depends_on)


def _target(record: Record) -> Target | None:
    if record.cell(Column.TARGET) is None:
        record.blame(Column.TARGET, f"the cell is empty; write {FORMS}")
    return record.read(Column.TARGET, _named, None)


def _named(cell: Cell) -> Target:
    return read_target(cell if isinstance(cell, str) else text_of(cell))


def _days(record: Record) -> Days | None:
    """The days; None if the cell is wrong."""
    if record.cell(Column.DAYS) is None:
        return _DAILY
    return record.read(Column.DAYS, read_days, None)


def _deadline(record: Record, days: Days | None) -> int | None:
    """The deadline in minutes; only a cron expression goes without."""
    cell = record.cell(Column.DEADLINE)
    if not isinstance(days, Cron):
        if cell is None and days is not None:
            record.blame(
                Column.DEADLINE,
                "the cell is empty; write HH:MM such as 07:30, or 25:30 for 01:30 the "
                "next day",
            )
        return record.read(Column.DEADLINE, read_time, None)
    if cell is not None:
        record.blame(
            Column.DEADLINE,
            f"{quote(cell)} stands beside a cron expression, whose matches are the "
            f"deadlines; empty this cell or the one under {record.header.label(Column.DAYS)}",
        )
    return None


def _not_before(
    record: Record, days: Days | None, deadline: int | None
) -> NotBefore | None:
    opening = record.read(Column.NOT_BEFORE, read_opening, None)
    if opening is None or (deadline is None and not isinstance(days, Cron)):
        return opening
    return record.attempt(
        Column.NOT_BEFORE, lambda: before_deadline(opening, deadline), None
    )


def _partition(record: Record, target: Target | None) -> Partition:
    default = default_partition(target)
    partition = record.read(Column.PARTITION, read_partition, default)
    if target is None:
        return partition
    return record.attempt(
        Column.PARTITION, lambda: checked_partition(partition, target), default
    )


def _min_rows(record: Record, target: Target | None) -> int:
    """A CronJob has no rows, whatever a column filled down to the end says."""
    if not isinstance(target, TableTarget):
        return 1
    return record.read(Column.MIN_ROWS, read_min_rows, 1)


def _due(days: Days, deadline: int | None) -> str:
    if isinstance(days, Cron):
        return days.expression
    assert deadline is not None
    return clock(deadline)


def _depends_on(
    record: Record, target: Target | None, known: Collection[Target]
) -> tuple[Target, ...]:
    """The targets it depends on, each once, without those that cannot be."""
    text = text_of(record.cell(Column.DEPENDS_ON))
    names = [name for name in _BETWEEN_TARGETS.split(text) if name.strip()]
    found = (_upstream(record, name, target, known) for name in names)
    return tuple(dict.fromkeys(upstream for upstream in found if upstream))


def _upstream(
    record: Record, name: str, target: Target | None, known: Collection[Target]
) -> Target | None:
    return record.attempt(
        Column.DEPENDS_ON, lambda: _checked_upstream(name, target, known), None
    )


def _checked_upstream(
    name: str, target: Target | None, known: Collection[Target]
) -> Target:
    upstream = read_target(name)
    if upstream == target:
        raise ValueError(f"{quote(name)} is the row's own target; take it out")
    if upstream not in known:
        raise ValueError(
            f"{quote(name)} has no row in this sheet; add one, or take it out"
        )
    return upstream
