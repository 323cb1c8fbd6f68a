"""Gathering evidence: every source that was named, fused; one that fails leaves the rest."""

import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from slo_monitor.app.costs import cost_lines
from slo_monitor.app.requests import PassRequest
from slo_monitor.clients.bigquery.evidence import (
    BigQueryEvidence,
    estimate_bigquery,
    read_bigquery,
)
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.bigquery.tables import REACH
from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.errors import UsageError
from slo_monitor.judge.judging import Agreements
from slo_monitor.judge.occurrences import between
from slo_monitor.model.evidence import Evidence, Kind
from slo_monitor.model.objectives import DailyPartition
from slo_monitor.model.targets import CronJobTarget, Target
from slo_monitor.model.verdicts import Problem
from slo_monitor.settings.values import Settings
from slo_monitor.sources.kubernetes.runs import RunsBuilder

_FARTHEST_BACK = timedelta(days=40)
"""How far back a query may reach: a month's window and some days."""

_DEFAULT_CLUSTER = "default"
"""The cluster of files that name none, where neither sheet nor settings name one."""

_REMEDIES = {
    Kind.CRONJOBS: "no source tells of CronJobs; give --events FILE, or evidence in "
    "slo-monitor.yaml (kubectl get events,jobs,cronjobs -A -o json > cluster.json)",
    Kind.TABLES: "no source tells of tables; give --arrivals FILE, or "
    "evidence.bigquery.datasets in slo-monitor.yaml",
}
_NOT_READ = Problem(
    "evidence.bigquery",
    "not read, since this is a dry run: what rests on it is unknown",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Evidence, what was wrong with it, and what reading would have cost."""

    evidence: Evidence
    problems: tuple[Problem, ...] = ()
    costs: tuple[str, ...] = ()

    @property
    def unreadable(self) -> tuple[str, ...]:
        """Why sources could not be read, each sentence once."""
        found = (source.unreadable for source in self.evidence.sources)
        return tuple(dict.fromkeys(filter(None, found)))


def gather(request: PassRequest, agreements: Agreements) -> Gathered:
    """Read all sources of a pass."""
    settings = request.settings
    _check(settings)
    runs = RunsBuilder()
    bigquery = settings.bigquery
    if bigquery is None:
        return _from_files(request, agreements, runs)
    if request.estimate_only:
        read = _from_files(request, agreements, runs)
        costs = _costs(bigquery, request, agreements)
        return Gathered(evidence=read.evidence, problems=(_NOT_READ,), costs=costs)
    asked = _live(_from_bigquery(bigquery, request, agreements, runs), settings)
    read = _from_files(request, agreements, runs)
    evidence = _joined(read.evidence, asked)
    problems = asked.problems + _unwatched(agreements, evidence)
    return Gathered(evidence=evidence, problems=read.problems + problems)


def _check(settings: Settings) -> None:
    if settings.store is not None:
        raise UsageError(
            f"{settings.file}, evidence.store: this version reads files and BigQuery; "
            "write evidence.files or evidence.bigquery instead"
        )


def _from_files(
    request: PassRequest, agreements: Agreements, runs: RunsBuilder
) -> Gathered:
    """The files of the command line, else those of the settings."""
    named = request.events or request.arrivals
    read = read_evidence_files(
        EvidenceRequest(
            events=request.events,
            arrivals=request.arrivals,
            mixed=() if named else request.settings.files,
            cluster=request.cluster,
            fallback_cluster=_only_cluster(request.settings, agreements),
            complete_until=request.complete_until,
            stdin=sys.stdin.buffer,
        ),
        runs,
    )
    problems = read.problems
    if request.settings.bigquery is None:
        problems += _unwatched(agreements, read.evidence)
    return Gathered(evidence=read.evidence, problems=problems)


def _only_cluster(settings: Settings, agreements: Agreements) -> str | None:
    """The cluster that files without a name of their own must be from, if one is known."""
    targets = _targets(agreements)
    named = {each.cluster for each in targets if isinstance(each, CronJobTarget)}
    known = named or set(settings.clusters) or {_DEFAULT_CLUSTER}
    return next(iter(known)) if len(known) == 1 else None


def _from_bigquery(
    bigquery: BigQuerySettings,
    request: PassRequest,
    agreements: Agreements,
    runs: RunsBuilder,
) -> BigQueryEvidence:
    start = _first_opening(request, agreements)
    return read_bigquery(
        bigquery,
        _targets(agreements),
        start,
        request.at,
        runs.add_event,
        reach=_reach(agreements),
    )


def _costs(
    bigquery: BigQuerySettings, request: PassRequest, agreements: Agreements
) -> tuple[str, ...]:
    start, targets = _first_opening(request, agreements), _targets(agreements)
    reach = _reach(agreements)
    return cost_lines(
        estimate_bigquery(bigquery, targets, start, request.at, reach=reach)
    )


def _targets(agreements: Agreements) -> list[Target]:
    return [objective.target for objective in agreements.objectives]


def _first_opening(request: PassRequest, agreements: Agreements) -> datetime:
    """When the first window opened that the pass looks at: evidence is read from then."""
    openings = [
        occurrence.opens_at
        for objective in agreements.objectives
        if isinstance(objective.target, CronJobTarget)
        for occurrence in between(
            objective, agreements.calendar, request.since, request.at
        )[:1]
    ]
    return max(min([request.since, *openings]), request.at - _FARTHEST_BACK)


def _reach(agreements: Agreements) -> timedelta:
    """How far around the pass the dates of shards may lie."""
    offsets = [
        abs(each.partition.offset_days)
        for each in agreements.objectives
        if isinstance(each.partition, DailyPartition)
    ]
    return REACH + timedelta(days=max(offsets, default=0))


def _live(asked: BigQueryEvidence, settings: Settings) -> BigQueryEvidence:
    """What is exported takes a while to arrive: not every lag is blindness."""
    tolerance = settings.stale_after
    sources = tuple(replace(source, tolerance=tolerance) for source in asked.sources)
    return replace(asked, sources=sources)


def _joined(evidence: Evidence, asked: BigQueryEvidence) -> Evidence:
    """The writes of both, by time; the runs were fused already."""
    tables = dict(evidence.tables)
    for table, writes in asked.tables.items():
        both = tables.get(table, ()) + writes
        tables[table] = tuple(sorted(both, key=lambda write: write.at))
    return replace(evidence, tables=tables, sources=evidence.sources + asked.sources)


def _unwatched(agreements: Agreements, evidence: Evidence) -> tuple[Problem, ...]:
    """A problem where rows of a kind stand in the sheet and no source tells of that kind."""
    told = {source.kind for source in evidence.sources}
    wanted = {
        Kind.CRONJOBS if isinstance(target, CronJobTarget) else Kind.TABLES
        for target in _targets(agreements)
    }
    return tuple(Problem("evidence", _REMEDIES[kind]) for kind in sorted(wanted - told))
