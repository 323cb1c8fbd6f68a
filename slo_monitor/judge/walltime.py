"""Wall times become instants."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=65536)
def instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """UTC instant of the wall time `minutes` after `day`'s midnight in `zone`.

    In a gap the first valid instant after it; in an overlap the first of the two.
    """
    return of_wall(datetime.combine(day, time()) + timedelta(minutes=minutes), zone)


def of_wall(wall: datetime, zone: ZoneInfo) -> datetime:
    """UTC instant of the naive wall time `wall` in `zone`; gaps and overlaps as above."""
    guess = wall.replace(tzinfo=zone).astimezone(UTC)
    if guess.astimezone(zone).replace(tzinfo=None) == wall:
        return guess
    return _end_of_gap(wall, zone, guess)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """Naive wall time of `at` in `zone`, `fold` kept (1 = second pass of an overlap)."""
    return at.astimezone(zone).replace(tzinfo=None)


def _end_of_gap(wall: datetime, zone: ZoneInfo, after: datetime) -> datetime:
    """Bisect for the transition; `after` lies behind it, fold=1 gives an instant before."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    old_offset = before.astimezone(zone).utcoffset()
    while after - before > _MINUTE:
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == old_offset:
            before = middle
        else:
            after = middle
    return after.replace(second=0, microsecond=0)
