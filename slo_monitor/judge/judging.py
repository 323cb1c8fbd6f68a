"""Judging: every objective's occurrences around an instant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from slo_monitor.judge import shards
from slo_monitor.judge.absence import absence
from slo_monitor.judge.cronjobs import judge_cronjob
from slo_monitor.judge.history import history
from slo_monitor.judge.manual import assign
from slo_monitor.judge.occurrences import between
from slo_monitor.judge.standing import Case
from slo_monitor.judge.tables import Tables, judge_table
from slo_monitor.model.calendars import Calendar, Maintenance
from slo_monitor.model.evidence import Evidence
from slo_monitor.model.objectives import Objective
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.model.verdicts import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which occurrences are judged, and when: due in `(since, at]`, and the next one."""

    at: datetime
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """What the team has written down: objectives, closed days and maintenance."""

    objectives: tuple[Objective, ...]
    calendar: Calendar
    maintenance: tuple[Maintenance, ...] = ()


def judge(agreed: Agreements, evidence: Evidence, span: Span) -> tuple[Verdict, ...]:
    """The verdicts of all objectives at `span.at`, in the order of the sheet."""
    traces = shards.first_traces(evidence.tables)
    tables = Tables(writes=evidence.tables, traces=traces)
    return tuple(
        verdict
        for objective in agreed.objectives
        for verdict in _judge_one(objective, agreed, evidence, span, tables)
    )


def _judge_one(
    objective: Objective,
    agreed: Agreements,
    evidence: Evidence,
    span: Span,
    tables: Tables,
) -> Iterator[Verdict]:
    cases = _cases(objective, agreed, evidence, span)
    if not isinstance(objective.target, CronJobTarget):
        for case in cases:
            yield judge_table(case, tables, agreed.calendar)
        return
    known = history(evidence.cronjobs.get(objective.target), span.at)
    manual = assign(objective, agreed.calendar, known)
    for case in cases:
        yield judge_cronjob(case, known, manual.get(case.occurrence.due_at, ()))


def _cases(
    objective: Objective, agreed: Agreements, evidence: Evidence, span: Span
) -> Iterator[Case]:
    trusted = absence(objective.target, evidence.sources)
    for occurrence in between(objective, agreed.calendar, span.since, span.at):
        yield Case(
            objective=objective,
            occurrence=occurrence,
            at=span.at,
            absence=trusted,
            maintenance=agreed.maintenance,
        )
