"""Explaining one target: what is known of it, out of a pass that was made."""

from difflib import get_close_matches
from zoneinfo import ZoneInfo

from slo_monitor.app.passes import Pass
from slo_monitor.errors import UsageError
from slo_monitor.judge.history import as_of
from slo_monitor.judge.occurrences import next_ones
from slo_monitor.judge.shards import awaited
from slo_monitor.model.evidence import CronJobEvidence, Write
from slo_monitor.model.objectives import Objective, Occurrence
from slo_monitor.model.targets import CronJobTarget, TableTarget, Target
from slo_monitor.report.explanation import Explanation
from slo_monitor.sources.sheet.targets import read_target

NEXT = 14


def explanation(made: Pass, text: str) -> Explanation:
    """What the pass rests on for the target `text`; raises UsageError without a row."""
    target = _target(text)
    objectives = [o for o in made.agreements.objectives if o.target == target]
    if not objectives:
        raise UsageError(_no_row(text, made))
    known = CronJobEvidence()
    if isinstance(target, CronJobTarget):
        known = made.gathered.evidence.cronjobs.get(target, known)
    at = made.result.at
    verdicts = made.result.verdicts
    return Explanation(
        at=at,
        target=str(target),
        zone=_zone(objectives),
        verdicts=tuple(v for v in verdicts if v.objective.target == target),
        runs=tuple(as_of(run, at) for run in known.runs if run.created_at <= at),
        hindrances=tuple(h for h in known.hindrances if h.at <= at),
        arrivals=_arrivals(made, objectives),
        due=_due(made, objectives),
    )


def _target(text: str) -> Target:
    try:
        return read_target(text)
    except ValueError as exc:
        raise UsageError(f"TARGET: {exc}") from exc


def _no_row(text: str, made: Pass) -> str:
    targets = sorted({str(each.target) for each in made.agreements.objectives})
    close = get_close_matches(text, targets, 1)
    remedy = f"did you mean {close[0]}?" if close else "add a row for it"
    return f"{text} has no row in the sheet; {remedy}"


def _zone(objectives: list[Objective]) -> ZoneInfo:
    return objectives[0].timezone


def _arrivals(made: Pass, objectives: list[Objective]) -> tuple[tuple[str, Write], ...]:
    """The writes to the table, or to the shards that its occurrences wait for."""
    tables = {
        awaited(objective, occurrence.business_date).table
        for objective in objectives
        if isinstance(objective.target, TableTarget)
        for occurrence in _occurrences(made, objective)
    }
    writes = made.gathered.evidence.tables
    found = [
        (table, write)
        for table in tables
        for write in writes.get(table, ())
        if write.at <= made.result.at
    ]
    return tuple(sorted(found, key=lambda pair: pair[1].at))


def _occurrences(made: Pass, objective: Objective) -> tuple[Occurrence, ...]:
    return tuple(
        verdict.occurrence
        for verdict in made.result.verdicts
        if verdict.objective is objective
    )


def _due(
    made: Pass, objectives: list[Objective]
) -> tuple[tuple[Objective, Occurrence], ...]:
    calendar = made.agreements.calendar
    coming = [
        (objective, occurrence)
        for objective in objectives
        for occurrence in next_ones(objective, calendar, made.result.at, NEXT)
    ]
    return tuple(sorted(coming, key=lambda pair: pair[1].due_at)[:NEXT])
