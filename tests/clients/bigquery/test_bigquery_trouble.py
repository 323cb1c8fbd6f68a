"""Each way in which BigQuery can fail is one sentence, and leaves the others alone."""

import socket
from pathlib import Path

import pytest

from slo_monitor.clients.bigquery.client import BigQuery, Query
from slo_monitor.clients.bigquery.evidence import read_bigquery
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.errors import (
    SourceBusy,
    SourceDown,
    SourceError,
    SourceForbidden,
    SourceMissing,
)
from slo_monitor.model.targets import TableTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from tests.clients.bigquery_samples import (
    AT,
    ORDERS,
    SINCE,
    TRAIN,
    double,
    entry,
    exported,
    read,
    settings,
    written,
)
from tests.doubles.bigquery_faults import Fault

SQL = """FROM `p.mart`.INFORMATION_SCHEMA.X WHERE table_name IN UNNEST(@tables)"""


def unreadable(fault: Fault, timeout: float = 0.6) -> str:
    with double(orders=written(AT)) as served:
        served.faults = [fault]
        found, _ = read(served, ORDERS, timeout=timeout)
    return found.sources[0].unreadable


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            Fault(
                status=403,
                reason="accessDenied",
                message="Access Denied: Project p: User does not have "
                "bigquery.jobs.create permission in project p.",
            ),
            (
                "tables of p.mart: access denied (Access Denied: Project p: User does not "
                "have bigquery.jobs.create permission in project p.); grant "
                "roles/bigquery.jobUser on project p"
            ),
        ),
        (
            Fault(status=403, reason="accessDenied", message="Access Denied: Dataset"),
            (
                "tables of p.mart: access denied (Access Denied: Dataset); grant "
                "roles/bigquery.dataViewer on dataset p.mart"
            ),
        ),
        (
            Fault(status=403, reason="quotaExceeded", message="Quota exceeded"),
            (
                "tables of p.mart: BigQuery's quota is used up (Quota exceeded); it is asked "
                "again in the next pass"
            ),
        ),
        (
            Fault(status=404, reason="notFound", message="Not found: Dataset p:mart"),
            (
                "tables of p.mart: not found (Not found: Dataset p:mart); correct "
                "evidence.bigquery.datasets"
            ),
        ),
        (
            Fault(status=400, reason="invalidQuery", message="Syntax error"),
            (
                "tables of p.mart: BigQuery refuses (invalidQuery: Syntax error); "
                "see evidence.bigquery.datasets"
            ),
        ),
        (
            Fault(
                status=429, reason="rateLimitExceeded", message="Exceeded rate limits"
            ),
            (
                "tables of p.mart: BigQuery's quota is used up (Exceeded rate limits); it is "
                "asked again in the next pass"
            ),
        ),
        (
            Fault(status=503, reason="backendError", message="Try again"),
            (
                "tables of p.mart: BigQuery failed (503 backendError: Try again); it is asked "
                "again in the next pass"
            ),
        ),
        (
            Fault(status=502, body=b"<html>Bad Gateway</html>"),
            (
                "tables of p.mart: BigQuery failed (502 : <html>Bad Gateway</html>); it is "
                "asked again in the next pass"
            ),
        ),
        (
            Fault(status=0),
            (
                "tables of p.mart: BigQuery did not answer within 0.6 seconds; it is asked "
                "again in the next pass"
            ),
        ),
    ],
    ids=lambda value: (
        f"{value.status} {value.message}" if isinstance(value, Fault) else "told"
    ),
)
def test_each_failure_is_a_sentence_with_the_place_and_the_remedy(
    fault: Fault, sentence: str
) -> None:
    assert unreadable(fault) == sentence


@pytest.mark.parametrize("body", [b"<html>Login</html>", b"{}", b'"x"', b"[]"])
def test_an_answer_that_is_not_bigquerys_is_told(body: bytes) -> None:
    said = unreadable(Fault(status=200, body=body))
    assert "gave an answer that is not BigQuery's" in said
    assert "evidence.bigquery.api_url" in said


def test_a_rejected_login_says_how_to_log_in() -> None:
    said = unreadable(Fault(status=401, reason="authError", message="Invalid"))
    assert said.startswith("not logged in to Google Cloud: Anonymous credentials")
    assert "gcloud auth application-default login" in said


def test_too_many_bytes_name_the_limit_the_need_and_the_key() -> None:
    with double(k8s__events=exported(entry(), bytes=164_626_432)) as served:
        found, _ = read(served, events="p.k8s.events", max_bytes_billed=20 * 2**20)
    assert found.sources[0].unreadable == (
        "events of p.k8s.events: the query would bill more than the limit of 20971520 "
        "bytes (20 MiB) (164626432 bytes (157 MiB) are needed); raise "
        "evidence.bigquery.max_bytes_billed"
    )


@pytest.mark.parametrize(
    ("status", "reason", "kind", "retryable"),
    [
        (403, "accessDenied", SourceForbidden, False),
        (403, "rateLimitExceeded", SourceBusy, True),
        (403, "quotaExceeded", SourceBusy, True),
        (429, "jobRateLimitExceeded", SourceBusy, True),
        (404, "notFound", SourceMissing, False),
        (400, "invalid", SourceError, False),
        (500, "internalError", SourceDown, True),
        (503, "backendError", SourceDown, True),
    ],
)
def test_an_error_says_whether_trying_again_can_help(
    status: int, reason: str, kind: type[SourceError], *, retryable: bool
) -> None:
    with double(orders=written(AT)) as served:
        served.faults = [Fault(status=status, reason=reason)]
        with (
            BigQuery(settings(served, timeout=0.4)) as bigquery,
            pytest.raises(SourceError) as raised,
        ):
            bigquery.read(query())
    assert type(raised.value) is kind
    assert raised.value.retryable is retryable


def query() -> Query:
    return Query(
        what="tables of p.mart",
        dataset="p.mart",
        key="evidence.bigquery.datasets",
        label="tables",
        sql=SQL,
        parameters={"tables": (), "modified_since": SINCE},
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (403, "rateLimitExceeded"),
        (429, "rateLimitExceeded"),
        (429, "jobRateLimitExceeded"),
        (500, "internalError"),
        (503, "backendError"),
    ],
)
def test_what_passes_is_tried_again(status: int, reason: str) -> None:
    with double(orders=written(AT)) as served:
        served.faults = [Fault(status=status, reason=reason, times=1)]
        found, _ = read(served, ORDERS, timeout=10)
    assert found.sources[0].unreadable == ""
    assert len(served.posted("tables")) == 2


def test_a_request_that_hangs_is_given_up_and_tried_again() -> None:
    with double(orders=written(AT)) as served:
        served.faults = [Fault(status=0, times=1)]
        found, _ = read(served, ORDERS, timeout=3)
    assert found.sources[0].unreadable == ""


def test_a_failure_in_the_middle_of_the_pages_makes_the_source_unreadable() -> None:
    jobs = [entry(message=f"Created job train-{n}") for n in range(9)]
    with double(k8s__events=exported(*jobs)) as served:
        served.page = 3
        served.faults = [
            Fault(
                status=403,
                reason="accessDenied",
                on="GET /bigquery/v2/projects/p/queries",
            )
        ]
        found, events = read(served, events="p.k8s.events")
    assert "access denied" in found.sources[0].unreadable
    assert len(events) == 3


def test_one_failing_dataset_leaves_the_others() -> None:
    tables = {"orders": written(AT), "raw__clicks": written(AT)}
    targets = [ORDERS, TableTarget("p", "raw", "clicks")]
    with double(k8s__events=exported(entry()), **tables) as served:
        served.faults = [Fault(status=403, reason="accessDenied", on="p.mart")]
        found, events = read(
            served, *targets, events="p.k8s.events", datasets=("p.mart", "p.raw")
        )
    assert len(events) == 1
    assert set(found.tables) == {"p.raw.clicks"}
    assert [bool(source.unreadable) for source in found.sources] == [False, True, False]
    assert found.sources[1].datasets == frozenset({"p.mart"})


def test_nobody_there_is_found_out_once_and_not_for_each_dataset() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
    given = BigQuerySettings(
        project="p",
        events="p.k8s.events",
        datasets=("p.mart",),
        api_url=url,
        timeout=0.3,
    )
    found = read_bigquery(given, [TRAIN, ORDERS], SINCE, AT, RunsBuilder())
    said = f"BigQuery at {url} cannot be reached: [Errno 111] Connection refused; "
    said += "see evidence.bigquery.api_url and the network"
    assert [source.unreadable for source in found.sources] == [said, said]


def test_without_a_login_the_sentence_says_how_to_log_in(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "none.json"))
    given = BigQuerySettings(project="p", datasets=("p.mart",))
    found = read_bigquery(given, [TRAIN, ORDERS], SINCE, AT, RunsBuilder())
    said = found.sources[0].unreadable
    assert said.startswith("not logged in to Google Cloud: ")
    assert "gcloud auth application-default login" in said


@pytest.mark.parametrize("content", [None, "{", "{}"])
def test_a_key_that_cannot_be_used_is_named(
    tmp_path: Path, content: str | None
) -> None:
    key = tmp_path / "key.json"
    if content is not None:
        key.write_text(content)
    given = BigQuerySettings(
        project="p", datasets=("p.mart",), credentials_file=str(key)
    )
    found = read_bigquery(given, [TRAIN, ORDERS], SINCE, AT, RunsBuilder())
    said = found.sources[0].unreadable
    assert said.startswith(
        f"evidence.bigquery.credentials_file: {key} is not a service"
    )
