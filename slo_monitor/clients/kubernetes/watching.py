"""Watching: one watch, from a version on until it ends; says what it has proved."""

from collections.abc import AsyncGenerator, Iterator
from datetime import datetime, timedelta

from slo_monitor.clients.kubernetes.answers import StreamFailed, failure
from slo_monitor.clients.kubernetes.asking import Questions
from slo_monitor.clients.kubernetes.lines import LineSplitter
from slo_monitor.clients.kubernetes.listing import kept
from slo_monitor.clients.kubernetes.steps import (
    Alive,
    Cause,
    Change,
    Changed,
    Flawed,
)
from slo_monitor.clients.kubernetes.wire import (
    Line,
    read_line,
    read_status,
    read_versioned,
)

_BOOKMARK = "BOOKMARK"
_ERROR = "ERROR"
_IN_FULL = 0.9
"""Of the time asked for: a watch that lasted so long was ended by the server itself."""


class Watch:
    """One watch. `version` is where the next one goes on.

    After a reconnection the server first sends what was missed: until a line is as new as
    the resource was just before, lines prove nothing about the present.
    """

    def __init__(self, questions: Questions, cluster: str, version: str) -> None:
        self.version = version
        self._questions = questions
        self._cluster = cluster
        self._caught_up = False
        self._told = False
        self._opened = self._heard = questions.clock.now()

    async def steps(self) -> AsyncGenerator[Changed | Flawed | Alive]:
        """What happens, until the server ends the watch. Raises StreamFailed."""
        questions = self._questions
        newest = _number((await questions.newest()).metadata.resource_version)
        splitter = LineSplitter()
        async with questions.watch(self.version) as response:
            self._opened = self._heard = self._now()
            async for chunk in response.aiter_bytes():
                at = self._heard = self._now()
                for line in splitter.feed(chunk):
                    for step in self._read(read_line(line), newest, at):
                        yield step
                if self._caught_up:
                    yield Alive(at)
                if self._late(at):
                    return  # what is in the buffers by now is old: resume afresh
        if self._proved():
            yield Alive(self._now())
        elif not self._told or self._lasted < self._settled:
            raise StreamFailed(Cause.CUT, "the API server ended a watch early")

    def _read(
        self, line: Line, newest: int, at: datetime
    ) -> Iterator[Changed | Flawed]:
        """A line; what it tells is taken before the version moves."""
        if line.type == _ERROR:
            raise failure(read_status(line.object))
        version = read_versioned(line.object).metadata.resource_version
        if line.type != _BOOKMARK:
            change = Change(line.type)
            read = kept(line.object, self._questions.resource, self._cluster)
            if isinstance(read, Flawed):
                yield read
            elif read:
                yield Changed(change, read, at)
        self._told = True
        self.version = version or self.version
        if line.type == _BOOKMARK or _number(version) >= newest:
            self._caught_up = True

    def _late(self, at: datetime) -> bool:
        """Whether taking the lines of a chunk took too long."""
        return self._now() - at > timedelta(seconds=self._questions.pace.pause)

    def _proved(self) -> bool:
        """Whether the orderly end tells that nothing more had happened."""
        in_full = timedelta(seconds=self._questions.seconds) * _IN_FULL
        quiet = self._now() - self._heard >= self._settled
        return self._lasted >= in_full and (self._caught_up or quiet)

    @property
    def _lasted(self) -> timedelta:
        return self._now() - self._opened

    @property
    def _settled(self) -> timedelta:
        return timedelta(seconds=self._questions.pace.settled)

    def _now(self) -> datetime:
        return self._questions.clock.now()


def _number(version: str) -> int:
    """Versions are numbers that grow, in practice and since 1.35 by contract."""
    return int(version) if version.isdecimal() else 0
