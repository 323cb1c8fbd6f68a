"""Which calendar days an objective falls on."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import (
    BusinessDayOfMonth,
    BusinessDays,
    DayOfMonth,
    MonthEnd,
    Weekdays,
)

DayRule = Weekdays | BusinessDays | DayOfMonth | MonthEnd | BusinessDayOfMonth

LONGEST_GAP = timedelta(days=800)
"""No rule that ever matches leaves a longer gap; past it we stop looking."""

_DAY = timedelta(days=1)


def falls_on(rule: DayRule, day: date, calendar: Calendar) -> bool:
    """Whether `rule` has an occurrence on the business date `day`."""
    match rule:
        case Weekdays():
            return day.weekday() in rule.days
        case BusinessDays():
            return calendar.is_business_day(day)
        case DayOfMonth():
            return day.day == rule.day
        case MonthEnd():
            return (day + _DAY).day == 1
        case BusinessDayOfMonth():
            return _is_nth_business_day(rule.nth, day, calendar)
        case _:
            assert_never(rule)


def walk(
    rule: DayRule, start: date, calendar: Calendar, *, back: bool
) -> Iterator[date]:
    """The days `rule` falls on, from `start` (included) onwards, or backwards."""
    step = -_DAY if back else _DAY
    day, last_match = start, start
    while abs(day - last_match) <= LONGEST_GAP:
        if falls_on(rule, day, calendar):
            last_match = day
            yield day
        day += step


def _is_nth_business_day(nth: int, day: date, calendar: Calendar) -> bool:
    if not calendar.is_business_day(day):
        return False
    days_so_far = (day.replace(day=number) for number in range(1, day.day + 1))
    return sum(map(calendar.is_business_day, days_so_far)) == nth
