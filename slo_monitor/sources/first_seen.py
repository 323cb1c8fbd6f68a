"""First seen: what looks at table metadata told before, so that only news is kept.

Metadata remember the last write alone. Whoever looked often enough knows more: which writes
came before, and that data was not there yet at the look before the one that found it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from slo_monitor.model.evidence import Kind, Write
from slo_monitor.sources.observations import Heartbeat, Observation, WriteObserved

_Key = tuple[str, str | None]
"""A table and its partition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What one look at the tables of `dataset`, at `at` (UTC), found.

    `tables` are all that were asked for, there or not; `writes` the last ones, by table.
    """

    dataset: str
    at: datetime
    tables: frozenset[str]
    writes: Mapping[str, tuple[Write, ...]]


class FirstSeen:
    """What was last known of each table and partition, and when each table was looked at."""

    def __init__(self) -> None:
        self._known: dict[_Key, Write] = {}
        self._stored: set[str] = set()
        self._looked: dict[str, datetime] = {}
        self._beats: dict[str, datetime] = {}

    def remember(self, observation: Observation) -> None:
        """Take what a store holds, in any order, before the first look."""
        if isinstance(observation, WriteObserved):
            write = observation.write
            key = (observation.table, write.partition)
            self._known[key] = max(self._known.get(key, write), write, key=_newness)
            self._stored.add(observation.table)
        elif isinstance(observation, Heartbeat) and observation.kind is Kind.TABLES:
            beat = self._beats.get(observation.scope, observation.complete_until)
            self._beats[observation.scope] = max(beat, observation.complete_until)

    def news(self, look: Look) -> Iterator[Observation]:
        """What `look` found that was not known, then the heartbeat of its dataset."""
        for table, writes in look.writes.items():
            before = self._looked_at(table, look.dataset)
            for write in writes:
                if self._is_news(table, write):
                    self._known[table, write.partition] = write
                    yield WriteObserved(
                        table=table,
                        write=replace(write, absent_at=_absent_at(write, before)),
                        observed_at=look.at,
                    )
        self._looked.update(dict.fromkeys(look.tables, look.at))
        yield Heartbeat(kind=Kind.TABLES, scope=look.dataset, complete_until=look.at)

    def _looked_at(self, table: str, dataset: str) -> datetime | None:
        """When `table` was last looked at.

        After a start the store tells only when its dataset was: a table of which it holds
        a write was looked at then, of another one nobody knows.
        """
        looked = self._looked.get(table)
        if looked is None and table in self._stored:
            return self._beats.get(dataset)
        return looked

    def _is_news(self, table: str, write: Write) -> bool:
        """Whether it is a later write, or one of more or fewer rows at the same instant.

        The last write can move back when storage is deleted: nothing was written then.
        """
        known = self._known.get((table, write.partition))
        if known is None or write.at > known.at:
            return True
        return write.at == known.at and write.rows != known.rows


def _newness(write: Write) -> tuple[datetime, int]:
    return write.at, write.rows or 0


def _absent_at(write: Write, looked_at: datetime | None) -> datetime | None:
    """The look before, if it was made before the write: only then it proves anything."""
    if looked_at is None or looked_at >= write.at:
        return None
    return looked_at
