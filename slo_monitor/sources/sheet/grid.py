"""What a spreadsheet holds before anybody has understood it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | bool | int | float | date | datetime | time | timedelta | None
"""A cell as its file format types it; text formats (CSV) hold only str and None."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; `rows[0]` is the tab's row 1, rows may be ragged."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A spreadsheet: `name` is what people call it (file name, or the sheet's title)."""

    name: str
    tabs: tuple[Tab, ...]
