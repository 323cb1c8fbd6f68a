"""DuckDB: connections made for one purpose, queries from files, its errors as ours.

It is imported only where it is used: that takes a third of a second.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from itertools import chain
from pathlib import Path
from secrets import token_hex
from tempfile import gettempdir
from typing import TYPE_CHECKING, Any

from slo_monitor.errors import StoreError, StoreFull, StoreReadOnly

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READING_MEMORY = "512MB"
WRITING_MEMORY = "192MB"
READING_THREADS = 2
WRITING_THREADS = 1
"""A collector has other work to do, and each thread takes memory of its own."""
_BATCH = 10_000
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}
_FULL_WORDS = ("No space left", "Disk quota exceeded", "File too large")
_READ_ONLY_WORDS = ("Permission denied", "Read-only file system")


@contextmanager
def engine(memory: str, threads: int) -> Iterator["DuckDBPyConnection"]:
    """A database in memory; what does not fit goes to a folder of its own."""
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(Path(gettempdir(), f"slo-monitor-{token_hex(8)}")),
            "autoinstall_known_extensions": False,
            "preserve_insertion_order": False,
        },
    )
    try:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection
    finally:
        connection.close()


@cache
def query_text(name: str) -> str:
    """The text of queries/NAME.duckdb.sql."""
    path = files("slo_monitor").joinpath(f"queries/{name}.duckdb.sql")
    return path.read_text(encoding="utf-8")


def rows_of(
    connection: "DuckDBPyConnection", name: str, parameters: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    """The rows that a query gives, fetched some at a time while its files are read."""
    cursor = connection.execute(query_text(name), parameters)
    while batch := cursor.fetchmany(_BATCH):
        yield from batch


def kept_rows(
    connection: "DuckDBPyConnection", table: str, paths: list[str]
) -> Iterator[tuple[Any, ...]]:
    """Rows of Parquet files, each once, as queries/export_TABLE.duckdb.sql gives them.

    The files have been read when this returns: they may go then.
    """
    rows = connection.read_parquet(paths, hive_partitioning=False)
    kept = rows.query("observed", query_text(f"keep_{table}"))
    found = kept.query("kept", query_text(f"export_{table}"))
    found.execute()
    return chain.from_iterable(iter(lambda: found.fetchmany(_BATCH), []))


def engine_errors() -> tuple[type[Exception], ...]:
    """What reading and writing raise: the system's errors and DuckDB's."""
    import duckdb

    return OSError, duckdb.Error


def store_error(root: Path, error: Exception) -> StoreError:
    """Our error for the system's or DuckDB's, which has only words."""
    text = str(error).partition("\n")[0]
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL or any(words in text for words in _FULL_WORDS):
        return StoreFull(
            f"{root} cannot take more ({text}); free space on its disk, or keep fewer days"
        )
    if number in _READ_ONLY or any(words in text for words in _READ_ONLY_WORDS):
        return StoreReadOnly(
            f"{root} cannot be written ({text}); let this user write there, or name "
            "another folder"
        )
    return StoreError(f"{root} cannot be used ({text}); check its disk and the folder")
