"""When tables were written, from metadata, through the real client over HTTP."""

from datetime import datetime, timedelta

import pytest

from slo_monitor.clients.bigquery.tables import wanted
from slo_monitor.model.evidence import Kind, Write
from slo_monitor.model.targets import CronJobTarget, TableTarget
from tests.clients.bigquery_samples import (
    AT,
    DAY,
    HOUR,
    ORDERS,
    SHARDS,
    SINCE,
    double,
    read,
    written,
)
from tests.doubles.bigquery_store import Partition, StoredTable

SECOND = timedelta(seconds=1)


def test_a_table_without_partitions_tells_its_last_write() -> None:
    with double(orders=written(AT - HOUR)) as served:
        found, _ = read(served, ORDERS)
    assert found.tables == {
        "p.mart.orders": (Write(at=AT - HOUR, rows=5, only_last=True),),
    }
    (source,) = found.sources
    assert (source.kind, source.complete_until) == (Kind.TABLES, AT)
    assert source.datasets == frozenset({"p.mart"})


def test_each_partition_tells_its_last_write_and_the_table_the_newest() -> None:
    partitions = [
        Partition(id="20261121", modified=AT - DAY, rows=7),
        Partition(id="20261122", modified=AT - HOUR, rows=3),
    ]
    table = StoredTable(created=SINCE, partitions=partitions)
    with double(orders=table) as served:
        found, _ = read(served, ORDERS)
    assert found.tables["p.mart.orders"] == (
        Write(at=AT - DAY, partition="20261121", rows=7, only_last=True),
        Write(at=AT - HOUR, rows=10, only_last=True),
        Write(at=AT - HOUR, partition="20261122", rows=3, only_last=True),
    )


def test_old_partitions_are_left_out_but_never_the_newest() -> None:
    old, older = AT - 100 * DAY, AT - 200 * DAY
    partitions = [
        Partition(id="202605", modified=older),
        Partition(id="2", modified=old),
    ]
    table = StoredTable(created=older, partitions=partitions)
    with double(orders=table) as served:
        found, _ = read(served, ORDERS)
    writes = found.tables["p.mart.orders"]
    assert [(write.partition, write.rows) for write in writes] == [(None, 2), ("2", 1)]


def test_rows_without_a_partition_count_for_the_whole_table_only() -> None:
    partitions = [
        Partition(id="__NULL__", modified=AT - HOUR, rows=1),
        Partition(id="__UNPARTITIONED__", modified=SINCE - DAY, rows=2),
    ]
    table = StoredTable(created=SINCE - 9 * DAY, partitions=partitions)
    with double(orders=table) as served:
        found, _ = read(served, ORDERS)
    assert found.tables["p.mart.orders"] == (
        Write(at=AT - HOUR, rows=3, only_last=True),
    )
    assert found.problems == ()


def test_streamed_rows_that_wait_for_their_partition_are_told() -> None:
    partitions = [Partition(id="__UNPARTITIONED__", modified=AT - HOUR, rows=2)]
    table = StoredTable(created=SINCE, partitions=partitions)
    with double(orders=table) as served:
        found, _ = read(served, ORDERS)
    assert [str(problem) for problem in found.problems] == [
        (
            "table:p.mart.orders: 2 streamed rows are not in a partition yet; a partition "
            "that seems to be missing may be among them"
        ),
    ]


@pytest.mark.parametrize(
    ("after", "only_last"),
    [(0 * SECOND, False), (10 * SECOND, False), (11 * SECOND, True), (HOUR, True)],
)
def test_a_shard_written_as_it_was_created_arrived_then(
    after: timedelta, *, only_last: bool
) -> None:
    at = AT - 2 * HOUR
    with double(events_20261122=written(at + after, created=at)) as served:
        found, _ = read(served, SHARDS)
    assert found.tables == {
        "p.mart.events_20261122": (Write(at=at + after, rows=5, only_last=only_last),),
    }


def test_a_whole_table_written_as_it_was_created_may_be_made_anew_each_day() -> None:
    with double(orders=written(AT - HOUR, created=AT - HOUR)) as served:
        found, _ = read(served, ORDERS)
    assert found.tables["p.mart.orders"][0].only_last


def test_an_empty_table_was_created_without_rows() -> None:
    with double(orders=StoredTable(created=AT - HOUR)) as served:
        found, _ = read(served, ORDERS)
    assert found.tables["p.mart.orders"] == (
        Write(at=AT - HOUR, rows=0, only_last=True),
    )


def test_a_table_that_is_not_there_has_no_writes() -> None:
    with double(other=written(AT)) as served:
        found, _ = read(served, ORDERS)
    assert found.tables == {}


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("VIEW", "name the tables it reads"),
        ("MATERIALIZED VIEW", "name the tables it reads"),
        ("EXTERNAL", "does not know when its files changed"),
    ],
)
def test_what_has_no_time_of_its_own_is_a_problem(kind: str, says: str) -> None:
    with double(orders=StoredTable(created=SINCE, kind=kind)) as served:
        found, _ = read(served, ORDERS)
    assert found.tables == {}
    (problem,) = found.problems
    assert problem.where == "table:p.mart.orders"
    assert says in problem.message


def test_ten_datasets_take_ten_queries_and_nothing_else() -> None:
    names = [f"d{n}" for n in range(10)]
    tables = {f"{name}__{t}": written(AT) for name in names for t in ("a", "b")}
    targets = [TableTarget("p", name, t) for name in names for t in ("a", "b")]
    with double(**tables) as served:
        found, _ = read(served, *targets, datasets=tuple(f"p.{name}" for name in names))
    assert len(found.tables) == 20
    assert len(found.sources) == 10
    assert [seen.path for seen in served.seen] == [
        "/bigquery/v2/projects/p/queries"
    ] * 10
    assert len(served.posted("tables")) == 10


def test_a_dataset_that_nobody_watches_or_names_is_not_asked_for() -> None:
    unnamed = TableTarget("p", "elsewhere", "t")
    with double(orders=written(AT)) as served:
        found, _ = read(served, unnamed, CronJobTarget("c", "n", "j"))
    assert (found.tables, found.sources, served.seen) == ({}, (), [])


def test_more_than_a_thousand_tables_take_a_second_query() -> None:
    targets = [TableTarget("p", "mart", f"t{n}") for n in range(1001)]
    with double(t0=written(AT), t999=written(AT)) as served:
        found, _ = read(served, *targets)
    assert len(served.posted("tables")) == 2
    assert len(found.tables) == 2


@pytest.mark.parametrize(
    ("table", "since", "until", "names"),
    [
        (
            "e_{yyyymmdd}",
            datetime(2026, 12, 31, 23, 59),
            datetime(2027, 1, 1, 0, 0),
            {"e_20261230", "e_20261231", "e_20270101", "e_20270102"},
        ),
        (
            "e_{yyyymm}_v2",
            datetime(2026, 12, 31),
            datetime(2027, 1, 1),
            {"e_202612_v2", "e_202701_v2"},
        ),
        ("e_{yyyy}", datetime(2026, 6, 1), datetime(2026, 6, 2), {"e_2026"}),
        ("e", datetime(2026, 6, 1), datetime(2026, 6, 2), {"e"}),
    ],
)
def test_shards_are_named_by_their_dates(
    table: str, since: datetime, until: datetime, names: set[str]
) -> None:
    found = wanted([TableTarget("p", "d", table)], since, until, DAY)
    assert set(found["p.d"].names) == names


def test_a_table_and_a_shard_of_the_same_dataset_share_one_query() -> None:
    tables = {"orders": written(AT), "events_20261121": written(AT)}
    with double(**tables) as served:
        found, _ = read(served, ORDERS, SHARDS)
    assert set(found.tables) == {"p.mart.orders", "p.mart.events_20261121"}
    assert len(served.seen) == 1
