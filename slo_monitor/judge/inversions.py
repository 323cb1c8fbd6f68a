"""Inversions: a downstream run that started before its upstream had arrived.

Both may be green: this is how months of training data go stale without an error.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime

from slo_monitor.judge.history import history
from slo_monitor.model.evidence import Evidence
from slo_monitor.model.targets import CronJobTarget, Target
from slo_monitor.model.verdicts import Inversion, Status, Verdict

_Days = Mapping[tuple[Target, date], list[Verdict]]


def find_inversions(
    verdicts: tuple[Verdict, ...], evidence: Evidence, at: datetime
) -> tuple[Inversion, ...]:
    """The inversions among the judged occurrences, by business date."""
    days: dict[tuple[Target, date], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        key = verdict.objective.target, verdict.occurrence.business_date
        days[key].append(verdict)
    found = {
        inversion
        for verdict in verdicts
        if verdict.objective.depends_on
        for inversion in _of_downstream(verdict, days, evidence, at)
    }
    return tuple(sorted(found, key=_order))


def _of_downstream(
    verdict: Verdict, days: _Days, evidence: Evidence, at: datetime
) -> Iterator[Inversion]:
    started = _started(verdict, evidence, at)
    if started is None:
        return
    for upstream in verdict.objective.depends_on:
        day = upstream, verdict.occurrence.business_date
        awaited = _awaited(started, days.get(day))
        if awaited is None or _cannot_tell(awaited):
            continue
        arrived = awaited.arrived_at
        if arrived is not None and arrived <= started:
            continue
        yield Inversion(
            upstream=upstream,
            downstream=verdict.objective.target,
            business_date=verdict.occurrence.business_date,
            upstream_arrived_at=arrived,
            downstream_started_at=started,
            overlap=(arrived or at) - started,
        )


def _started(verdict: Verdict, evidence: Evidence, at: datetime) -> datetime | None:
    """When the downstream's earliest run in its window was created; None for tables."""
    target = verdict.objective.target
    if not isinstance(target, CronJobTarget):
        return None
    runs = history(evidence.cronjobs.get(target), at).runs_in(verdict.occurrence)
    return min((run.created_at for run in runs), default=None)


def _awaited(started: datetime, upstream: list[Verdict] | None) -> Verdict | None:
    """The upstream's last occurrence due by the downstream's start, else its first.

    A run of 03:00 cannot wait for what an hourly upstream owes later in the day.
    """
    if not upstream:
        return None
    owed = [each for each in upstream if each.occurrence.due_at <= started]
    return max(owed, key=_due) if owed else min(upstream, key=_due)


def _cannot_tell(upstream: Verdict) -> bool:
    """Whether it is not known that the upstream had not arrived."""
    return upstream.arrived_at is None and upstream.status is Status.UNKNOWN


def _due(verdict: Verdict) -> datetime:
    return verdict.occurrence.due_at


def _order(inversion: Inversion) -> tuple[date, str, str, datetime]:
    started = inversion.downstream_started_at
    names = str(inversion.downstream), str(inversion.upstream)
    return (inversion.business_date, *names, started)
