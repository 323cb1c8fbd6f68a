"""What Kubernetes does to its own events, and what must be judged in spite of it."""

import pytest

from tests.scenarios.kubernetes import (
    Json,
    cronjob,
    days,
    ended,
    event,
    instant,
    job,
    job_of,
    ran,
    skipped,
    started,
    z,
)
from tests.scenarios.stories import Teller, lines

TRAIN = """
target                | deadline
cronjob:prod/ml/train | 07:30
"""
COMBINED = "(combined from similar events): "


def watched_run(type_: str, prefix: str, wording: str) -> list[tuple[str, Json]]:
    created = started("train", "11-22 02:00")
    done = ended("train", "11-22 02:00", "11-22 05:00", wording)
    if prefix:
        done |= {"message": prefix + done["message"], "reportingComponent": ""}
    return [("ADDED", created), (type_, done)]


@pytest.mark.parametrize("wording", [", condition: Complete", ", status: Complete"])
@pytest.mark.parametrize("prefix", ["", COMBINED], ids=["single", "combined"])
@pytest.mark.parametrize("type_", ["ADDED", "MODIFIED"])
def test_every_wording_of_saw_completed_job_is_understood(
    story: Teller, type_: str, prefix: str, wording: str
) -> None:
    watched = watched_run(type_, prefix, wording)
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


@pytest.mark.parametrize("wording", [", condition: Failed", ", status: Failed"])
@pytest.mark.parametrize("prefix", ["", COMBINED], ids=["single", "combined"])
def test_a_failed_job_is_failed_in_every_wording(
    story: Teller, prefix: str, wording: str
) -> None:
    watched = watched_run("MODIFIED", prefix, wording)
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 missed failed -"


@pytest.mark.parametrize("prefix", ["", COMBINED], ids=["single", "combined"])
@pytest.mark.parametrize("type_", ["ADDED", "MODIFIED"])
def test_the_oldest_wording_does_not_tell_the_outcome(
    story: Teller, type_: str, prefix: str
) -> None:
    """`Saw completed job: X` alone is neither good nor bad."""
    answer = story.check(
        TRAIN, watched=watched_run(type_, prefix, ""), at="11-22 08:00"
    )
    verdict = answer.of("train", "11-22")
    assert verdict["status"] == "unknown"


def test_the_oldest_wording_and_the_jobs_object_tell_it_together(
    story: Teller,
) -> None:
    of = job("train", "11-22 02:00", complete="11-22 05:00")
    watched = [*watched_run("ADDED", "", ""), ("MODIFIED", of)]
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_watch_deleted_of_an_event_says_nothing(story: Teller) -> None:
    """After an hour the API server forgets the event; the run is as it was."""
    said = watched_run("ADDED", "", ", condition: Complete")
    watched = said + [("DELETED", each) for _, each in said]
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_an_event_that_was_seen_twice_is_one_run(story: Teller) -> None:
    done = ended("train", "11-22 02:00", "11-22 05:00")
    again = ended("train", "11-22 02:00", "11-22 05:00:30") | {"count": 2}
    watched = [
        ("ADDED", started("train", "11-22 02:00")),
        ("ADDED", done),
        ("MODIFIED", again),
    ]
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_a_trimmed_job_stays_good(story: Teller) -> None:
    """SuccessfulDelete after the end is housekeeping."""
    of = job_of("train", "11-22 02:00")
    seen = [
        ran("train", "11-22 02:00", "11-22 05:00"),
        event("train", "SuccessfulDelete", f"Deleted job {of}", "11-22 07:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_a_job_that_replace_killed_has_failed(story: Teller) -> None:
    """The run of 02:00 was killed for the one of 06:00, which still runs."""
    of = job_of("train", "11-22 02:00")
    seen = [
        cronjob("train", "0 2,6 * * *", last_schedule="11-22 02:00", policy="Replace"),
        started("train", "11-22 02:00"),
        event("train", "SuccessfulDelete", f"Deleted job {of}", "11-22 06:00"),
        started("train", "11-22 06:00"),
    ]
    at_six = story.check(TRAIN, seen=seen[:-1], at="11-22 06:30").of("train", "11-22")
    assert (at_six["reason"], at_six["run"]) == ("failed", of)
    later = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (later["status"], later["reason"]) == ("missed", "running")


def test_a_job_that_went_missing_has_failed(story: Teller) -> None:
    of = job_of("train", "11-22 02:00")
    message = f"Active job went missing: {of}"
    seen = [
        started("train", "11-22 02:00"),
        event("train", "MissingJob", message, "11-22 04:00"),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "failed")


def test_a_job_deleted_under_the_controller_has_failed(story: Teller) -> None:
    running = job("train", "11-22 02:00")
    running["metadata"]["deletionTimestamp"] = z("11-22 04:00")
    watched = [("ADDED", job("train", "11-22 02:00")), ("DELETED", running)]
    verdict = story.check(TRAIN, watched=watched, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "failed")


def test_a_controller_that_cannot_create_says_why(story: Teller) -> None:
    message = (
        'Error creating job: jobs.batch "train-29921100" is forbidden: exceeded quota: '
        "jobs1, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited: "
        "count/jobs.batch=1"
    )
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        event("train", "FailedCreate", message, "11-22 02:00", warning=True),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "cannot_start")
    assert "exceeded quota" in verdict["detail"]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        (
            "InvalidSchedule",
            "invalid schedule: 59 23 31 2 * : time difference between two schedules",
        ),
        ("UnparseableSchedule", "unparseable schedule: x"),
        ("UnknownTimeZone", "invalid timeZone: Asia/Tokio"),
    ],
)
def test_a_bad_schedule_starts_nothing_until_it_is_edited(
    story: Teller, reason: str, message: str
) -> None:
    """The event came five days ago, once; it holds still."""
    seen = [
        ran("train", "11-16 02:00", "11-16 05:00"),
        event("train", reason, message, "11-17 01:00", warning=True),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "cannot_start")


def test_a_run_that_came_late_after_an_outage_bears_its_slots_name(
    story: Teller,
) -> None:
    """The controller slept from 01:50 to 08:10; the Job of 02:00 was made at 08:10."""
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        started("train", "11-22 02:00", "11-22 08:10"),
        ended("train", "11-22 02:00", "11-22 11:00"),
    ]
    at_eight = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert "train 11-22 07:30 missed not_started -" in at_eight.verdicts
    answer = story.check(TRAIN, seen=seen, at="11-22 12:00")
    assert answer.verdicts == lines("""
        train 11-22 07:30 late    slow        11-22 11:00
        train 11-23 07:30 pending not_started -
    """)


def test_a_run_that_hangs_and_later_ones_that_succeed(story: Teller) -> None:
    """Without Forbid the night of the 20th hangs and the 21st is good: two stories."""
    seen = [
        ran("train", "11-19 02:00", "11-19 05:00"),
        job("train", "11-20 02:00"),
        job("train", "11-21 02:00", complete="11-21 05:00"),
        cronjob("train", "0 2 * * *", last_schedule="11-21 02:00", policy="Allow"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-21 08:00", options=["--since", "26h"])
    assert answer.verdicts[:2] == lines("""
        train 11-20 07:30 missed running -
        train 11-21 07:30 met    -       11-21 05:00
    """)


def test_a_stuck_run_that_was_killed_lets_the_next_one_start(story: Teller) -> None:
    seen = [
        started("train", "11-20 02:00"),
        skipped("train", "11-21 02:00"),
        ended("train", "11-20 02:00", "11-21 10:00", ", condition: Failed"),
        ran("train", "11-22 02:00", "11-22 05:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"
    answer = story.check(TRAIN, seen=seen, at="11-21 08:00")
    assert "train 11-21 07:30 missed stuck -" in answer.verdicts


def test_a_name_that_is_another_names_beginning_is_another_cronjob(
    story: Teller,
) -> None:
    """`train` and `train-big`, whose Jobs are called `train-big-29921100`."""
    sheet = """
    target                    | deadline
    cronjob:prod/ml/train     | 07:30
    cronjob:prod/ml/train-big | 07:30
    """
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        job("train-big", "11-22 02:00", complete="11-22 05:00"),
        ran("train-big", "11-22 02:00", "11-22 05:00"),
    ]
    answer = story.check(sheet, seen=seen, at="11-22 08:00")
    assert answer.verdicts[:2] == lines("""
        train-big 11-22 07:30 met    -           11-22 05:00
        train     11-22 07:30 missed not_started -
    """)


def test_a_schedule_in_utc_and_a_sheet_in_japan(story: Teller) -> None:
    """`0 17 * * *` without a zone is 02:00 of the next day in Japan."""
    of = cronjob("train", "0 17 * * *", last_schedule="11-22 02:00")
    del of["spec"]["timeZone"]
    seen = [of, job("train", "11-22 02:00", complete="11-22 05:00")]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"
    assert instant("11-22 02:00").hour == 17
    assert days("11-22", 1) == ["11-22"]
