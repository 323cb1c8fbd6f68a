"""Occurrences: the windows of an objective around an instant."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice, pairwise

from slo_monitor.judge import due
from slo_monitor.judge.due import Due
from slo_monitor.judge.walltime import instant, wall
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import (
    Cron,
    Objective,
    Occurrence,
    OpensBefore,
)


def between(
    objective: Objective, calendar: Calendar, start: datetime, end: datetime
) -> tuple[Occurrence, ...]:
    """Occurrences due in `(start, end]` and the next one after `end`, ascending.

    Days come round again and again: an objective that was never due never will be.
    """
    dues = list(islice(due.until(objective, calendar, start), 1))
    for each in due.after(objective, calendar, start):
        dues.append(each)
        if each.at > end:
            break
    return tuple(
        _occurrence(objective, opens.at, each) for opens, each in pairwise(dues)
    )


def before(
    objective: Objective, calendar: Calendar, occurrence: Occurrence
) -> Iterator[Occurrence]:
    """Occurrences earlier than `occurrence`, descending."""
    dues = due.until(objective, calendar, occurrence.due_at)
    next(dues, None)  # the occurrence itself
    return (
        _occurrence(objective, earlier.at, later) for later, earlier in pairwise(dues)
    )


def next_ones(
    objective: Objective, calendar: Calendar, at: datetime, count: int
) -> tuple[Occurrence, ...]:
    """The next `count` occurrences due after `at`."""
    ahead = list(islice(due.after(objective, calendar, at), count))
    end = ahead[-2].at if len(ahead) > 1 else at
    return between(objective, calendar, at, end)


def _occurrence(objective: Objective, previous: datetime, due: Due) -> Occurrence:
    opens = _opens(objective, due)
    return Occurrence(
        business_date=due.business_date,
        opens_at=previous if opens is None else opens,
        opens_inclusive=opens is not None,
        warn_at=due.at - objective.warn_before,
        due_at=due.at,
    )


def _opens(objective: Objective, due: Due) -> datetime | None:
    opening = objective.not_before
    if opening is None:
        return None
    if isinstance(opening, OpensBefore):
        return due.at - opening.lead
    day = _opening_day(objective, due, opening.minutes)
    return instant(day, opening.minutes, objective.timezone)


def _opening_day(objective: Objective, due: Due, minutes: int) -> date:
    """For a cron expression, a time of day later than the match is the evening before."""
    if not isinstance(objective.days, Cron):
        return due.business_date
    match = wall(due.at, objective.timezone)
    too_late = minutes > match.hour * 60 + match.minute
    return due.business_date - timedelta(days=1) if too_late else due.business_date
