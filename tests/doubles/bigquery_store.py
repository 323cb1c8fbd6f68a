"""What the BigQuery double holds, and what its two kinds of query make of it.

It knows the queries by their labels, refuses what BigQuery would refuse (unknown columns,
unknown tables, too many bytes), and fails the test over what must not be sent (no
partition filter, a wildcard over tables, no limit of bytes). Metadata it answers itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.doubles.bigquery_sql import Relation, run
from tests.doubles.bigquery_wire import Refusal, Row


@dataclass(frozen=True, kw_only=True)
class Partition:
    """A partition as INFORMATION_SCHEMA.PARTITIONS tells it; id None: not partitioned."""

    modified: datetime
    id: str | None = None
    rows: int | None = 1


@dataclass(kw_only=True)
class StoredTable:
    """A table, view or shard; `entries` are rows of a Cloud Logging export.

    `fields` and `loaded` are columns and rows of a table that was made over the API.
    """

    created: datetime = datetime(2026, 11, 20, tzinfo=UTC)
    kind: str = "BASE TABLE"
    partitions: list[Partition] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    partitioned_on: str | None = "timestamp"
    bytes: int = 2**20
    fields: list[dict[str, Any]] = field(default_factory=list)
    loaded: list[dict[str, Any]] = field(default_factory=list)
    sorted_by: list[str] = field(default_factory=list)


def schema_of(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The columns a sink would have made: one for each key that ever held a value."""
    merged: dict[str, Any] = {}
    for entry in entries:
        _merge(merged, entry)
    return _fields(merged)


def _merge(into: dict[str, Any], row: dict[str, Any]) -> None:
    for key, value in row.items():
        if isinstance(value, dict):
            _merge(into.setdefault(key, {}), value)
        elif value is not None:
            into[key] = value


def _fields(columns: dict[str, Any]) -> list[dict[str, Any]]:
    fields = []
    for name, value in columns.items():
        if isinstance(value, dict):
            nested = _fields(value)
            fields.append({"name": name, "type": "RECORD", "fields": nested})
        else:
            kind = "TIMESTAMP" if isinstance(value, datetime) else "STRING"
            fields.append({"name": name, "type": kind})
    return fields


def events(
    tables: dict[str, StoredTable], sql: str, given: dict[str, Any]
) -> list[Row]:
    """What the events query answers."""
    source = re.findall(r"FROM `([^`]+)`", sql)
    assert len(source) == 1, f"one table, not {source}"
    assert re.search(r"\btimestamp BETWEEN @since AND @until", sql), (
        "no partition filter"
    )
    entries = _scanned(tables, source[0], sql)
    relation = Relation(fields=schema_of(entries), rows=entries)
    return run(sql, given, {source[0]: relation})


def _scanned(
    tables: dict[str, StoredTable], name: str, sql: str
) -> list[dict[str, Any]]:
    if not name.endswith("*"):
        if name not in tables:
            raise Refusal(404, "notFound", f"Not found: Table {name}")
        return tables[name].entries
    between = "_TABLE_SUFFIX BETWEEN @first_shard AND @last_shard"
    assert between in sql, "a wildcard without a filter on its shards"
    held = {key.removeprefix(name[:-1]): t for key, t in tables.items()}
    return [
        {**entry, "_TABLE_SUFFIX": suffix}
        for suffix, table in held.items()
        for entry in table.entries
    ]


def own(tables: dict[str, StoredTable], sql: str, given: dict[str, Any]) -> list[Row]:
    """What the query of slo-monitor's own tables answers."""
    questions = sql.split("UNION ALL")
    relations = {}
    for question in questions:
        (name,) = re.findall(r"FROM `([^`]+)`", question)
        if name not in tables:
            raise Refusal(404, "notFound", f"Not found: Table {name}")
        table = tables[name]
        assert re.search(rf"\b{table.partitioned_on} (BETWEEN|>=) @", question), (
            f"no partition filter on {name}"
        )
        relations[name] = Relation(fields=table.fields, rows=table.loaded)
    return run(sql, given, relations)


def metadata(
    tables: dict[str, StoredTable], sql: str, given: dict[str, Any]
) -> list[Row]:
    """What the tables query answers."""
    sources = set(re.findall(r"FROM `([^`]+)`\.INFORMATION_SCHEMA", sql))
    assert len(sources) == 1, f"one dataset, not {sources}"
    assert "*" not in sql, "a wildcard"
    assert sql.count("table_name IN UNNEST(@tables)") == sql.count("FROM `")
    (dataset,) = sources
    if not any(name.startswith(f"{dataset}.") for name in tables):
        raise Refusal(
            404, "notFound", f"Not found: Dataset {dataset.replace('.', ':')}"
        )
    assert len(given["tables"]) <= 1000, "too many tables"
    return [
        row
        for name in given["tables"]
        if (table := tables.get(f"{dataset}.{name}")) is not None
        for row in _partitions(name, table, given["modified_since"])
    ]


def _partitions(name: str, table: StoredTable, since: datetime) -> Iterator[Row]:
    last = max((p.modified for p in table.partitions), default=None)
    total = sum(p.rows or 0 for p in table.partitions) if last else None
    kept = [p for p in table.partitions if p.modified >= since or p.modified == last]
    rows: list[Partition | None] = [*kept] or [None]
    for partition in rows:
        yield [
            ("table_name", "STRING", name),
            ("table_type", "STRING", table.kind),
            ("creation_time", "TIMESTAMP", table.created),
            ("table_rows", "INTEGER", total),
            ("table_modified_time", "TIMESTAMP", last),
            ("partition_id", "STRING", partition and partition.id),
            ("partition_rows", "INTEGER", partition and partition.rows),
            ("partition_modified_time", "TIMESTAMP", partition and partition.modified),
        ]


def parameters(body: dict[str, Any]) -> dict[str, Any]:
    """The named query parameters as Python values."""
    assert body["parameterMode"] == "NAMED"
    return {p["name"]: _parameter(p) for p in body["queryParameters"]}


def _parameter(given: dict[str, Any]) -> Any:
    kind, held = given["parameterType"]["type"], given["parameterValue"]
    if kind == "ARRAY":
        assert given["parameterType"]["arrayType"]["type"] == "STRING"
        return [element["value"] for element in held["arrayValues"]]
    if kind == "TIMESTAMP":
        return datetime.fromisoformat(held["value"]).astimezone(UTC)
    assert kind == "STRING", kind
    return held["value"]
