"""Dates and instants, as people write them and as spreadsheets store them."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from slo_monitor.sources.sheet.cells import line_of, quote
from slo_monitor.sources.sheet.grid import Cell

_EARLIEST = date(1970, 1, 1)

_LATEST = date(9998, 12, 31)
"""As good as any later date; its end can still be told in every zone."""

# Day zero of spreadsheets' serial numbers, from March 1900 on.
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's dates bear no zone

_LAST_SERIAL = 2958466
"""10000-01-01, the first that is no date."""

_JAPANESE = str.maketrans(
    {"年": "-", "月": "-", "/": "-", "日": " ", "時": ":", "分": " "}
)
_DATE = r"(?P<year>\d{4})- ?(?P<month>\d{1,2})- ?(?P<day>\d{1,2})"
_TIME = r"(?P<hour>\d{1,2}): ?(?P<minute>\d{1,2})?(?::(?P<second>\d{2})(?:\.\d+)?)?"
_ZONE = r"(?P<zone>[Zz]|(?P<sign>[+-])(?P<east>\d{2}):?(?P<past>\d{2}))"
_MOMENT = re.compile(rf"{_DATE}(?: ?[Tt ] ?{_TIME} ?{_ZONE}?)?")

_FORMS = "write a date such as 2026-12-31"
_LONG_FORMS = f"{_FORMS}, or an instant such as 2026-12-31T18:00:00+09:00"


def read_date(cell: Cell) -> date:
    """A date without a time; ValueError says what to write instead."""
    moment = _moment(cell)
    if moment is None or isinstance(moment, datetime):
        raise ValueError(f"{quote(cell)} is not a date; {_FORMS}")
    return moment


def read_start(cell: Cell, zone: tzinfo) -> datetime:
    """An instant (UTC); a date stands for its first, wall times are those of `zone`."""
    return _instant(cell, zone, timedelta())


def read_end(cell: Cell, zone: tzinfo) -> datetime:
    """An instant (UTC); a date stands for the midnight that ends it."""
    return _instant(cell, zone, timedelta(days=1))


def _instant(cell: Cell, zone: tzinfo, into_day: timedelta) -> datetime:
    moment = _moment(cell)
    if moment is None:
        raise ValueError(
            f"{quote(cell)} is neither a date nor an instant; {_LONG_FORMS}"
        )
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time()) + into_day
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.astimezone(UTC)


@lru_cache(maxsize=4096, typed=True)
def _moment(cell: Cell) -> date | datetime | None:
    """A date, a wall time (naive) or an instant (aware); None if it is none of them."""
    moment = _written(line_of(cell)) if isinstance(cell, str) else _stored(cell)
    if moment is None:
        return None
    day = moment.date() if isinstance(moment, datetime) else moment
    if day < _EARLIEST:
        return None
    return _LATEST if day > _LATEST else moment


def _stored(cell: Cell) -> date | datetime | None:
    match cell:
        case bool():
            return None
        case int() | float():
            in_range = 0 < cell < _LAST_SERIAL
            return _typed(_DAY_ZERO + timedelta(days=cell)) if in_range else None
        case datetime():
            return _typed(cell)
        case date():
            return cell
        case _:
            return None


def _typed(cell: datetime) -> date | datetime:
    """A date-time cell; one at midnight shows as a date, and is one to people."""
    if cell.tzinfo is not None or cell.year > _LATEST.year:
        return cell
    cell = (cell + timedelta(milliseconds=500)).replace(microsecond=0)
    return cell if cell.time() > time() else cell.date()


def _written(text: str) -> date | datetime | None:
    parts = _MOMENT.fullmatch(" ".join(text.translate(_JAPANESE).split()))
    if not parts:
        return None
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        if parts["hour"] is None or day > _LATEST:
            return day
        return _at(day, parts)
    except ValueError:
        return None


def _at(day: date, parts: re.Match[str]) -> datetime:
    """The wall time or instant in `parts`; 24:00 ends the day."""
    hour, minute, second = (
        int(parts[name] or 0) for name in ("hour", "minute", "second")
    )
    midnight = datetime.combine(day, time(), tzinfo=_offset(parts))
    if (hour, minute, second) == (24, 0, 0):
        return midnight + timedelta(days=1)
    return midnight.replace(hour=hour, minute=minute, second=second)


def _offset(parts: re.Match[str]) -> timezone | None:
    if parts["zone"] is None:
        return None
    if parts["sign"] is None:
        return UTC
    length = timedelta(hours=int(parts["east"]), minutes=int(parts["past"]))
    return timezone(length if parts["sign"] == "+" else -length)
