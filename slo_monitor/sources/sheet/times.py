"""Times of day and lengths, as people write them and as spreadsheets store them."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from slo_monitor.sources.sheet.cells import quote, word_of
from slo_monitor.sources.sheet.grid import Cell

DAY = 1440
"""Minutes of a day, which spreadsheets store as the fraction 1.0."""

LATEST = 2 * DAY - 1
"""47:59, the latest time of day, in minutes."""

LONGEST = timedelta(days=366)
"""No warning and no window is longer than a year."""

_TIME = re.compile(r"(翌日? ?)?(\d{1,2}):(\d{2})(?::00)?")
_TIME_JA = re.compile(r"(翌日? ?)?(\d{1,2}) ?時 ?(?:(\d{1,2}) ?分)?")
# A duration as OpenDocument writes it: PT25H30M00S.
_DURATION = re.compile(r"pt()(\d{1,2})h(\d{1,2})m(?:0+(?:[.,]\d+)?s)?")

_LENGTH = re.compile(
    r"(?:(\d{1,4}) ?(?:d|days?|日間?))? ?(?:(\d{1,4}) ?(?:h|hours?|時間))? ?"
    r"(?:(\d{1,6}) ?(?:m|mins?|minutes?|分))?",
)
_COUNT = re.compile(r"\d{1,6}")

# Excel's day zero: times of 24:00 and more come as dates from there on.
_DAY_ZERO = date(1899, 12, 31)

_HALF_A_SECOND = 0.5
"""Fractions of a day are off by less than that."""

_FAR = 1_000_000
"""Numbers beyond it are neither days nor minutes (nor is NaN, which compares false)."""


@lru_cache(maxsize=4096, typed=True)
def read_time(cell: Cell) -> int:
    """Minutes after midnight, 0 to 2879; ValueError says what to write instead."""
    minutes = _written(word_of(cell)) if isinstance(cell, str) else _stored(cell)
    if minutes is None or not 0 <= minutes <= LATEST:
        raise ValueError(
            f"{quote(cell)} is not a time of day; "
            "write HH:MM such as 07:30, or 25:30 for 01:30 the next day",
        )
    return minutes


@lru_cache(maxsize=4096, typed=True)
def read_length(cell: Cell) -> timedelta:
    """A length of whole minutes; ValueError says what to write instead."""
    length = _length(word_of(cell)) if isinstance(cell, str) else _stored_length(cell)
    if length is None or not timedelta() <= length <= LONGEST:
        raise ValueError(
            f"{quote(cell)} is not a length of time; write hours and minutes such as "
            "30m, 1h30m or 0 (minutes are the finest, a year is the longest)",
        )
    return length


def clock(minutes: int) -> str:
    """Minutes after midnight as HH:MM; 25:30 is 01:30 the next day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _written(text: str) -> int | None:
    found = (
        _TIME.fullmatch(text) or _TIME_JA.fullmatch(text) or _DURATION.fullmatch(text)
    )
    if not found:
        return None
    next_day, hours, minutes = bool(found[1]), int(found[2]), int(found[3] or 0)
    if minutes >= 60 or (next_day and hours >= 24):  # noqa: PLR2004 - of the clock
        return None
    return (DAY if next_day else 0) + hours * 60 + minutes


def _stored(cell: Cell) -> int | None:
    """The minutes in a typed cell; None if it holds none, or seconds too."""
    seconds = _seconds(cell)
    if seconds is None:
        return None
    minutes = round(seconds / 60)
    return minutes if abs(seconds - minutes * 60) < _HALF_A_SECOND else None


def _seconds(cell: Cell) -> float | None:
    match cell:
        case bool():
            return None
        case int() | float():
            return cell * 86400.0 if -_FAR < cell < _FAR else None
        case time():
            return _since_midnight(cell)
        case timedelta():
            return cell.total_seconds()
        case date():
            return _from_day_zero(cell)
        case _:
            return None


def _from_day_zero(cell: date) -> float:
    if isinstance(cell, datetime):
        return (cell.date() - _DAY_ZERO).days * 86400 + _since_midnight(cell)
    return (cell - _DAY_ZERO).days * 86400.0


def _since_midnight(cell: time | datetime) -> float:
    whole = cell.hour * 3600 + cell.minute * 60 + cell.second
    return whole + cell.microsecond / 1_000_000


def _length(text: str) -> timedelta | None:
    if _COUNT.fullmatch(text):
        return timedelta(minutes=int(text))
    found = _LENGTH.fullmatch(text)
    if found and text:
        days, hours, minutes = (int(part or 0) for part in found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes)
    written = _written(text)  # a time cell as it comes out in a CSV file: 1:30
    return None if written is None else timedelta(minutes=written)


def _stored_length(cell: Cell) -> timedelta | None:
    """Whole numbers count minutes; fractions and time cells are parts of a day."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if -_FAR < cell < _FAR and cell == int(cell):
            return timedelta(minutes=int(cell))
        if not 0 < cell < 1:
            return None
    minutes = _stored(cell)
    return None if minutes is None else timedelta(minutes=minutes)
