"""Looking at table metadata again and again, through the real client over HTTP."""

from dataclasses import replace
from datetime import datetime

from slo_monitor.clients.bigquery.polling import Polled, poll_tables
from slo_monitor.errors import SourceBusy
from slo_monitor.model.evidence import Kind, Write
from slo_monitor.model.targets import TableTarget, Target
from slo_monitor.sources.first_seen import FirstSeen
from slo_monitor.sources.observations import Heartbeat, WriteObserved
from tests.clients.bigquery_samples import (
    AT,
    DAY,
    HOUR,
    MINUTE,
    ORDERS,
    SHARDS,
    double,
    settings,
    written,
)
from tests.doubles.bigquery import BigQueryDouble
from tests.doubles.bigquery_faults import Fault
from tests.doubles.bigquery_store import Partition, StoredTable

BEAT = Heartbeat(kind=Kind.TABLES, scope="p.mart", complete_until=AT)
OTHER = TableTarget("p", "raw", "clicks")


def poll(
    served: BigQueryDouble, memory: FirstSeen, now: datetime, *targets: Target
) -> Polled:
    given = settings(served, datasets=("p.mart", "p.raw"))
    return poll_tables(given, targets or (ORDERS,), now, memory)


def test_a_poll_tells_writes_and_that_the_dataset_is_known_up_to_now() -> None:
    with double(orders=written(AT - HOUR)) as served:
        polled = poll(served, FirstSeen(), AT)
    write = Write(at=AT - HOUR, rows=5, only_last=True)
    assert polled.observations == (
        WriteObserved(table="p.mart.orders", write=write, observed_at=AT),
        BEAT,
    )


def test_a_second_poll_tells_only_what_changed() -> None:
    memory, later = FirstSeen(), AT + 5 * MINUTE
    with double(orders=written(AT - HOUR)) as served:
        poll(served, memory, AT)
        (beat,) = poll(served, memory, later).observations
        assert beat == replace(BEAT, complete_until=later)
        served.tables["p.mart.orders"] = written(later + MINUTE, 9)
        news, _ = poll(served, memory, later + 5 * MINUTE).observations
    assert isinstance(news, WriteObserved)
    assert news.write == Write(
        at=later + MINUTE, rows=9, only_last=True, absent_at=later
    )


def test_the_first_write_of_a_partition_stays_though_metadata_forget_it() -> None:
    memory = FirstSeen()
    told = []
    with double(orders=StoredTable(created=AT - DAY)) as served:
        for step in range(4):
            now = AT + step * HOUR
            polled = poll(served, memory, now)
            told += [o for o in polled.observations if isinstance(o, WriteObserved)]
            modified = Partition(id="20261122", modified=now + MINUTE, rows=5 + step)
            served.tables["p.mart.orders"].partitions = [modified]
    landed = [each.write for each in told if each.write.partition]
    assert [(write.at, write.absent_at) for write in landed] == [
        (AT + MINUTE, AT),
        (AT + HOUR + MINUTE, AT + HOUR),
        (AT + 2 * HOUR + MINUTE, AT + 2 * HOUR),
    ]


def test_a_shard_is_looked_for_before_it_is_there() -> None:
    memory, landed = FirstSeen(), AT + MINUTE
    with double(orders=written(AT - HOUR)) as served:
        poll(served, memory, AT, SHARDS)
        shard = written(landed + HOUR, created=landed)
        served.tables["p.mart.events_20261122"] = shard
        news, _ = poll(served, memory, AT + 2 * HOUR, SHARDS).observations
    assert isinstance(news, WriteObserved)
    assert news.table == "p.mart.events_20261122"
    assert news.write.absent_at == AT


def test_a_dataset_that_fails_gets_no_heartbeat_and_leaves_the_others_alone() -> None:
    memory = FirstSeen()
    fault = Fault(status=403, reason="quotaExceeded", on="p.raw")
    with double(orders=written(AT - HOUR), raw__clicks=written(AT)) as served:
        poll(served, memory, AT, ORDERS, OTHER)
        served.faults = [fault]
        later = AT + 5 * MINUTE
        polled = poll(served, memory, later, ORDERS, OTHER)
        served.faults = []
        served.tables["p.raw.clicks"] = written(later + MINUTE)
        again = poll(served, memory, later + 5 * MINUTE, ORDERS, OTHER)
    assert polled.observations == (replace(BEAT, complete_until=later),)
    (failure,) = polled.failures
    assert failure.dataset == "p.raw"
    assert isinstance(failure.error, SourceBusy)
    assert "tables of p.raw: BigQuery's quota is used up" in str(failure.error)
    (news,) = [o for o in again.observations if isinstance(o, WriteObserved)]
    assert news.write.absent_at == AT, "the failed look proves nothing"


def test_a_poll_is_one_query_for_each_dataset_with_watched_tables() -> None:
    watched = [
        TableTarget("p", f"d{dataset}", f"t{table}")
        for dataset in range(10)
        for table in range(19)
    ]
    names = tuple(f"p.d{dataset}" for dataset in range(12))
    tables = {f"d{dataset}__t0": written(AT) for dataset in range(12)}
    with double(**tables) as served:
        given = settings(served, datasets=names)
        polled = poll_tables(given, watched[:188], AT, FirstSeen())
        assert len(served.posted("tables")) == len(served.seen) == 10
    assert polled.failures == ()


def test_what_cannot_be_watched_is_a_problem() -> None:
    with double(orders=StoredTable(created=AT, kind="VIEW")) as served:
        polled = poll(served, FirstSeen(), AT)
    assert [problem.where for problem in polled.problems] == ["table:p.mart.orders"]
    assert polled.observations == (BEAT,)
