"""What a collector that starts again must know, out of the store it goes on with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.model.evidence import Kind, Outcome, SourceState, Write
from slo_monitor.sources.first_seen import FirstSeen
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import Heartbeat, WriteObserved
from slo_monitor.stores.reading import StoreQuery, read_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The Jobs that were running, by cluster, and what was last known of each table."""

    unfinished: Mapping[str, list[JobObject]] = field(default_factory=dict)
    memory: FirstSeen = field(default_factory=FirstSeen)


def from_folder(root: Path, now: datetime) -> Remembered:
    """What the embedded store holds; raises nothing where it is new."""
    jobs = _Unfinished()
    found = read_store(root, StoreQuery(since=now, until=now), jobs)
    memory = _memory(found.tables, found.sources, now)
    return Remembered(unfinished=jobs.by_cluster(), memory=memory)


def from_bigquery(bigquery: BigQuerySettings, now: datetime) -> Remembered:
    """What slo-monitor's own tables hold; raises SourceError."""
    from slo_monitor.clients.bigquery.own import read_last_known

    jobs = _Unfinished()
    found = read_last_known(bigquery, now, jobs)
    memory = _memory(found.tables, found.sources, now)
    return Remembered(unfinished=jobs.by_cluster(), memory=memory)


class _Unfinished(RunsBuilder):
    """Keeps the Jobs that the store last saw running, by cluster."""

    def __init__(self) -> None:
        super().__init__()
        self._newest: dict[tuple[str, str, str], tuple[JobObject, bool]] = {}

    def add_job(
        self,
        cluster: str,
        job: JobObject,
        *,
        deleted: bool = False,
        seen_by: datetime | None = None,  # noqa: ARG002 - as where runs are built
    ) -> None:
        key = cluster, job.namespace, job.name
        known = self._newest.get(key)
        if known is None or known[0].version <= job.version:
            self._newest[key] = job, deleted

    def by_cluster(self) -> dict[str, list[JobObject]]:
        """The Jobs neither ended nor gone."""
        found: dict[str, list[JobObject]] = {}
        for (cluster, _, _), (job, deleted) in self._newest.items():
            if job.outcome is Outcome.RUNNING and not deleted:
                found.setdefault(cluster, []).append(job)
        return found


def _memory(
    tables: Mapping[str, tuple[Write, ...]],
    sources: Iterable[SourceState],
    now: datetime,
) -> FirstSeen:
    memory = FirstSeen()
    for table, writes in tables.items():
        for write in writes:
            memory.remember(WriteObserved(table=table, write=write, observed_at=now))
    for beat in _beats(sources):
        memory.remember(beat)
    return memory


def _beats(sources: Iterable[SourceState]) -> Iterable[Heartbeat]:
    for source in sources:
        until = source.complete_until
        for dataset in source.datasets or ():
            if until is not None:
                yield Heartbeat(kind=Kind.TABLES, scope=dataset, complete_until=until)
