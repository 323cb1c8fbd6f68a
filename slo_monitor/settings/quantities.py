"""Durations and sizes as people write them."""

import re
from datetime import timedelta

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhdw])+")
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhdw])")
_SIZES = {
    "": 1,
    "b": 1,
    "kb": 10**3,
    "mb": 10**6,
    "gb": 10**9,
    "tb": 10**12,
    "kib": 2**10,
    "mib": 2**20,
    "gib": 2**30,
    "tib": 2**40,
}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")


def duration(text: str | int) -> timedelta:
    """`30s`, `1h30m`, `2d`; raises ValueError with a sentence."""
    written = str(text).strip().lower()
    if not _DURATION.fullmatch(written):
        message = f'"{text}" is not a duration; write one such as 30s, 15m or 24h'
        raise ValueError(message)
    return timedelta(
        seconds=sum(float(n) * _UNITS[unit] for n, unit in _PART.findall(written))
    )


def size(text: str | int) -> int:
    """Bytes of `10GiB`, `500MB` or a bare number; raises ValueError with a sentence."""
    match = _SIZE.fullmatch(str(text).strip().lower())
    if match is None or match[2] not in _SIZES:
        message = f'"{text}" is not a size; write one such as 10GiB or 500MB'
        raise ValueError(message)
    return int(float(match[1]) * _SIZES[match[2]])
