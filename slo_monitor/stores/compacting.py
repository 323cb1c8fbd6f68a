"""Many files of a day into one, and days past their retention away; safe at any instant.

The merged file is there before those it replaces go: a reader that sees both sees each row
twice, and queries count no row twice.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from slo_monitor.sources.rows import SHAPES
from slo_monitor.stores.durable import new_folder, sync
from slo_monitor.stores.layout import DAMAGED, Day, day_of, days_of, is_sound, set_aside
from slo_monitor.stores.parquet import merge_files

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FEW = 8
"""Files of about one size that are merged: each row is then rewritten but a few times."""
_STEP = 3
"""Files are of about one size within a factor of two to this."""
_LARGE = 4 * 2**20
"""Bytes from which a file is left as it is: merging takes memory with what is merged."""
_BEATS = "heartbeats"
_CALM = timedelta(hours=1)
"""A day that is over and has had no new file for this long is merged as far as can be."""


@dataclass(slots=True)
class Compacted:
    """How many files became how many, and sentences on those that were set aside."""

    merged: int = 0
    into: int = 0
    set_aside: list[str] = field(default_factory=list)


def compact(connection: "DuckDBPyConnection", root: Path, now: datetime) -> Compacted:
    """Merge files of each day; raises OSError or duckdb.Error."""
    done = Compacted()
    for table in SHAPES:
        days = days_of(root, table)
        for day, files in _heartbeats(days) if table == _BEATS else _groups(days, now):
            sound = [path for path in files if _kept(path, root, table, done)]
            if len(sound) > 1:
                merged = merge_files(connection, table, sound, day.folder)
                _remove([path for path in sound if path != merged])
                done.merged += len(sound)
                done.into += 1
    return done


def expire(root: Path, first_kept: date) -> int:
    """Remove the folders of days before `first_kept`, how many; raises OSError."""
    folders = [
        day.folder
        for table in SHAPES
        for day in (*days_of(root, table), *set_aside(root, table))
        if day.date < first_kept
    ]
    for folder in folders:
        shutil.rmtree(folder)
    return len(folders)


def _groups(days: list[Day], now: datetime) -> Iterator[tuple[Day, list[Path]]]:
    """Files to be merged: all of a day that is over and calm, else those of one size."""
    for day in days:
        sizes = {path: path.stat() for path in day.files()}
        if not sizes:
            continue
        newest = max(status.st_mtime for status in sizes.values())
        calm = newest < (now - _CALM).timestamp()
        over = calm and day.date < day_of(now - _CALM)
        tiers: defaultdict[int, dict[Path, int]] = defaultdict(dict)
        for path, status in sizes.items():
            if status.st_size < _LARGE:
                tier = 0 if over else status.st_size.bit_length() // _STEP
                tiers[tier][path] = status.st_size
        for alike in tiers.values():
            if over or len(alike) >= _FEW:
                yield from ((day, files) for files in _chunks(alike))


def _chunks(sizes: dict[Path, int]) -> Iterator[list[Path]]:
    """The smallest first, so many at a time as make a large file."""
    chunk: list[Path] = []
    total = 0
    for path in sorted(sizes, key=sizes.__getitem__):
        chunk.append(path)
        total += sizes[path]
        if total >= _LARGE:
            yield chunk
            chunk, total = [], 0
    yield chunk


def _heartbeats(days: list[Day]) -> Iterator[tuple[Day, list[Path]]]:
    """All heartbeats there are: only the newest of each source is worth keeping."""
    files = [path for day in days for path in day.files()]
    if len(files) >= _FEW:
        yield days[-1], files


def _kept(path: Path, root: Path, table: str, done: Compacted) -> bool:
    """Whether a file is sound; one that is not is set aside."""
    if is_sound(path):
        return True
    aside = root / DAMAGED / table / path.parent.name
    new_folder(aside)
    path.rename(aside / path.name)
    sync(aside)
    sync(path.parent)
    done.set_aside.append(
        f"{path} was damaged and is now in {aside}; put it back from a backup, or delete "
        "it to go on without what it held"
    )
    return False


def _remove(paths: list[Path]) -> None:
    for path in paths:
        path.unlink()
    for folder in {path.parent for path in paths}:
        sync(folder)
