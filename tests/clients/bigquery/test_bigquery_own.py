"""Evidence written to BigQuery and read back: the same as without anything between."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest

from slo_monitor.clients.bigquery.evidence import (
    BigQueryEvidence,
    estimate_bigquery,
    read_bigquery,
)
from slo_monitor.clients.bigquery.own import read_last_known
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.bigquery.writing import BigQueryWriter
from slo_monitor.errors import SourceForbidden, UsageError
from slo_monitor.model.evidence import CronJobEvidence, Kind, Outcome, Write
from slo_monitor.model.targets import CronJobTarget, TableTarget, Target
from slo_monitor.sources.first_seen import FirstSeen, Look
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import (
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)
from tests.clients.bigquery_samples import (
    AT,
    DAY,
    HOUR,
    MINUTE,
    ORDERS,
    SHARDS,
    SINCE,
    TRAIN,
    settings,
    written,
)
from tests.doubles.bigquery import BigQueryDouble, bigquery_double
from tests.doubles.bigquery_faults import Fault
from tests.stores.recorded import ALL, CRONJOBS, EVENTS, JOBS, observations, told

STORE = "p.slo_monitor"
BEAT = Heartbeat(kind=Kind.CRONJOBS, scope="prod", complete_until=AT - MINUTE)
WRITE = Write(at=AT - HOUR, partition="20261122", rows=5, only_last=True)


@contextmanager
def stored(*observed: Observation) -> Iterator[BigQueryDouble]:
    """A BigQuery into which these were written, one flush after the other."""
    double = BigQueryDouble(read_at=AT, datasets={STORE})
    with bigquery_double(double) as served:
        with BigQueryWriter(settings(served, store=STORE)) as writer:
            writer.append(observed)
            writer.flush()
        served.seen.clear()
        yield served


def read(
    served: BigQueryDouble, *targets: Target
) -> tuple[BigQueryEvidence, dict[CronJobTarget, CronJobEvidence]]:
    runs = RunsBuilder()
    given = settings(served, store=STORE)
    found = read_bigquery(given, targets, SINCE, AT, runs)
    return found, dict(runs.build())


def recorded_targets() -> list[CronJobTarget]:
    return sorted(told(observations(EVENTS, JOBS, CRONJOBS)))


def tell(served: BigQueryDouble) -> dict[CronJobTarget, CronJobEvidence]:
    runs = RunsBuilder()
    given = settings(served, store=STORE, timeout=30.0)
    found = read_bigquery(given, recorded_targets(), ALL.since, ALL.until, runs)
    assert [source.unreadable for source in found.sources] == [""]
    return dict(runs.build())


@pytest.mark.parametrize("names", [(EVENTS,), (JOBS,), (CRONJOBS,)], ids=str)
def test_each_witness_alone_tells_what_it_saw(names: Sequence[str]) -> None:
    with stored(*observations(*names), BEAT) as served:
        assert tell(served) == told(observations(*names))


def test_a_recorded_cluster_tells_the_same_in_one_query_however_often_it_was_kept() -> (
    None
):
    seen = list(observations(EVENTS, JOBS, CRONJOBS))
    with stored(*seen, BEAT) as served:
        with BigQueryWriter(settings(served, store=STORE)) as again:
            for start in range(0, len(seen), 1000):
                again.append(seen[start : start + 1000])
                again.flush()
        served.seen.clear()
        assert tell(served) == told(seen)
        assert len(served.posted("store")) == 1
        assert served.answered[-1] < len(seen)


def test_only_what_was_asked_for_comes() -> None:
    seen = list(observations(EVENTS, JOBS, CRONJOBS))
    one = recorded_targets()[0]
    runs = RunsBuilder()
    with stored(*seen) as served:
        given = settings(served, store=STORE)
        read_bigquery(given, [one], ALL.since, ALL.until, runs)
        assert served.answered[-1] < 200
    assert runs.build()[one] == told(seen)[one]


def test_a_heartbeat_says_how_far_each_scope_is_known() -> None:
    later = replace(BEAT, complete_until=AT)
    mart = Heartbeat(kind=Kind.TABLES, scope="p.mart", complete_until=AT - HOUR)
    with stored(BEAT, later, mart) as served:
        found, _ = read(served, TRAIN, ORDERS)
    clusters, tables = found.sources
    assert (clusters.name, clusters.complete_until) == (f"BigQuery {STORE}, prod", AT)
    assert (clusters.kind, clusters.clusters) == (Kind.CRONJOBS, frozenset({"prod"}))
    assert (tables.kind, tables.datasets) == (Kind.TABLES, frozenset({"p.mart"}))
    assert tables.complete_until == AT - HOUR
    assert found.problems == ()


def test_a_store_that_nobody_writes_is_a_problem_and_vouches_for_nothing() -> None:
    with stored() as served:
        found, runs = read(served, TRAIN, ORDERS)
    assert (found.sources, runs, found.tables) == ((), {}, {})
    assert [str(problem) for problem in found.problems] == [
        (
            "evidence.bigquery.store: p.slo_monitor holds no heartbeat of any source; "
            "`slo-monitor collect` writes them"
        ),
    ]


def test_writes_come_by_table_with_what_was_seen_of_their_absence() -> None:
    def seen(write: Write, table: str = "p.mart.orders") -> Observation:
        return WriteObserved(table=table, write=write, observed_at=AT)

    looked = replace(WRITE, absent_at=AT - 2 * HOUR)
    shard = Write(at=AT - DAY, rows=3)
    with stored(
        seen(WRITE),
        seen(looked),
        seen(looked),
        seen(shard, "p.mart.events_20261121"),
        seen(WRITE, "p.mart.other"),
        seen(replace(WRITE, at=AT - 41 * DAY - DAY - DAY)),
    ) as served:
        found, _ = read(served, ORDERS, SHARDS)
    assert found.tables == {
        "p.mart.orders": (looked,),
        "p.mart.events_20261121": (shard,),
    }


def test_a_pass_asks_only_what_its_targets_need() -> None:
    with stored(BEAT) as served:
        read(served, ORDERS)
        (body,) = served.posted("store")
        assert "jobs" not in body["query"]
        assert "heartbeats" in body["query"]
        assert body["labels"] == {"tool": "slo-monitor", "pass": "store"}
        assert int(body["maximumBytesBilled"]) == 10 * 2**30


def test_metadata_and_what_a_collector_saw_are_told_together() -> None:
    seen = WriteObserved(table="p.mart.orders", write=WRITE, observed_at=AT)
    with stored(seen) as served:
        served.tables["p.mart.orders"] = written(AT - MINUTE)
        given = settings(served, store=STORE, datasets=("p.mart",))
        found = read_bigquery(given, [ORDERS], SINCE, AT, RunsBuilder())
    assert [write.at for write in found.tables["p.mart.orders"]] == [
        AT - HOUR,
        AT - MINUTE,
    ]


def test_a_store_that_cannot_be_read_is_said_and_vouches_for_nothing() -> None:
    with stored(BEAT) as served:
        served.faults = [Fault(status=403, reason="accessDenied", on="/queries")]
        found, _ = read(served, TRAIN, ORDERS)
    said = (
        "evidence of p.slo_monitor: access denied (a message); "
        "grant roles/bigquery.dataViewer on dataset p.slo_monitor"
    )
    assert [(each.kind, each.unreadable) for each in found.sources] == [
        (Kind.CRONJOBS, said),
        (Kind.TABLES, said),
    ]


def test_a_store_without_tables_names_its_key() -> None:
    with bigquery_double(BigQueryDouble(read_at=AT)) as served:
        found, _ = read(served, TRAIN)
    assert "not found" in found.sources[0].unreadable
    assert "correct evidence.bigquery.store" in found.sources[0].unreadable


def test_the_query_of_a_store_is_estimated() -> None:
    with stored(BEAT) as served:
        given = settings(served, store=STORE)
        (estimate,) = estimate_bigquery(given, [TRAIN, ORDERS], SINCE, AT)
        assert served.posted("store") == []
    assert estimate.what == "evidence of p.slo_monitor"
    assert estimate.scanned == 5 * 2**20


def test_a_collector_that_starts_again_knows_what_was_last_known() -> None:
    def job(name: str, outcome: Outcome = Outcome.RUNNING) -> JobObject:
        ended = None if outcome is Outcome.RUNNING else AT - DAY
        return JobObject(
            namespace="ml",
            name=name,
            cronjob="train",
            created_at=AT - 2 * DAY,
            outcome=outcome,
            ended_at=ended,
            version=1 if ended is None else 2,
        )

    beat = Heartbeat(kind=Kind.TABLES, scope="p.mart", complete_until=AT - MINUTE)
    with stored(
        JobObserved(cluster="prod", job=job("runs"), observed_at=AT - 2 * DAY),
        JobObserved(cluster="prod", job=job("ends"), observed_at=AT - 2 * DAY),
        JobObserved(
            cluster="prod", job=job("ends", Outcome.COMPLETE), observed_at=AT - DAY
        ),
        WriteObserved(table="p.mart.orders", write=WRITE, observed_at=AT - HOUR),
        beat,
    ) as served:
        runs, memory = RunsBuilder(), FirstSeen()
        found = read_last_known(settings(served, store=STORE), AT, runs)
    (known,) = runs.build().values()
    assert [run.job for run in known.runs] == ["runs"]
    assert found.tables == {"p.mart.orders": (WRITE,)}
    for table, writes in found.tables.items():
        for write in writes:
            memory.remember(WriteObserved(table=table, write=write, observed_at=AT))
    for source in found.sources:
        assert source.complete_until == beat.complete_until
    memory.remember(beat)
    look = Look(
        dataset="p.mart",
        at=AT + HOUR,
        tables=frozenset({"p.mart.orders"}),
        writes={"p.mart.orders": (WRITE, replace(WRITE, at=AT + MINUTE))},
    )
    news, _ = memory.news(look)
    assert isinstance(news, WriteObserved)
    assert news.write == replace(WRITE, at=AT + MINUTE, absent_at=AT - MINUTE)


def test_a_store_is_named_by_project_and_dataset() -> None:
    with pytest.raises(UsageError) as raised:
        BigQuerySettings(project="p", store="slo_monitor")
    assert str(raised.value) == (
        'evidence.bigquery.store: "slo_monitor" is not a dataset; '
        "write PROJECT.DATASET such as my-project.slo_monitor"
    )


def test_what_was_last_known_fails_loudly() -> None:
    with stored(BEAT) as served:
        served.faults = [Fault(status=403, reason="accessDenied", on="/queries")]
        with pytest.raises(SourceForbidden):
            read_last_known(settings(served, store=STORE), AT, RunsBuilder())


def test_a_sharded_table_is_asked_for_by_its_days() -> None:
    monthly = TableTarget("p", "mart", "m_{yyyymm}")
    with stored(BEAT) as served:
        read(served, monthly)
        (body,) = served.posted("store")
    given = {p["name"]: p["parameterValue"] for p in body["queryParameters"]}
    names = {each["value"] for each in given["tables"]["arrayValues"]}
    assert names == {"p.mart.m_202610", "p.mart.m_202611"}
