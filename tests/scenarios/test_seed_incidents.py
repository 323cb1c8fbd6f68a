"""The incidents that made people want this program, each told as it happened."""

import pytest

from tests.scenarios.kubernetes import (
    Json,
    cronjob,
    days,
    ended,
    instant,
    job,
    job_of,
    ran,
    skipped,
    started,
    z,
)
from tests.scenarios.stories import Teller, lines, wrote

TRAIN = """
target                | deadline
cronjob:prod/ml/train | 07:30
"""

DRIFT = """
target                   | deadline | depends on
cronjob:prod/ml/features | 05:00    |
cronjob:prod/ml/train    | 07:30    | cronjob:prod/ml/features
"""


def seven_weeks_of_drift() -> list[Json]:
    """Features starts at 00:00 and takes 2 h, then 90 s longer each day; train reads at 03:00."""
    seen: list[Json] = []
    for n, day in enumerate(days("10-05", 49)):
        seconds = 7200 + 90 * n
        end = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        seen += ran("features", f"{day} 00:00", f"{day} {end}")
        seen += ran("train", f"{day} 03:00", f"{day} 05:10")
    return seen


def test_slow_drift_is_reported_from_the_day_a_first_overlaps_b(story: Teller) -> None:
    """Both stay green for seven weeks; since 11-15 train has read yesterday's features."""
    seen = seven_weeks_of_drift()

    def told_on(day: str) -> list[str]:
        return story.check(DRIFT, seen=seen, at=f"{day} 09:00").inversions

    assert told_on("10-05") == []
    assert told_on("11-13") == []
    assert told_on("11-14") == []  # 40 days on: both at 03:00:00, which is in time
    assert told_on("11-15") == ["features 11-15 03:01:30 after train 11-15 03:00 by 90"]
    assert told_on("11-22") == ["features 11-22 03:12 after train 11-22 03:00 by 720"]


def test_drift_inverts_although_both_are_green(story: Teller) -> None:
    answer = story.check(DRIFT, seen=seven_weeks_of_drift(), at="11-22 09:00")
    assert answer.verdicts[:2] == lines("""
        features 11-22 05:00 met - 11-22 03:12
        train    11-22 07:30 met - 11-22 05:10
    """)


def test_an_inversion_is_known_while_it_happens(story: Teller) -> None:
    """At 03:05 features has not arrived; train has been reading for five minutes."""
    answer = story.check(DRIFT, seen=seven_weeks_of_drift(), at="11-22 03:05")
    assert answer.inversions[-1:] == ["features - after train 11-22 03:00 by 300"]


def test_seven_weeks_looked_back_on_hold_eight_inversions(story: Teller) -> None:
    options = ["--since", z("10-05 00:00")]
    answer = story.check(
        DRIFT, seen=seven_weeks_of_drift(), at="11-22 09:00", options=options
    )
    first = sorted(each["business_date"] for each in answer.document["inversions"])
    assert first == [f"2026-{day}" for day in days("11-15", 8)]


def hung_since_the_17th() -> list[Json]:
    """Good on the 16th, hung on the 17th; Forbid swallows the runs after it."""
    seen = ran("train", "11-16 02:00", "11-16 05:00")
    seen += [started("train", "11-17 02:00")]
    return seen + [skipped("train", f"{day} 02:00") for day in days("11-18", 5)]


@pytest.mark.parametrize(
    ("at", "status", "reason"),
    [
        ("11-17 03:00", "pending", "running"),
        ("11-17 07:10", "at_risk", "running"),
        ("11-17 08:00", "missed", "running"),
        ("11-18 07:10", "at_risk", "stuck"),
        ("11-18 08:00", "missed", "stuck"),
        ("11-22 08:00", "missed", "stuck"),
    ],
)
@pytest.mark.parametrize("objects", [False, True], ids=["events only", "with objects"])
def test_the_pod_that_hung_five_days(
    story: Teller, objects: bool, at: str, status: str, reason: str
) -> None:
    """Events alone say it (JobAlreadyActive is a Normal event); objects say it too."""
    seen = hung_since_the_17th()
    if objects:
        seen += [
            job("train", "11-17 02:00"),
            cronjob(
                "train",
                "0 2 * * *",
                last_schedule="11-17 02:00",
                active="11-17 02:00",
                last_success="11-16 05:00",
            ),
        ]
    answer = story.check(TRAIN, seen=seen, at=at)
    verdict = answer.of("train", at.partition(" ")[0])
    assert (verdict["status"], verdict["reason"]) == (status, reason)
    assert verdict["run"] == job_of("train", "11-17 02:00")


def test_a_hung_pod_is_known_from_objects_alone(story: Teller) -> None:
    """The collector kept no events: `kubectl get jobs,cronjobs` is enough."""
    seen = [
        job("train", "11-16 02:00", complete="11-16 05:00"),
        job("train", "11-17 02:00"),
        cronjob(
            "train", "0 2 * * *", last_schedule="11-17 02:00", active="11-17 02:00"
        ),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts == lines("""
        train 11-22 07:30 missed stuck -
        train 11-23 07:30 pending stuck -
    """)


def test_from_the_first_swallowed_run_the_reason_is_stuck(story: Teller) -> None:
    """Before 02:00 of the 18th nothing was swallowed; a minute later one was."""
    verdict = story.check(TRAIN, seen=hung_since_the_17th(), at="11-18 02:01").of(
        "train", "11-18"
    )
    assert (verdict["status"], verdict["reason"]) == ("pending", "stuck")


def test_stuck_says_how_many_runs_were_swallowed_and_the_last_good_one(
    story: Teller,
) -> None:
    """The number is the schedule's, so it takes the CronJob's object."""
    of = cronjob(
        "train", "0 2 * * *", last_schedule="11-17 02:00", active="11-17 02:00"
    )
    seen = [*hung_since_the_17th(), of]
    detail = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")[
        "detail"
    ]
    assert "5 later runs were skipped" in detail
    assert "11-16 05:00" in detail


def test_the_table_that_never_came(story: Teller) -> None:
    sheet = """
    target                  | deadline | partition
    table:p.mart.sales      | 06:00    | today
    """
    landed = [
        wrote("sales", f"{day} 05:10", f"2026{day.replace('-', '')}", 1200)
        for day in days("11-15", 7)
    ]
    answer = story.check(sheet, landed=landed, at="11-22 09:00")
    assert answer.verdicts == lines("""
        sales 11-22 06:00 missed no_data -
        sales 11-23 06:00 pending no_data -
    """)


def test_a_table_of_which_there_is_no_trace_was_never_seen(story: Teller) -> None:
    """A typing error in the sheet, or a table that nobody ever made."""
    sheet = """
    target             | deadline | partition
    table:p.mart.saels | 06:00    | today
    """
    landed = [wrote("sales", "11-22 05:10", "20261122", 1200)]
    answer = story.check(sheet, landed=landed, at="11-22 09:00")
    assert answer.verdicts[0] == "saels 11-22 06:00 missed never_seen -"


def test_the_job_that_was_never_started(story: Teller) -> None:
    seen = [ran("train", f"{day} 02:00", f"{day} 05:00") for day in days("11-15", 7)]
    for at, expected in {
        "11-22 06:00": "train 11-22 07:30 pending not_started -",
        "11-22 07:00": "train 11-22 07:30 at_risk not_started -",
        "11-22 07:30": "train 11-22 07:30 at_risk not_started -",
        "11-22 07:31": "train 11-22 07:30 missed not_started -",
    }.items():
        answer = story.check(TRAIN, seen=seen, at=at)
        assert [line for line in answer.verdicts if "11-22 07:30" in line] == [expected]


def test_a_cronjob_that_was_made_and_never_ran(story: Teller) -> None:
    """Its object is there, and nothing else: not started, ten days long."""
    seen = [cronjob("train", "0 2 * * *", created="11-12 00:00")]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 missed not_started -"


def test_a_cronjob_of_which_there_is_no_trace_was_never_seen(story: Teller) -> None:
    seen = ran("trian", "11-22 02:00", "11-22 05:00")
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 missed never_seen -"


def test_a_suspended_cronjob_says_so(story: Teller) -> None:
    seen = [
        ran("train", "11-20 02:00", "11-20 05:00"),
        cronjob("train", "0 2 * * *", last_schedule="11-20 02:00", suspend=True),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 missed suspended -"


def test_yesterday_late_and_today_absent(story: Teller) -> None:
    """Yesterday's run ended after its deadline; it must not pass for today's."""
    seen = [
        ran("train", "11-20 02:00", "11-20 05:00"),
        started("train", "11-21 02:00"),
        ended("train", "11-21 02:00", "11-21 08:10"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=["--since", "26h"])
    assert answer.verdicts == lines("""
        train 11-21 07:30 late   slow        11-21 08:10
        train 11-22 07:30 missed not_started -
        train 11-23 07:30 pending not_started -
    """)


def test_a_run_of_yesterday_that_ends_today_stays_yesterdays(story: Teller) -> None:
    """Scheduled at 02:00 of the 21st, it ends at 06:00 of the 22nd: late by a day."""
    seen = [
        *ran("train", "11-21 02:00", "11-22 06:00"),
        skipped("train", "11-22 02:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=["--since", "26h"])
    assert answer.verdicts[:2] == lines("""
        train 11-21 07:30 late   slow        11-22 06:00
        train 11-22 07:30 missed not_started -
    """)


def test_z_is_the_same_instant_everywhere() -> None:
    """The words of these stories: nine in Japan is midnight in UTC."""
    assert z("11-22 09:00") == "2026-11-22T00:00:00Z"
    assert instant("11-22 09:00").tzname() == "UTC"
