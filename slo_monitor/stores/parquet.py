"""Rows into Parquet files, by DuckDB: from JSON lines, or from other Parquet files."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from slo_monitor.sources.rows import SHAPES
from slo_monitor.stores.durable import publish, temporary
from slo_monitor.stores.engine import query_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_TYPES: dict[Any, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    bool: "BOOLEAN",
    datetime: "TIMESTAMPTZ",
}


def write_rows(
    connection: "DuckDBPyConnection", table: str, lines: Iterable[bytes], folder: Path
) -> Path:
    """A new file of `folder` with these rows; raises OSError or duckdb.Error."""
    text = temporary(folder)
    try:
        with text.open("wb") as stream:
            stream.writelines(line + b"\n" for line in lines)
        rows = connection.read_json(
            str(text), columns=_columns(table), format="newline_delimited"
        )
        return _write(rows, table, folder)
    finally:
        text.unlink(missing_ok=True)


def merge_files(
    connection: "DuckDBPyConnection", table: str, files: list[Path], folder: Path
) -> Path:
    """A new file of `folder` with the rows of `files`; raises OSError or duckdb.Error."""
    paths = [str(path) for path in files]
    rows = connection.read_parquet(paths, hive_partitioning=False)
    return _write(rows, table, folder)


def _write(rows: "DuckDBPyRelation", table: str, folder: Path) -> Path:
    written = temporary(folder)
    try:
        kept = rows.query("observed", query_text(f"keep_{table}"))
        kept.write_parquet(str(written), compression="zstd")
        return publish(written)
    finally:
        written.unlink(missing_ok=True)


def _columns(table: str) -> dict[str, str]:
    """The columns of a table's rows, and DuckDB's types for them."""
    hints = get_type_hints(SHAPES[table])
    return {name: _TYPES[_bare(hint)] for name, hint in hints.items()}


def _bare(hint: Any) -> Any:
    """The type that may be None, without the None."""
    return get_args(hint)[0] if isinstance(hint, UnionType) else hint
