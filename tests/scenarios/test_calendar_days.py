"""Weekends, holidays with substitutes, year's end, months: nobody is alarmed on a day off."""

import pytest

from tests.scenarios.kubernetes import days, instant, ran
from tests.scenarios.stories import Teller, lines

WEEKDAYS = """
target                 | deadline | days
cronjob:prod/ml/report | 06:00    | {days}
"""


@pytest.mark.parametrize(
    "cell", ["weekdays", "平日", "mon-fri", "月-金", "月～金", "Mon-Fri"]
)
def test_a_weekday_job_is_quiet_over_the_weekend(story: Teller, cell: str) -> None:
    """Friday 11-20 was fine. Saturday 03:11 and Sunday noon hold nothing to alarm about."""
    seen = [ran("report", f"{day} 04:00", f"{day} 05:00") for day in days("11-16", 5)]
    sheet = WEEKDAYS.format(days=cell)
    assert story.check(sheet, seen=seen, at="11-21 03:11").verdicts == lines("""
        report 11-20 06:00 met     -           11-20 05:00
        report 11-23 06:00 pending not_started -
    """)
    assert story.check(sheet, seen=seen, at="11-22 12:00").verdicts == lines("""
        report 11-23 06:00 pending not_started -
    """)


def test_weekdays_go_on_over_holidays_and_business_days_do_not(story: Teller) -> None:
    """Monday 2026-11-23 is Labour Thanksgiving Day."""
    seen = ran("report", "11-20 04:00", "11-20 05:00")
    sheet = WEEKDAYS.format(days="weekdays")
    assert story.check(sheet, seen=seen, at="11-23 09:00").verdicts == lines("""
        report 11-23 06:00 missed  not_started -
        report 11-24 06:00 pending not_started -
    """)
    sheet = WEEKDAYS.format(days="business days")
    assert story.check(sheet, seen=seen, at="11-23 09:00").verdicts == lines("""
        report 11-24 06:00 pending not_started -
    """)


def test_a_run_on_friday_evening_is_mondays_if_no_day_lies_between(
    story: Teller,
) -> None:
    """The window of the next business day opens with the last deadline, days before."""
    seen = ran("report", "11-20 22:00", "11-20 23:00")
    sheet = WEEKDAYS.format(days="営業日")
    answer = story.check(sheet, seen=seen, at="11-24 09:00")
    assert answer.verdicts[0] == "report 11-24 06:00 met - 11-20 23:00"


@pytest.mark.parametrize(
    ("day_off", "next_day"),
    [
        ("2026-05-06", "2026-05-07"),  # Wednesday, for Constitution Day on Sunday 05-03
        ("2026-09-21", "2026-09-24"),  # Respect for the Aged Day
        ("2026-09-22", "2026-09-24"),  # 国民の休日: a weekday between two holidays
        ("2026-09-23", "2026-09-24"),  # Autumnal Equinox
        ("2027-03-22", "2027-03-23"),  # Monday, for the Equinox on Sunday
        ("2026-08-11", "2026-08-12"),  # Mountain Day
    ],
)
def test_substitute_holidays_are_days_off(
    story: Teller, day_off: str, next_day: str
) -> None:
    sheet = WEEKDAYS.format(days="business days")
    answer = story.check(sheet, seen=[], at=f"{day_off} 09:00")
    dates = [verdict["business_date"] for verdict in answer.document["verdicts"]]
    assert dates == [next_day]


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ("[]", "2027-01-06"),
        ("[2026-12-29, 2026-12-30, 2026-12-31]", "2027-01-06"),
        ("[2027-01-04]", "2027-01-07"),
    ],
)
def test_the_third_business_day_at_new_year_heeds_closed_days(
    story: Teller, closed: str, due: str
) -> None:
    """2027-01-01 is a Friday; the company may be closed on Monday the 4th."""
    config = story.folder / "c.yaml"
    config.write_text(f"calendar: {{country: JP, closed: {closed}}}\n")
    sheet = WEEKDAYS.format(days="第3営業日")
    answer = story.check(sheet, seen=[], at="12-28 09:00", options=["--config", config])
    dates = [verdict["business_date"] for verdict in answer.document["verdicts"]]
    assert dates == [due]


def test_closed_days_of_the_company_are_days_off(story: Teller) -> None:
    config = story.folder / "c.yaml"
    config.write_text("calendar: {closed: [2026-12-29, 2026-12-30, 2026-12-31]}\n")
    sheet = WEEKDAYS.format(days="business days")
    options = ["--config", config]
    at_work = story.check(sheet, seen=[], at="12-29 09:00")
    closed = story.check(sheet, seen=[], at="12-29 09:00", options=options)
    assert at_work.document["verdicts"][0]["business_date"] == "2026-12-29"
    assert closed.document["verdicts"][0]["business_date"] == "2027-01-04"


def test_another_country_has_other_holidays(story: Teller) -> None:
    config = story.folder / "c.yaml"
    config.write_text("calendar: {country: US}\n")
    sheet = WEEKDAYS.format(days="business days")
    answer = story.check(sheet, seen=[], at="11-26 09:00", options=["--config", config])
    dates = [verdict["business_date"] for verdict in answer.document["verdicts"]]
    assert dates == ["2026-11-27"]  # the 26th is Thanksgiving


@pytest.mark.parametrize(
    ("cell", "dates"),
    [
        ("day 1", ["2026-10-01", "2026-11-01", "2026-12-01"]),
        ("1日", ["2026-10-01", "2026-11-01", "2026-12-01"]),
        ("day 31", ["2026-10-31", "2026-12-31"]),
        ("month end", ["2026-09-30", "2026-10-31", "2026-11-30"]),
        ("月末", ["2026-09-30", "2026-10-31", "2026-11-30"]),
        ("business day 3", ["2026-10-05", "2026-11-05", "2026-12-03"]),
    ],
)
def test_days_of_the_month(story: Teller, cell: str, dates: list[str]) -> None:
    """November 3rd is Culture Day, so its third business day is the 5th."""
    answer = story.check(
        WEEKDAYS.format(days=cell),
        seen=[],
        at="11-22 09:00",
        options=["--since", "2026-09-30T00:00:00+09:00"],
    )
    told = [verdict["business_date"] for verdict in answer.document["verdicts"]]
    assert sorted(told) == dates


def test_a_cron_expression_gives_the_due_instants(story: Teller) -> None:
    """Every six hours on weekdays, in the row's zone; the tick at `at` is still open."""
    sheet = """
    target               | deadline | days
    cronjob:prod/ml/sync |          | 0 */6 * * 1-5
    """
    seen = [
        ran("sync", "11-19 11:00", "11-19 11:10"),
        ran("sync", "11-20 05:00", "11-20 05:10"),
        ran("sync", "11-20 11:00", "11-20 13:00"),
    ]
    answer = story.check(sheet, seen=seen, at="11-20 18:00")
    assert answer.verdicts == lines("""
        sync 11-20 00:00 missed  not_started -
        sync 11-20 06:00 met     -           11-20 05:10
        sync 11-20 12:00 late    slow        11-20 13:00
        sync 11-20 18:00 at_risk not_started -
        sync 11-23 00:00 pending not_started -
    """)
    keys = {verdict["objective"] for verdict in answer.document["verdicts"]}
    assert keys == {"cronjob:prod/ml/sync@0 */6 * * 1-5"}


def test_two_rows_of_one_target_have_keys_of_their_own(story: Teller) -> None:
    sheet = """
    target                 | deadline | days
    cronjob:prod/ml/report | 06:00    | mon-fri
    cronjob:prod/ml/report | 06:00    | month end
    cronjob:prod/ml/report | 09:00    | daily
    """
    answer = story.check(sheet, seen=[], at="11-30 07:00")
    keys = {verdict["objective"] for verdict in answer.document["verdicts"]}
    assert "cronjob:prod/ml/report@09:00" in keys
    assert {
        "cronjob:prod/ml/report@06:00#mon-fri",
        "cronjob:prod/ml/report@06:00#month end",
    } & keys


def test_the_same_due_instants_twice_are_a_problem_of_the_later_row(
    story: Teller,
) -> None:
    sheet = """
    target                 | deadline | days
    cronjob:prod/ml/report | 06:00    | mon-fri
    cronjob:prod/ml/report | 6:00     | weekdays
    """
    answer = story.check(sheet, seen=[], at="11-20 05:00")
    (problem,) = answer.document["problems"]
    assert problem["where"].startswith("slos.csv row 3")
    assert {verdict["objective"] for verdict in answer.document["verdicts"]} == {
        "cronjob:prod/ml/report@06:00"
    }


def test_a_year_of_a_punctual_business_day_job_has_no_false_alarm(
    story: Teller,
) -> None:
    """Runs on every weekday, holidays or not; judged over a year of Japanese holidays."""
    seen = [
        ran("report", f"{day} 04:00", f"{day} 05:00") for day in _weekdays_of_2026()
    ]
    answer = story.check(
        WEEKDAYS.format(days="business days"),
        seen=seen,
        at="12-31 09:00",
        options=["--since", "2026-01-02T00:00:00+09:00"],
    )
    judged = answer.document["verdicts"][:-1]
    assert {
        verdict["status"] for verdict in judged if verdict["due_at"] < "2026-12-31T01"
    } == {"met"}
    assert len(judged) > 230


def _weekdays_of_2026() -> list[str]:
    saturday = 5
    return [
        day
        for day in days("01-01", 365)
        if instant(f"{day} 12:00").weekday() < saturday
    ]
