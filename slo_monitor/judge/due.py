"""Due instants: when an objective must be done, forwards and backwards from any instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim

from slo_monitor.judge.days import walk
from slo_monitor.judge.walltime import instant, of_wall, wall
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import Cron, Objective

_LONGEST_DEADLINE = timedelta(days=2)
_WIDEST_OVERLAP = timedelta(hours=3)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A due instant (UTC) and the business date it belongs to."""

    at: datetime
    business_date: date


def after(objective: Objective, calendar: Calendar, at: datetime) -> Iterator[Due]:
    """Due instants later than `at`, ascending; each instant once."""
    last = at
    for due in _ascending(objective, calendar, at):
        if due.at > last:
            last = due.at
            yield due


def until(objective: Objective, calendar: Calendar, at: datetime) -> Iterator[Due]:
    """Due instants at or before `at`, descending; each instant once."""
    last: datetime | None = None
    for due in _descending(objective, calendar, at):
        if due.at <= at and (last is None or due.at < last):
            last = due.at
            yield due


def _ascending(objective: Objective, calendar: Calendar, at: datetime) -> Iterator[Due]:
    zone, days = objective.timezone, objective.days
    if isinstance(days, Cron):
        return _matches(days.expression, wall(at, zone), zone, reverse=False)
    start = wall(at, zone).date() - _LONGEST_DEADLINE
    return _dated(objective, walk(days, start, calendar, back=False))


def _descending(
    objective: Objective, calendar: Calendar, at: datetime
) -> Iterator[Due]:
    zone, days = objective.timezone, objective.days
    if isinstance(days, Cron):
        return _matches(days.expression, _reverse_start(at, zone), zone, reverse=True)
    start = wall(at, zone).date() + timedelta(days=1)
    return _dated(objective, walk(days, start, calendar, back=True))


def _dated(objective: Objective, days: Iterator[date]) -> Iterator[Due]:
    assert objective.deadline is not None
    for day in days:
        yield Due(instant(day, objective.deadline, objective.timezone), day)


def _reverse_start(at: datetime, zone: ZoneInfo) -> datetime:
    """A wall time that no match at or before `at` lies behind.

    In the second pass of an overlap, later wall times were already passed once.
    """
    local = at.astimezone(zone)
    start = local.replace(tzinfo=None, fold=0, second=0, microsecond=0) + _MINUTE
    return start + _WIDEST_OVERLAP if local.fold else start


def _matches(
    expression: str, start: datetime, zone: ZoneInfo, *, reverse: bool
) -> Iterator[Due]:
    """Matches of a cron expression over wall times; cronsim excludes `start` itself."""
    matches = CronSim(expression, start.replace(fold=0), reverse=reverse)
    return (Due(of_wall(match, zone), match.date()) for match in matches)
