"""When tables were written, from metadata: one INFORMATION_SCHEMA query a dataset and pass.

What metadata tells, and where they lie:

1. PARTITIONS.last_modified_time is the *last* write of a partition or table. It moves on
   late backfills too, and can go back when storage is deleted; so all but one of the writes
   here are `only_last`: what came before is forgotten.
2. A shard whose last write is within FIRST_WRITE of its creation was written once, and then
   for the first time: that is its arrival. One that was made again since (CREATE OR REPLACE)
   cannot be told from it.
3. Rows do not count the streaming buffer. `__UNPARTITIONED__` holds rows that were streamed
   and belong to a partition later, `__NULL__` those without a date: neither is a partition,
   both count for the whole table.
4. Views, external and empty tables have no storage and no partitions; a view's time is that
   of its definition.
5. A wildcard (`events_*`) always looks as if written just now: shards are named one by one.

Each query bills at least 10 MiB for each of its two views, and is never cached.
https://docs.cloud.google.com/bigquery/docs/information-schema-partitions
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from string import Template

from slo_monitor.clients.bigquery.client import BigQuery, Query
from slo_monitor.model.evidence import Write
from slo_monitor.model.targets import TableTarget, Target
from slo_monitor.model.verdicts import Problem

TABLES_A_QUERY = 1000
"""INFORMATION_SCHEMA.PARTITIONS refuses to read more tables than that in one query."""

FIRST_WRITE = timedelta(seconds=10)
"""A load or CREATE TABLE AS SELECT ends within moments of the creation it makes."""

OLDEST_PARTITION = timedelta(days=62)
"""Partitions last written longer before the window are left out: with hourly partitions
there are 8,760 a year. Two months keep those that `month` or an offset of weeks needs."""

REACH = timedelta(days=2)
"""Shards this far around the window are asked for: zones, and `yesterday`."""

STREAMED = "__UNPARTITIONED__"
NULL = "__NULL__"
PLACEHOLDER = re.compile(r"\{(yyyymmdd|yyyymm|yyyy)\}")
FORMATS = {"yyyymmdd": "%Y%m%d", "yyyymm": "%Y%m", "yyyy": "%Y"}
WITHOUT_TIME = {
    "VIEW": "a view: nothing tells when its data came; name the tables it reads",
    "MATERIALIZED VIEW": "a materialized view: name the tables it reads",
    "EXTERNAL": "an external table: BigQuery does not know when its files changed; "
    "record its arrivals in a file (evidence.files)",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of sql/tables.sql, column by column: a partition, or a whole table.

    Instants are UTC. The times and rows are None where the table has no storage.
    """

    table: str
    kind: str
    created_at: datetime
    table_rows: int | None
    table_modified_at: datetime | None
    partition: str | None
    rows: int | None
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class TablesRead:
    """Writes by `PROJECT.DATASET.TABLE`, sorted by time, and what cannot be watched."""

    writes: Mapping[str, tuple[Write, ...]]
    problems: tuple[Problem, ...] = ()


def read_dataset(bigquery: BigQuery, dataset: str, wanted: "Wanted") -> TablesRead:
    """The writes to the wanted tables of one dataset.

    Raises SourceError.
    """
    rows: dict[str, list[Row]] = {}
    for query in tables_queries(dataset, wanted):
        for values in bigquery.read(query).rows:
            row = Row(*values)
            rows.setdefault(row.table, []).append(row)
    writes = {
        f"{dataset}.{name}": _writes(found, shard=name in wanted.shards)
        for name, found in rows.items()
        if found[0].kind not in WITHOUT_TIME
    }
    problems = [
        problem
        for name, found in rows.items()
        for problem in _problems(f"{dataset}.{name}", found, wanted.since)
    ]
    return TablesRead(writes, tuple(problems))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The tables of one dataset to ask for by name, and the window (UTC)."""

    names: tuple[str, ...]
    shards: frozenset[str]
    since: datetime


def watched(
    datasets: Iterable[str],
    targets: Iterable[Target],
    since: datetime,
    until: datetime,
    reach: timedelta,
) -> list[tuple[str, "Wanted"]]:
    """Those of `datasets` of which any table is a target, and what to ask of each."""
    tables = [target for target in targets if isinstance(target, TableTarget)]
    found = wanted(tables, since, until, reach)
    named = dict.fromkeys(datasets)
    return [(dataset, found[dataset]) for dataset in named if dataset in found]


def wanted(
    targets: Iterable[TableTarget], since: datetime, until: datetime, reach: timedelta
) -> dict[str, Wanted]:
    """What to ask of each `PROJECT.DATASET`: every table, and shards by their dates."""
    plain: dict[str, set[str]] = {}
    shards: dict[str, set[str]] = {}
    for target in targets:
        dataset = f"{target.project}.{target.dataset}"
        kept = shards if target.sharded else plain
        kept.setdefault(dataset, set()).update(
            _shards(target.table, since - reach, until + reach)
            if target.sharded
            else {target.table},
        )
    return {
        dataset: Wanted(
            names=tuple(sorted(plain.get(dataset, set()) | shards.get(dataset, set()))),
            shards=frozenset(shards.get(dataset, set())),
            since=since,
        )
        for dataset in plain.keys() | shards.keys()
    }


def _shards(name: str, first: datetime, last: datetime) -> Iterator[str]:
    for days in range((last.date() - first.date()).days + 1):
        yield _shard(name, first.date() + timedelta(days=days))


def _shard(name: str, day: date) -> str:
    return PLACEHOLDER.sub(lambda found: f"{day:{FORMATS[found[1]]}}", name)


def tables_queries(dataset: str, wanted: Wanted) -> Iterator[Query]:
    """One query, or one for each TABLES_A_QUERY tables."""
    text = files(__package__).joinpath("sql/tables.sql").read_text(encoding="utf-8")
    for start in range(0, len(wanted.names), TABLES_A_QUERY):
        yield Query(
            what=f"tables of {dataset}",
            dataset=dataset,
            key="evidence.bigquery.datasets",
            label="tables",
            sql=Template(text).substitute(dataset=dataset),
            parameters={
                "tables": wanted.names[start : start + TABLES_A_QUERY],
                "modified_since": wanted.since - OLDEST_PARTITION,
            },
        )


def _writes(rows: Sequence[Row], *, shard: bool) -> tuple[Write, ...]:
    """The last write to the whole table, and to each of its partitions."""
    writes = [_whole(rows[0], shard=shard)]
    for row in rows:
        if row.partition in {None, STREAMED, NULL} or row.modified_at is None:
            continue
        writes.append(
            Write(
                at=row.modified_at,
                partition=row.partition,
                rows=row.rows,
                only_last=True,
            ),
        )
    return tuple(sorted(writes, key=lambda write: (write.at, write.partition or "")))


def _whole(row: Row, *, shard: bool) -> Write:
    """The last write to a table; an empty one has at least been created.

    A shard that was written within moments of its creation was written once, so that this
    is its first write too. Other tables may have been made anew by CREATE OR REPLACE.
    """
    if row.table_modified_at is None:
        return Write(at=row.created_at, rows=0, only_last=True)
    once = abs(row.table_modified_at - row.created_at) <= FIRST_WRITE
    return Write(
        at=row.table_modified_at,
        rows=row.table_rows,
        only_last=not (shard and once),
    )


def _problems(name: str, rows: Sequence[Row], since: datetime) -> Iterator[Problem]:
    why = WITHOUT_TIME.get(rows[0].kind)
    if why is not None:
        yield Problem(f"table:{name}", f"is {why}")
    for row in rows:
        if row.partition != STREAMED or not row.rows or row.modified_at is None:
            continue
        if row.modified_at >= since:
            yield Problem(
                f"table:{name}",
                f"{row.rows} streamed rows are not in a partition yet; a partition that "
                "seems to be missing may be among them",
            )
