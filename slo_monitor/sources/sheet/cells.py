"""Cells as text: full width made half width, invisible characters left out."""

import re
import unicodedata
from datetime import timedelta
from functools import lru_cache

from slo_monitor.sources.sheet.grid import Cell

# What spreadsheet programs show in place of a value; such a cell is wrong, not a note.
FORMULA_ERRORS = frozenset({
    "#BLOCKED!", "#BUSY!", "#CALC!", "#CONNECT!", "#DIV/0!", "#ERROR!", "#FIELD!",
    "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#SPILL!", "#VALUE!",
})  # fmt: skip

_LONGEST_QUOTE = 60
_BLANKS = re.compile(r"[^\S\n]+")
_DASHES = re.compile("[‐‑‒–—―−〜~ー]")
_FLOAT_DIGITS = 15
"""Significant digits that spreadsheet programs keep."""


@lru_cache(maxsize=16384, typed=True)
def text_of(cell: Cell) -> str:
    """The cell as NFKC text; runs of blanks become one, lines stay lines."""
    return _clean(cell) if isinstance(cell, str) else _typed(cell)


def line_of(cell: Cell) -> str:
    """The cell as one line of NFKC text."""
    return " ".join(text_of(cell).split())


def word_of(cell: Cell) -> str:
    """The cell as a lower-case line whose dashes are all `-`, to be compared."""
    return _DASHES.sub("-", line_of(cell).lower())


def quote(cell: Cell) -> str:
    """What the cell held, as written, between quotes and not too long."""
    written = _printable(cell) if isinstance(cell, str) else text_of(cell)
    text = " ".join(written.split())
    if len(text) > _LONGEST_QUOTE:
        text = text[:_LONGEST_QUOTE] + "..."
    return f'"{text}"'


def _clean(text: str) -> str:
    normal = _printable(unicodedata.normalize("NFKC", text))
    return _BLANKS.sub(" ", "\n".join(normal.splitlines())).strip()


def _printable(text: str) -> str:
    """Without control, zero-width and half characters: they come along in pasted text."""
    if text.isprintable():
        return text
    return "".join(c for c in text if c.isprintable() or c.isspace())


def _typed(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float():
            return f"{cell:.{_FLOAT_DIGITS}g}"
        case timedelta():
            return _length(cell)
        case _:
            return str(cell)


def _length(cell: timedelta) -> str:
    minutes, seconds = divmod(int(abs(cell).total_seconds()), 60)
    sign = "-" if cell < timedelta() else ""
    text = f"{sign}{minutes // 60}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text
