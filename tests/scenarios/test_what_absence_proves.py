"""When nothing seen means that nothing happened, and when it does not."""

from tests.scenarios.kubernetes import (
    Json,
    cronjob,
    ended,
    event,
    job,
    ran,
    started,
    z,
)
from tests.scenarios.stories import Teller, lines

TRAIN = """
target                | deadline
cronjob:prod/ml/train | 07:30
"""


def every_five_minutes() -> list[Json]:
    """A day of a */5 CronJob as the spam filter leaves it: 40 of 100 runs are seen."""
    seen: list[Json] = []
    for minute in range(0, 24 * 60, 5):
        kept = (minute * 7919) % 100 < 40
        slot = f"11-21 {minute // 60:02}:{minute % 60:02}"
        if kept:
            seen += [started("fast", slot), ended("fast", slot, f"{slot}:20")]
    return seen


def test_events_alone_prove_no_absence_of_a_fast_cronjob(story: Teller) -> None:
    """Half of its runs leave no event: never `missed`, `unknown` where none was seen."""
    sheet = """
    target               | deadline | days           | warn before
    cronjob:prod/ml/fast |          | 4-59/5 * * * * | 0
    """
    answer = story.check(sheet, seen=every_five_minutes(), at="11-22 00:00")
    told = {
        verdict["status"]
        for verdict in answer.document["verdicts"]
        if verdict["due_at"] < z("11-22 00:00")
    }
    assert "met" in told
    assert "unknown" in told
    assert told <= {"met", "unknown"}


def test_objects_prove_the_absence_that_events_cannot(story: Teller) -> None:
    """The CronJob says that it has started nothing since 20:00."""
    sheet = """
    target               | deadline | not before
    cronjob:prod/ml/fast | 23:00    | 22:00
    """
    seen = [
        *every_five_minutes(),
        job("fast", "11-21 20:00", complete="11-21 20:01"),
        cronjob("fast", "*/5 * * * *", last_schedule="11-21 20:00"),
    ]
    seen = [
        each
        for each in seen
        if each["kind"] != "Event" or each["lastTimestamp"] < z("11-21 20:00")
    ]
    answer = story.check(sheet, seen=seen, at="11-21 23:30")
    assert answer.verdicts[0] == "fast 11-21 23:00 missed not_started -"


def test_a_collector_that_was_away_over_the_deadline_does_not_know(
    story: Teller,
) -> None:
    """Away from 06:30 to 08:00; at 08:00 nothing is proven, then the objects are read."""
    seen = [ran("train", "11-21 02:00", "11-21 05:00"), started("train", "11-22 02:00")]
    away = ["--complete-until", z("11-22 06:30")]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=away)
    assert answer.verdicts[0] == "train 11-22 07:30 unknown source_behind -"
    objects = job("train", "11-22 02:00", complete="11-22 07:05")
    seen.append(objects)
    answer = story.check(TRAIN, seen=seen, at="11-22 08:05")
    assert answer.verdicts[0] == "train 11-22 07:30 near_miss slow 11-22 07:05"


def test_trimmed_jobs_are_not_missed_ones(story: Teller) -> None:
    """`kubectl get` of a healthy hourly job: three Jobs are left, and an hour of events."""
    sheet = """
    target                | days       | warn before
    cronjob:prod/ml/train | 30 * * * * | 5m
    """
    kept = [
        job("train", f"11-22 {hour:02}:00", complete=f"11-22 {hour:02}:05")
        for hour in (6, 7, 8)
    ]
    of = cronjob("train", "0 * * * *", last_schedule="11-22 08:00")
    seen = [of, *kept, ran("train", "11-22 08:00", "11-22 08:05")]
    answer = story.check(sheet, seen=seen, at="11-22 08:40")
    told = [verdict["status"] for verdict in answer.document["verdicts"]]
    assert {status: told.count(status) for status in set(told)} == {
        "unknown": 21,
        "met": 3,
        "pending": 1,
    }


def test_after_the_oldest_job_that_is_left_absence_counts(story: Teller) -> None:
    """The run of the 20th is left and the one of the 21st was never made."""
    seen = [
        cronjob("train", "0 2 * * *", last_schedule="11-22 02:00"),
        job("train", "11-20 02:00", complete="11-20 05:00"),
        job("train", "11-22 02:00", complete="11-22 05:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=["--since", "96h"])
    assert answer.verdicts[:4] == lines("""
        train 11-19 07:30 unknown source_behind -
        train 11-20 07:30 met     -             11-20 05:00
        train 11-21 07:30 missed  not_started   -
        train 11-22 07:30 met     -             11-22 05:00
    """)


def test_what_the_controller_said_then_holds_before_the_first_run_too(
    story: Teller,
) -> None:
    """The quota forbade the 21st; the first run that is known is of the 22nd."""
    message = 'Error creating job: jobs.batch "train-1" is forbidden: exceeded quota: q'
    seen = [
        event("train", "FailedCreate", message, "11-21 02:00", warning=True),
        ran("train", "11-22 02:00", "11-22 05:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=["--since", "26h"])
    assert answer.verdicts[:2] == lines("""
        train 11-21 07:30 missed cannot_start -
        train 11-22 07:30 met    -            11-22 05:00
    """)
