"""Runs the SQL that the product sends to BigQuery, on DuckDB, over rows of a test.

The texts keep to what both engines mean alike; the few spellings that differ are replaced
here. What else BigQuery would refuse is for others to find (see the pairs' own tests).
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from tests.doubles.bigquery_wire import Refusal, Row

TYPES = {
    "STRING": "VARCHAR",
    "TIMESTAMP": "TIMESTAMPTZ",
    "INTEGER": "BIGINT",
    "INT64": "BIGINT",
    "BOOLEAN": "BOOLEAN",
    "BOOL": "BOOLEAN",
}
NAMES = {
    "VARCHAR": "STRING",
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
    "BIGINT": "INTEGER",
    "BOOLEAN": "BOOLEAN",
}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STRUCT = r"STRUCT\(([^()]*)\)"
FIRST = r"LIMIT 1\s*\)\[SAFE_OFFSET\(0\)\]"
FIRST_WHERE = (
    rf"ARRAY_AGG\(\s*IF\(\s*([^()]*?),\s*{STRUCT},\s*NULL\s*\)\s*"
    rf"IGNORE NULLS ORDER BY\s([^()]*?)\s+{FIRST}"
)
FIRST_OF_ALL = rf"ARRAY_AGG\(\s*{STRUCT}\s*ORDER BY\s([^()]*?)\s+{FIRST}"
SPELLINGS = (
    (r"\bSAFE_CAST\(", "TRY_CAST("),
    (r"\bTIMESTAMP\)", "TIMESTAMPTZ)"),
    (r"\bTIMESTAMP '", "TIMESTAMPTZ '"),
    (r"\bIN UNNEST\(@(\w+)\)", r"IN (SELECT UNNEST(CAST($\1 AS VARCHAR[])))"),
    (r"@(\w+)", r"$\1"),
    (FIRST_WHERE, r"(ARRAY_AGG(STRUCT(\2) ORDER BY \3) FILTER (\1))[1]"),
    (FIRST_OF_ALL, r"(ARRAY_AGG(STRUCT(\1) ORDER BY \2))[1]"),
)
MACROS = (
    "unix_micros(held) AS epoch_us(held)",
    "div(a, b) AS a // b",
    "to_json_string(held) AS CAST(to_json(held) AS VARCHAR)",
)
"""Functions that have another name in DuckDB."""


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A table: its fields as the API tells them, and its rows."""

    fields: list[dict[str, Any]]
    rows: list[dict[str, Any]] = field(default_factory=list)


def run(sql: str, given: dict[str, Any], tables: Mapping[str, Relation]) -> list[Row]:
    """The rows that `sql` answers, with `tables` by the names that it uses."""
    with _ready(sql, tables) as (connection, text):
        return _answer(connection, text, given)


def columns_of(
    sql: str, given: dict[str, Any], tables: Mapping[str, Relation]
) -> list[str]:
    """The names of the columns that `sql` answers with."""
    with _ready(sql, tables) as (connection, text):
        return [name for name, _ in _described(connection, text, given)]


@contextmanager
def _ready(
    sql: str, tables: Mapping[str, Relation]
) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """A database that holds `tables`, and `sql` as it is written there."""
    connection = duckdb.connect()
    try:
        connection.execute("SET TimeZone = 'UTC'")
        for macro in MACROS:
            connection.execute(f"CREATE MACRO {macro}")
        for number, (name, table) in enumerate(tables.items()):
            _load(connection, f"t{number}", table)
            sql = sql.replace(f"`{name}`", f"t{number}")
        yield connection, _spelled(sql)
    except duckdb.BinderException as error:
        said = str(error).partition("\n")[0]
        raise Refusal(400, "invalidQuery", f"Unrecognized name: {said}") from error
    finally:
        connection.close()


def _spelled(sql: str) -> str:
    sql = re.sub(r"--[^\n]*", "", sql)
    for bigquery, duck in SPELLINGS:
        sql = re.sub(bigquery, duck, sql)
    sql = re.sub(STRUCT, _struct, sql)
    return sql.replace("`", '"')


def _struct(found: re.Match[str]) -> str:
    return "STRUCT_PACK(" + re.sub(r"(\w+) AS (\w+)", r"\2 := \1", found[1]) + ")"


def _load(connection: duckdb.DuckDBPyConnection, name: str, table: Relation) -> None:
    """Rows go in as one JSON text: row by row takes seconds for thousands."""
    structure = _structure(table.fields) or {"nothing": "VARCHAR"}
    connection.execute(
        f"CREATE TABLE {name} AS SELECT r.* "
        "FROM (SELECT UNNEST(from_json($rows, $structure)) AS r)",
        {
            "rows": json.dumps(table.rows, default=_text),
            "structure": json.dumps([structure]),
        },
    )


def _structure(fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        found["name"]: _structure(found["fields"])
        if found["type"] == "RECORD"
        else TYPES[found["type"]]
        for found in fields
    }


def _text(held: object) -> str:
    assert isinstance(held, datetime), held
    return held.isoformat()


def _described(
    connection: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any]
) -> list[tuple[str, str]]:
    used = {name: held for name, held in given.items() if f"${name}" in sql}
    described = connection.execute(f"DESCRIBE {sql}", used).fetchall()
    return [(name, NAMES[kind]) for name, kind, *_ in described]


def _answer(
    connection: duckdb.DuckDBPyConnection, sql: str, given: dict[str, Any]
) -> list[Row]:
    used = {name: held for name, held in given.items() if f"${name}" in sql}
    columns = _described(connection, sql, given)
    # As microseconds: to fetch instants DuckDB wants a library that is not needed else.
    taken = [
        f'epoch_us("{name}")' if kind == "TIMESTAMP" else f'"{name}"'
        for name, kind in columns
    ]
    found = connection.execute(f"SELECT {', '.join(taken)} FROM ({sql})", used)
    return [
        [
            (*column, _value(column[1], held))
            for column, held in zip(columns, row, strict=True)
        ]
        for row in found.fetchall()
    ]


def _value(kind: str, held: Any) -> Any:
    if kind != "TIMESTAMP" or held is None:
        return held
    return EPOCH + timedelta(microseconds=held)
