"""Instants and lengths as arguments."""

from datetime import UTC, datetime

from slo_monitor.errors import UsageError
from slo_monitor.settings.quantities import duration


def instant(option: str, text: str) -> datetime:
    """The RFC 3339 instant `text` as UTC; raises UsageError naming `option`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        example = "2026-11-22T09:00:00+09:00 or 2026-11-22T00:00:00Z"
        message = f'{option}: "{text}" is not an RFC 3339 instant; write one such as'
        raise UsageError(f"{message} {example}")
    return moment.astimezone(UTC)


def since(text: str, at: datetime) -> datetime:
    """`96h` before `at`, or an instant; raises UsageError."""
    try:
        return at - duration(text)
    except (ValueError, OverflowError):
        start = instant("--since", text)
    if start > at:
        raise UsageError(f'--since: "{text}" is later than --at')
    return start
