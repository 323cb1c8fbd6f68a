"""The column `timezone`."""

from functools import cache, lru_cache
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

    spoken = _spoken()
    written = name[:_LONGEST_NAME].casefold()
    alike = [written] if written in spoken else get_close_matches(written, spoken, n=1)
    return spoken[alike[0]] if alike else "one such as Asia/Tokyo"


@cache
def _spoken() -> dict[str, str]:
    """IANA's names by what people may write: in lower case, or the city alone."""
    names = sorted(available_timezones())
    cities = {name.rpartition("/")[2].casefold(): name for name in names}
    return cities | {name.casefold(): name for name in names} | _COMMON
