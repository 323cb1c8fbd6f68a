"""The column `days` that a CronJob's schedule amounts to, in the zone of the sheet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from slo_monitor.model.schedules import as_cron

DAILY = "daily"
MON_TO_FRI = frozenset(range(5))

_FIELDS = 5
_LAST_COMMON_DAY = 28
"""The last day that every month has."""

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CRON_NAMES = {name: (number + 1) % 7 for number, name in enumerate(_NAMES)}
_PART = re.compile(r"(\d|[a-z]{3})(?:-(\d|[a-z]{3}))?")

_LONG_ENOUGH = 14
"""Days to have been watched before a missing weekday says something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restriction:
    """The day fields of a schedule, `*` where they say nothing."""

    day: str
    month: str
    weekday: str


def restriction(schedule: str | None) -> Restriction | None:
    """The day fields of `schedule`; None where it has none that can be read."""
    fields = as_cron(schedule or "").lower().split()
    if len(fields) != _FIELDS:
        return None
    _, _, day, month, weekday = fields
    return Restriction(day=day, month=month, weekday=weekday)


def days_of(found: Restriction, shift: int) -> str | None:
    """`days` in words; None where words do not reach.

    `shift` is by how many days the sheet's date is ahead of the schedule's own.
    """
    if found.month != "*":
        return None
    if found.day == "*":
        days = _weekdays(found.weekday)
        shifted = {(day + shift) % 7 for day in days}
        return weekdays_text(shifted) if days else None
    if found.weekday == "*" and found.day.isdigit():
        day = int(found.day) + shift
        return f"day {day}" if 1 <= day <= _LAST_COMMON_DAY else None
    return None


def days_seen(dates: Iterable[date]) -> str:
    """`days` as the dates of runs suggest it; daily unless they were seen for long."""
    seen = set(dates)
    if (max(seen) - min(seen)).days < _LONG_ENOUGH:
        return DAILY
    return weekdays_text({day.weekday() for day in seen})


def weekdays_text(days: Iterable[int]) -> str:
    """Days of the week, Monday 0, as the sheet writes them."""
    chosen = frozenset(days)
    if len(chosen) == len(_NAMES):
        return DAILY
    if chosen == MON_TO_FRI:
        return "mon-fri"
    return ",".join(_NAMES[day] for day in sorted(chosen))


def _weekdays(field: str) -> frozenset[int]:
    """The weekdays, Monday 0, of cron's fifth field; none where it is not plain."""
    if field == "*":
        return frozenset(range(7))
    days: set[int] = set()
    for part in field.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            return frozenset()
        first = _CRON_NAMES.get(found[1], found[1])
        last = _CRON_NAMES.get(found[2] or found[1], found[2] or found[1])
        if not (str(first).isdigit() and str(last).isdigit()):
            return frozenset()
        days |= set(range(int(first), int(last) + 1))
    return frozenset((day - 1) % 7 for day in days)
