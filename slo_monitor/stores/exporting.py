"""A store back into the files that any command takes.

FOLDER/events/YYYY-MM-DD.jsonl          log entries, which name their cluster
FOLDER/objects/CLUSTER/jobs.jsonl       watch lines of Jobs and CronJobs; a deletion can
FOLDER/objects/CLUSTER/cronjobs.jsonl   be told by a watch only (--cluster CLUSTER)
FOLDER/arrivals.jsonl
"""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from urllib.parse import quote

from slo_monitor.errors import StoreError, UsageError
from slo_monitor.model.verdicts import Problem
from slo_monitor.stores.durable import new_folder
from slo_monitor.stores.engine import (
    READING_MEMORY,
    READING_THREADS,
    engine,
    engine_errors,
    kept_rows,
    store_error,
)
from slo_monitor.stores.objects import cronjob_line, job_line
from slo_monitor.stores.shelves import Shelf, Vanished, shelf

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ATTEMPTS = 10
_Row = tuple[Any, ...]


@dataclass(slots=True)
class Exported:
    """How many of each were written.

    `uncertain` are writes that the source knew as its last alone: the file cannot say that
    there may have been one before.
    """

    events: int = 0
    jobs: int = 0
    cronjobs: int = 0
    writes: int = 0
    uncertain: int = 0
    problems: list[Problem] = field(default_factory=list)


def export(root: Path, folder: Path) -> Exported:
    """Write all that the store holds into `folder`, which must be new or empty.

    Raises UsageError, or StoreError where it cannot be read or written.
    """
    if not root.is_dir():
        raise UsageError(f"{root} is no folder; name the one that `collect` writes")
    done = Exported()
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty; name a new folder")
        new_folder(folder)
        with (
            engine(READING_MEMORY, READING_THREADS) as connection,
            closing(_Lines()) as lines,
        ):
            _Exporting(connection, root, folder, done, lines).everything()
    except engine_errors() as error:
        raise store_error(folder, error) from error
    return done


@dataclass(frozen=True, slots=True)
class _Exporting:
    connection: "DuckDBPyConnection"
    root: Path
    folder: Path
    done: Exported
    lines: "_Lines"

    def everything(self) -> None:
        for _, rows in self._days("cronjobs"):
            for row in rows:
                self.lines.write(self._place(row[0], "cronjobs"), cronjob_line(row))
                self.done.cronjobs += 1
        for _, rows in self._days("jobs"):
            for row in rows:
                self.lines.write(self._place(row[0], "jobs"), job_line(row))
                self.done.jobs += 1
        self._events()
        self._writes()

    def _events(self) -> None:
        for day, rows in self._days("events"):
            path = self.folder / "events" / f"{day.isoformat()}.jsonl"
            for (text,) in rows:
                self.lines.write(path, text)
                self.done.events += 1

    def _writes(self) -> None:
        for _, rows in self._days("writes"):
            for text, only_last in rows:
                self.lines.write(self.folder / "arrivals.jsonl", text)
                self.done.writes += 1
                self.done.uncertain += only_last

    def _place(self, cluster: str, name: str) -> Path:
        return self.folder / "objects" / _folder_name(cluster) / f"{name}.jsonl"

    def _days(self, table: str) -> Iterator[tuple[date, Iterable[_Row]]]:
        listed = shelf(self.root, table, date.min, date.max)
        self.done.problems += [
            Problem(str(path), "is damaged; what it held is left out")
            for path in listed.damaged
        ]
        for day, _ in listed.days:
            yield day, self._rows(table, day)

    def _rows(self, table: str, day: date) -> Iterable[_Row]:
        """The rows of a day; its files are listed again where some were merged meanwhile."""
        for _ in range(_ATTEMPTS):
            found = Shelf()
            try:
                found = shelf(self.root, table, day, day)
                files = found.files()
                return kept_rows(self.connection, table, files) if files else ()
            except Vanished:
                continue
            except engine_errors():
                if found.complete():
                    raise
        raise StoreError(f"{self.root} changes faster than it can be read; try again")


class _Lines:
    """Text files that grow line by line; the one written last stays open."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._stream: TextIO | None = None

    def write(self, path: Path, line: str) -> None:
        """Add a line; raises OSError."""
        if path != self._path or self._stream is None:
            self.close()
            new_folder(path.parent)
            self._stream, self._path = path.open("a", encoding="utf-8"), path
        self._stream.write(f"{line}\n")

    def close(self) -> None:
        """Close the file that is open, if one is; raises OSError."""
        if self._stream is not None:
            self._stream.close()


def _folder_name(cluster: str) -> str:
    """A name with slashes, as managed clusters have, or dots alone, is no folder's."""
    name = quote(cluster, safe=" :@+=,")
    return name if name.strip(".") else name.replace(".", "%2E") or "%"
