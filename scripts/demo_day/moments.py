"""Instants of the demo's day, and numbers that look random but never change."""

from datetime import datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

BEGINNING = datetime(2026, 8, 25, tzinfo=TOKYO)
"""Runs are played from here, so that objects remember some; nobody watched yet."""

WATCHED_FROM = datetime(2026, 11, 14, tzinfo=TOKYO)
"""The collector was started: the stream of events begins."""

AT = datetime(2026, 11, 20, 9, tzinfo=TOKYO)
"""A Friday morning; the Monday after it is a holiday."""


def tokyo(text: str) -> datetime:
    """`11-20 06:30` of 2026 in Tokyo."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=TOKYO)


def digest(text: str) -> int:
    """A number below 2**48 that looks random and is always the same for `text`."""
    return int.from_bytes(sha256(text.encode()).digest()[:6])


def letters(text: str) -> str:
    """Five letters of the kind that end a Pod's name, always the same for `text`."""
    alphabet = "bcdfghjklmnpqrstvwxz2456789"
    return "".join(alphabet[digest(f"{text}{n}") % len(alphabet)] for n in range(5))
