"""Polling: asking a source that tells nothing by itself, every so often."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass

from slo_monitor.app.tallies import Tallies
from slo_monitor.clients.kubernetes.patience import Clock
from slo_monitor.errors import SloMonitorError
from slo_monitor.sources.observations import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """`look` runs in a thread every `every` seconds; it may block and raise.

    It gives its heartbeat after what it vouches for.
    """

    name: str
    every: float
    look: Callable[[], Iterable[Observation]]


class Poller:
    """Runs one poll for ever; its failures are said once, and end nothing."""

    def __init__(
        self,
        poll: Poll,
        put: Callable[[Sequence[Observation]], Awaitable[None]],
        say: Callable[[str], None],
        tallies: Tallies,
    ) -> None:
        self._poll = poll
        self._put = put
        self._say = say
        self._tallies = tallies
        self._failing = False

    async def run(self, clock: Clock) -> None:
        """Look, and look again."""
        while True:
            try:
                await self._put(await asyncio.to_thread(self._look))
            except SloMonitorError as error:
                self._fail(str(error))
            except Exception as error:  # noqa: BLE001 # one poll's mistake ends no other
                self._fail(f"{type(error).__name__}: {error}")
            else:
                self._succeed()
            await clock.sleep(self._poll.every)

    def _look(self) -> list[Observation]:
        return list(self._poll.look())

    def _fail(self, why: str) -> None:
        self._tallies.poll_failures += 1
        if not self._failing:
            self._say(f"{self._poll.name}: {why}; it is asked again until it answers")
        self._failing = True

    def _succeed(self) -> None:
        if self._failing:
            self._say(f"{self._poll.name}: it answers again")
        self._failing = False
