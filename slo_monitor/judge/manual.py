"""Manual runs: which occurrence a run made by hand settles."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from slo_monitor.judge.history import History, earliest_complete, finish
from slo_monitor.judge.occurrences import between
from slo_monitor.judge.slots import slots_after
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.evidence import Run
from slo_monitor.model.objectives import Objective, Occurrence

ManualRuns = Mapping[datetime, tuple[Run, ...]]
"""The manual runs of each occurrence, by its due instant."""


def assign(objective: Objective, calendar: Calendar, history: History) -> ManualRuns:
    """Give each manual run to the newest occurrence that it can settle.

    That is the newest one not settled when the run was created, whose own scheduled start
    had passed by then, and which was not due before the first evidence of the target.
    """
    first_seen = history.evidence.first_seen
    if not history.manual or first_seen is None:
        return {}
    known = [
        (_start(occurrence, history), occurrence)
        for occurrence in between(
            objective, calendar, first_seen - timedelta(microseconds=1), history.at
        )
    ]
    given: dict[datetime, tuple[Run, ...]] = {}
    for run in history.manual:
        for start, occurrence in reversed(known):
            mine = given.get(occurrence.due_at, ())
            settled = _settled(history.runs_in(occurrence) + mine, run.created_at)
            if start <= run.created_at and not settled:
                given[occurrence.due_at] = (*mine, run)
                break
    return given


def _settled(runs: tuple[Run, ...], at: datetime) -> bool:
    arrival = earliest_complete(runs)
    return arrival is not None and finish(arrival) <= at


def _start(occurrence: Occurrence, history: History) -> datetime:
    """The occurrence's own scheduled start: by schedule, else run names, else its opening."""
    evidence = history.evidence
    opens = occurrence.opens_at
    before = opens - timedelta(microseconds=1) if occurrence.opens_inclusive else opens
    slot = next(slots_after(evidence.schedule, evidence.timezone, before), None)
    if slot is not None and slot <= occurrence.due_at:
        return slot
    runs = history.runs_in(occurrence)
    if runs:
        return runs[0].scheduled_at
    return _usual_start(occurrence, history)


def _usual_start(occurrence: Occurrence, history: History) -> datetime:
    """As long before it is due as the newest scheduled run was a day, or days, before."""
    day = timedelta(days=1)
    for run in reversed(history.scheduled):
        if run.scheduled_at <= occurrence.opens_at:
            start = occurrence.due_at - (occurrence.due_at - run.scheduled_at) % day
            return max(start, occurrence.opens_at)
    return occurrence.opens_at
