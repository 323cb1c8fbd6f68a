"""Jobs, CronJobs, writes and heartbeats in a store: what is found, and how far back."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from slo_monitor.model.evidence import CronJobEvidence, Kind, Outcome, Write
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import (
    CronJobObserved,
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)
from slo_monitor.stores.exporting import export
from slo_monitor.stores.reading import StoreEvidence, StoreQuery, read_store
from slo_monitor.stores.writing import EvidenceWriter

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
TRAIN = CronJobTarget("prod", "ml", "train")
QUERY = StoreQuery(since=NOW - DAY, until=NOW)
ONLY_TRAIN = StoreQuery(since=NOW - DAY, until=NOW, cronjobs=frozenset({TRAIN}))
LONG_AFTER = NOW + timedelta(days=900)


def job(
    created: datetime,
    ended: datetime | None = None,
    *,
    name: str = "by-hand",
    owner: str | None = "train",
    version: int = 1,
) -> JobObject:
    return JobObject(
        namespace="ml",
        name=name,
        cronjob=owner,
        created_at=created,
        outcome=Outcome.RUNNING if ended is None else Outcome.COMPLETE,
        ended_at=ended,
        version=version,
    )


def seen(one: JobObject, at: datetime = NOW, *, deleted: bool = False) -> JobObserved:
    return JobObserved(cluster="prod", job=one, observed_at=at, deleted=deleted)


def state(
    at: datetime,
    version: int,
    *,
    name: str = "train",
    suspended: bool = False,
    last_success: datetime | None = None,
) -> CronJobObserved:
    cronjob = CronJobObject(
        namespace="ml",
        name=name,
        schedule="0 4 * * *",
        suspended=suspended,
        last_schedule=last_success,
        last_success=last_success,
        version=version,
    )
    return CronJobObserved(cluster="prod", cronjob=cronjob, observed_at=at)


def write(root: Path, *flushes: Iterable[Observation], merge: bool = False) -> None:
    with EvidenceWriter(root) as writer:
        for flush in flushes:
            writer.append(flush)
            writer.flush()
        if merge:
            writer.compact(LONG_AFTER)


def read(
    root: Path, query: StoreQuery = QUERY
) -> tuple[CronJobEvidence, StoreEvidence]:
    runs = RunsBuilder()
    evidence = read_store(root, query, runs)
    assert evidence.problems == ()
    return runs.build().get(TRAIN, CronJobEvidence()), evidence


@pytest.mark.parametrize("merge", [False, True])
@pytest.mark.parametrize("query", [QUERY, ONLY_TRAIN], ids=["all", "one"])
def test_a_job_that_runs_for_weeks_is_found(
    tmp_path: Path, query: StoreQuery, *, merge: bool
) -> None:
    begun = NOW - 20 * DAY
    write(tmp_path, [seen(job(begun))], [seen(job(begun), NOW)], merge=merge)
    (run,) = read(tmp_path, query)[0].runs
    assert (run.created_at, run.outcome) == (begun, Outcome.RUNNING)


@pytest.mark.parametrize("merge", [False, True])
def test_an_old_job_that_ended_in_the_time_asked_for_is_found(
    tmp_path: Path, *, merge: bool
) -> None:
    begun, ended = NOW - 20 * DAY, NOW - HOUR
    write(
        tmp_path, [seen(job(begun))], [seen(job(begun, ended, version=2))], merge=merge
    )
    (run,) = read(tmp_path)[0].runs
    assert (run.finished_at, run.outcome) == (ended, Outcome.COMPLETE)


def test_one_flush_keeps_of_a_job_what_tells_most(tmp_path: Path) -> None:
    begun, ended = NOW - 20 * DAY, NOW - 19 * DAY
    write(tmp_path, [seen(job(begun)), seen(job(begun, ended, version=2))])
    assert read(tmp_path)[0].runs == ()


def test_an_old_job_that_was_deleted_is_over(tmp_path: Path) -> None:
    begun = NOW - 20 * DAY
    gone = seen(job(begun), begun + HOUR, deleted=True)
    write(tmp_path, [seen(job(begun)), gone])
    assert read(tmp_path)[0].runs == ()
    gone = seen(job(begun - DAY, name="by-hand-2"), NOW - HOUR, deleted=True)
    write(tmp_path, [gone])
    (run,) = read(tmp_path)[0].runs
    assert (run.job, run.finished_at) == ("by-hand-2", NOW - HOUR)


def test_a_deletion_counts_from_when_it_was_first_told(tmp_path: Path) -> None:
    one = job(NOW - HOUR)
    write(
        tmp_path,
        [seen(one, NOW, deleted=True)],
        [seen(one, NOW - HOUR / 2, deleted=True)],
        [seen(one, NOW - HOUR)],
        merge=True,
    )
    (run,) = read(tmp_path)[0].runs
    assert (run.finished_at, run.outcome) == (NOW - HOUR / 2, Outcome.FAILED)


def test_a_job_without_an_owner_is_read_with_whatever_is_asked_for(
    tmp_path: Path,
) -> None:
    listed = CronJobObject(namespace="ml", name="train", active=("lonely",), version=1)
    write(
        tmp_path,
        [
            seen(job(NOW - HOUR, name="lonely", owner=None)),
            CronJobObserved(cluster="prod", cronjob=listed, observed_at=NOW),
        ],
    )
    (run,) = read(tmp_path, ONLY_TRAIN)[0].runs
    assert (run.job, run.from_object) == ("lonely", True)


def test_a_version_beyond_what_sql_counts_is_kept(tmp_path: Path) -> None:
    write(tmp_path, [seen(job(NOW - HOUR, version=2**70))])
    assert len(read(tmp_path)[0].runs) == 1


@pytest.mark.parametrize("query", [QUERY, ONLY_TRAIN], ids=["all", "one"])
def test_a_cronjob_that_has_not_changed_for_long_is_found(
    tmp_path: Path, query: StoreQuery
) -> None:
    old = NOW - 80 * DAY
    write(
        tmp_path,
        [state(old, 1), state(old + DAY, 2, suspended=True)],
        [state(NOW, 1, name="other")],
    )
    evidence, _ = read(tmp_path, query)
    assert (evidence.suspended, evidence.observed_at) == (True, old + DAY)


def test_the_same_state_holds_from_when_it_was_first_seen(tmp_path: Path) -> None:
    write(tmp_path, [state(NOW, 7)], [state(NOW - HOUR, 7)])
    assert read(tmp_path)[0].observed_at == NOW - HOUR


def test_a_past_instant_is_judged_by_the_state_of_then(tmp_path: Path) -> None:
    success = NOW - 2 * HOUR
    write(
        tmp_path,
        [
            state(NOW - DAY, 1),
            state(NOW + HOUR, 2, suspended=True, last_success=success),
            state(NOW + 2 * HOUR, 3, suspended=True, last_success=success),
        ],
    )
    evidence, _ = read(tmp_path)
    assert (evidence.suspended, evidence.observed_at) == (False, NOW - DAY)
    # What was seen later tells of a run before.
    assert [run.finished_at for run in evidence.runs] == [success]


def test_where_all_was_seen_later_the_first_state_counts(tmp_path: Path) -> None:
    write(tmp_path, [state(NOW + 2 * HOUR, 3, suspended=True), state(NOW + HOUR, 2)])
    assert read(tmp_path)[0].observed_at == NOW + HOUR


def landed(table: str, write: Write) -> WriteObserved:
    return WriteObserved(table=table, write=write, observed_at=NOW)


ORDERS = "p.mart.orders"


def test_writes_come_once_and_sorted(tmp_path: Path) -> None:
    late = Write(at=NOW, partition="20261122", rows=5)
    early = Write(
        at=NOW - 30 * DAY, rows=None, only_last=True, absent_at=NOW - 31 * DAY
    )
    write(tmp_path, [landed(ORDERS, late)], [landed(ORDERS, early)])
    write(tmp_path, [landed(ORDERS, late), landed(ORDERS, early)])
    assert read(tmp_path)[1].tables == {ORDERS: (early, late)}
    write(tmp_path, merge=True)
    assert read(tmp_path)[1].tables == {ORDERS: (early, late)}


def test_writes_after_the_instant_asked_for_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, [landed(ORDERS, Write(at=NOW + timedelta(microseconds=1)))])
    assert read(tmp_path)[1].tables == {}


def test_a_sharded_table_is_asked_for_with_all_its_shards(tmp_path: Path) -> None:
    names = ("p.d.events_20261121", "p.d.events_20261122", "p.d.event", ORDERS)
    write(tmp_path, [landed(name, Write(at=NOW)) for name in names])
    wanted = frozenset(
        {TableTarget("p", "d", "events_{yyyymmdd}"), TableTarget("p", "mart", "orders")}
    )
    query = StoreQuery(since=NOW - DAY, until=NOW, tables=wanted)
    assert set(read(tmp_path, query)[1].tables) == {*names[:2], ORDERS}
    nothing = StoreQuery(since=NOW - DAY, until=NOW, tables=frozenset())
    assert read(tmp_path, nothing)[1].tables == {}


def test_each_scope_is_a_source_of_its_own(tmp_path: Path) -> None:
    beats = [
        Heartbeat(
            kind=kind, scope=scope, complete_until=NOW + timedelta(minutes=minute)
        )
        for minute in range(-3, 3)
        for kind, scope in (
            (Kind.CRONJOBS, "prod"),
            (Kind.TABLES, "p.mart"),
        )
    ]
    old = Heartbeat(kind=Kind.CRONJOBS, scope="blind", complete_until=NOW - 9 * DAY)
    write(tmp_path, [old], *([beat] for beat in beats))
    before = read(tmp_path)[1].sources
    write(tmp_path, merge=True)
    assert read(tmp_path)[1].sources == before
    assert len(list(tmp_path.glob("heartbeats/*/*.parquet"))) == 1
    newest = NOW + timedelta(minutes=2)
    told = [
        (each.name, each.kind, each.clusters, each.datasets, each.complete_until)
        for each in before
    ]
    blind, prod, mart = frozenset({"blind"}), frozenset({"prod"}), frozenset({"p.mart"})
    assert told == [
        (f"{tmp_path}, blind", Kind.CRONJOBS, blind, None, NOW - 9 * DAY),
        (f"{tmp_path}, prod", Kind.CRONJOBS, prod, None, newest),
        (f"{tmp_path}, p.mart", Kind.TABLES, None, mart, newest),
    ]


def test_an_export_of_writes_says_which_may_not_have_been_the_first(
    tmp_path: Path,
) -> None:
    write(
        tmp_path / "store",
        [
            landed(ORDERS, Write(at=NOW, partition="20261122", rows=5)),
            landed(ORDERS, Write(at=NOW + HOUR, only_last=True)),
        ],
    )
    done = export(tmp_path / "store", tmp_path / "out")
    assert (done.writes, done.uncertain) == (2, 1)
    assert (tmp_path / "out" / "arrivals.jsonl").read_text() == (
        '{"table":"p.mart.orders","partition":"20261122",'
        '"arrived_at":"2026-11-22T12:00:00.000000Z","rows":5}\n'
        '{"table":"p.mart.orders","partition":null,'
        '"arrived_at":"2026-11-22T13:00:00.000000Z","rows":null}\n'
    )


@pytest.mark.parametrize(
    ("cluster", "folder"),
    [
        ("gke_p_asia-northeast1_prod", "gke_p_asia-northeast1_prod"),
        ("arn:aws:eks:cluster/prod", "arn:aws:eks:cluster%2Fprod"),
        ("..", "%2E%2E"),
    ],
)
def test_a_cluster_has_a_folder_whatever_its_name(
    tmp_path: Path, cluster: str, folder: str
) -> None:
    one = JobObserved(cluster=cluster, job=job(NOW - HOUR), observed_at=NOW)
    write(tmp_path / "store", [one])
    assert export(tmp_path / "store", tmp_path / "out").jobs == 1
    assert (tmp_path / "out" / "objects" / folder / "jobs.jsonl").exists()
