"""Reading the embedded store: for a pass, and for a collector that starts again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from slo_monitor.app.requests import PassRequest
from slo_monitor.app.windows import read_from
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.evidence import Kind, Outcome
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.sources.first_seen import FirstSeen
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import Heartbeat, WriteObserved
from slo_monitor.stores.reading import StoreEvidence, StoreQuery, read_store

_BEYOND = timedelta(days=1)
"""Read beyond the instant judged: a CronJob's state from a file bears no time, and the Jobs
that it names must be known with theirs. The judge leaves out what came later."""


def from_store(
    root: Path, request: PassRequest, agreements: Agreements, runs: RunsBuilder
) -> StoreEvidence:
    """What the pass needs: runs into `runs`, the rest in the answer.

    Without agreements, as for a sheet that is to be started, all there is.
    """
    targets = [objective.target for objective in agreements.objectives]
    cronjobs = frozenset(each for each in targets if isinstance(each, CronJobTarget))
    tables = frozenset(each for each in targets if isinstance(each, TableTarget))
    query = StoreQuery(
        since=read_from(request, agreements),
        until=request.at + _BEYOND,
        cronjobs=cronjobs if targets else None,
        tables=tables if targets else None,
    )
    found = read_store(root, query, runs)
    # What is collected takes a moment to arrive: not every lag is blindness.
    tolerance = request.settings.stale_after
    sources = tuple(replace(source, tolerance=tolerance) for source in found.sources)
    return replace(found, sources=sources)


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


def remembered(
    root: Path, now: datetime
) -> tuple[dict[str, list[JobObject]], FirstSeen]:
    """What a collector must know when it starts again.

    The Jobs that were running, by cluster, and what was last known of each table.
    """
    jobs, memory = _Unfinished(), FirstSeen()
    if not root.is_dir():
        return {}, memory
    found = read_store(root, StoreQuery(since=now, until=now), jobs)
    for table, writes in found.tables.items():
        for write in writes:
            memory.remember(WriteObserved(table=table, write=write, observed_at=now))
    for beat in _beats(found):
        memory.remember(beat)
    return jobs.by_cluster(), memory


def _beats(found: StoreEvidence) -> Iterable[Heartbeat]:
    for source in found.sources:
        for dataset in source.datasets or ():
            assert source.complete_until is not None
            until = source.complete_until
            yield Heartbeat(kind=Kind.TABLES, scope=dataset, complete_until=until)
