"""What tests of the collector share: a store in memory, quick patience, and a run of it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from slo_monitor.app.collecting import Collection, collect
from slo_monitor.app.keeping import Rhythm
from slo_monitor.app.polling import Poll
from slo_monitor.app.tallies import Tallies
from slo_monitor.clients.kubernetes.patience import Clock, Pace
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.model.evidence import CronJobEvidence
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
)

QUICK = Pace(
    connect=2.0,
    answer=1.0,
    watch=60,
    watch_events=1,
    silence=1.5,
    settled=0.05,
    in_flight=0.2,
    lag=0.1,
)
OFTEN = Rhythm(every=0.05, batch=200, heartbeat_every=0.0)


@dataclass
class ListStore:
    """Keeps what was flushed; fails as told."""

    kept: list[Observation] = field(default_factory=list)
    taken: list[Observation] = field(default_factory=list)
    failures: list[Exception] = field(default_factory=list)
    flushes: int = 0

    def append(self, observations: Iterable[Observation]) -> None:
        self.taken.extend(observations)

    def flush(self) -> int:
        self.flushes += 1
        if self.failures:
            raise self.failures.pop(0)
        rows = len(self.taken)
        self.kept.extend(self.taken)
        self.taken = []
        return rows

    def complete_until(self, scope: str) -> datetime | None:
        beats = [
            each.complete_until
            for each in self.kept
            if isinstance(each, Heartbeat) and each.scope == scope
        ]
        return beats[-1] if beats else None

    def evidence(self) -> Mapping[CronJobTarget, CronJobEvidence]:
        """As of the end of time: without the instants at which things were seen."""
        runs = RunsBuilder()
        for each in self.kept:
            if isinstance(each, EventObserved):
                runs.add_event(each.event)
            elif isinstance(each, JobObserved):
                runs.add_job(each.cluster, each.job, deleted=each.deleted)
            elif isinstance(each, CronJobObserved):
                runs.add_cronjob(each.cluster, each.cronjob)
        return runs.build()


@dataclass
class Running:
    """A collector at work, as its test sees it."""

    store: ListStore
    said: list[str]
    tallies: Tallies

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to be so; ten seconds at most."""
        async with asyncio.timeout(10):
            while not condition():  # noqa: ASYNC110 # of whatever kind: no event tells
                await asyncio.sleep(0.01)

    async def caught_up(self, *scopes: str) -> None:
        """Until the store vouches for everything up to now."""
        now = datetime.now(UTC)

        def vouched() -> bool:
            told = [self.store.complete_until(scope) for scope in scopes]
            return all(at is not None and at >= now for at in told)

        await self.until(vouched)


def run_collector(
    clusters: Sequence[Cluster],
    story: Callable[[Running], Awaitable[None]],
    *,
    store: ListStore | None = None,
    polls: Sequence[Poll] = (),
    unfinished: Mapping[str, Iterable[JobObject]] | None = None,
    pace: Pace = QUICK,
    rhythm: Rhythm = OFTEN,
) -> Running:
    """Collect while `story` happens; waits of back-off are a hundred times shorter."""
    running = Running(store or ListStore(), [], Tallies())

    async def run() -> None:
        stop = asyncio.Event()
        what = Collection(
            clusters=clusters,
            store=running.store,
            clock=Clock(
                now=lambda: datetime.now(UTC),
                sleep=lambda seconds: asyncio.sleep(seconds / 100),
                jitter=lambda: 0.5,
            ),
            say=running.said.append,
            polls=polls,
            unfinished=unfinished or {},
            pace=pace,
            rhythm=rhythm,
            tallies=running.tallies,
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(collect(what, stop))
            try:
                await story(running)
            finally:
                stop.set()

    asyncio.run(run())
    return running
