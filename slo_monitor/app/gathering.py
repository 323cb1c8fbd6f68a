"""Gathering evidence: every source that was named, fused; one that fails leaves the rest."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from slo_monitor.app.requests import PassRequest
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.evidence import Evidence, Kind, SourceState, Write
from slo_monitor.model.targets import CronJobTarget, Target
from slo_monitor.model.verdicts import Problem
from slo_monitor.settings.values import Settings
from slo_monitor.sources.kubernetes.runs import RunsBuilder

_DEFAULT_CLUSTER = "default"
"""The cluster of files that name none, where neither sheet nor settings name one."""

_REMEDIES = {
    Kind.CRONJOBS: "no source tells of CronJobs; give --events FILE, or evidence in "
    "slo-monitor.yaml (kubectl get events,jobs,cronjobs -A -o json > cluster.json)",
    Kind.TABLES: "no source tells of tables; give --arrivals FILE, or "
    "evidence.bigquery.datasets in slo-monitor.yaml",
}
_OF_STORE = {
    Kind.CRONJOBS: "the store was never complete for a cluster; is `slo-monitor collect` "
    "running, and may it list events, jobs and cronjobs? Its log says so",
    Kind.TABLES: "the store was never complete for a dataset; is `slo-monitor collect` "
    "running, with evidence.bigquery.datasets? Its log says so",
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


@dataclass(frozen=True, slots=True)
class _Part:
    """What a source told besides runs."""

    tables: Mapping[str, tuple[Write, ...]] = field(default_factory=dict)
    sources: tuple[SourceState, ...] = ()
    problems: tuple[Problem, ...] = ()


def gather(request: PassRequest, agreements: Agreements) -> Gathered:
    """Read all sources of a pass."""
    settings = request.settings
    runs = RunsBuilder()
    parts = []
    costs: tuple[str, ...] = ()
    if settings.store is not None:
        parts.append(_from_store(settings.store, request, agreements, runs))
    bigquery = _worth_asking(request, parts)
    if bigquery is not None:
        from slo_monitor.app import asking  # what asks BigQuery takes a while to load

        if request.estimate_only:
            costs = asking.costs(bigquery, request, agreements)
            parts.append(_Part(problems=(_NOT_READ,)))
        else:
            asked = asking.ask(bigquery, request, agreements, runs)
            parts.append(_Part(asked.tables, asked.sources, asked.problems))
    read = _from_files(request, agreements, runs)  # the runs of all are built here
    evidence = _joined(read.evidence, parts)
    problems = read.problems + tuple(each for part in parts for each in part.problems)
    if not costs:
        problems += _unwatched(settings, agreements, evidence)
    return Gathered(evidence=evidence, problems=problems, costs=costs)


def _worth_asking(request: PassRequest, parts: list[_Part]) -> BigQuerySettings | None:
    """BigQuery, without the datasets that a collector has just looked at for the store."""
    bigquery = request.settings.bigquery
    if bigquery is None:
        return None
    since = request.at - request.settings.stale_after
    fresh = {
        dataset
        for part in parts
        for source in part.sources
        if source.complete_until is not None and source.complete_until >= since
        for dataset in source.datasets or ()
    }
    left = tuple(each for each in bigquery.datasets if each not in fresh)
    if not (left or bigquery.events or bigquery.store):
        return None
    return replace(bigquery, datasets=left)


def _from_store(
    root: Path, request: PassRequest, agreements: Agreements, runs: RunsBuilder
) -> _Part:
    from slo_monitor.app.storing import from_store  # DuckDB takes a while to load

    found = from_store(root, request, agreements, runs)
    return _Part(found.tables, found.sources, found.problems)


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
    return Gathered(evidence=read.evidence, problems=read.problems)


def _only_cluster(settings: Settings, agreements: Agreements) -> str | None:
    """The cluster that files without a name of their own must be from, if one is known."""
    targets = _targets(agreements)
    named = {each.cluster for each in targets if isinstance(each, CronJobTarget)}
    configured = {cluster.name for cluster in settings.clusters}
    known = named or configured or {_DEFAULT_CLUSTER}
    return next(iter(known)) if len(known) == 1 else None


def _targets(agreements: Agreements) -> list[Target]:
    return [objective.target for objective in agreements.objectives]


def _joined(evidence: Evidence, parts: list[_Part]) -> Evidence:
    """The writes of all, by time; the runs were fused already."""
    tables = dict(evidence.tables)
    for part in parts:
        for table, writes in part.tables.items():
            both = set(tables.get(table, ()) + writes)
            tables[table] = tuple(sorted(both, key=_by_time))
    sources = tuple(source for part in parts for source in part.sources)
    return replace(evidence, tables=tables, sources=evidence.sources + sources)


def _by_time(write: Write) -> tuple[datetime, str, bool, int]:
    """Of two accounts of one write, first the one that knows more of the time before."""
    vague = write.only_last and write.absent_at is None
    rows = -1 if write.rows is None else write.rows
    return write.at, write.partition or "", vague, rows


def _unwatched(
    settings: Settings, agreements: Agreements, evidence: Evidence
) -> tuple[Problem, ...]:
    """A problem where rows of a kind stand in the sheet and no source tells of that kind."""
    told = {source.kind for source in evidence.sources}
    wanted = {
        Kind.CRONJOBS if isinstance(target, CronJobTarget) else Kind.TABLES
        for target in _targets(agreements)
    }
    remedies = _REMEDIES if settings.store is None else _OF_STORE
    return tuple(Problem("evidence", remedies[kind]) for kind in sorted(wanted - told))
