"""The column `days`: on which days, or at which matches, an objective is due."""

import re
from datetime import datetime
from functools import lru_cache

from slo_monitor.model.objectives import (
    EVERY_WEEKDAY,
    MONDAY_TO_FRIDAY,
    BusinessDayOfMonth,
    BusinessDays,
    Cron,
    DayOfMonth,
    Days,
    MonthEnd,
    Weekdays,
)
from slo_monitor.sources.sheet.cells import line_of, quote, word_of
from slo_monitor.sources.sheet.grid import Cell

DAILY = "daily"

LAST_DAY = 31

MOST_BUSINESS_DAYS = 23
"""No month has more of them."""

_FORMS = (
    "write daily, weekdays, mon-fri, mon,thu, business days, day 1, month end, "
    "business day 3, or a cron expression such as 30 7 * * 1-5"
)

_WORDS: dict[str, Days] = {
    "": Weekdays(EVERY_WEEKDAY),
    "daily": Weekdays(EVERY_WEEKDAY),
    "everyday": Weekdays(EVERY_WEEKDAY),
    "毎日": Weekdays(EVERY_WEEKDAY),
    "weekdays": Weekdays(MONDAY_TO_FRIDAY),
    "weekday": Weekdays(MONDAY_TO_FRIDAY),
    "平日": Weekdays(MONDAY_TO_FRIDAY),
    "businessdays": BusinessDays(),
    "営業日": BusinessDays(),
    "monthend": MonthEnd(),
    "month-end": MonthEnd(),
    "月末": MonthEnd(),
}

_DAY = re.compile(r"day(\d{1,2})|(?:毎月)?(\d{1,2})日")
_BUSINESS_DAY = re.compile(r"businessday(\d{1,2})|第?(\d{1,2})営業日")

_ENGLISH = {
    name: number
    for number, names in enumerate(
        (
            "mon monday",
            "tue tues tuesday",
            "wed weds wednesday",
            "thu thur thurs thursday",
            "fri friday",
            "sat saturday",
            "sun sunday",
        )
    )
    for name in names.split()
}
_JAPANESE = {name: number for number, name in enumerate("月火水木金土日")}
_NUMBERS = _ENGLISH | _JAPANESE
_JAPANESE_PART = re.compile("(?:[月火水木金土日](?:-[月火水木金土日])?)+")
_RANGE = re.compile("([月火水木金土日]|[a-z]+)(?:-([月火水木金土日]|[a-z]+))?")
_BETWEEN = re.compile(r"[,、・/ ]+")

_CRON = re.compile("[0-9*][!-~]*( [!-~]+)+")
_CRON_FIELDS = 5
_ANY_DAY = datetime(2026, 1, 1)  # noqa: DTZ001 - only asks whether there is a match


@lru_cache(maxsize=4096, typed=True)
def read_days(cell: Cell) -> Days:
    """The days; ValueError says what to write instead."""
    text = word_of(cell)
    if _CRON.fullmatch(text):
        return Cron(_checked(cell, line_of(cell)))
    squeezed = text.replace(" ", "").replace("_", "")
    days = _WORDS.get(squeezed) or _numbered(squeezed) or _weekdays(text)
    if days is None:
        raise ValueError(f"{quote(cell)} does not say on which days; {_FORMS}")
    return days


@lru_cache(maxsize=4096, typed=True)
def days_text(cell: Cell) -> str:
    """The cell as it tells two rows of the same target and deadline apart."""
    return line_of(cell).lower() or DAILY


def _numbered(text: str) -> Days | None:
    if found := _BUSINESS_DAY.fullmatch(text):
        nth = int(found[1] or found[2])
        return BusinessDayOfMonth(nth) if 0 < nth <= MOST_BUSINESS_DAYS else None
    if found := _DAY.fullmatch(text):
        day = int(found[1] or found[2])
        return DayOfMonth(day) if 0 < day <= LAST_DAY else None
    return None


def _weekdays(text: str) -> Weekdays | None:
    text = text.removeprefix("毎週").replace("曜日", "").replace("曜", "")
    text = text.replace(" -", "-").replace("- ", "-")
    parts = [_part(part) for part in _BETWEEN.split(text) if part]
    if not parts or not all(parts):
        return None
    return Weekdays(frozenset().union(*parts))


def _part(text: str) -> frozenset[int]:
    """The days in `mon-wed`, `月-水`, `土日` or `平日`; none if it is nothing of these."""
    word = _WORDS.get(text)
    if isinstance(word, Weekdays):
        return word.days
    if not _JAPANESE_PART.fullmatch(text) and not _RANGE.fullmatch(text):
        return frozenset()
    days: set[int] = set()
    for first, last in _RANGE.findall(text):
        if first not in _NUMBERS or (last or first) not in _NUMBERS:
            return frozenset()
        days |= _from_to(_NUMBERS[first], _NUMBERS[last or first])
    return frozenset(days)


def _from_to(first: int, last: int) -> set[int]:
    """The days from `first` to `last`, over Sunday where `last` comes before."""
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def _checked(cell: Cell, expression: str) -> str:
    """A cron expression that has matches; ValueError says what is wrong with it."""
    from cronsim import CronSim, CronSimError

    if len(expression.split()) != _CRON_FIELDS:
        raise ValueError(
            f"{quote(cell)} is not a cron expression of five fields (minute, hour, day of "
            "month, month, day of week); write one such as 30 7 * * 1-5",
        )
    try:
        match = next(CronSim(expression, _ANY_DAY), None)
    except (CronSimError, ValueError) as error:
        raise ValueError(
            f"{quote(cell)} is not a cron expression ({error}); write five fields "
            "such as 30 7 * * 1-5",
        ) from None
    if match is None:
        raise ValueError(
            f"{quote(cell)} never comes; write a cron expression such as 30 7 * * 1-5",
        )
    return expression
