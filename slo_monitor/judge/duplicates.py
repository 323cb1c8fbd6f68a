"""Duplicates: two rows for the same target and due instants, and keys that tell rows apart."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, takewhile

from slo_monitor.judge import due
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import Objective
from slo_monitor.model.targets import Target
from slo_monitor.model.verdicts import Problem

_FROM = datetime(2026, 1, 1, tzinfo=UTC)
_TO = datetime(2029, 1, 1, tzinfo=UTC)
_COMPARED = 1200
"""Due instants compared: three years of a daily row."""


def without_duplicates(
    objectives: tuple[Objective, ...], calendar: Calendar
) -> tuple[tuple[Objective, ...], tuple[Problem, ...]]:
    """Leave out later rows with the same target and due instants, each a problem."""
    rows: dict[Target, list[Objective]] = defaultdict(list)
    for objective in objectives:
        rows[objective.target].append(objective)
    problems = {
        id(later): _problem(earlier, later)
        for same in rows.values()
        if len(same) > 1
        for earlier, later in _repeated(same, calendar)
    }
    kept = tuple(each for each in objectives if id(each) not in problems)
    return _told_apart(kept), tuple(problems.values())


def _repeated(
    rows: list[Objective], calendar: Calendar
) -> list[tuple[Objective, Objective]]:
    seen: dict[tuple[datetime, ...], Objective] = {}
    repeated = []
    for row in rows:
        earlier = seen.setdefault(_instants(row, calendar), row)
        if earlier is not row:
            repeated.append((earlier, row))
    return repeated


def _instants(objective: Objective, calendar: Calendar) -> tuple[datetime, ...]:
    dues = (each.at for each in due.after(objective, calendar, _FROM))
    return tuple(takewhile(lambda at: at < _TO, islice(dues, _COMPARED)))


def _problem(earlier: Objective, later: Objective) -> Problem:
    return Problem(
        str(replace(later.place, column="target")),
        f'"{later.target}" is due at the same instants as in row {earlier.place.row}; '
        "delete one of the two rows, or give this one another deadline or other days",
    )


def _told_apart(objectives: tuple[Objective, ...]) -> tuple[Objective, ...]:
    """Add `#days` to keys that stand twice, and the zone where they do so still."""
    by_days = _with(objectives, lambda each: f"#{each.days_text}")
    return _with(by_days, lambda each: f"#{each.timezone.key}")


def _with(
    objectives: tuple[Objective, ...], ending: Callable[[Objective], str]
) -> tuple[Objective, ...]:
    counts = Counter(objective.key for objective in objectives)
    return tuple(
        replace(each, key=each.key + ending(each)) if counts[each.key] > 1 else each
        for each in objectives
    )
