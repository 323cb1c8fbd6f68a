"""What BigQuery brings together tells the same runs as every single event."""

import gzip
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slo_monitor.clients.bigquery.evidence import read_bigquery
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.model.evidence import CronJobEvidence
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.happenings import read_event
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from tests.clients.bigquery_samples import AT, double, exported
from tests.doubles.bigquery import BigQueryDouble

DATA = Path(__file__).parents[2] / "data" / "kubernetes"
RECORDINGS = ("watch-events.core-v1.jsonl.gz", "watch-events.events-k8s-io.jsonl.gz")
PREFIX = "(combined from similar events): "

Runs = dict[CronJobTarget, CronJobEvidence]


def entry(event: SeenEvent) -> dict[str, Any]:
    """A row of the export, as the exporter writes an event."""
    involved = {"kind": event.kind, "namespace": event.namespace, "name": event.name}
    return {
        "timestamp": event.at,
        "resource": {"labels": {"cluster_name": event.cluster}},
        "jsonPayload": {
            "involvedobject": involved,
            "reason": event.reason,
            "message": event.message,
            "lasttimestamp": event.at.isoformat(),
        },
    }


def fused(events: Iterable[SeenEvent]) -> Runs:
    builder = RunsBuilder()
    for event in events:
        builder.add_event(event)
    return dict(builder.build())


@cache
def recorded(name: str) -> tuple[SeenEvent, ...]:
    with gzip.open(DATA / name, "rb") as lines:
        found = [json.loads(line) for line in lines]
    return tuple(
        event
        for line in found
        if line["type"] not in {"BOOKMARK", "ERROR"}
        for event in read_event(memoryview(json.dumps(line["object"]).encode()), "prod")
    )


def through_bigquery(
    served: BigQueryDouble, events: Iterable[SeenEvent]
) -> tuple[Runs, int]:
    """The runs that a pass makes of an export of `events`, and how many rows came."""
    held = tuple(events)
    served.tables["p.k8s.events"] = exported(*map(entry, held))
    given = BigQuerySettings(project="p", events="p.k8s.events", api_url=served.url)
    targets = [
        CronJobTarget(event.cluster, event.namespace, "any")
        for event in held
        if event.cluster == "prod"
    ]
    builder = RunsBuilder()
    first = min(event.at for event in held)
    last = max(event.at for event in held)
    found = read_bigquery(given, targets, first, last, builder)
    assert [source.unreadable for source in found.sources] == [""]
    return dict(builder.build()), served.answered[-1]


@pytest.mark.parametrize("name", RECORDINGS)
def test_a_recorded_cluster_tells_the_same_runs_by_fewer_rows(name: str) -> None:
    events = recorded(name)
    with double() as served:
        runs, rows = through_bigquery(served, events)
    assert runs == fused(events)
    assert rows < len(events)


JOBS = ("train-29391234", "train-29391235", "train-by-hand")
SAID = (
    ("CronJob", "SuccessfulCreate", "Created job {job}"),
    ("CronJob", "SawCompletedJob", "Saw completed job: {job}, condition: Complete"),
    ("CronJob", "SawCompletedJob", "Saw completed job: {job}, status: Failed"),
    ("CronJob", "SawCompletedJob", "Saw completed job: {job}"),
    ("CronJob", "SuccessfulDelete", "Deleted job {job}"),
    ("CronJob", "MissingJob", "Active job went missing: {job}"),
    ("CronJob", "UnexpectedJob", "Saw a job that the controller did not create: {job}"),
    ("CronJob", "JobAlreadyActive", "Not starting job because prior execution runs"),
    ("CronJob", "FailedCreate", "Error creating job: {job} is forbidden"),
    ("CronJob", "UnknownTimeZone", "invalid timeZone"),
    ("CronJob", "SomethingNew", "{job}"),
    ("Job", "SuccessfulCreate", "Created pod: {job}-abcde"),
    ("Job", "SuccessfulDelete", "Deleted pod: {job}-abcde"),
    ("Job", "FailedCreate", "Error creating: pods {job} is forbidden"),
    ("Job", "FailedCreate", "Error creating: quota"),
    ("Job", "Completed", "Job completed"),
    ("Job", "BackoffLimitExceeded", "Job has reached the specified backoff limit"),
    ("Job", "DeadlineExceeded", "Job was active longer than specified deadline"),
    ("Job", "SomethingNew", "{job}"),
)


@st.composite
def happenings(draw: st.DrawFn) -> SeenEvent:
    kind, reason, words = draw(st.sampled_from(SAID))
    job = draw(st.sampled_from(JOBS))
    return SeenEvent(
        cluster=draw(st.sampled_from(("prod", "prod", "dev"))),
        kind=kind,
        namespace=draw(st.sampled_from(("ml", "web"))),
        name=job if kind == "Job" else "train",
        reason=reason,
        message=draw(st.sampled_from(("", PREFIX))) + words.format(job=job),
        at=draw(moments()),
    )


def moments() -> st.SearchStrategy[datetime]:
    """Few of them, near the slots that the Jobs' names bear: many events coincide."""
    slot = datetime.fromtimestamp(29391234 * 60, tz=AT.tzinfo)
    return st.integers(0, 20).map(lambda n: slot + timedelta(seconds=45 * n))


@settings(max_examples=60, deadline=None)
@given(st.lists(happenings(), min_size=1, max_size=40))
def test_any_events_of_watched_namespaces_tell_the_same_runs(
    events: list[SeenEvent],
) -> None:
    first = SeenEvent("prod", "CronJob", "ml", "train", "New", "", events[0].at)
    with double() as served:
        runs, rows = through_bigquery(served, [first, *events])
    near = {e.namespace for e in [first, *events] if e.cluster == "prod"}
    wanted = [e for e in events if e.cluster == "prod" and e.namespace in near]
    assert runs == fused([first, *wanted])
    assert rows <= len(events) + 1
