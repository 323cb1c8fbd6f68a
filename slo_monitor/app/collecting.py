"""Collecting: clusters and tables, watched into a store until told to stop."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slo_monitor.app.keeping import Keeper, Rhythm, Store
from slo_monitor.app.polling import Poll, Poller
from slo_monitor.app.tallies import Tallies
from slo_monitor.app.watching import ClusterWatch
from slo_monitor.clients.kubernetes.connecting import check
from slo_monitor.clients.kubernetes.patience import Clock, Pace
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.errors import SloMonitorError, UsageError
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.observations import Heartbeat


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What is collected, and whereto.

    `say` takes a line for people. `unfinished` are, by cluster, the Jobs that the store
    last saw running: those that are gone by now ended while nobody looked. `tallies` may be
    asked for a snapshot at any time.
    """

    clusters: Sequence[Cluster]
    store: Store
    clock: Clock
    say: Callable[[str], None]
    polls: Sequence[Poll] = ()
    unfinished: Mapping[str, Iterable[JobObject]] = field(default_factory=dict)
    pace: Pace = field(default_factory=Pace)
    rhythm: Rhythm = field(default_factory=Rhythm)
    tallies: Tallies = field(default_factory=Tallies)


async def collect(what: Collection, stop: asyncio.Event) -> None:
    """Watch and poll until `stop`, then write what is held.

    Raises UsageError before anything starts where the settings cannot work, and StoreError
    where the store cannot be used at all, or did not take the rest; nothing else ends it.
    """
    await _check(what)
    watches = [
        ClusterWatch(
            cluster,
            what.say,
            what.tallies.cluster(cluster.name),
            what.unfinished.get(cluster.name, ()),
        )
        for cluster in what.clusters
    ]

    def heartbeats() -> list[Heartbeat]:
        return [beat for watch in watches if (beat := watch.heartbeat()) is not None]

    keeper = Keeper(what.store, heartbeats, what.say, what.tallies, what.rhythm)
    try:
        await _run(what, watches, keeper, stop)
    except BaseExceptionGroup as group:
        known = group.subgroup(SloMonitorError)
        if known is None:
            raise
        raise _first(known) from None


async def _check(what: Collection) -> None:
    if not what.clusters and not what.polls:
        raise UsageError(
            "there is nothing to collect; name clusters or evidence.bigquery.datasets in "
            "slo-monitor.yaml"
        )
    names = [cluster.name for cluster in what.clusters]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise UsageError(f"clusters: the name {twice} stands twice; give each its own")
    for cluster in what.clusters:
        await check(cluster)


async def _run(
    what: Collection,
    watches: Sequence[ClusterWatch],
    keeper: Keeper,
    stop: asyncio.Event,
) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(keeper.run())
        readers = [
            group.create_task(watch.run(keeper.put, what.clock, what.pace))
            for watch in watches
        ]
        for poll in what.polls:
            poller = Poller(poll, keeper.put, what.say, what.tallies)
            readers.append(group.create_task(poller.run(what.clock)))
        await stop.wait()
        for reader in readers:
            reader.cancel()
        await asyncio.wait(readers)
        keeper.close()


def _first(group: BaseExceptionGroup[SloMonitorError]) -> BaseException:
    """The error itself, out of however many groups."""
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
