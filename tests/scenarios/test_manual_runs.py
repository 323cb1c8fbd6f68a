"""Runs made by hand: they repair a miss, and never more than that."""

import pytest

from tests.scenarios.kubernetes import (
    cronjob,
    ended,
    event,
    failed,
    job,
    job_of,
    manual_job,
    ran,
    started,
)
from tests.scenarios.stories import Teller, lines

TRAIN = """
target                | deadline
cronjob:prod/ml/train | 07:30
"""


def a_failed_night() -> list[object]:
    """Good on the 21st; failed at 03:00 on the 22nd."""
    return [
        ran("train", "11-21 02:00", "11-21 05:00"),
        started("train", "11-22 02:00"),
        failed("train", "11-22 02:00", "11-22 03:00"),
    ]


def test_a_manual_run_settles_the_miss_late(story: Teller) -> None:
    """Failed at 03:00, run by hand from 08:00 to 09:10: missed until then, late since."""
    seen = [
        *a_failed_night(),
        manual_job("train", "fix-it", "11-22 08:00", complete="11-22 09:10"),
    ]
    told = {
        at: story.check(TRAIN, seen=seen, at=at).verdicts[0]
        for at in ("11-22 07:45", "11-22 08:30", "11-22 09:10")
    }
    assert told == {
        "11-22 07:45": "train 11-22 07:30 missed failed -",
        "11-22 08:30": "train 11-22 07:30 missed running -",
        "11-22 09:10": "train 11-22 07:30 late slow 11-22 09:10",
    }


def test_a_manual_run_before_the_deadline_makes_it_met(story: Teller) -> None:
    seen = [
        *a_failed_night(),
        manual_job("train", "fix-it", "11-22 04:00", complete="11-22 06:10"),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["run"]) == ("met", "fix-it")


def test_a_manual_run_does_not_make_tomorrow_met(story: Teller) -> None:
    """It settles today's miss; tomorrow's run, which never starts, is missed."""
    seen = [
        *a_failed_night(),
        manual_job("train", "fix-it", "11-22 08:00", complete="11-22 09:10"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-23 07:25")
    assert answer.verdicts == lines("""
        train 11-22 07:30 late    slow        11-22 09:10
        train 11-23 07:30 at_risk not_started -
    """)


def test_a_manual_run_of_a_good_day_settles_nothing_more(story: Teller) -> None:
    """All was well, someone ran it again at noon: tomorrow still waits for its own run."""
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        ran("train", "11-22 02:00", "11-22 05:00"),
        manual_job("train", "again", "11-22 12:00", complete="11-22 13:00"),
        cronjob("train", "0 2 * * *", last_schedule="11-22 02:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-23 07:25")
    assert answer.verdicts == lines("""
        train 11-22 07:30 met     -           11-22 05:00
        train 11-23 07:30 at_risk not_started -
    """)


@pytest.mark.parametrize("events", [True, False], ids=["and events", "alone"])
def test_last_successful_time_alone_settles_the_miss(
    story: Teller, events: bool
) -> None:
    """The manual Job was deleted by TTL; the CronJob's status still tells of it."""
    seen = [
        *a_failed_night(),
        cronjob(
            "train",
            "0 2 * * *",
            last_schedule="11-22 02:00",
            last_success="11-22 09:10",
        ),
    ]
    if events:
        message = "Saw a job that the controller did not create or forgot: fix-it"
        seen.append(
            event("train", "UnexpectedJob", message, "11-22 08:00", warning=True)
        )
    answer = story.check(TRAIN, seen=seen, at="11-22 09:30")
    assert answer.verdicts[0] == "train 11-22 07:30 late slow 11-22 09:10"


def test_unexpected_job_is_a_manual_run_that_is_running(story: Teller) -> None:
    """No completion event ever comes for it, so it is not taken for a good run."""
    message = "Saw a job that the controller did not create or forgot: fix-it"
    seen = [
        *a_failed_night(),
        event("train", "UnexpectedJob", message, "11-22 08:00", warning=True),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:30").of("train", "11-22")
    assert verdict["status"] in {"missed", "unknown"}


def test_a_manual_run_is_not_held_against_a_punctual_schedule(story: Teller) -> None:
    """A failing manual run beside a good scheduled one: met stays met."""
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        ran("train", "11-22 02:00", "11-22 05:00"),
        manual_job("train", "try", "11-22 05:30"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_a_newer_good_run_beats_an_older_failed_one(story: Teller) -> None:
    """Failed at 05:40 (no completionTime), the next slot complete at 06:10."""
    seen = [
        job("train", "11-22 05:00", failed="11-22 05:40"),
        job("train", "11-22 06:00", complete="11-22 06:10"),
        cronjob("train", "0 * * * *", last_schedule="11-22 06:00"),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["run"]) == (
        "met",
        job_of("train", "11-22 06:00"),
    )


def test_a_failed_run_says_when_it_failed(story: Teller) -> None:
    seen = [
        job("train", "11-21 02:00", complete="11-21 05:00"),
        job("train", "11-22 02:00", failed="11-22 03:00"),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "failed")
    assert verdict["run"] == job_of("train", "11-22 02:00")
    assert "03:00" in verdict["detail"]
    assert "05:00" in verdict["detail"]  # the last good run


def test_a_retried_pod_is_not_a_failed_run(story: Teller) -> None:
    """backoffLimit: one Pod failed, the Job completed."""
    seen = [
        job("train", "11-22 02:00", complete="11-22 05:00", pods_failed=1),
        event(
            job_of("train", "11-22 02:00"),
            "SuccessfulCreate",
            f"Created pod: {job_of('train', '11-22 02:00')}-abcde",
            "11-22 02:00",
            kind="Job",
        ),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_while_a_pod_is_retried_the_run_runs(story: Teller) -> None:
    seen = [
        job("train", "11-21 02:00", complete="11-21 05:00"),
        job("train", "11-22 02:00", pods_failed=2),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 07:10")
    assert answer.verdicts[-1] == "train 11-22 07:30 at_risk running -"


def test_the_same_job_from_two_sources_is_one_run(story: Teller) -> None:
    seen = [
        job("train", "11-22 02:00", complete="11-22 05:00"),
        ran("train", "11-22 02:00", "11-22 05:00"),
        ended("train", "11-22 02:00", "11-22 05:00:01"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"
