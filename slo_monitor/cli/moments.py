"""Instants and lengths as arguments."""

from datetime import UTC, datetime

from slo_monitor.errors import UsageError
from slo_monitor.settings.quantities import duration

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(2999, 12, 31, tzinfo=UTC)
"""Deadlines around an instant must be dates that a calendar can hold."""


def instant(option: str, text: str) -> datetime:
    """The RFC 3339 instant `text` as UTC; raises UsageError naming `option`."""
    moment = _parsed(text.strip())
    if moment is None:
        example = "2026-11-22T09:00:00+09:00 or 2026-11-22T00:00:00Z"
        message = f'{option}: "{text}" is not an RFC 3339 instant; write one such as'
        raise UsageError(f"{message} {example}")
    return moment


def judged_at(option: str, text: str) -> datetime:
    """The same, for an instant that deadlines are looked for around."""
    moment = instant(option, text)
    if not _FIRST <= moment <= _LAST:
        years = f"{_FIRST.year} to {_LAST.year}"
        raise UsageError(f'{option}: "{text}" is out of range; write a year of {years}')
    return moment


def since(text: str, at: datetime) -> datetime:
    """`96h` before `at`, or an instant; raises UsageError."""
    try:
        return at - duration(text)
    except (ValueError, OverflowError):
        start = judged_at("--since", text)
    if start > at:
        raise UsageError(f'--since: "{text}" is later than --at')
    return start


def _parsed(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):  # 0001-01-01T00:00:00+09:00 has no UTC
        return None
