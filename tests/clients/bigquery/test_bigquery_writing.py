"""Writing observations to BigQuery: each once, whatever happens on the way."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any

import pytest

from slo_monitor.clients.bigquery import loading
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.bigquery.writing import BigQueryWriter
from slo_monitor.errors import (
    SourceBusy,
    SourceDown,
    SourceError,
    SourceForbidden,
    SourceMissing,
    UsageError,
)
from slo_monitor.model.evidence import Kind, Write
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)
from tests.clients.bigquery_samples import AT, DAY, MINUTE, settings
from tests.doubles.bigquery import BigQueryDouble, bigquery_double
from tests.doubles.bigquery_faults import Fault, When
from tests.doubles.bigquery_loads import LOCATION

STORE = "p.slo_monitor"
KINDS = ("events", "jobs", "cronjobs", "writes", "heartbeats")
UPLOAD = "/upload/"


def event(number: int, at: datetime = AT) -> EventObserved:
    seen = SeenEvent(
        cluster="prod",
        kind="CronJob",
        namespace="ml",
        name="train",
        reason="SuccessfulCreate",
        message=f"Created job train-{number}",
        at=at,
    )
    return EventObserved(event=seen, observed_at=AT)


JOB = JobObject(namespace="ml", name="train-1", cronjob="train", created_at=AT)
CRONJOB = CronJobObject(namespace="ml", name="train", schedule="0 5 * * *")
WRITE = Write(at=AT, partition="20261122", rows=5, only_last=True, absent_at=AT - DAY)
BEAT = Heartbeat(kind=Kind.CRONJOBS, scope="prod", complete_until=AT)
ONE_OF_EACH: tuple[Observation, ...] = (
    BEAT,
    event(1),
    JobObserved(cluster="prod", job=JOB, observed_at=AT),
    CronJobObserved(cluster="prod", cronjob=CRONJOB, observed_at=AT),
    WriteObserved(table="p.mart.orders", write=WRITE, observed_at=AT),
)


@contextmanager
def writing(**more: Any) -> Iterator[tuple[BigQueryDouble, BigQueryWriter]]:
    with bigquery_double(BigQueryDouble(read_at=AT, datasets={STORE})) as served:
        yield served, BigQueryWriter(settings(served, store=STORE, **more))


def rows(served: BigQueryDouble, kind: str) -> list[dict[str, Any]]:
    return served.tables[f"{STORE}.{kind}"].loaded


def counts(served: BigQueryDouble) -> dict[str, int]:
    return {kind: len(rows(served, kind)) for kind in KINDS}


def uploads(served: BigQueryDouble) -> list[str]:
    """The tables that data was sent for, in order."""
    return [
        seen.body["configuration"]["load"]["destinationTable"]["tableId"]
        for seen in served.seen
        if seen.path.startswith(UPLOAD) and seen.body
    ]


def test_each_observation_becomes_a_row_of_its_table() -> None:
    with writing() as (served, writer):
        writer.append(ONE_OF_EACH)
        assert writer.pending == 5
        assert writer.flush() == 5
        assert writer.pending == 0
        assert counts(served) == dict.fromkeys(KINDS, 1)
        (written,) = rows(served, "writes")
    assert written == {
        "table_name": "p.mart.orders",
        "partition_id": "20261122",
        "written_at": "2026-11-22T00:00:00Z",
        "row_count": 5,
        "only_last": True,
        "absent_at": "2026-11-21T00:00:00Z",
        "observed_at": "2026-11-22T00:00:00Z",
    }


def test_tables_are_made_by_day_and_sorted_by_owner() -> None:
    with writing() as (served, writer):
        with writer:
            pass
        made = {
            name.removeprefix(f"{STORE}."): (table.partitioned_on, table.sorted_by)
            for name, table in served.tables.items()
        }
    owner = ["cluster_name", "namespace", "cronjob"]
    assert made == {
        "events": ("happened_at", owner),
        "jobs": ("created_at", owner),
        "cronjobs": ("observed_at", owner),
        "writes": ("written_at", ["table_name"]),
        "heartbeats": ("complete_until", ["kind", "scope"]),
    }


def test_tables_that_are_there_are_used_as_they_are() -> None:
    with writing() as (served, writer):
        writer.append(ONE_OF_EACH)
        writer.flush()
        again = BigQueryWriter(settings(served, store=STORE))
        again.append([event(2)])
        again.flush()
        made = [s for s in served.seen if s.path.endswith("/tables")]
        assert len(made) == 5
        assert counts(served)["events"] == 2


def test_a_table_that_another_writer_makes_meanwhile_is_no_trouble() -> None:
    with writing() as (served, writer):
        with BigQueryWriter(settings(served, store=STORE)):
            pass
        served.faults = [
            Fault(status=404, reason="notFound", on=f"/tables/{kind}", times=1)
            for kind in KINDS
        ]
        writer.append([event(1)])
        assert writer.flush() == 1


def test_heartbeats_are_written_last_whenever_they_came() -> None:
    with writing() as (served, writer):
        writer.append(ONE_OF_EACH)
        writer.flush()
        assert uploads(served) == ["events", "jobs", "cronjobs", "writes", "heartbeats"]


def test_the_same_row_twice_in_a_flush_is_one() -> None:
    with writing() as (served, writer):
        writer.append([event(1), event(1), event(2)])
        assert writer.flush() == 2
        assert counts(served)["events"] == 2


def test_nothing_taken_is_nothing_sent() -> None:
    with writing() as (served, writer):
        assert writer.flush() == 0
        assert served.seen == []


def test_a_batch_too_big_for_one_request_is_announced_first() -> None:
    long = "x" * 60_000
    with writing() as (served, writer):
        taken = [
            replace(event(n), event=_renamed(f"{long} {n}", n)) for n in range(100)
        ]
        writer.append(taken)
        assert writer.flush() == 100
        assert counts(served)["events"] == 100
        assert [s.method for s in served.seen if UPLOAD in s.path] == ["POST", "PUT"]


def _renamed(message: str, number: int) -> SeenEvent:
    return SeenEvent("prod", "Job", "ml", f"j-{number}", "FailedCreate", message, AT)


def test_loads_name_the_place_of_the_dataset() -> None:
    with writing() as (served, writer):
        writer.append([event(1)])
        writer.flush()
        (load,) = [s for s in served.seen if s.path.startswith(UPLOAD)]
    assert load.body["jobReference"]["location"] == LOCATION
    assert load.body["jobReference"]["jobId"].startswith("slo_monitor_events_")


@pytest.mark.parametrize(
    ("fault", "error", "said"),
    [
        (
            Fault(status=403, reason="quotaExceeded", on=UPLOAD, times=1),
            SourceBusy,
            "writing events to p.slo_monitor: BigQuery's quota is used up (a message); nothing is lost: it is tried again",
        ),
        (
            Fault(status=429, reason="rateLimitExceeded", on=UPLOAD, times=1),
            SourceBusy,
            "writing events to p.slo_monitor: BigQuery's quota is used up (a message); nothing is lost: it is tried again",
        ),
        (
            Fault(status=500, reason="internalError", on=UPLOAD, times=1),
            SourceDown,
            "writing events to p.slo_monitor: BigQuery failed (500 internalError: a message); nothing is lost: it is tried again",
        ),
        (
            Fault(status=503, on=UPLOAD, times=1, when=When.AFTER),
            SourceDown,
            "writing events to p.slo_monitor: BigQuery failed (503 ",
        ),
        (
            Fault(status=0, on=UPLOAD, times=1),
            SourceDown,
            "writing events to p.slo_monitor: BigQuery did not answer within 1 seconds; nothing is lost: it is tried again",
        ),
        (
            Fault(status=0, on=UPLOAD, times=1, when=When.AFTER),
            SourceDown,
            "writing events to p.slo_monitor: BigQuery did not answer within 1 seconds",
        ),
        (
            Fault(
                status=403,
                reason="quotaExceeded",
                on=UPLOAD,
                times=1,
                when=When.WITHIN,
            ),
            SourceBusy,
            "writing events to p.slo_monitor: BigQuery's quota is used up (a message)",
        ),
        (
            Fault(
                status=503, reason="backendError", on=UPLOAD, times=1, when=When.WITHIN
            ),
            SourceDown,
            "writing events to p.slo_monitor: BigQuery failed (500 backendError: a message)",
        ),
    ],
    ids=lambda value: (
        f"{value.status} {value.reason} {value.when.name}"
        if isinstance(value, Fault)
        else None
    ),
)
def test_a_load_that_fails_is_said_and_done_once_the_next_time(
    fault: Fault, error: type[SourceError], said: str
) -> None:
    with writing(timeout=1.0) as (served, writer):
        served.faults = [fault]
        writer.append(ONE_OF_EACH)
        with pytest.raises(error) as raised:
            writer.flush()
        assert str(raised.value).startswith(said)
        assert raised.value.retryable
        assert counts(served)["heartbeats"] == 0
        assert writer.pending == 5
        writer.append([event(2)])
        assert writer.flush() == 6
        assert counts(served) == {**dict.fromkeys(KINDS, 1), "events": 2}


TROUBLE = [
    Fault(status=status, reason=reason, times=1, when=when, on=f'"tableId": "{kind}"')
    for kind, (status, reason), when in product(
        KINDS,
        [(403, "quotaExceeded"), (500, "internalError"), (503, "backendError")],
        When,
    )
]


def test_whatever_fails_and_however_often_nothing_is_lost_or_doubled() -> None:
    sent = 0
    with writing() as (served, writer), writer:
        served.faults = TROUBLE
        for attempt in range(400):
            if attempt < 20:
                sent += 1
                beat = replace(BEAT, complete_until=AT + attempt * MINUTE)
                writer.append([event(attempt), beat])
            try:
                writer.flush()
            except SourceError:
                # What is vouched for is there.
                assert len(rows(served, "heartbeats")) <= len(rows(served, "events"))
                continue
            if attempt >= 20:
                break
        told = [row["message"] for row in rows(served, "events")]
        assert sorted(told) == sorted(f"Created job train-{n}" for n in range(sent))
        assert counts(served)["heartbeats"] == sent


def test_a_job_that_failed_and_whose_answer_was_lost_is_made_anew() -> None:
    with writing() as (served, writer):
        writer.append([event(1)])
        lost = Fault(status=503, reason="backendError", on=UPLOAD, when=When.AFTER)
        served.faults = [replace(lost, times=1)]
        with pytest.raises(SourceDown):
            writer.flush()
        # It had failed at BigQuery's side, too: its id is spent.
        (job,) = served.loads.jobs.values()
        job["status"]["errorResult"] = {"reason": "backendError", "message": "m"}
        rows(served, "events").clear()
        assert writer.flush() == 1
        assert counts(served)["events"] == 1
        assert sorted(name[-2:] for name in served.loads.jobs) == ["_0", "_1"]


def test_a_job_that_takes_a_while_is_waited_for() -> None:
    with writing() as (served, writer):
        writer.append([event(1)])
        lost = Fault(status=503, on=UPLOAD, when=When.AFTER, times=1)
        served.faults = [lost]
        with pytest.raises(SourceDown):
            writer.flush()
        served.polls = 1
        assert writer.flush() == 1
        assert counts(served)["events"] == 1


def test_a_table_deleted_meanwhile_is_made_again() -> None:
    with writing() as (served, writer):
        writer.append([event(1)])
        writer.flush()
        del served.tables[f"{STORE}.events"]
        writer.append([event(2)])
        assert writer.flush() == 1
        assert counts(served)["events"] == 1


def test_a_dataset_that_is_missing_is_named() -> None:
    with writing() as (served, writer):
        served.datasets.clear()
        with pytest.raises(SourceMissing) as raised, writer:
            pass
    assert str(raised.value) == (
        "writing tables to p.slo_monitor: not found (Not found: Dataset p:slo_monitor); "
        "correct evidence.bigquery.store"
    )


def test_a_missing_right_is_named() -> None:
    with writing() as (served, writer):
        served.faults = [Fault(status=403, reason="accessDenied", on="POST")]
        writer.append([event(1)])
        with pytest.raises(SourceForbidden) as raised:
            writer.flush()
    assert str(raised.value) == (
        "writing tables to p.slo_monitor: access denied (a message); "
        "grant roles/bigquery.dataEditor on dataset p.slo_monitor"
    )


def test_rows_at_times_that_bigquery_has_no_partition_for_are_counted() -> None:
    with writing() as (served, writer):
        far = [event(1, AT.replace(year=year)) for year in (1, 1959, 2160, 9999)]
        writer.append([*far, event(2)])
        assert writer.flush() == 1
        assert writer.unusable == 4
        assert counts(served)["events"] == 1


def test_without_a_dataset_there_is_nothing_to_write_to() -> None:
    with pytest.raises(UsageError, match=r"evidence\.bigquery\.store is not set"):
        BigQueryWriter(BigQuerySettings(project="p"))


def test_two_writers_of_the_same_do_no_harm() -> None:
    with writing() as (served, writer):
        other = BigQueryWriter(settings(served, store=STORE))
        for each in (writer, other):
            each.append([event(1), event(2)])
            assert each.flush() == 2
        assert counts(served)["events"] == 2


def test_a_load_has_the_same_name_for_the_same_rows_alone() -> None:
    one = loading.Load(kind="events", table="p.a.events", lines=b"{}", count=1)
    assert one.job_id == replace(one).job_id
    others = {
        replace(one, table="p.b.events").job_id,
        replace(one, lines=b"{} ").job_id,
        replace(one, attempt=1).job_id,
    }
    assert len(others | {one.job_id}) == 4
