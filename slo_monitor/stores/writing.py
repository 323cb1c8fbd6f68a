"""The one writer of a store: what is flushed lasts; what is not yet flushed is kept."""

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from slo_monitor.sources.observations import Observation
from slo_monitor.sources.rows import SHAPES, row_of
from slo_monitor.stores.compacting import Compacted, compact, expire
from slo_monitor.stores.durable import new_folder, sweep
from slo_monitor.stores.engine import (
    WRITING_MEMORY,
    WRITING_THREADS,
    engine,
    engine_errors,
    store_error,
)
from slo_monitor.stores.layout import README, README_TEXT, day_of, folder_of
from slo_monitor.stores.locking import WriterLock
from slo_monitor.stores.parquet import write_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_Lines = dict[bytes, None]
"""Rows as JSON, each once, in the order they came."""
_Buffer = dict[tuple[str, date], _Lines]


class EvidenceWriter:
    """Holds the store from entering to leaving; a second writer gets StoreBusy.

    Threads may append while another flushes or compacts. Leaving does not flush: what was
    appended since the last flush is for the caller to flush, or to see again.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._buffer: _Buffer = {}
        self._appending = Lock()
        self._flushing = Lock()
        self._held = ExitStack()
        self._connection: DuckDBPyConnection | None = None

    def __enter__(self) -> Self:
        """Take the store; raises StoreBusy, StoreReadOnly, StoreFull or StoreError."""
        try:
            new_folder(self._root)
            lock = WriterLock(self._root)
            self._held.callback(lock.release)
            sweep(self._root)
            (self._root / README).write_text(README_TEXT, encoding="utf-8")
            self._connection = self._held.enter_context(
                engine(WRITING_MEMORY, WRITING_THREADS)
            )
        except OSError as error:
            self._held.close()
            raise store_error(self._root, error) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()

    @property
    def pending(self) -> int:
        """How many rows wait to be flushed."""
        with self._appending:
            return sum(map(len, self._buffer.values()))

    def append(self, observations: Iterable[Observation]) -> None:
        """Take what was seen; it lasts once it is flushed."""
        lines = [_line(observation) for observation in observations]
        with self._appending:
            _add(self._buffer, lines)

    def flush(self) -> int:
        """Make all that was appended last; how many rows that were.

        Raises StoreFull, StoreReadOnly or StoreError, and keeps what is not yet safe.
        """
        with self._flushing:
            with self._appending:
                waiting, self._buffer = self._buffer, {}
            try:
                return self._write(waiting)
            except engine_errors() as error:
                with self._appending:
                    self._put_back(waiting)
                raise store_error(self._root, error) from error

    def _write(self, waiting: _Buffer) -> int:
        """Write group by group, heartbeats last; what is safe leaves `waiting`."""
        assert self._connection is not None, "enter the writer first"
        written = 0
        for table in SHAPES:
            for group in sorted(group for group in waiting if group[0] == table):
                folder = folder_of(self._root, *group)
                new_folder(folder)
                write_rows(self._connection.cursor(), table, waiting[group], folder)
                written += len(waiting.pop(group))
        return written

    def _put_back(self, waiting: _Buffer) -> None:
        newer, self._buffer = self._buffer, waiting
        for group, lines in newer.items():
            self._buffer.setdefault(group, {}).update(lines)

    def compact(self, now: datetime) -> Compacted:
        """Merge small files of a day; raises StoreFull, StoreReadOnly or StoreError."""
        assert self._connection is not None, "enter the writer first"
        try:
            return compact(self._connection.cursor(), self._root, now)
        except engine_errors() as error:
            raise store_error(self._root, error) from error

    def expire(self, now: datetime, retention: timedelta) -> int:
        """Remove the days that ended `retention` before `now`; how many folders."""
        try:
            return expire(self._root, day_of(now - retention))
        except OSError as error:
            raise store_error(self._root, error) from error


def _line(observation: Observation) -> tuple[tuple[str, date], bytes]:
    table, at, row = row_of(observation)
    return (table, day_of(at)), msgspec.json.encode(row)


def _add(buffer: _Buffer, lines: Iterable[tuple[tuple[str, date], bytes]]) -> None:
    for group, line in lines:
        buffer.setdefault(group, {})[line] = None
