"""Following one resource of one cluster: list, watch, resume, back off, for ever."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta

from slo_monitor.clients.kubernetes.answers import REFUSED, StreamFailed, translated
from slo_monitor.clients.kubernetes.asking import Questions
from slo_monitor.clients.kubernetes.connecting import connect
from slo_monitor.clients.kubernetes.listing import ListEnd, list_all
from slo_monitor.clients.kubernetes.patience import Clock, Pace, back_off
from slo_monitor.clients.kubernetes.resources import Resource
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.clients.kubernetes.steps import (
    Alive,
    Cause,
    Changed,
    Flawed,
    Gap,
    Listed,
    Skewed,
    Step,
    Trouble,
)
from slo_monitor.clients.kubernetes.watching import Watch

_STUBBORN = 3
"""Failures in a row after which the version itself is doubted, and all is listed."""
_NOTICEABLE = timedelta(seconds=5)
"""Clocks that differ by less are taken for equal."""


@dataclass(slots=True)
class _Course:
    """Where the stream stands. No `version`: a list comes next."""

    version: str = ""
    failures: int = 0
    proved_at: datetime | None = None
    skewed: bool = False

    def listed(self, at: datetime, pace: Pace) -> bool:
        """Whether a watch can go on; what proved nothing for long is listed again."""
        if not self.version or self.proved_at is None:
            return False
        return at - self.proved_at <= timedelta(seconds=pace.list_again)

    def fail(self, cause: Cause) -> None:
        """Count a failure; one that a list may mend leads to a list."""
        self.failures += 1
        if cause is Cause.EXPIRED or self.failures >= _STUBBORN:
            self.version = ""


async def follow(
    cluster: Cluster, resource: Resource, clock: Clock, pace: Pace
) -> AsyncGenerator[Step]:
    """Everything that happens to the resource; never ends by itself, whatever fails."""
    course = _Course()
    while True:
        try:
            with translated():
                turns = _connected(cluster, resource, clock, pace, course)
                async with aclosing(turns) as steps:
                    async for step in steps:
                        yield step
        except StreamFailed as failed:
            course.fail(failed.cause)
            yield _told(failed, course, clock)
            await clock.sleep(_wait(failed, course, clock, pace))


def _told(failed: StreamFailed, course: _Course, clock: Clock) -> Step:
    if failed.cause is Cause.EXPIRED:
        return Gap(clock.now())
    return Trouble(failed.cause, str(failed), course.failures)


def _wait(failed: StreamFailed, course: _Course, clock: Clock, pace: Pace) -> float:
    """An expired version is answered by a list at once, unless lists do not help."""
    if failed.cause is Cause.EXPIRED and course.failures == 1:
        return 0.0
    refused = failed.cause in REFUSED
    own = back_off(pace, course.failures, clock.jitter(), refused=refused)
    return max(own, min(failed.wait, pace.longest_refused))


async def _connected(
    cluster: Cluster, resource: Resource, clock: Clock, pace: Pace, course: _Course
) -> AsyncGenerator[Step]:
    """Lists and watches over one connection, until something fails."""
    async with connect(cluster, pace) as client:
        questions = Questions(client=client, resource=resource, clock=clock, pace=pace)
        while True:
            turn = _watched if course.listed(clock.now(), pace) else _listed
            async with aclosing(turn(questions, cluster.name, course)) as steps:
                async for step in steps:
                    yield step
            if course.skewed or abs(questions.ahead) > _NOTICEABLE:
                course.skewed = abs(questions.ahead) > _NOTICEABLE
                yield Skewed(questions.ahead if course.skewed else timedelta(0))


async def _listed(
    questions: Questions, cluster: str, course: _Course
) -> AsyncGenerator[Listed | Flawed]:
    async with aclosing(list_all(questions, cluster)) as pages:
        async for page in pages:
            if isinstance(page, ListEnd):
                course.version = page.version
                course.proved_at = questions.clock.now()
            else:
                yield page


async def _watched(
    questions: Questions, cluster: str, course: _Course
) -> AsyncGenerator[Changed | Flawed | Alive]:
    watch = Watch(questions, cluster, course.version)
    try:
        async with aclosing(watch.steps()) as steps:
            async for step in steps:
                yield step
                if isinstance(step, Alive):
                    course.proved_at = step.at
                    course.failures = 0
    finally:
        course.version = watch.version
