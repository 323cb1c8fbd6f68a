from datetime import date

import pytest

from slo_monitor.model.objectives import (
    BusinessDayOfMonth,
    BusinessDays,
    Cron,
    DayOfMonth,
    MonthEnd,
    Weekdays,
)
from slo_monitor.sources.sheet.days import days_text, read_days

MON, TUE, WED, THU, FRI, SAT, SUN = range(7)


def weekdays(*days):
    return Weekdays(frozenset(days))


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("daily", weekdays(*range(7))),
        ("Every day", weekdays(*range(7))),
        ("毎日", weekdays(*range(7))),
        ("weekdays", weekdays(*range(5))),
        ("平日", weekdays(*range(5))),
        ("business days", BusinessDays()),
        ("Business_Days", BusinessDays()),
        ("営業日", BusinessDays()),
        ("day 1", DayOfMonth(1)),
        ("day31", DayOfMonth(31)),
        ("1日", DayOfMonth(1)),
        ("１日", DayOfMonth(1)),
        ("1 日", DayOfMonth(1)),
        ("毎月25日", DayOfMonth(25)),
        ("month end", MonthEnd()),
        ("Month-End", MonthEnd()),
        ("月末", MonthEnd()),
        ("business day 3", BusinessDayOfMonth(3)),
        ("第3営業日", BusinessDayOfMonth(3)),
        ("第３営業日", BusinessDayOfMonth(3)),
        ("3営業日", BusinessDayOfMonth(3)),
    ],
)
def test_words_for_days_in_both_languages(cell, days):
    assert read_days(cell) == days


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        ("mon", [MON]),
        ("Monday", [MON]),
        ("mon-fri", range(5)),
        ("Mon - Fri", range(5)),
        ("mon–fri", range(5)),
        ("mon,thu", [MON, THU]),
        ("mon, thu,", [MON, THU]),
        ("mon thu", [MON, THU]),
        ("tues/thurs", [TUE, THU]),
        ("mon-wed,fri", [MON, TUE, WED, FRI]),
        ("fri-mon", [FRI, SAT, SUN, MON]),
        ("weekdays,sat", range(6)),
        ("wed-wed", [WED]),
        ("月", [MON]),
        ("月曜", [MON]),
        ("月曜日", [MON]),
        ("日曜日", [SUN]),
        ("毎週月曜", [MON]),
        ("月-金", range(5)),
        ("月〜金", range(5)),
        ("月～金", range(5)),
        ("月－金", range(5)),
        ("月ー金", range(5)),
        ("月曜〜金曜", range(5)),
        ("月-水,金", [MON, TUE, WED, FRI]),
        ("月,木", [MON, THU]),
        ("月、木", [MON, THU]),
        ("月・水・金", [MON, WED, FRI]),
        ("月水金", [MON, WED, FRI]),
        ("土日", [SAT, SUN]),
        ("金-月", [FRI, SAT, SUN, MON]),
        ("平日、土", range(6)),
    ],
)
def test_lists_and_ranges_of_weekdays(cell, days):
    assert read_days(cell) == weekdays(*days)


@pytest.mark.parametrize(
    ("cell", "expression"),
    [
        ("30 7 * * 1-5", "30 7 * * 1-5"),
        ("  30  7 * * MON-FRI ", "30 7 * * MON-FRI"),
        ("*/15 * * * *", "*/15 * * * *"),
        ("３０ ７ ＊ ＊ １", "30 7 * * 1"),
        ("0 9 29 2 *", "0 9 29 2 *"),
        ("0 9 L * *", "0 9 L * *"),
    ],
)
def test_a_cron_expression_is_kept_as_written(cell, expression):
    assert read_days(cell) == Cron(expression)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("0 0 31 2 *", r"is not a cron expression \(Bad day-of-month\)"),
        ("61 7 * * *", r"is not a cron expression \(Bad minute\)"),
        ("0 0 */31 2 1#2", "never comes"),
        ("30 7 * *", "is not a cron expression of five fields"),
        ("0 30 7 * * 1", "is not a cron expression of five fields"),
        (f"0 0 */{'9' * 5000} * *", "is not a cron expression"),
        ("foo", "does not say on which days"),
        ("mon-foo", "does not say on which days"),
        ("foo-mon", "does not say on which days"),
        ("mon,foo", "does not say on which days"),
        ("monfri", "does not say on which days"),
        ("土日祝", "does not say on which days"),
        (",", "does not say on which days"),
        ("毎週", "does not say on which days"),
        ("day 0", "does not say on which days"),
        ("day 32", "does not say on which days"),
        ("business day 24", "does not say on which days"),
        ("第0営業日", "does not say on which days"),
        ("@daily", "does not say on which days"),
        (1, "does not say on which days"),
        (True, "does not say on which days"),
        (date(2026, 1, 1), '"2026-01-01" does not say on which days'),
    ],
)
def test_what_names_no_days_is_refused(cell, why):
    with pytest.raises(ValueError, match=why):
        read_days(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "daily"),
        ("", "daily"),
        (" Mon -  Ｆｒｉ ", "mon - fri"),
        ("月末", "月末"),
    ],
)
def test_days_are_told_apart_as_written(cell, text):
    assert days_text(cell) == text
