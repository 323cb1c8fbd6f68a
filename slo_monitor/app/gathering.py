"""Gathering evidence: every source that was named, fused; one that fails leaves the rest."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from slo_monitor.app.requests import PassRequest
from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.errors import UsageError
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
    if settings.bigquery is None:
        return _from_files(request, agreements, runs)
    from slo_monitor.app import asking  # what asks BigQuery takes a while to load

    if request.estimate_only:
        read = _from_files(request, agreements, runs)
        costs = asking.costs(settings.bigquery, request, agreements)
        return Gathered(evidence=read.evidence, problems=(_NOT_READ,), costs=costs)
    asked = asking.ask(settings.bigquery, request, agreements, runs)
    read = _from_files(request, agreements, runs)
    evidence = _joined(read.evidence, asked.tables, asked.sources)
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
    configured = {cluster.name for cluster in settings.clusters}
    known = named or configured or {_DEFAULT_CLUSTER}
    return next(iter(known)) if len(known) == 1 else None


def _targets(agreements: Agreements) -> list[Target]:
    return [objective.target for objective in agreements.objectives]


def _joined(
    evidence: Evidence,
    written: Mapping[str, tuple[Write, ...]],
    sources: tuple[SourceState, ...],
) -> Evidence:
    """The writes of both, by time; the runs were fused already."""
    tables = dict(evidence.tables)
    for table, writes in written.items():
        both = tables.get(table, ()) + writes
        tables[table] = tuple(sorted(both, key=lambda write: write.at))
    return replace(evidence, tables=tables, sources=evidence.sources + sources)


def _unwatched(agreements: Agreements, evidence: Evidence) -> tuple[Problem, ...]:
    """A problem where rows of a kind stand in the sheet and no source tells of that kind."""
    told = {source.kind for source in evidence.sources}
    wanted = {
        Kind.CRONJOBS if isinstance(target, CronJobTarget) else Kind.TABLES
        for target in _targets(agreements)
    }
    return tuple(Problem("evidence", _REMEDIES[kind]) for kind in sorted(wanted - told))
