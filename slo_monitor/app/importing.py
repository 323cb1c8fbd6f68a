"""Importing files into a store: every fact in them becomes an observation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from slo_monitor.app.keeping import Store
from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.model.evidence import CronJobEvidence, Kind, Write
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)

_BATCH = 20_000
"""Observations held before they are made durable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How many observations were made durable, and what could not be used."""

    count: int
    problems: tuple[Problem, ...]
    unreadable: tuple[str, ...]


class _Recorder(RunsBuilder):
    """Stands where runs are built from files, and writes down what it is handed.

    Files bear no time of looking: an object holds always (`observed_at` None).
    """

    def __init__(self, sink: Store, now: datetime) -> None:
        super().__init__()
        self._sink = sink
        self._now = now
        self._held = 0
        self.count = 0
        self.newest: dict[str, datetime] = {}

    def add_event(self, event: SeenEvent) -> None:
        self._take(EventObserved(event=event, observed_at=self._now))
        self._saw(event.cluster, event.at)

    def add_job(
        self,
        cluster: str,
        job: JobObject,
        *,
        deleted: bool = False,
        seen_by: datetime | None = None,
    ) -> None:
        at = seen_by or job.ended_at or job.created_at
        self._take(
            JobObserved(cluster=cluster, job=job, observed_at=at, deleted=deleted)
        )
        self._saw(cluster, at)

    def add_cronjob(
        self,
        cluster: str,
        cronjob: CronJobObject,
        *,
        observed_at: datetime | None = None,
    ) -> None:
        self._take(
            CronJobObserved(cluster=cluster, cronjob=cronjob, observed_at=observed_at)
        )
        self._saw(cluster, cronjob.last_success or cronjob.last_schedule)

    def build(self) -> dict[CronJobTarget, CronJobEvidence]:
        """Nothing: what was handed over is in the store."""
        return {}

    def flush(self) -> None:
        self.count += self._sink.flush()
        self._held = 0

    def _take(self, observation: Observation) -> None:
        self._sink.append([observation])
        self._held += 1
        if self._held >= _BATCH:
            self.flush()

    def _saw(self, cluster: str, at: datetime | None) -> None:
        if at is not None:
            self.newest[cluster] = max(at, self.newest.get(cluster, at))


def import_files(request: EvidenceRequest, sink: Store, now: datetime) -> Imported:
    """Read files into `sink`; the same files twice change nothing that is read.

    Each cluster and dataset counts as complete up to the newest instant that was seen of
    it, or up to what the request says.
    """
    recorder = _Recorder(sink, now)
    read = read_evidence_files(request, recorder)
    tables = read.evidence.tables
    sink.append(_writes(tables, now))
    readable = not any(source.unreadable for source in read.evidence.sources)
    if readable:
        sink.append(_heartbeats(recorder.newest, tables, request.complete_until))
    recorder.flush()
    sources = read.evidence.sources
    sentences = (source.unreadable for source in sources)
    return Imported(
        count=recorder.count,
        problems=read.problems,
        unreadable=tuple(dict.fromkeys(filter(None, sentences))),
    )


def _writes(
    tables: Mapping[str, tuple[Write, ...]], now: datetime
) -> Iterator[WriteObserved]:
    for table, writes in tables.items():
        for write in writes:
            yield WriteObserved(table=table, write=write, observed_at=now)


def _heartbeats(
    clusters: Mapping[str, datetime],
    tables: Mapping[str, tuple[Write, ...]],
    complete_until: datetime | None,
) -> Iterator[Heartbeat]:
    for cluster, newest in clusters.items():
        until = complete_until or newest
        yield Heartbeat(kind=Kind.CRONJOBS, scope=cluster, complete_until=until)
    newest_of: dict[str, datetime] = {}
    for table, writes in tables.items():
        dataset = table.rpartition(".")[0]
        last = max(write.at for write in writes)
        newest_of[dataset] = max(last, newest_of.get(dataset, last))
    for dataset, newest in newest_of.items():
        until = complete_until or newest
        yield Heartbeat(kind=Kind.TABLES, scope=dataset, complete_until=until)
