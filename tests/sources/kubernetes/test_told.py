"""What an event tells, before engines group by it."""

from datetime import UTC, datetime

import pytest

from slo_monitor.model.evidence import Obstacle, Outcome
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.kubernetes.told import Told, told
from slo_monitor.sources.kubernetes.traces import End, JobTrace, Word

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 5, tzinfo=UTC)
JOB = "train-29922000"


def event(kind: str, name: str, reason: str, message: str) -> SeenEvent:
    return SeenEvent("prod", kind, "ml", name, reason, message, AT)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (
            event("CronJob", "train", "SuccessfulCreate", f"Created job {JOB}"),
            Told("train", JOB),
        ),
        (
            event(
                "CronJob",
                "train",
                "SawCompletedJob",
                f"Saw completed job: {JOB}, status: Failed",
            ),
            Told("train", JOB, Outcome.FAILED),
        ),
        (
            event("CronJob", "train", "MissingJob", f"Active job went missing: {JOB}"),
            Told("train", JOB, words=f"Active job went missing: {JOB}"),
        ),
        (
            event("CronJob", "train", "FailedCreate", " no quota "),
            Told("train", obstacle=Obstacle.FAILED_CREATE, words="no quota"),
        ),
        (event("CronJob", "train", "Odd", "words"), Told("train")),
        (
            event("Job", JOB, "Completed", "Job completed"),
            Told("train", JOB, Outcome.COMPLETE),
        ),
        (
            event("Job", "by-hand", "DeadlineExceeded", "too long"),
            Told("", "by-hand", Outcome.FAILED, words="too long"),
        ),
        (
            event("Job", JOB, "FailedCreate", "no quota"),
            Told("train", JOB, words="no quota"),
        ),
        (event("Job", JOB, "SuccessfulCreate", "Created pod: x"), Told("train", JOB)),
    ],
    ids=lambda value: (
        f"{value.kind} {value.reason}" if isinstance(value, SeenEvent) else "told"
    ),
)
def test_an_event_tells(seen: SeenEvent, expected: Told) -> None:
    assert told(seen) == expected


def test_traces_of_one_job_join() -> None:
    early = JobTrace(
        cronjob="train",
        started=AT,
        ended=End(AT, Outcome.FAILED, "a"),
        complaint=Word(AT, "old"),
        saw=Word(LATER, ""),
    )
    late = JobTrace(
        cronjob="train",
        started=LATER,
        over=LATER,
        ended=End(LATER, Outcome.COMPLETE, ""),
        complaint=Word(LATER, "new"),
    )
    expected = JobTrace(
        cronjob="train",
        started=AT,
        over=LATER,
        ended=End(AT, Outcome.FAILED, "a"),
        complaint=Word(LATER, "new"),
        saw=Word(LATER, ""),
    )
    assert early.joined(late) == late.joined(early) == expected


def test_a_trace_tells_the_same_as_its_events() -> None:
    one, other = RunsBuilder(), RunsBuilder()
    create = event("CronJob", "train", "SuccessfulCreate", f"Created job {JOB}")
    end = event("Job", JOB, "Completed", "Job completed")
    for seen in (create, end):
        one.add_event(seen)
    other.add_event(create)
    trace = JobTrace(ended=End(AT, Outcome.COMPLETE, "Job completed"), over=AT)
    other.add_trace("prod", "ml", JOB, trace)
    other.add_trace("prod", "ml", "by-hand", JobTrace())
    target = CronJobTarget("prod", "ml", "train")
    assert one.build() == other.build()
    assert one.build()[target].runs[0].outcome is Outcome.COMPLETE
