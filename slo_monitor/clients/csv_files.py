"""CSV as people's programs write it: encodings, delimiters, quotes."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator

from slo_monitor.errors import UsageError
from slo_monitor.sources.sheet.grid import Tab, Workbook

DELIMITERS = ",\t;"
"""Comma; tab (copied from a spreadsheet); semicolon (Excel where the comma is decimal)."""

HEADER_WORDS = ("target", "対象")

# Python's cp932 maps four stray bytes to these instead of refusing them.
STRAY = frozenset("\x80\uf8f0\uf8f1\uf8f2\uf8f3")


def parse_csv(raw: bytes, name: str) -> Workbook:
    """Read the one tab; row numbers are those a spreadsheet program shows."""
    text = _decoded(raw, name)
    rows = tuple(
        tuple(cell or None for cell in record)
        for record in _records(text, _delimiter(text), name)
    )
    return Workbook(name, (Tab(name, rows),))


def _decoded(raw: bytes, name: str) -> str:
    """UTF-8 with or without BOM, else CP932, as Excel for Windows writes it in Japan."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in raw:
        line = raw[: max(raw.find(b"\0"), 0)].count(b"\n") + 1
        raise UsageError(
            f"{name} line {line} holds NUL bytes, so it is not a CSV file in UTF-8 or "
            "CP932; save it again as 'CSV UTF-8'",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        line = raw[: exc.start].count(b"\n") + 1
        return _from_cp932(raw, f"{name} line {line}")


def _from_cp932(raw: bytes, place: str) -> str:
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError as exc:
        raise _undecodable(place) from exc
    if not STRAY.isdisjoint(text):
        raise _undecodable(place)
    return text


def _undecodable(place: str) -> UsageError:
    return UsageError(
        f"{place} is neither UTF-8 nor CP932 (Shift_JIS); save the file again as "
        "'CSV UTF-8'",
    )


def _delimiter(text: str) -> str:
    """Return the delimiter of the header line; header names hold none of the three."""
    for line in text.splitlines():
        plain = unicodedata.normalize("NFKC", line).casefold()
        if not plain.lstrip('" ').startswith("#") and any(
            word in plain for word in HEADER_WORDS
        ):
            return max(DELIMITERS, key=line.count)
    return ","


def _records(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    """Yield the records, forgiving as spreadsheet programs are, but lose no row."""
    try:
        _last_row_is_closed(text, delimiter, name)
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as exc:
        raise UsageError(
            f"{name} cannot be read as CSV ({exc}); is it the right file?",
        ) from exc


def _last_row_is_closed(text: str, delimiter: str, name: str) -> None:
    """Refuse a quote that is never closed: it would swallow every row after it."""
    source = io.StringIO(text, newline="")
    row = 1
    try:
        for _ in csv.reader(source, delimiter=delimiter, strict=True):
            row += 1
    except csv.Error as exc:
        if "unexpected end of data" in str(exc):
            raise UsageError(
                f'{name} row {row}: a cell opens with a quote (") that is never closed; '
                "close it, or save the file again from the spreadsheet program",
            ) from exc
