from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.judge import due
from slo_monitor.judge.occurrences import before, between, next_ones
from slo_monitor.judge.slots import slots_after
from slo_monitor.judge.walltime import instant, of_wall
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import (
    BusinessDayOfMonth,
    BusinessDays,
    Cron,
    DayOfMonth,
    MonthEnd,
    OpensAtTime,
    Weekdays,
)
from tests.judge.values import jst, objective

NEW_YORK = ZoneInfo("America/New_York")
NO_HOLIDAYS = Calendar()


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def dates(row, start, count, calendar=NO_HOLIDAYS):
    found = islice(due.after(row, calendar, start), count)
    return [each.at.astimezone(row.timezone).strftime("%m-%d %H:%M") for each in found]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (Weekdays(frozenset({0, 3})), ["11-23 07:30", "11-26 07:30", "11-30 07:30"]),
        (BusinessDays(), ["11-24 07:30", "11-25 07:30", "11-26 07:30"]),
        (DayOfMonth(31), ["12-31 07:30", "01-31 07:30", "03-31 07:30"]),
        (MonthEnd(), ["11-30 07:30", "12-31 07:30", "01-31 07:30"]),
        (BusinessDayOfMonth(3), ["12-03 07:30", "01-06 07:30", "02-03 07:30"]),
    ],
)
def test_days_fall_where_people_expect(days, expected):
    closed = frozenset({date(2026, 11, 23), date(2027, 1, 1)})
    row = objective(days=days)
    assert dates(row, jst("11-22 09:00"), 3, Calendar(closed)) == expected


def test_a_deadline_past_midnight_belongs_to_the_day_before():
    row = objective(deadline=25 * 60 + 30)
    first = next(due.after(row, NO_HOLIDAYS, jst("11-22 00:00")))
    assert first.at == jst("11-22 01:30")
    assert first.business_date == date(2026, 11, 21)


def test_the_tick_itself_is_the_last_due_instant_not_the_next():
    row = objective()
    assert next(due.until(row, NO_HOLIDAYS, jst("11-22 07:30"))).at == jst(
        "11-22 07:30"
    )
    assert next(due.after(row, NO_HOLIDAYS, jst("11-22 07:30"))).at == jst(
        "11-23 07:30"
    )


def test_a_cron_tick_is_the_last_due_instant_not_the_next():
    row = objective(days=Cron("30 7 * * 1-5"), deadline=None)
    friday = jst("11-20 07:30")
    assert next(due.until(row, NO_HOLIDAYS, friday)).at == friday
    assert next(due.after(row, NO_HOLIDAYS, friday)).at == jst("11-23 07:30")


def test_a_wall_time_in_a_gap_becomes_the_first_instant_after_it():
    assert instant(date(2026, 3, 8), 150, NEW_YORK) == utc(2026, 3, 8, 7, 0)
    row = objective(timezone=NEW_YORK, deadline=150)
    assert next(due.after(row, NO_HOLIDAYS, utc(2026, 3, 8))).at == utc(2026, 3, 8, 7)


def test_a_wall_time_in_an_overlap_is_the_first_of_the_two():
    assert instant(date(2026, 11, 1), 90, NEW_YORK) == utc(2026, 11, 1, 5, 30)


def test_a_gap_of_half_an_hour_ends_where_it_ends():
    lord_howe = ZoneInfo("Australia/Lord_Howe")
    assert of_wall(datetime(2026, 10, 4, 2, 10), lord_howe) == utc(2026, 10, 3, 15, 30)


def test_cron_matches_in_a_gap_collapse_into_one_due_instant():
    row = objective(timezone=NEW_YORK, days=Cron("0,30 2 * * *"), deadline=None)
    found = [
        each.at for each in islice(due.after(row, NO_HOLIDAYS, utc(2026, 3, 8)), 2)
    ]
    assert found == [utc(2026, 3, 8, 7), utc(2026, 3, 9, 6)]
    back = due.until(row, NO_HOLIDAYS, utc(2026, 3, 8, 12))
    assert [each.at for each in islice(back, 2)] == [
        utc(2026, 3, 8, 7),
        utc(2026, 3, 7, 7, 30),
    ]


def test_in_the_second_pass_of_an_overlap_the_whole_first_pass_is_over():
    row = objective(timezone=NEW_YORK, days=Cron("*/10 * * * *"), deadline=None)
    second_pass = utc(2026, 11, 1, 6, 5)  # 01:05 again
    assert next(due.until(row, NO_HOLIDAYS, second_pass)).at == utc(2026, 11, 1, 5, 50)
    assert next(due.after(row, NO_HOLIDAYS, second_pass)).at == utc(2026, 11, 1, 7, 0)


ROWS = st.sampled_from(
    [
        objective(),
        objective(deadline=47 * 60 + 59),
        objective(timezone=NEW_YORK, deadline=150),
        objective(timezone=NEW_YORK, days=MonthEnd(), deadline=90),
        objective(days=BusinessDays()),
        objective(timezone=NEW_YORK, days=Cron("15 1,2,3 * * *"), deadline=None),
        objective(days=Cron("0 0 29 2 *"), deadline=None),
    ]
)


@given(
    row=ROWS,
    at=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
def test_last_and_next_due_instants_enclose_every_instant(row, at):
    last = next(due.until(row, NO_HOLIDAYS, at))
    following = next(due.after(row, NO_HOLIDAYS, at))
    assert last.at <= at < following.at
    assert next(due.after(row, NO_HOLIDAYS, last.at)) == following
    assert next(due.until(row, NO_HOLIDAYS, following.at)) == following


def test_an_occurrence_opens_when_the_one_before_was_due():
    row = objective(days=Weekdays(frozenset({0, 1, 2, 3, 4})))
    (monday,) = between(row, NO_HOLIDAYS, jst("11-22 09:00"), jst("11-22 09:00"))
    assert monday.opens_at == jst("11-20 07:30")
    assert next(before(row, NO_HOLIDAYS, monday)).due_at == jst("11-20 07:30")


def test_an_evening_before_opens_on_the_day_before():
    row = objective(not_before=OpensAtTime(22 * 60 - 1440))
    (found,) = next_ones(row, NO_HOLIDAYS, jst("11-22 00:00"), 1)
    assert found.opens_at == jst("11-21 22:00")


def test_for_cron_rows_a_later_time_of_day_is_the_evening_before():
    row = objective(
        days=Cron("30 7 * * *"), deadline=None, not_before=OpensAtTime(22 * 60)
    )
    (found,) = next_ones(row, NO_HOLIDAYS, jst("11-22 00:00"), 1)
    assert found.opens_at == jst("11-21 22:00")
    row = objective(
        days=Cron("30 7 * * *"), deadline=None, not_before=OpensAtTime(5 * 60)
    )
    (found,) = next_ones(row, NO_HOLIDAYS, jst("11-22 00:00"), 1)
    assert found.opens_at == jst("11-22 05:00")


def test_a_yearly_row_opens_a_year_before():
    row = objective(days=Cron("0 0 1 1 *"), deadline=None)
    (found,) = next_ones(row, NO_HOLIDAYS, jst("11-22 00:00"), 1)
    assert found.due_at - found.opens_at == timedelta(days=365)


def test_fourteen_due_instants_are_fourteen_days_of_a_daily_row():
    found = next_ones(objective(), NO_HOLIDAYS, jst("11-22 09:00"), 14)
    assert [each.business_date.day for each in found] == [*range(23, 31), *range(1, 7)]


def test_slots_follow_the_cronjobs_own_zone():
    found = islice(slots_after("0 5 * * *", "Asia/Tokyo", jst("11-22 05:00")), 2)
    assert list(found) == [jst("11-23 05:00"), jst("11-24 05:00")]
    assert next(slots_after("0 5 * * *", None, utc(2026, 11, 22))) == utc(
        2026, 11, 22, 5
    )


@pytest.mark.parametrize(
    ("schedule", "zone"),
    [
        ("@every 1h", "UTC"),
        ("0 5 * * *", "Asia/Tokio"),
        (None, None),
        ("59 23 31 2 *", "UTC"),
    ],
)
def test_a_schedule_that_cannot_be_followed_has_no_slots(schedule, zone):
    assert list(slots_after(schedule, zone, utc(2026, 11, 22))) == []


def test_slots_in_the_second_pass_of_an_overlap_are_later_than_it():
    found = next(
        slots_after("*/10 * * * *", "America/New_York", utc(2026, 11, 1, 6, 5))
    )
    assert found == utc(2026, 11, 1, 7, 0)
