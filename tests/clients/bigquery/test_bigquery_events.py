"""Events from a Cloud Logging export, through the real client over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from slo_monitor.clients.bigquery.evidence import (
    BigQueryEvidence,
    estimate_bigquery,
    read_bigquery,
)
from slo_monitor.model.evidence import Kind
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from tests.clients.bigquery_samples import (
    AT,
    DAY,
    HOUR,
    MINUTE,
    ORDERS,
    SINCE,
    double,
    entry,
    exported,
    marker,
    read,
    settings,
)
from tests.doubles.bigquery import BigQueryDouble

PARTITIONED = "p.k8s.events"
SHARDED = "p.k8s.events_*"


def events_of(*entries: dict[str, Any]) -> tuple[BigQueryEvidence, list[SeenEvent]]:
    with double(k8s__events=exported(*entries)) as served:
        return read(served, events=PARTITIONED)


def test_an_event_comes_with_its_cluster_object_words_and_time() -> None:
    _, events = events_of(entry(AT - HOUR))
    assert events == [
        SeenEvent(
            cluster="prod",
            kind="CronJob",
            namespace="ml",
            name="train",
            reason="SuccessfulCreate",
            message="Created job train-29391234",
            at=AT - HOUR,
        ),
    ]


def test_events_of_jobs_come_and_those_of_pods_and_nodes_do_not() -> None:
    kinds = ("CronJob", "Job", "Pod", "Node")
    _, events = events_of(*(entry(kind=kind) for kind in kinds))
    assert [event.kind for event in events] == ["CronJob", "Job"]


def test_an_event_written_twice_comes_once() -> None:
    again = {**entry(), "insertid": "another"}
    _, events = events_of(entry(), again, entry(message="Created job train-29391235"))
    assert len(events) == 2


def test_a_later_word_of_the_same_event_object_comes_too() -> None:
    prefix = "(combined from similar events): "
    _, events = events_of(entry(), entry(message=prefix + "Created job train-1"))
    assert len(events) == 2


@pytest.mark.parametrize(
    ("payload", "at"),
    [
        ({"lasttimestamp": "2026-11-21T20:00:00Z"}, AT - 4 * HOUR),
        (
            {
                "lasttimestamp": None,
                "series": {"lastobservedtime": "2026-11-21T21:00:00.5Z"},
                "eventtime": "2026-11-21T19:00:00Z",
            },
            AT - 3 * HOUR + timedelta(seconds=0.5),
        ),
        (
            {"lasttimestamp": None, "eventtime": "2026-11-21T22:00:00.123456Z"},
            AT - 2 * HOUR + timedelta(microseconds=123456),
        ),
        ({"lasttimestamp": None}, AT - HOUR),
    ],
    ids=["lastTimestamp", "series", "eventTime", "the entry's own"],
)
def test_the_time_is_the_first_that_the_event_bears(
    payload: dict[str, Any], at: datetime
) -> None:
    _, events = events_of(entry(AT - HOUR, **payload))
    assert [event.at for event in events] == [at]


def test_an_event_without_a_cluster_shows_only_that_the_export_works() -> None:
    found, events = events_of(entry(AT - HOUR, cluster=None), entry(SINCE - HOUR))
    assert events == []
    assert found.sources[0].complete_until == AT - 5 * MINUTE


def test_events_of_other_namespaces_stay_in_bigquery_but_show_that_it_works() -> None:
    involved = {"kind": "CronJob", "namespace": "web", "name": "train"}
    others = [entry(AT - n * HOUR, involvedobject=involved) for n in range(1, 9)]
    with double(k8s__events=exported(*others)) as served:
        found, events = read(served, events=PARTITIONED)
        assert served.answered == [1]
    assert events == []
    assert found.problems == ()
    assert found.sources[0].complete_until == AT - 5 * MINUTE


def test_words_repeated_come_with_their_first_and_last_time() -> None:
    said = [entry(AT - n * HOUR, reason="UnexpectedJob") for n in (3, 1, 2)]
    _, events = events_of(*said)
    assert [event.at for event in events] == [AT - 3 * HOUR, AT - HOUR]


def test_every_start_that_did_not_happen_keeps_its_time() -> None:
    said = [
        entry(AT - n * HOUR, reason="JobAlreadyActive", message="Not starting job")
        for n in (3, 1, 2)
    ]
    _, events = events_of(*said)
    assert sorted(event.at for event in events) == [AT - n * HOUR for n in (3, 2, 1)]


def test_the_pods_of_a_job_are_told_of_once() -> None:
    pods = [
        entry(
            AT - n * MINUTE,
            kind="Job",
            message=f"Created pod: train-29391234-{n}",
        )
        for n in range(1, 30)
    ]
    _, events = events_of(*pods)
    assert [event.at for event in events] == [AT - 29 * MINUTE, AT - MINUTE]
    assert {event.message for event in events} == {""}


def test_jobs_of_other_api_groups_are_left_alone() -> None:
    def about(group: str | None) -> dict[str, Any]:
        job = {"kind": "Job", "namespace": "ml", "name": f"of-{group}"}
        return entry(involvedobject={**job, "apiversion": group})

    _, events = events_of(about("batch/v1"), about("batch.volcano.sh/v1"), about(None))
    assert [event.name for event in events] == ["of-batch/v1", "of-None"]


def test_without_a_cronjob_in_the_sheet_events_are_not_asked_for() -> None:
    with double(k8s__events=exported(entry())) as served:
        given = settings(served, events=PARTITIONED)
        found = read_bigquery(given, [ORDERS], SINCE, AT, RunsBuilder())
        assert estimate_bigquery(given, [ORDERS], SINCE, AT) == ()
        assert served.seen == []
    assert found.sources == ()


def test_events_take_one_query_with_limit_labels_and_partition_filter() -> None:
    with double(k8s__events=exported(entry())) as served:
        read(served, events=PARTITIONED, max_bytes_billed=50_000_000)
        (query,) = served.posted("events")
    assert query["maximumBytesBilled"] == "50000000"
    assert query["labels"] == {"tool": "slo-monitor", "pass": "events"}
    assert "timestamp BETWEEN @since AND @until" in query["query"]


def test_all_pages_are_read() -> None:
    jobs = [entry(message=f"Created job train-{n}") for n in range(25)]
    with double(k8s__events=exported(*jobs)) as served:
        served.page = 10
        _, events = read(served, events=PARTITIONED)
    assert len(events) == 25
    assert len(served.posted("events")) == 1


def test_a_query_that_takes_longer_than_one_request_is_waited_for() -> None:
    with double(k8s__events=exported(entry())) as served:
        served.polls = 3
        _, events = read(served, events=PARTITIONED)
    assert len(events) == 1


def shards(**days: Any) -> dict[str, Any]:
    return {f"k8s__events_{day[1:]}": table for day, table in days.items()}


def test_shards_are_read_on_both_sides_of_midnight_utc() -> None:
    before, after = entry(AT - MINUTE), entry(AT)
    tables = shards(_20261121=exported(before), _20261122=exported(after))
    with double(**tables) as served:
        _, events = read(served, events=SHARDED)
        (query,) = served.posted("events")
    assert sorted(event.at for event in events) == [AT - MINUTE, AT]
    values = {p["name"]: p["parameterValue"] for p in query["queryParameters"]}
    assert values["first_shard"] == {"value": "20261119"}
    assert values["last_shard"] == {"value": "20261123"}
    assert "_TABLE_SUFFIX BETWEEN @first_shard AND @last_shard" in query["query"]


def test_the_newest_shard_tells_the_columns_when_todays_is_not_there_yet() -> None:
    with double(**shards(_20261121=exported(entry()))) as served:
        _, events = read(served, events="p.k8s.events_{yyyymmdd}")
    assert len(events) == 1
    asked = [seen.path[-8:] for seen in served.seen if "datasets" in seen.path]
    assert asked == ["20261122", "20261121"]


def test_shards_that_never_were_are_one_clear_sentence() -> None:
    with double(orders=exported()) as served:
        found, _ = read(served, events=SHARDED)
    (source,) = found.sources
    assert source.unreadable == (
        "events of p.k8s.events_*: no table events_YYYYMMDD of the last 5 days exists in "
        "p.k8s; correct evidence.bigquery.events"
    )


def test_absence_is_known_up_to_the_ingestion_delay() -> None:
    found, _ = events_of(entry())
    (source,) = found.sources
    assert (source.kind, source.unreadable) == (Kind.CRONJOBS, "")
    assert source.complete_until == AT - 5 * MINUTE


def test_of_a_window_long_past_all_of_absence_is_known() -> None:
    with double(k8s__events=exported(entry())) as served:
        served.read_at = AT + DAY
        found, _ = read(served, events=PARTITIONED)
    assert found.sources[0].complete_until == AT


def test_an_empty_export_proves_no_absence() -> None:
    found, events = events_of(entry(SINCE - DAY))
    assert events == []
    assert found.sources[0].complete_until == SINCE
    assert [problem.message for problem in found.problems] == [
        (
            "p.k8s.events holds no event of any CronJob or Job after 2026-11-20T00:00:00Z: "
            "look whether the log sink still writes there"
        ),
    ]


def test_a_quiet_export_is_a_problem_to_look_at() -> None:
    found, _ = events_of(entry(AT - 30 * HOUR))
    (problem,) = found.problems
    assert problem.where == "evidence.bigquery.events"
    assert "after 2026-11-20T18:00:00Z" in problem.message


def test_a_restarted_exporter_leaves_a_gap_and_says_so() -> None:
    found, events = events_of(entry(), marker(AT - 2 * HOUR))
    assert found.gaps == (("prod", AT - 2 * HOUR),)
    assert len(events) == 1
    assert [problem.message for problem in found.problems] == [
        (
            "the event exporter of cluster prod started at 2026-11-21T22:00:00Z: "
            "events before that may have been lost"
        ),
    ]


def test_a_table_of_something_else_is_named_with_what_it_lacks() -> None:
    stranger = {"timestamp": AT - HOUR, "resource": {"labels": {"cluster_name": "c"}}}
    found, _ = events_of(stranger)
    assert found.sources[0].unreadable == (
        "p.k8s.events has no column jsonpayload.involvedobject.kind, "
        "jsonpayload.involvedobject.namespace, jsonpayload.involvedobject.name, "
        "jsonpayload.reason, jsonpayload.message: it does not hold Kubernetes events as "
        "Cloud Logging exports them; correct evidence.bigquery.events"
    )


@pytest.mark.parametrize(
    ("kind", "partitioned_on", "problems"),
    [("BASE TABLE", "timestamp", 0), ("BASE TABLE", None, 1), ("VIEW", None, 0)],
)
def test_a_table_without_partitions_is_a_problem(
    kind: str, partitioned_on: str | None, problems: int
) -> None:
    table = exported(entry(), kind=kind, partitioned_on=partitioned_on)
    with double(k8s__events=table) as served:
        found, _ = read(served, events=PARTITIONED)
    assert len(found.problems) == problems


def test_the_double_refuses_a_query_without_a_partition_filter() -> None:
    served = BigQueryDouble(read_at=AT, tables={PARTITIONED: exported(entry())})
    body = {"labels": {"tool": "slo-monitor", "pass": "events"}, "query": "FROM `x`"}
    with pytest.raises(AssertionError, match="no partition filter"):
        served._rows({**body, "parameterMode": "NAMED", "queryParameters": []})
