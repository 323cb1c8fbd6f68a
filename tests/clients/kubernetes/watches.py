"""What tests of streams share: a small timeline, quick patience, and a taker of steps."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from slo_monitor.clients.kubernetes.following import follow
from slo_monitor.clients.kubernetes.patience import Clock, Pace
from slo_monitor.clients.kubernetes.resources import JOBS, Resource
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.clients.kubernetes.steps import Changed, Listed, Step, Trouble
from slo_monitor.sources.kubernetes.objects import JobObject
from tests.doubles.kubernetes import KubernetesDouble
from tests.doubles.kubernetes_timeline import Moment, moment

QUICK = Pace(
    connect=2.0,
    answer=0.5,
    watch=60,
    watch_events=1,
    silence=0.5,
    settled=0.05,
    in_flight=0.2,
    lag=0.1,
)


def job(number: int, version: int, change: str = "ADDED", end: str = "") -> Moment:
    """A change of the Job `train-<number>`."""
    conditions = [
        {
            "type": end,
            "status": "True",
            "lastTransitionTime": "2026-11-22T04:05:00Z",
        }
    ]
    item = {
        "kind": "Job",
        "apiVersion": "batch/v1",
        "metadata": {
            "name": f"train-{29922000 + number}",
            "namespace": "ml",
            "uid": f"uid-{number}",
            "resourceVersion": str(version),
            "creationTimestamp": "2026-11-22T04:00:00Z",
            "ownerReferences": [
                {
                    "apiVersion": "batch/v1",
                    "kind": "CronJob",
                    "name": "train",
                    "uid": "uid-train",
                    "controller": True,
                }
            ],
        },
        "status": {"conditions": conditions if end else []},
    }
    return moment("jobs", change, item)


@dataclass
class Waits:
    """Sleeps that take no time, and how long they would have taken."""

    seconds: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0.001)


@dataclass
class Taken:
    """The steps of a stream, and what was waited for between them."""

    steps: list[Step]
    waits: list[float]

    @property
    def names(self) -> list[str]:
        """Each step by its kind; a trouble by its cause."""
        return [
            step.cause.value if isinstance(step, Trouble) else type(step).__name__
            for step in self.steps
        ]

    @property
    def jobs(self) -> list[tuple[str, int]]:
        """Name's last digits and version of each Job, as told."""
        return [
            (each.name[-2:], each.version)
            for step in self.steps
            if isinstance(step, Listed | Changed)
            for each in step.objects
            if isinstance(each, JobObject)
        ]

    def of(self, kind: type[Step]) -> list[Step]:
        return [step for step in self.steps if isinstance(step, kind)]


def take(
    double: KubernetesDouble,
    enough: Callable[[Taken], bool],
    *,
    on_step: Callable[[Step], None] = lambda _: None,
    resource: Resource = JOBS,
    pace: Pace = QUICK,
    cluster: Cluster | None = None,
) -> Taken:
    """Follow until `enough`; fails after ten seconds."""
    waits = Waits()
    taken = Taken([], waits.seconds)
    at = cluster or Cluster(name="prod", api_url=double.api_url)
    clock = Clock(now=lambda: datetime.now(UTC), sleep=waits.sleep, jitter=lambda: 0.5)

    async def run() -> None:
        async with (
            asyncio.timeout(10),
            aclosing(follow(at, resource, clock, pace)) as steps,
        ):
            async for step in steps:
                taken.steps.append(step)
                on_step(step)
                if enough(taken):
                    return

    asyncio.run(run())
    return taken
