"""Following one resource of one cluster: list, watch, resume, back off, for ever."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
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
"""Unreadable answers in a row to the same version, after which that version is doubted."""
_NOTICEABLE = timedelta(seconds=5)
"""Clocks that differ by less are taken for equal."""
_MID_STREAM = {Cause.CUT, Cause.SILENT, Cause.DAMAGED}


@dataclass(slots=True)
class _Course:
    """Where the stream stands. No `version`: a list comes next.

    While the server is away the version is kept, however long: to resume loses nothing, a
    list loses what came and went in between.
    """

    version: str = ""
    failures: int = 0
    unreadable: list[str] = field(default_factory=list)
    unproved_since: datetime | None = None
    skewed: bool = False

    def proved(self) -> None:
        """All is well."""
        self.failures = 0
        self.unreadable.clear()
        self.unproved_since = None

    def fail(self, cause: Cause) -> None:
        """Count a failure; one that a list may mend leads to a list."""
        self.failures += 1
        if cause is Cause.DAMAGED:
            self.unreadable.append(self.version)
        if cause not in _MID_STREAM:
            self.unproved_since = None
        stuck = self.unreadable[-_STUBBORN:] == [self.version] * _STUBBORN
        if cause is Cause.EXPIRED or stuck:
            self.version = ""

    def watched(self, watch: Watch) -> None:
        """Go on where the watch ended, however it ended."""
        self.version = watch.version
        self.unproved_since = self.unproved_since or watch.unproved_since

    def must_list(self, at: datetime, pace: Pace) -> bool:
        """Whether a watch cannot go on, or goes on for ever without proving anything."""
        since = self.unproved_since
        longest = timedelta(seconds=pace.list_again)
        return not self.version or (since is not None and at - since > longest)


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
            turn = _listed if course.must_list(clock.now(), pace) else _watched
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
                course.unproved_since = None
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
                    course.proved()
    finally:
        course.watched(watch)
