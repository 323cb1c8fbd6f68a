"""Early finishers, near misses, the tick itself, midnights and time zones."""

import pytest

from tests.scenarios.kubernetes import NEW_YORK, days, ended, ran, started
from tests.scenarios.stories import Teller, lines, wrote

SIX = """
target                 | deadline | warn before
cronjob:prod/ml/report | 06:00    | 5m
"""


def test_a_job_done_at_0550_for_0600_never_alarms(story: Teller) -> None:
    """Rivals credit the early run to the day before and alarm at every deadline."""
    seen = [ran("report", f"{day} 05:00", f"{day} 05:50") for day in days("11-15", 8)]
    for at in ("11-22 05:56", "11-22 06:00", "11-22 06:01", "11-22 23:59"):
        answer = story.check(SIX, seen=seen, at=at)
        assert "report 11-22 06:00 met - 11-22 05:50" in answer.verdicts
        assert not {"missed", "late", "at_risk", "unknown"} & {
            verdict["status"] for verdict in answer.document["verdicts"]
        }


def test_a_job_done_at_2350_the_evening_before_is_in_time(story: Teller) -> None:
    seen = [ran("report", f"{day} 23:00", f"{day} 23:50") for day in days("11-15", 7)]
    answer = story.check(SIX, seen=seen, at="11-22 06:01")
    assert answer.verdicts == lines("""
        report 11-22 06:00 met     -           11-21 23:50
        report 11-23 06:00 pending not_started -
    """)


def test_a_table_that_lands_the_evening_before_is_in_time(story: Teller) -> None:
    sheet = """
    target             | deadline | partition
    table:p.mart.daily | 06:00    | yesterday
    """
    landed = [wrote("daily", "11-21 23:50", "20261121", 10)]
    answer = story.check(sheet, landed=landed, at="11-22 06:01")
    assert answer.verdicts[0] == "daily 11-22 06:00 met - 11-21 23:50"


@pytest.mark.parametrize(
    ("end", "status", "reason", "margin"),
    [
        ("06:29:59", "met", None, 1801),
        ("06:30:00", "met", None, 1800),
        ("06:30:01", "near_miss", "slow", 1799),
        ("07:00:00", "near_miss", "slow", 0),
        ("07:00:01", "late", "slow", -1),
    ],
)
def test_the_margin_decides_between_met_near_miss_and_late(
    story: Teller, end: str, status: str, reason: str | None, margin: int
) -> None:
    """The tick itself is in time; a margin of exactly `warn before` is met."""
    sheet = """
    target                 | deadline
    cronjob:prod/ml/report | 07:00
    """
    seen = ran("report", "11-22 05:00", f"11-22 {end}")
    verdict = story.check(sheet, seen=seen, at="11-22 08:00").of("report", "11-22")
    assert verdict["status"] == status
    assert verdict["reason"] == reason
    assert verdict["margin_seconds"] == margin


def test_without_a_warning_nothing_is_a_near_miss(story: Teller) -> None:
    sheet = """
    target                 | deadline | warn before
    cronjob:prod/ml/report | 07:00    | 0
    """
    seen = ran("report", "11-22 05:00", "11-22 07:00")
    verdict = story.check(sheet, seen=seen, at="11-22 08:00").of("report", "11-22")
    assert verdict["status"] == "met"
    assert verdict["warn_at"] == verdict["due_at"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("11-22 06:29:59", "report 11-22 07:00 pending running -"),
        ("11-22 06:30:00", "report 11-22 07:00 at_risk running -"),
        ("11-22 07:00:00", "report 11-22 07:00 at_risk running -"),
        ("11-22 07:00:01", "report 11-22 07:00 missed running -"),
        ("11-22 07:39:59", "report 11-22 07:00 missed running -"),
        ("11-22 07:40:00", "report 11-22 07:00 late slow 11-22 07:40"),
    ],
)
def test_one_day_replayed_tells_each_instant_of_it(
    story: Teller, at: str, expected: str
) -> None:
    """All evidence is there from the start; what came later than `at` is not looked at."""
    sheet = """
    target                 | deadline
    cronjob:prod/ml/report | 07:00
    """
    seen = [
        ran("report", "11-21 05:00", "11-21 06:00"),
        ran("report", "11-22 05:00", "11-22 07:40"),
    ]
    verdicts = story.check(sheet, seen=seen, at=at).verdicts
    assert [line for line in verdicts if " 11-22 07:00 " in line] == [expected]


def test_before_its_start_the_reason_is_that_it_has_not_started(story: Teller) -> None:
    seen = [
        ran("report", "11-21 05:00", "11-21 05:40"),
        ran("report", "11-22 05:00", "11-22 05:40"),
    ]
    answer = story.check(SIX, seen=seen, at="11-22 04:59")
    assert answer.verdicts == lines("""
        report 11-21 06:00 met     -           11-21 05:40
        report 11-22 06:00 pending not_started -
    """)


@pytest.mark.parametrize("deadline", ["25:30", "翌01:30", "翌1:30", "２５：３０"])
def test_a_deadline_of_2530_is_half_past_one_of_the_next_day(
    story: Teller, deadline: str
) -> None:
    """The business date stays the evening's; 01:40 is late for it."""
    sheet = f"""
    target                | 締切
    cronjob:prod/ml/close | {deadline}
    """
    seen = [
        ran("close", "11-20 23:30", "11-21 00:50"),
        ran("close", "11-21 23:30", "11-22 01:40"),
    ]
    answer = story.check(sheet, seen=seen, at="11-22 02:00", options=["--since", "25h"])
    assert answer.verdicts == lines("""
        close 11-21 01:30 met     -           11-21 00:50
        close 11-22 01:30 late    slow        11-22 01:40
        close 11-23 01:30 pending not_started -
    """)
    dates = [verdict["business_date"] for verdict in answer.document["verdicts"]]
    assert sorted(dates) == ["2026-11-20", "2026-11-21", "2026-11-22"]


def test_an_open_deadline_past_midnight_belongs_to_the_evening(story: Teller) -> None:
    sheet = """
    target                | deadline
    cronjob:prod/ml/close | 25:30
    """
    seen = ran("close", "11-20 23:30", "11-21 00:50")
    answer = story.check(sheet, seen=seen, at="11-22 00:10")
    verdict = answer.of("close", "11-22")
    assert (verdict["business_date"], verdict["status"]) == ("2026-11-21", "pending")
    answer = story.check(sheet, seen=seen, at="11-22 01:00")
    assert answer.of("close", "11-22")["status"] == "at_risk"


@pytest.mark.parametrize(
    ("deadline", "slot", "end", "at"),
    [
        ("00:30", "11-21 23:00", "11-22 01:10", "11-22 02:00"),
        ("23:30", "11-21 22:00", "11-22 00:10", "11-22 02:00"),
    ],
)
def test_forty_minutes_late_around_midnight_is_late(
    story: Teller, deadline: str, slot: str, end: str, at: str
) -> None:
    sheet = f"""
    target                | deadline
    cronjob:prod/ml/close | {deadline}
    """
    seen = [started("close", slot), ended("close", slot, end)]
    verdict = story.check(sheet, seen=seen, at=at).document["verdicts"][0]
    assert (verdict["status"], verdict["margin_seconds"]) == ("late", -2400)


NEW_YORK_SHEET = """
target                | deadline | timezone
cronjob:prod/ml/close | 02:30    | America/New_York
"""


def test_a_deadline_in_the_gap_of_spring_is_the_first_instant_after_it(
    story: Teller,
) -> None:
    """On 2026-03-08 New York has no 02:30: 03:00 EDT, 07:00 UTC, takes its place."""
    seen = ran("close", "03-08 00:30", "03-08 03:00", zone=NEW_YORK)
    answer = story.check(NEW_YORK_SHEET, seen=seen, at="03-08 04:00", zone=NEW_YORK)
    verdict = answer.document["verdicts"][0]
    assert verdict["due_at"] == "2026-03-08T07:00:00Z"
    assert (verdict["status"], verdict["margin_seconds"]) == ("near_miss", 0)


def test_a_deadline_in_the_overlap_of_autumn_is_the_first_of_the_two(
    story: Teller,
) -> None:
    """On 2026-11-01 New York has 01:30 twice; the deadline is 05:30 UTC."""
    sheet = NEW_YORK_SHEET.replace("02:30", "01:30")
    answer = story.check(sheet, seen=[], at="11-01 06:00", zone=NEW_YORK)
    assert answer.document["verdicts"][0]["due_at"] == "2026-11-01T05:30:00Z"


def test_a_day_of_25_hours_has_one_deadline(story: Teller) -> None:
    sheet = NEW_YORK_SHEET.replace("02:30", "07:00")
    options = ["--since", "2026-10-31T00:00:00-04:00"]
    answer = story.check(
        sheet, seen=[], at="11-02 12:00", zone=NEW_YORK, options=options
    )
    due = sorted(verdict["due_at"] for verdict in answer.document["verdicts"])
    assert due == [
        "2026-10-31T11:00:00Z",
        "2026-11-01T12:00:00Z",
        "2026-11-02T12:00:00Z",
        "2026-11-03T12:00:00Z",
    ]


def test_the_first_on_time_and_a_second_write_in_the_afternoon(story: Teller) -> None:
    """A backfill at 14:00 does not make the morning late."""
    sheet = """
    target             | deadline | partition
    table:p.mart.daily | 09:00    | none
    table:p.mart.dated | 09:00    | today
    """
    landed = [
        wrote("daily", "11-21 08:00", rows=5),
        wrote("dated", "11-21 08:00", "20261121", 5),
        wrote("daily", "11-22 08:00", rows=5),
        wrote("dated", "11-22 08:00", "20261122", 5),
        wrote("daily", "11-22 14:00", rows=5),
        wrote("dated", "11-22 14:00", "20261122", 5),
    ]
    answer = story.check(sheet, landed=landed, at="11-22 15:00")
    assert answer.verdicts[:2] == lines("""
        daily 11-22 09:00 met - 11-22 08:00
        dated 11-22 09:00 met - 11-22 08:00
    """)


def test_yesterday_0830_is_not_stale_at_0845_before_0900(story: Teller) -> None:
    sheet = """
    target             | deadline | partition | warn before
    table:p.mart.daily | 09:00    | none      | 10m
    """
    landed = [wrote("daily", "11-20 08:30"), wrote("daily", "11-21 08:30")]
    answer = story.check(sheet, landed=landed, at="11-22 08:45")
    assert answer.verdicts == lines("""
        daily 11-21 09:00 met     -       11-21 08:30
        daily 11-22 09:00 pending no_data -
    """)


def test_a_table_dead_for_five_days_is_missed_every_day(story: Teller) -> None:
    sheet = """
    target             | deadline | partition
    table:p.mart.daily | 09:00    | none
    """
    landed = [wrote("daily", f"{day} 08:00") for day in days("11-14", 3)]
    answer = story.check(
        sheet, landed=landed, at="11-21 10:00", options=["--since", "120h"]
    )
    assert answer.verdicts == lines("""
        daily 11-17 09:00 missed  no_data -
        daily 11-18 09:00 missed  no_data -
        daily 11-19 09:00 missed  no_data -
        daily 11-20 09:00 missed  no_data -
        daily 11-21 09:00 missed  no_data -
        daily 11-22 09:00 pending no_data -
    """)


def test_not_before_keeps_a_run_of_the_afternoon_out_of_the_morning(
    story: Teller,
) -> None:
    """An hourly job would always be met by its first run; `not before` asks for a late one."""
    sheet = """
    target                | deadline | not before
    cronjob:prod/ml/sync  | 07:00    | 05:00
    """
    seen = [
        ran("sync", "11-21 08:00", "11-21 08:05"),
        ran("sync", "11-22 04:00", "11-22 04:05"),
    ]
    assert story.check(sheet, seen=seen, at="11-22 08:00").verdicts[0] == (
        "sync 11-22 07:00 missed not_started -"
    )
    seen += [ran("sync", "11-22 05:00", "11-22 05:05")]  # the opening is inclusive
    answer = story.check(sheet, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "sync 11-22 07:00 met - 11-22 05:05"
    assert answer.of("sync", "11-22")["opens_at"] == "2026-11-21T20:00:00Z"


@pytest.mark.parametrize("cell", ["22:00", "-9h"])
def test_not_before_may_be_the_evening_before(story: Teller, cell: str) -> None:
    sheet = f"""
    target                | deadline | not before
    cronjob:prod/ml/sync  | 07:00    | {cell}
    """
    verdict = story.check(sheet, seen=[], at="11-22 08:00").of("sync", "11-22")
    assert verdict["opens_at"] == "2026-11-21T13:00:00Z"
