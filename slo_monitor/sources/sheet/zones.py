"""The column `timezone`."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from slo_monitor.sources.sheet.cells import line_of, quote
from slo_monitor.sources.sheet.grid import Cell

# What people call a zone where IANA has no such name.
_COMMON = {
    "bst": "Europe/London",
    "cst": "America/Chicago",
    "ist": "Asia/Kolkata",
    "jst": "Asia/Tokyo",
    "kst": "Asia/Seoul",
    "pst": "America/Los_Angeles",
    "sgt": "Asia/Singapore",
    "日本": "Asia/Tokyo",
    "日本時間": "Asia/Tokyo",
}
_LONGEST_NAME = 40


@lru_cache(maxsize=1024)
def read_timezone(cell: Cell) -> ZoneInfo:
    """The zone of an IANA name; ValueError says which may be meant."""
    name = line_of(cell)
    try:
        return ZoneInfo(name)
    # Folders of the zone database, names that are too long or that leave it.
    except (KeyError, ValueError, OSError):
        raise ValueError(
            f"{quote(cell)} is not an IANA time zone; write {_suggestion(name)}",
        ) from None


@lru_cache(maxsize=1024)
def _suggestion(name: str) -> str:
    from difflib import get_close_matches

    known = {place.casefold(): place for place in available_timezones()}
    by_city = {place.rpartition("/")[2]: known[place] for place in known}
    spoken = by_city | known | _COMMON
    alike = get_close_matches(name[:_LONGEST_NAME].casefold(), spoken, n=1)
    return spoken[alike[0]] if alike else "one such as Asia/Tokyo"
