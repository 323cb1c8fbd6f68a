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
    Status,
    read_line,
    read_status,
    read_versioned,
)

_BOOKMARK = "BOOKMARK"
_ERROR = "ERROR"
_IN_FULL = 0.9
"""Of the time asked for: a watch that lasted so long was ended by the server itself."""
_BREATH = timedelta(milliseconds=10)
"""A read that waited so long found nothing waiting."""


class Watch:
    """One watch. `version` is where the next one goes on; `unproved_since` it was open.

    After a reconnection the server first sends what was missed, and after a pause what
    waited in buffers: lines prove nothing about the present until one is as new as the
    resource was when the server was asked about it.
    """

    def __init__(self, questions: Questions, cluster: str, version: str) -> None:
        self.version = version
        self.unproved_since: datetime | None = None
        self._questions = questions
        self._cluster = cluster
        self._splitter = LineSplitter()
        self._barrier = 0
        self._caught_up = False
        self._lagged = False
        self._told = False
        self._opened = self._heard = self._ready = questions.clock.now()
        self._busy_since: datetime | None = None

    async def steps(self) -> AsyncGenerator[Changed | Flawed | Alive]:
        """What happens, until the server ends the watch. Raises StreamFailed."""
        await self._ask()
        async with self._questions.watch(self.version) as response:
            self._opened = self._heard = self._ready = self._now()
            self.unproved_since = self._opened
            async for chunk in response.aiter_bytes():
                for step in self._take(chunk):
                    yield step
                await self._breathe()
        if self._proved():
            yield self._alive(self._now())
        elif not self._told or self._lasted < self._settled:
            raise StreamFailed(Cause.CUT, "the API server ended a watch early")

    async def _ask(self) -> None:
        """Set the version that a line must reach to be of the present."""
        page = await self._questions.newest()
        self._barrier = _number(page.metadata.resource_version)

    async def _breathe(self) -> None:
        """After too much work in a row, ask how far the server is."""
        self._ready = self._now()
        assert self._busy_since is not None
        lag = timedelta(seconds=self._questions.pace.lag)
        if self._ready - self._busy_since > lag:
            await self._ask()
            self._caught_up, self._lagged, self._busy_since = False, True, None

    def _take(self, chunk: bytes) -> Iterator[Changed | Flawed | Alive]:
        at = self._heard = self._now()
        if self._busy_since is None or at - self._ready >= _BREATH:
            self._busy_since = at
        for line in self._splitter.feed(chunk):
            yield from self._read(read_line(line), at)
        if self._caught_up:
            yield self._alive(at)

    def _read(self, line: Line, at: datetime) -> Iterator[Changed | Flawed]:
        """A line; what it tells is taken before the version moves."""
        if line.type == _ERROR:
            raise _ended_by(read_status(line.object))
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
        # Older servers' bookmarks stay at the resource's last change, however quiet it is.
        timely = line.type == _BOOKMARK and not self._lagged
        if timely or _number(version) >= self._barrier:
            self._caught_up = True

    def _alive(self, at: datetime) -> Alive:
        self.unproved_since = None
        return Alive(at - timedelta(seconds=self._questions.pace.in_flight))

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


def _ended_by(status: Status) -> StreamFailed:
    """An ERROR line; what is not a forgotten version is an object that cannot be sent."""
    told = failure(status)
    if told.cause is Cause.EXPIRED:
        return told
    return StreamFailed(Cause.DAMAGED, f"a watch broke off: {told}", told.wait)


def _number(version: str) -> int:
    """Versions are numbers that grow, in practice and since 1.35 by contract."""
    return int(version) if version.isdecimal() else 0
