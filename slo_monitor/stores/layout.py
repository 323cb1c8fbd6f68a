"""Where the files of a store lie, what they are called, and which of them are sound.

    ROOT/TABLE/day=YYYY-MM-DD/CHECKSUM.parquet      UTC days
    ROOT/damaged/TABLE/day=YYYY-MM-DD/...           set aside by the writer

A file is called after its content, so a reader can tell that it is whole; and the same rows
written twice are one file.
"""

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

DAMAGED = "damaged"
README = "README.txt"
TEMPORARY = ".tmp"
_DAY = re.compile(r"day=(\d{4}-\d{2}-\d{2})")
_DIGITS = 32
"""Of SHA-256; enough to tell files apart."""

README_TEXT = """\
Evidence of slo-monitor: what its collector saw of CronJobs and tables.

  events, jobs, cronjobs   Kubernetes events about CronJobs and Jobs, and these objects
  writes                   when tables were written
  heartbeats               up to when each source was complete
  damaged                  files that were no longer what was written; delete them to go on
                           without, or put them back from a backup

A folder a UTC day, in each Parquet files of flat columns, times in UTC. DuckDB reads them with
  SELECT * FROM read_parquet('events/*/*.parquet', hive_partitioning = true)
and BigQuery as an external table with hive partitioning. The same observation may stand in
several files until they are merged: count DISTINCT. Files and folders whose names start
with a dot are not finished. Only one collector may write here.
"""


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """The folder of one UTC day of a table."""

    date: date
    folder: Path

    def files(self) -> list[Path]:
        """Its files by name; raises OSError."""
        # Not glob: it takes a folder that may not be read for an empty one.
        return sorted(filter(_is_finished, self.folder.iterdir()))


def day_of(at: datetime) -> date:
    """The UTC day of an instant."""
    return at.astimezone(UTC).date()


def folder_of(root: Path, table: str, day: date) -> Path:
    """Where rows of that day lie."""
    return root / table / f"day={day.isoformat()}"


def days_of(root: Path, table: str) -> list[Day]:
    """The days that there are folders of, ascending; raises OSError."""
    return sorted(_days(root / table))


def set_aside(root: Path, table: str) -> list[Day]:
    """The same, of files that the writer found damaged."""
    return days_of(root / DAMAGED, table)


def _days(folder: Path) -> Iterator[Day]:
    try:
        found = list(folder.iterdir())
    except FileNotFoundError:
        return
    for path in found:
        name = _DAY.fullmatch(path.name)
        if name is None:
            continue
        with suppress(ValueError):  # no day of any month
            yield Day(date.fromisoformat(name.group(1)), path)


def _is_finished(path: Path) -> bool:
    return path.suffix == ".parquet" and not path.name.startswith(".")


def name_of(path: Path) -> str:
    """The name that a file's content gives it; raises OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return f"{digest[:_DIGITS]}.parquet"


def is_sound(path: Path) -> bool:
    """Whether a file still holds what was written; raises OSError."""
    return name_of(path) == path.name
