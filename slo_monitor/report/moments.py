"""Instants and lengths of time as people read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from slo_monitor.model.languages import Language

_SPELLED = {
    Language.EN: (" d", " h", " min", " s"),
    Language.JA: ("日", "時間", "分", "秒"),
}
_COMPACT = {
    Language.EN: ("d", "h", "m", "s"),
    Language.JA: ("日", "時間", "分", "秒"),
}


_COARSE = 10
"""Minutes from which on seconds say nothing."""


def utc(instant: datetime) -> str:
    """RFC 3339; a fraction of a second only where there is one."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def clock(instant: datetime, zone: ZoneInfo, day: date) -> str:
    """`instant` in `zone`: `HH:MM`, with its date where that is not `day`."""
    local = instant.astimezone(zone)
    if local.date() == day:
        return f"{local:%H:%M}"
    if local.year == day.year:
        return f"{local:%m-%d %H:%M}"
    return f"{local:%Y-%m-%d %H:%M}"


def spelled(length: timedelta, language: Language) -> str:
    """`2 h 10 min`, `2時間10分`: the two largest units, without its sign."""
    joint = " " if language is Language.EN else ""
    return joint.join(f"{n}{unit}" for n, unit in _parts(length, _SPELLED[language]))


def compact(length: timedelta, language: Language) -> str:
    """`2h10m`: for columns."""
    return "".join(f"{n}{unit}" for n, unit in _parts(length, _COMPACT[language]))


def _parts(
    length: timedelta, units: tuple[str, str, str, str]
) -> list[tuple[int, str]]:
    seconds = int(abs(length).total_seconds())
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if days:
        pair = [(days, units[0]), (hours % 24, units[1])]
    elif hours:
        pair = [(hours, units[1]), (minutes % 60, units[2])]
    elif minutes >= _COARSE:
        pair = [(minutes, units[2])]
    elif minutes:
        pair = [(minutes, units[2]), (seconds % 60, units[3])]
    else:
        return [(seconds, units[3])]
    return [part for part in pair if part[0]]
