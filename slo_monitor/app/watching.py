"""Watching one cluster: three streams, each of which goes on whatever befalls the others."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing

from slo_monitor.app.observing import ClusterObserver
from slo_monitor.app.tallies import ClusterTally
from slo_monitor.app.voicing import Voice
from slo_monitor.clients.kubernetes.following import follow
from slo_monitor.clients.kubernetes.patience import Clock, Pace
from slo_monitor.clients.kubernetes.resources import ALL, Resource
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.clients.kubernetes.steps import Step
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.observations import Heartbeat, Observation

_AFTER_A_FAULT_OF_OURS = 30.0
"""Seconds before a stream that we broke ourselves begins anew."""


class ClusterWatch:
    """The guard of a cluster: its streams, what they saw, and what is said about them."""

    def __init__(
        self,
        cluster: Cluster,
        say: Callable[[str], None],
        tally: ClusterTally,
        unfinished: Iterable[JobObject],
    ) -> None:
        self._cluster = cluster
        self._say = say
        self._tally = tally
        names = [resource.name for resource in ALL]
        self._observer = ClusterObserver(cluster.name, names, unfinished)
        self._voice = Voice(cluster.name, say, tally)

    def heartbeat(self) -> Heartbeat | None:
        """Up to when everything was put; None until all has been listed."""
        return self._observer.heartbeat()

    async def run(
        self,
        put: Callable[[Sequence[Observation]], Awaitable[None]],
        clock: Clock,
        pace: Pace,
    ) -> None:
        """Watch for ever."""
        async with asyncio.TaskGroup() as group:
            for resource in ALL:
                group.create_task(self._guard(resource, put, clock, pace))

    async def _guard(
        self,
        resource: Resource,
        put: Callable[[Sequence[Observation]], Awaitable[None]],
        clock: Clock,
        pace: Pace,
    ) -> None:
        while True:
            try:
                async with aclosing(
                    follow(self._cluster, resource, clock, pace)
                ) as steps:
                    async for step in steps:
                        await self._take(resource.name, step, put)
            except Exception as error:  # noqa: BLE001 # a mistake of ours in one stream ends no other
                self._say(
                    f"cluster {self._cluster.name}, {resource.name}: this should not "
                    f"happen, please report it: {type(error).__name__}: {error}; the "
                    f"stream begins anew in {_AFTER_A_FAULT_OF_OURS:.0f} s"
                )
                await clock.sleep(_AFTER_A_FAULT_OF_OURS)

    async def _take(
        self,
        resource: str,
        step: Step,
        put: Callable[[Sequence[Observation]], Awaitable[None]],
    ) -> None:
        self._voice.hear(resource, step)
        observations = self._observer.take(resource, step)
        if observations:
            self._tally.observed[resource] += len(observations)
            await put(observations)
        self._observer.vouch(resource, step)
        beat = self._observer.heartbeat()
        self._tally.last_alive = None if beat is None else beat.complete_until
