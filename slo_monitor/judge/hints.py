"""Hints on rows that say less than they seem to: nothing is wrong, yet worth a look."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import islice, takewhile

from slo_monitor.judge.history import history
from slo_monitor.judge.judging import Agreements
from slo_monitor.judge.occurrences import between
from slo_monitor.judge.slots import slots_after
from slo_monitor.model.evidence import CronJobEvidence, Evidence, Outcome
from slo_monitor.model.objectives import Objective, Occurrence, WholeTable
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.model.verdicts import Problem

_MOST_NAMED = 20

_MOST = 1000
"""More settlements than this need not be counted."""


def hints(agreed: Agreements, evidence: Evidence, at: datetime) -> tuple[Problem, ...]:
    """Rows whose target settles several times in its window: the first would meet them."""
    return tuple(
        hint
        for objective in agreed.objectives
        if objective.not_before is None
        for hint in _settles_often(objective, agreed, evidence, at)
    )


def without_row(agreed: Agreements, evidence: Evidence) -> tuple[Problem, ...]:
    """One hint naming the CronJobs that were seen and stand in no row."""
    watched = {objective.target for objective in agreed.objectives}
    unwatched = [str(each) for each in sorted(evidence.cronjobs) if each not in watched]
    if not unwatched:
        return ()
    named = ", ".join(unwatched[:_MOST_NAMED])
    more = len(unwatched) - _MOST_NAMED
    rest = f" and {more} more" if more > 0 else ""
    return (Problem("evidence", f"CronJobs without a row: {named}{rest}"),)


def _settles_often(
    objective: Objective, agreed: Agreements, evidence: Evidence, at: datetime
) -> Iterator[Problem]:
    occurrence = next(iter(between(objective, agreed.calendar, at, at)), None)
    if occurrence is None:
        return
    count = max(
        _settlements(objective, window, evidence, at)
        for window in [occurrence, *_last(objective, agreed, occurrence)]
    )
    if count > 1:
        yield Problem(
            str(replace(objective.place, column="not before")),
            f"{objective.target} settles {count} times or more in one window, and the "
            "first of them would meet it; set `not before` to the time from which a run "
            "or write counts, such as -1h",
        )


def _last(
    objective: Objective, agreed: Agreements, occurrence: Occurrence
) -> tuple[Occurrence, ...]:
    """The window before the present one: closed, so all of it has been seen."""
    opens = occurrence.opens_at
    just_before = opens - (occurrence.due_at - opens) / 2
    return between(objective, agreed.calendar, just_before, just_before)[:1]


def _settlements(
    objective: Objective, window: Occurrence, evidence: Evidence, at: datetime
) -> int:
    """How often the target settled, or by its schedule would settle, in `window`."""
    target = objective.target
    if isinstance(target, TableTarget):
        if not isinstance(objective.partition, WholeTable):
            return 0
        writes = evidence.tables.get(target.name, ())
        return sum(1 for write in writes if window.holds(write.at) and write.at <= at)
    assert isinstance(target, CronJobTarget)
    known = evidence.cronjobs.get(target, CronJobEvidence())
    runs = history(known, at).runs_in(window)
    complete = sum(1 for run in runs if run.outcome is Outcome.COMPLETE)
    slots = slots_after(known.schedule, known.timezone, window.opens_at)
    due = takewhile(lambda slot: slot <= window.due_at, islice(slots, _MOST))
    return max(complete, sum(1 for _ in due))
