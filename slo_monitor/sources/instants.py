"""Instants as files and services write them: RFC 3339 text."""

from datetime import UTC, datetime


def instant(text: object) -> datetime | None:
    """The UTC instant that `text` names; None where it names none.

    Kubernetes writes year 1 for "no time". A time without an offset names no instant.
    """
    if not isinstance(text, str) or not text:
        return None
    try:
        at = datetime.fromisoformat(text.upper())
        if at.tzinfo is None or at.year == 1:
            return None
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
