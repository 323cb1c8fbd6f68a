"""What the double of Kubernetes is told to do: how far to play, and what is to go wrong."""

import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass

from tests.doubles.kubernetes_timeline import Moment


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one request, after `after` lines where it is a watch.

    `status` answers with it; `error` is the code of an ERROR line; `raw` is sent as it is;
    `half` sends half of the next line (of the list's body) first. Then `then`: go on,
    orderly `end`, `cut` the connection, or `hang` until the double is closed or cut.
    """

    after: int = 0
    status: int = 0
    retry_after: int | None = None
    message: str = "as the test wants it"
    error: int = 0
    raw: bytes = b""
    half: bool = False
    then: str = "go on"
    twice: bool = False
    swap: bool = False
    slow: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked."""

    verb: str
    resource: str
    asked: dict[str, str]
    authorization: str | None


class Script:
    """The timeline, how far it has been played, and what is to go wrong."""

    def __init__(self, timeline: Sequence[Moment]) -> None:
        self.timeline = timeline
        self.requests: list[Request] = []
        self.most_in_page = 500
        self.bookmark_every: float | None = None
        self.clock_ahead = 0.0
        self.token: str | None = None
        self.always: dict[tuple[str, str], Fault] = {}
        self.changed = threading.Condition()
        self.played = 0
        self.epoch = 0
        self.bookmarks = 0
        self.compacted = 0
        self._faults: defaultdict[tuple[str, str], deque[Fault]] = defaultdict(deque)

    @property
    def version(self) -> int:
        """Of the newest change that was played."""
        return self.timeline[self.played - 1].version if self.played else 1

    def advance(self, moments: int | None = None) -> None:
        """Let so many more changes happen (all that are left)."""
        with self.changed:
            left = len(self.timeline) - self.played
            self.played += left if moments is None else min(moments, left)
            self.changed.notify_all()

    def play_to(self, version: int) -> None:
        """Let everything up to `version` happen."""
        self.advance(sum(each.version <= version for each in self._future()))

    def fail(self, verb: str, resource: str, *faults: Fault) -> None:
        """Script the next requests of this kind."""
        self._faults[verb, resource].extend(faults)

    def fault(self, verb: str, resource: str) -> Fault:
        """What is to go wrong with this request."""
        queue = self._faults[verb, resource]
        return queue.popleft() if queue else self.always.get((verb, resource), Fault())

    def compact(self) -> None:
        """Forget all but the present state: older versions are gone."""
        self.compacted = self.version

    def bookmark(self) -> None:
        """Send one to each watch that gets them."""
        with self.changed:
            self.bookmarks += 1
            self.changed.notify_all()

    def cut(self) -> None:
        """Break every connection."""
        with self.changed:
            self.epoch += 1
            self.changed.notify_all()

    def asked(self, verb: str, resource: str) -> int:
        """How many such requests came."""
        return sum((r.verb, r.resource) == (verb, resource) for r in self.requests)

    def _future(self) -> Sequence[Moment]:
        return self.timeline[self.played :]
