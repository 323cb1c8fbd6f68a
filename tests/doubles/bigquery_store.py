"""What the BigQuery double holds, and what its two kinds of query make of it.

It does not run SQL: it knows the queries by their labels, refuses what BigQuery would
refuse (unknown columns, unknown tables, too many bytes), and fails the test over what
must not be sent (no partition filter, a wildcard over tables, no limit of bytes).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

Row = list[tuple[str, str, Any]]
"""Name, type and value of each column."""


@dataclass(frozen=True, kw_only=True)
class Partition:
    """A partition as INFORMATION_SCHEMA.PARTITIONS tells it; id None: not partitioned."""

    modified: datetime
    id: str | None = None
    rows: int | None = 1


@dataclass(kw_only=True)
class StoredTable:
    """A table, view or shard; `entries` are rows of a Cloud Logging export."""

    created: datetime
    kind: str = "BASE TABLE"
    partitions: list[Partition] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    partitioned_on: str | None = "timestamp"
    bytes: int = 2**20


@dataclass(frozen=True)
class Refusal(Exception):
    """What BigQuery answers instead of rows."""

    status: int
    reason: str
    message: str


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


def _columns(fields: list[dict[str, Any]], prefix: str = "") -> Iterator[str]:
    for column in fields:
        yield f"{prefix}{column['name']}".lower()
        yield from _columns(column.get("fields", []), f"{prefix}{column['name']}.")


def value(entry: dict[str, Any], path: str) -> Any:
    """The value at a dotted path of any case."""
    found: Any = entry
    for part in path.lower().split("."):
        named = {key.lower(): held for key, held in (found or {}).items()}
        found = named.get(part)
    return found


def events(
    tables: dict[str, StoredTable], sql: str, given: dict[str, Any]
) -> list[Row]:
    """What the events query answers."""
    source = re.findall(r"FROM `([^`]+)`", sql)
    assert len(source) == 1, f"one table, not {source}"
    assert re.search(r"\btimestamp BETWEEN @since AND @until", sql), (
        "no partition filter"
    )
    entries = [
        entry
        for table in _scanned(tables, source[0], sql, given)
        for entry in table.entries
    ]
    known = set(_columns(schema_of(entries)))
    for used in re.findall(r"(?:jsonPayload|resource)[\w.]+|textPayload", sql):
        if entries and used.lower() not in known:
            raise Refusal(400, "invalidQuery", f"Unrecognized name: {used} at [9:3]")
    rows = [_event(entry, sql) for entry in entries if _selected(entry, given, sql)]
    return [list(row) for row in dict.fromkeys(tuple(row) for row in rows)]


def _scanned(
    tables: dict[str, StoredTable], name: str, sql: str, given: dict[str, Any]
) -> list[StoredTable]:
    if not name.endswith("*"):
        if name not in tables:
            raise Refusal(404, "notFound", f"Not found: Table {name}")
        return [tables[name]]
    between = "_TABLE_SUFFIX BETWEEN @first_shard AND @last_shard"
    assert between in sql, "a wildcard without a filter on its shards"
    first, last = given["first_shard"], given["last_shard"]
    held = {key.removeprefix(name[:-1]): t for key, t in tables.items()}
    return [table for suffix, table in held.items() if first <= suffix <= last]


def _selected(entry: dict[str, Any], given: dict[str, Any], sql: str) -> bool:
    if not given["since"] <= entry["timestamp"] <= given["until"]:
        return False
    text = value(entry, "textPayload") if "(textPayload" in sql else None
    kind = value(entry, "jsonPayload.involvedobject.kind")
    return kind in given["kinds"] or bool(text and text.startswith(given["gap_marker"]))


def _event(entry: dict[str, Any], sql: str) -> Row:
    times = [
        datetime.fromisoformat(found)
        for path in re.findall(r"SAFE_CAST\(([\w.]+) AS TIMESTAMP\)", sql)
        if (found := value(entry, path)) is not None
    ]
    payload = "jsonPayload.involvedobject."
    return [
        ("cluster_name", "STRING", value(entry, "resource.labels.cluster_name")),
        ("kind", "STRING", value(entry, payload + "kind")),
        ("namespace", "STRING", value(entry, payload + "namespace")),
        ("name", "STRING", value(entry, payload + "name")),
        ("reason", "STRING", value(entry, "jsonPayload.reason")),
        ("message", "STRING", value(entry, "jsonPayload.message")),
        ("seen_at", "TIMESTAMP", [*times, entry["timestamp"]][0]),
        ("text", "STRING", value(entry, "textPayload")),
    ]


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
