"""Evidence from recordings of a real control plane: every form tells the same runs."""

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.model.evidence import CronJobEvidence, Obstacle, Outcome, Run
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.facts import SeenJobObject
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.recognising import Place, facts

DATA = Path(__file__).parents[1] / "data" / "kubernetes"
CORE = "watch-events.core-v1.jsonl.gz"
NEW = "watch-events.events-k8s-io.jsonl.gz"
JOBS = "watch-jobs.jsonl.gz"
CRONJOBS = "watch-cronjobs.jsonl.gz"
LISTS = ("list-events.json.gz", "list-jobs.json.gz", "list-cronjobs.json.gz")

LONG_NAME = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-len52-limit"

Evidence = dict[CronJobTarget, CronJobEvidence]


def read(*paths: str | Path) -> Evidence:
    events = tuple(str(DATA / path) for path in paths)
    found = read_evidence_files(EvidenceRequest(events=events, cluster="prod"))
    assert found.problems == ()
    return dict(found.evidence.cronjobs)


@cache
def recorded(*names: str) -> Evidence:
    return read(*names)


@cache
def watch_lines(name: str) -> tuple[dict[str, Any], ...]:
    with gzip.open(DATA / name, "rt") as lines:
        return tuple(map(json.loads, lines))


def objects(name: str) -> list[dict[str, Any]]:
    """The objects of a watch, without its bookmarks and errors."""
    silent = {"BOOKMARK", "ERROR"}
    return [line["object"] for line in watch_lines(name) if line["type"] not in silent]


def of(evidence: Evidence, name: str) -> CronJobEvidence:
    (found,) = [one for target, one in evidence.items() if target.name == name]
    return found


def at(clock: str) -> datetime:
    hour, minute, second = map(int, clock.split(":"))
    return datetime(2026, 11, 22, hour, minute, second, tzinfo=UTC)


Lines = Iterable[str]


def entry(event: dict[str, Any]) -> dict[str, Any]:
    """As GKE's exporter hands an event to Cloud Logging."""
    payload = {
        key: value
        for key, value in event.items()
        if key not in {"count", "firstTimestamp"}
    }
    return {
        "logName": "projects/p/logs/events",
        "resource": {"type": "k8s_cluster", "labels": {"cluster_name": "prod"}},
        "timestamp": event["lastTimestamp"] or event["metadata"]["creationTimestamp"],
        "jsonPayload": payload,
    }


def lowered(value: Any) -> Any:
    """As BigQuery gives the keys of a payload back."""
    if isinstance(value, dict):
        return {key.lower(): lowered(item) for key, item in value.items()}
    return value


GAP = {
    "logName": "projects/p/logs/events",
    "textPayload": "Event exporter started watching. Some events may have been lost "
    "up to this point.",
    "jsonPayload": None,
}


def lowered_entry(event: dict[str, Any]) -> dict[str, Any]:
    logged = entry(event)
    return logged | {"jsonPayload": lowered(logged["jsonPayload"])}


def dumped(values: Iterable[Any], separator: str, indent: int | None = None) -> str:
    return separator.join(json.dumps(value, indent=indent) for value in values)


FORMS = {
    "a watch, pretty-printed": lambda: dumped(watch_lines(CORE), "\n", 4),
    "a watch on one line": lambda: dumped(watch_lines(CORE), ""),
    "objects one after the other": lambda: dumped(objects(CORE), "\n", 4),
    "a List": lambda: json.dumps({"items": objects(CORE), "kind": "List"}, indent=4),
    "an EventList": lambda: json.dumps(
        {"kind": "EventList", "items": [bare(event) for event in objects(NEW)]}
    ),
    "log entries": lambda: dumped([GAP, *map(entry, objects(CORE))], "\n"),
    "log entries in lower case": lambda: dumped(
        map(lowered_entry, objects(CORE)), "\n"
    ),
    "an array of log entries": lambda: json.dumps(list(map(entry, objects(CORE)))),
}


def bare(event: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in event.items() if k not in {"kind", "apiVersion"}}


@pytest.mark.parametrize("form", FORMS)
def test_events_tell_the_same_in_every_form(form: str, tmp_path: Path) -> None:
    path = tmp_path / "events"
    path.write_text(FORMS[form]())
    assert read(path) == recorded(CORE)


def test_both_apis_tell_the_same() -> None:
    assert recorded(NEW) == recorded(CORE)
    assert read("list-events-k8s-io.json.gz") == read("list-events.json.gz")


def test_objects_tell_the_same_as_a_list_and_as_a_watch(tmp_path: Path) -> None:
    for kind, name in (("JobList", "list-jobs"), ("CronJobList", "list-cronjobs")):
        with gzip.open(DATA / f"{name}.json.gz", "rt") as file:
            items = json.load(file)["items"]
        typed = {"kind": kind, "items": [bare(item) for item in items]}
        (tmp_path / "typed.json").write_text(json.dumps(typed))
        watch = [{"type": "ADDED", "object": item} for item in items]
        (tmp_path / "watch.jsonl").write_text(dumped(watch, "\n"))
        expected = read(f"{name}.json.gz")
        assert read(tmp_path / "typed.json") == expected
        assert read(tmp_path / "watch.jsonl") == expected


def test_all_kinds_may_stand_in_one_file(tmp_path: Path) -> None:
    everything: list[Any] = []
    for name in (*LISTS, "list-pods.json.gz"):
        with gzip.open(DATA / name, "rt") as file:
            everything += json.load(file)["items"]
    path = tmp_path / "all.json"
    path.write_text(json.dumps({"kind": "List", "items": everything}))
    assert read(path) == recorded(*LISTS)


def test_the_same_files_twice_tell_the_same() -> None:
    names = (CORE, JOBS, CRONJOBS)
    assert read(*names, *names) == recorded(*names)


def test_the_order_of_files_tells_nothing() -> None:
    assert read(CRONJOBS, JOBS, CORE, *LISTS) == read(*LISTS, CORE, JOBS, CRONJOBS)


@cache
def seen_events() -> tuple[SeenEvent, ...]:
    found = [
        fact.what
        for event in objects(CORE)
        for fact in facts(memoryview(json.dumps(event).encode()), Place(cluster="prod"))
    ]
    return tuple(what for what in found if isinstance(what, SeenEvent))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_events_tells_nothing(random: Any) -> None:
    shuffled = list(seen_events())
    random.shuffle(shuffled)
    builder = RunsBuilder()
    for event in shuffled:
        builder.add_event(event)
    assert builder.build() == recorded(CORE)


def told(run: Run) -> tuple[object, ...]:
    return run.job, run.scheduled_at, run.created_at, run.outcome, run.manual


REPLACED = {"gpu-finetune", "hollow-cj"}
"""Events alone do not know the policy Replace, so they cannot say that a run failed."""


@pytest.mark.parametrize(
    "target", sorted(recorded(JOBS), key=str), ids=lambda target: target.name
)
def test_events_alone_tell_of_every_run_that_jobs_tell_of(
    target: CronJobTarget,
) -> None:
    truth, events = recorded(JOBS)[target].runs, recorded(CORE)[target].runs
    if target.name in REPLACED:
        known = [run.outcome for run in truth]
        killed = [run.outcome for run in events if run.outcome is Outcome.ENDED]
        assert [run.job for run in events] == [run.job for run in truth]
        assert len(killed) <= known.count(Outcome.FAILED)
        assert Outcome.COMPLETE not in {run.outcome for run in events}
    else:
        assert [told(run) for run in events] == [told(run) for run in truth]


@pytest.mark.parametrize(
    "target", sorted(recorded(JOBS), key=str), ids=lambda target: target.name
)
def test_events_tell_the_end_within_a_second(target: CronJobTarget) -> None:
    if target.name == "deleted-active":
        return  # found missing: see below
    pairs = zip(recorded(JOBS)[target].runs, recorded(CORE)[target].runs, strict=True)
    for truth, run in pairs:
        if truth.finished_at is None or run.finished_at is None:
            assert truth.finished_at == run.finished_at
        else:
            assert abs((truth.finished_at - run.finished_at).total_seconds()) <= 1


@pytest.mark.parametrize("name", ["gpu-finetune", "hollow-cj"])
def test_with_the_cronjobs_policy_events_know_what_replace_killed(name: str) -> None:
    truth = of(recorded(JOBS), name).runs
    known = of(recorded(CORE, CRONJOBS), name).runs
    assert [told(run) for run in known] == [told(run) for run in truth]


def test_a_cronjobs_own_status_tells_of_every_success() -> None:
    for target, truth in recorded(JOBS).items():
        expected = [
            (run.finished_at, run.manual)
            for run in truth.runs
            if run.outcome is Outcome.COMPLETE
        ]
        runs = recorded(CRONJOBS)[target].runs
        found = [
            (run.finished_at, run.manual)
            for run in runs
            if run.outcome is Outcome.COMPLETE
        ]
        assert found == expected, target
        assert len(runs) == len(truth.runs)


@pytest.mark.parametrize("name", ["ingest-orders", "history-zero"])
def test_dropped_cronjob_events_are_made_good_by_job_events(name: str) -> None:
    runs = of(recorded(CORE), name).runs
    assert len(runs) == 18
    assert {run.outcome for run in runs} == {Outcome.COMPLETE}
    # The controller was stopped: the slots of 04:13 to 04:16 never ran.
    slots = [run.scheduled_at.minute for run in runs]
    assert slots == [59, *range(13), *range(17, 21)]


def test_a_stuck_run_is_seen_with_the_starts_that_it_swallowed() -> None:
    evidence = of(recorded(CORE), "nightly-train")
    (run,) = evidence.runs
    assert (run.scheduled_at, run.outcome) == (at("04:00:00"), Outcome.RUNNING)
    assert {hindrance.obstacle for hindrance in evidence.hindrances} == {
        Obstacle.SKIPPED
    }
    assert evidence.hindrances[0].at == at("04:02:00")
    assert len(evidence.hindrances) == 10


def test_a_slot_is_utc_whatever_the_cronjobs_zone() -> None:
    for names in ((CORE,), (JOBS,), (CRONJOBS,)):
        (run,) = of(recorded(*names), "daily-jst").runs
        assert run.scheduled_at == at("04:02:00")
        assert run.finished_at == at("04:02:12")
    assert of(recorded(CRONJOBS), "daily-jst").timezone == "Asia/Tokyo"


def test_a_job_deleted_under_the_controller_failed() -> None:
    by_watch, _ = of(recorded(JOBS), "deleted-active").runs
    by_event, running = of(recorded(CORE), "deleted-active").runs
    assert by_watch.outcome is by_event.outcome is Outcome.FAILED
    assert by_event.finished_at == at("04:12:01")
    assert (running.scheduled_at, running.outcome) == (at("04:12:00"), Outcome.RUNNING)


def test_a_retried_pod_is_no_failed_run() -> None:
    runs = of(recorded(CORE), "retry-then-ok").runs
    assert {run.outcome for run in runs} == {Outcome.COMPLETE}
    assert len(runs) == 7


def test_a_job_that_retries_in_vain_failed_once() -> None:
    runs = of(recorded(CORE), "flaky-sync").runs
    assert {run.outcome for run in runs} == {Outcome.FAILED}
    assert runs[0].message == "Job has reached the specified backoff limit"
    assert len(runs) == 7


def test_runs_skipped_in_an_outage_leave_no_trace() -> None:
    evidence = of(recorded(CORE, JOBS, CRONJOBS), "backup")
    slots = [run.scheduled_at.minute for run in evidence.runs]
    assert slots == [0, 2, 4, 6, 8, 10, 12, 18, 20]
    assert evidence.hindrances == ()


def test_the_manual_run_is_known_by_events_and_by_the_last_success() -> None:
    for names in ((CORE,), (JOBS,), (CORE, CRONJOBS)):
        manual = [
            run for run in of(recorded(*names), "ingest-users").runs if run.manual
        ]
        (run,) = manual
        assert run.job == "manual-backfill"
        assert (run.created_at, run.finished_at) == (at("03:59:13"), at("03:59:36"))
        assert run.scheduled_at == run.created_at


def test_the_longest_name_keeps_its_slots() -> None:
    runs = of(recorded(CORE), LONG_NAME).runs
    assert [run.scheduled_at.minute for run in runs] == [0, 5, 10, 15, 20]
    assert runs[3].created_at == at("04:17:38")


def test_a_back_dated_status_invents_no_run() -> None:
    truth = of(recorded(JOBS), "catchup-old").runs
    assert [run.job for run in of(recorded(CRONJOBS), "catchup-old").runs] == [
        run.job for run in truth
    ]


def test_a_cronjob_that_never_ran_is_known_with_what_kept_it() -> None:
    evidence = of(recorded(CORE), "p7")
    assert (evidence.runs, evidence.hindrances[0].obstacle) == (
        (),
        Obstacle.BAD_SCHEDULE,
    )
    quota = of(recorded(CORE), "pod-quota")
    assert quota.runs == ()
    assert "exceeded quota" in quota.hindrances[0].message


def test_a_job_without_pods_says_why_while_it_runs() -> None:
    (run,) = of(recorded(CORE), "no-quota").runs
    assert run.outcome is Outcome.RUNNING
    assert run.message.startswith("Error creating: pods ")


def test_jobs_are_recognised_with_their_end() -> None:
    jobs = [
        fact.what
        for job in objects(JOBS)
        for fact in facts(memoryview(json.dumps(job).encode()), Place(cluster="prod"))
    ]
    seen = [what.job for what in jobs if isinstance(what, SeenJobObject)]
    assert len(seen) == 1056
    assert all(job.cronjob for job in seen)
