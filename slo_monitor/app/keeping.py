"""Keeping: observations wait here, bounded, until the store has them for good."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from slo_monitor.app.tallies import Tallies
from slo_monitor.errors import SloMonitorError, StoreError
from slo_monitor.sources.observations import Heartbeat, Observation


class Store(Protocol):
    """Where observations go: the embedded store, or BigQuery."""

    def append(self, observations: Iterable[Observation], /) -> None:
        """Take observations; they are not durable yet."""
        ...

    def flush(self) -> int:
        """Make what was taken durable; how many that were. On failure it holds them still."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often is written, and how much is held.

    `every` and `heartbeat_every` are seconds; a heartbeat alone is worth a file only so
    often. From `most_held` observations on, reading pauses.
    """

    every: float = 2.0
    batch: int = 5_000
    most_held: int = 20_000
    heartbeat_every: float = 15.0


class Keeper:
    """The one writer to the store; each source puts, `run` writes.

    `heartbeats` tells how far all that was put reaches: it is asked at the instant a batch
    is closed, and its answer goes into that batch, so that it vouches for nothing that is
    not written with it or before it.
    """

    def __init__(
        self,
        store: Store,
        heartbeats: Callable[[], Sequence[Heartbeat]],
        say: Callable[[str], None],
        tallies: Tallies,
        rhythm: Rhythm,
    ) -> None:
        self._store = store
        self._heartbeats = heartbeats
        self._say = say
        self._tallies = tallies
        self._rhythm = rhythm
        self._held: list[Observation] = []
        self._batch: Sequence[Observation] = ()
        self._untaken: Sequence[Observation] = ()
        self._vouched: dict[str, Heartbeat] = {}
        self._urgent = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()
        self._closing = False
        self._failing = False

    async def put(self, observations: Sequence[Observation]) -> None:
        """Hold observations until they are written; waits while too many are held."""
        self._held.extend(observations)
        held = len(self._held)
        self._tallies.held = held
        if held >= self._rhythm.batch:
            self._urgent.set()
        if held >= self._rhythm.most_held:
            self._room.clear()
            await self._room.wait()

    def close(self) -> None:
        """Let `run` end, after a last write."""
        self._closing = True
        self._room.set()
        self._urgent.set()

    async def run(self) -> None:
        """Write until closed.

        Raises SloMonitorError where the store cannot be used, or did not take the rest.
        """
        while not self._closing:
            await self._pause()
            await self._write()
        # What failed before goes first, then what came since.
        if await self._write() and await self._write():
            return
        lost = len(self._batch) + len(self._held)
        raise StoreError(
            f"evidence.store: {lost} observations could not be written at the end; what the "
            "clusters still remember is seen again at the next start"
        )

    async def _pause(self) -> None:
        """Until the next write is due; a store that fails is given time."""
        if self._failing:
            self._urgent.clear()
        try:
            async with asyncio.timeout(self._rhythm.every):
                await self._urgent.wait()
        except TimeoutError:
            pass

    async def _write(self) -> bool:
        """Write a batch, the failed one first; whether it is durable."""
        if not self._batch:
            self._close_batch()
        if not self._batch:
            return True
        try:
            rows = await asyncio.to_thread(self._flush)
        except OSError as error:
            self._fail(str(error))
            return False
        except SloMonitorError as error:
            if not error.retryable:
                raise
            self._fail(str(error))
            return False
        self._succeed(rows)
        return True

    def _close_batch(self) -> None:
        beats = self._due()
        self._batch = self._untaken = (*self._held, *beats)
        self._vouched |= {beat.scope: beat for beat in beats}
        self._held = []
        self._urgent.clear()
        self._room.set()

    def _due(self) -> list[Heartbeat]:
        """Heartbeats that moved; beside observations they cost nothing."""
        moved = [b for b in self._heartbeats() if self._vouched.get(b.scope) != b]
        if self._held or self._closing:
            return moved
        return [beat for beat in moved if self._is_old(beat)]

    def _is_old(self, beat: Heartbeat) -> bool:
        last = self._vouched.get(beat.scope)
        if last is None:
            return True
        age = beat.complete_until - last.complete_until
        return age.total_seconds() >= self._rhythm.heartbeat_every

    def _flush(self) -> int:
        """In a thread: what the store has taken is not given to it twice."""
        if self._untaken:
            self._store.append(self._untaken)
            self._untaken = ()
        return self._store.flush()

    def _fail(self, why: str) -> None:
        self._tallies.flush_failures += 1
        if not self._failing:
            held = len(self._batch) + len(self._held)
            self._say(
                f"evidence.store: {why}; {held} observations are held and tried again, "
                f"reading pauses at {self._rhythm.most_held}"
            )
        self._failing = True

    def _succeed(self, rows: int) -> None:
        if self._failing:
            self._say("evidence.store: writing works again, nothing was lost")
        self._failing = False
        self._batch = ()
        self._tallies.kept += rows
        self._tallies.held = len(self._held)
