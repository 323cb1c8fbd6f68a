"""Runs fused from events alone."""

from datetime import UTC, datetime

import pytest

from slo_monitor.model.evidence import (
    CronJobEvidence,
    Hindrance,
    Obstacle,
    Outcome,
    Run,
)
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder

# 29922000 minutes after the epoch is 2026-11-22 04:00 UTC.
JOB = "train-29922000"


def at(clock: str) -> datetime:
    hour, minute, *second = map(int, clock.split(":"))
    return datetime(2026, 11, 22, hour, minute, *second, tzinfo=UTC)


def cronjob(reason: str, message: str, clock: str, name: str = "train") -> SeenEvent:
    return SeenEvent("prod", "CronJob", "ml", name, reason, message, at(clock))


def job(reason: str, clock: str, message: str = "", name: str = JOB) -> SeenEvent:
    return SeenEvent("prod", "Job", "ml", name, reason, message, at(clock))


def created(clock: str, name: str = JOB) -> SeenEvent:
    return cronjob("SuccessfulCreate", f"Created job {name}", clock)


def fused(*events: SeenEvent) -> CronJobEvidence:
    builder = RunsBuilder()
    for event in events:
        builder.add_event(event)
    return builder.build()[CronJobTarget("prod", "ml", "train")]


def only(*events: SeenEvent) -> Run:
    (run,) = fused(*events).runs
    return run


def test_a_run_that_was_created_runs() -> None:
    assert only(created("04:01")) == Run(
        job=JOB,
        scheduled_at=at("04:00"),
        created_at=at("04:01"),
        finished_at=None,
        outcome=Outcome.RUNNING,
    )


@pytest.mark.parametrize("prefix", ["", "(combined from similar events): "])
@pytest.mark.parametrize(
    ("wording", "outcome"),
    [
        (", condition: Complete", Outcome.COMPLETE),
        (", condition: Failed", Outcome.FAILED),
        (", status: Complete", Outcome.COMPLETE),
        (", status: Failed", Outcome.FAILED),
        ("", Outcome.ENDED),
        (", condition: Suspended", Outcome.ENDED),
    ],
)
def test_the_end_is_read_in_all_wordings(
    prefix: str, wording: str, outcome: Outcome
) -> None:
    message = f"{prefix}Saw completed job: {JOB}{wording}"
    run = only(created("04:00"), cronjob("SawCompletedJob", message, "04:30"))
    assert (run.outcome, run.finished_at) == (outcome, at("04:30"))


def test_a_completion_seen_twice_is_one_run_and_the_first_counts() -> None:
    message = f"Saw completed job: {JOB}, condition: Complete"
    seen = [cronjob("SawCompletedJob", message, clock) for clock in ("04:31", "04:30")]
    assert only(created("04:00"), *seen).finished_at == at("04:30")


def test_without_its_creation_a_run_began_with_its_slot() -> None:
    message = f"Saw completed job: {JOB}, condition: Complete"
    run = only(cronjob("SawCompletedJob", message, "04:30"))
    assert (run.scheduled_at, run.created_at) == (at("04:00"), at("04:00"))


def test_without_a_slot_a_run_began_with_its_first_event() -> None:
    message = "Saw completed job: train-again"
    run = only(cronjob("SawCompletedJob", message, "04:30"))
    assert (run.scheduled_at, run.created_at) == (at("04:30"), at("04:30"))


def test_a_name_that_is_no_slot_near_its_creation_tells_no_slot() -> None:
    # 26000000 is in 2019; 99999999 in 2160.
    assert only(created("04:01", "train-26000000")).scheduled_at == at("04:01")
    assert only(created("04:01", "train-99999999")).scheduled_at == at("04:01")


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("Completed", Outcome.COMPLETE),
        ("BackoffLimitExceeded", Outcome.FAILED),
        ("DeadlineExceeded", Outcome.FAILED),
        ("PodFailurePolicy", Outcome.FAILED),
        ("FailedIndexes", Outcome.FAILED),
        ("MaxFailedIndexesExceeded", Outcome.FAILED),
        ("Suspended", Outcome.RUNNING),
    ],
)
def test_the_jobs_own_events_tell_its_end(reason: str, outcome: Outcome) -> None:
    run = only(created("04:00"), job(reason, "04:20", "because"))
    assert run.outcome is outcome
    assert run.message == ("because" if outcome is Outcome.FAILED else "")


def test_the_jobs_own_word_stands_before_its_cronjobs() -> None:
    message = f"Saw completed job: {JOB}, condition: Complete"
    run = only(job("Completed", "04:20"), cronjob("SawCompletedJob", message, "04:50"))
    assert run.finished_at == at("04:20")


def test_events_of_the_job_alone_make_a_run_of_the_cronjob_in_its_name() -> None:
    run = only(
        job("SuccessfulCreate", "04:01", "Created pod: x"), job("Completed", "04:09")
    )
    assert (run.created_at, run.finished_at) == (at("04:01"), at("04:09"))


def test_a_job_is_given_to_a_cronjob_that_is_known_however_old_its_slot() -> None:
    known = cronjob("JobAlreadyActive", "Not starting job", "04:00")
    assert only(known, job("Completed", "04:09", name="train-26000000")).job.startswith(
        "train"
    )


@pytest.mark.parametrize("name", ["migrate", "migrate-2", "train-26000000"])
def test_a_job_of_no_cronjob_is_no_run(name: str) -> None:
    builder = RunsBuilder()
    builder.add_event(job("Completed", "04:09", name=name))
    assert builder.build() == {}


def test_why_it_gets_no_pod_is_told_while_it_runs() -> None:
    run = only(
        created("04:00"),
        job(
            "FailedCreate", "04:02", "(combined from similar events): Error creating: b"
        ),
        job("FailedCreate", "04:01", "Error creating: a"),
    )
    assert (run.outcome, run.message) == (Outcome.RUNNING, "Error creating: b")


def test_a_job_that_went_missing_failed() -> None:
    message = f"Active job went missing: {JOB}"
    run = only(created("04:00"), cronjob("MissingJob", message, "04:10"))
    assert (run.outcome, run.finished_at) == (Outcome.FAILED, at("04:10"))
    assert run.message == message


def test_a_job_that_was_trimmed_had_ended_somehow() -> None:
    deleted = cronjob("SuccessfulDelete", f"Deleted job {JOB}", "04:10")
    missing = cronjob("MissingJob", f"Active job went missing: {JOB}", "04:11")
    run = only(created("04:00"), deleted, missing)
    assert (run.outcome, run.finished_at) == (Outcome.ENDED, at("04:10"))


def test_trimming_does_not_change_how_it_ended() -> None:
    deleted = cronjob("SuccessfulDelete", f"Deleted job {JOB}", "08:10")
    assert only(job("Completed", "04:20"), deleted).outcome is Outcome.COMPLETE


def test_an_unexpected_job_was_made_by_hand() -> None:
    message = "Saw a job that the controller did not create or forgot: by-hand"
    run = only(
        cronjob("UnexpectedJob", message, "09:13"),
        cronjob("UnexpectedJob", message, "09:12"),
        job("Completed", "09:40", name="by-hand"),
    )
    assert run == Run(
        job="by-hand",
        scheduled_at=at("09:12"),
        created_at=at("09:12"),
        finished_at=at("09:40"),
        outcome=Outcome.COMPLETE,
        manual=True,
    )


@pytest.mark.parametrize("other", [created("04:00"), job("Completed", "04:30")])
def test_an_unexpected_job_of_a_slot_or_of_the_controller_was_not(
    other: SeenEvent,
) -> None:
    message = f"Saw a job that the controller did not create or forgot: {JOB}"
    assert not only(cronjob("UnexpectedJob", message, "04:13"), other).manual


def test_nothing_ends_before_it_began() -> None:
    run = only(created("04:01"), job("Completed", "04:00"))
    assert (run.created_at, run.finished_at) == (at("04:01"), at("04:01"))


@pytest.mark.parametrize(
    ("reason", "obstacle"),
    [
        ("JobAlreadyActive", Obstacle.SKIPPED),
        ("FailedCreate", Obstacle.FAILED_CREATE),
        ("InvalidSchedule", Obstacle.BAD_SCHEDULE),
        ("UnparseableSchedule", Obstacle.BAD_SCHEDULE),
        ("UnknownTimeZone", Obstacle.BAD_SCHEDULE),
        ("TooManyMissedTimes", Obstacle.TOO_MANY_MISSED),
    ],
)
def test_what_keeps_a_run_from_starting_is_told_once_an_instant(
    reason: str, obstacle: Obstacle
) -> None:
    prefixed = "(combined from similar events): why"
    evidence = fused(
        cronjob(reason, "why", "04:02"),
        cronjob(reason, prefixed, "04:01"),
        cronjob(reason, "why", "04:02"),
    )
    assert evidence.hindrances == (
        Hindrance(at("04:01"), obstacle, "why"),
        Hindrance(at("04:02"), obstacle, "why"),
    )
    assert evidence.runs == ()


def test_any_event_is_a_trace_of_its_cronjob() -> None:
    evidence = fused(
        cronjob("MissSchedule", "Missed scheduled time", "04:02"),
        cronjob("SuccessfulCreate", "in words nobody knows", "04:01"),
    )
    assert evidence == CronJobEvidence(first_seen=at("04:01"))


def test_events_about_anything_else_are_left() -> None:
    builder = RunsBuilder()
    builder.add_event(SeenEvent("prod", "Pod", "ml", "x", "Failed", "", at("04:00")))
    assert builder.build() == {}


def test_clusters_and_namespaces_are_kept_apart() -> None:
    builder = RunsBuilder()
    for cluster, namespace in (("prod", "ml"), ("prod", "etl"), ("dev", "ml")):
        event = SeenEvent(cluster, "Job", namespace, JOB, "Completed", "", at("04:09"))
        builder.add_event(event)
    assert [str(target) for target in builder.build()] == [
        "cronjob:dev/ml/train",
        "cronjob:prod/etl/train",
        "cronjob:prod/ml/train",
    ]
