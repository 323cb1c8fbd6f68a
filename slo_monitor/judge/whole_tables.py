"""Whole tables: any write counts, so which occurrence a write settles must be worked out.

A write settles the occurrence whose window holds it. It settles the one just before, late,
if that one is unsettled and less than half of the present window is over.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slo_monitor.model.evidence import Write
from slo_monitor.model.objectives import Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The writes of one table (by time), and the windows beside any window."""

    writes: tuple[Write, ...]
    before: Callable[[Occurrence], Occurrence | None]
    after: Callable[[Occurrence], Occurrence | None]

    def arrival(self, occurrence: Occurrence) -> Write | None:
        """The write that settles `occurrence`."""
        own = self._own(occurrence)
        if own:
            return own[0]
        if not self._counts(occurrence):
            return None
        return self._early(occurrence, self.after(occurrence))

    def _own(self, occurrence: Occurrence) -> tuple[Write, ...]:
        """The writes in the window without the one that the occurrence before took."""
        inside = self._inside(occurrence)
        previous = self.before(occurrence)
        if not inside or previous is None or inside[0] is not self._taken(previous):
            return inside
        return inside[1:]

    def _taken(self, occurrence: Occurrence) -> Write | None:
        """The late write that `occurrence` takes from the window after it, if any."""
        if not self._counts(occurrence):
            return None
        early = self._early(occurrence, self.after(occurrence))
        if early is None or not self._unsettled(occurrence):
            return None
        return early

    def _unsettled(self, occurrence: Occurrence) -> bool:
        """Whether no write of its own is left to `occurrence`.

        Only a single early write leaves it open: then the window before decides whether it
        was taken, and so on back to a window that decides by itself.
        """
        current = occurrence
        while inside := self._inside(current):
            previous = self.before(current)
            if len(inside) > 1 or previous is None or not self._counts(previous):
                return False
            if self._early(previous, current) is not inside[0]:
                return False
            current = previous
        return True

    def _counts(self, occurrence: Occurrence) -> bool:
        """Whether the table was known when it was due: else nothing is known to be late."""
        return bool(self.writes) and self.writes[0].at <= occurrence.due_at

    def _early(
        self, occurrence: Occurrence, following: Occurrence | None
    ) -> Write | None:
        """The first write after `occurrence` was due, in the first half of the next window."""
        if following is None:
            return None
        half = following.opens_at + (following.due_at - following.opens_at) / 2
        first = bisect_right(self.writes, occurrence.due_at, key=_time)
        if first == len(self.writes) or self.writes[first].at >= half:
            return None
        return self.writes[first]

    def _inside(self, occurrence: Occurrence) -> tuple[Write, ...]:
        find = bisect_left if occurrence.opens_inclusive else bisect_right
        first = find(self.writes, occurrence.opens_at, key=_time)
        last = bisect_right(self.writes, occurrence.due_at, key=_time)
        return self.writes[first:last]


def _time(write: Write) -> datetime:
    return write.at
