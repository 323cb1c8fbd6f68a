"""How long a stream waits, for what, and by which clock."""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The time (UTC), a sleep of so many seconds, and a random number in [0, 1)."""

    now: Callable[[], datetime]
    sleep: Callable[[float], Awaitable[None]]
    jitter: Callable[[], float] = random.random


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All in seconds.

    `watch` is how long the server is asked to keep a watch, `silence` how long a connection
    may say nothing. Jobs and CronJobs get a bookmark each minute; events never get one (no
    watch cache stands before them), so that only the end of their watch proves that the
    line lives: it is short. `list_again`: a stream that proves nothing for so long is
    listed anew. `settled`: a server silent for so long has sent all that it had.
    `in_flight`: how long a change may be on its way, so that a line proves the time up to
    so long before it came. `lag`: after so much work without a breath, what is read may be
    old, and the server is asked how far it is.
    """

    connect: float = 10.0
    answer: float = 60.0
    watch: int = 290
    watch_events: int = 60
    silence: float = 90.0
    list_again: float = 300.0
    settled: float = 1.0
    in_flight: float = 2.0
    lag: float = 0.5
    first_wait: float = 0.5
    longest_wait: float = 30.0
    longest_refused: float = 300.0


def back_off(pace: Pace, failures: int, jitter: float, *, refused: bool) -> float:
    """Seconds before the next try, with full jitter; longer where rights are missing."""
    longest = pace.longest_refused if refused else pace.longest_wait
    return min(longest, pace.first_wait * 2.0 ** min(failures, 16)) * jitter
