"""python-calamine: .xlsx and .ods to typed cells."""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import python_calamine

from slo_monitor.errors import UsageError
from slo_monitor.sources.sheet.grid import Cell, Tab, Workbook
from slo_monitor.sources.sheet.merged import Merge, fill_down

MAX_CELLS = 5_000_000
"""The rectangle one tab may span; calamine holds it all, and ends the process if it cannot."""

MAX_UNPACKED = 512 * 1024 * 1024
"""Bytes of one part of the archive; more is a damaged or hostile file."""

# A cell that holds something: <c r="B4" ...> rather than <c r="B4" .../>
FILLED = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*(?<!/)>')

# Excel's day zero: a time of 24:00 or more without the format [h] comes as a date.
DAY_ZERO = datetime(1899, 12, 31)  # noqa: DTZ001 - a spreadsheet's dates bear no zone
FIRST_DAYS_END = datetime(1900, 1, 2)  # noqa: DTZ001 - the same

# OpenDocument durations of a day and more stay as they are written: PT25H30M00S
DURATION = re.compile(r"PT(\d{1,4})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")


def parse_binary(raw: bytes, name: str) -> Workbook:
    """Read the workbook in `raw`; UsageError if it is damaged or spans too much."""
    _check_extent(raw, name)
    try:
        with python_calamine.load_workbook(io.BytesIO(raw)) as book:
            found = [meta.name for meta in book.sheets_metadata if _has_cells(meta)]
            tabs = tuple(_tab(book.get_sheet_by_name(tab)) for tab in found)
    except python_calamine.PasswordError as exc:
        raise UsageError(f"{name} has a password; save it without one") from exc
    except python_calamine.CalamineError as exc:
        raise _damaged(name, exc) from exc
    return Workbook(name, tabs)


def _has_cells(meta: python_calamine.SheetMetadata) -> bool:
    """Whether the tab is a grid, rather than a chart of its own."""
    return meta.typ == python_calamine.SheetTypeEnum.WorkSheet


def _tab(sheet: python_calamine.CalamineSheet) -> Tab:
    rows = (
        tuple(_cell(value) for value in row)
        for row in sheet.to_python(skip_empty_area=False)
    )
    return Tab(sheet.name, fill_down(rows, _merges(sheet.merged_cell_ranges)))


def _merges(
    ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]] | None,
) -> list[Merge]:
    """Return the merged cells; calamine does not tell those of .ods."""
    return [
        Merge(top=top, bottom=bottom, column=column)
        for (top, column), (bottom, _) in ranges or ()
    ]


def _cell(value: str | float | date | time | timedelta) -> Cell:
    if isinstance(value, datetime) and value < FIRST_DAYS_END:
        return value - DAY_ZERO
    if not isinstance(value, str):
        return value
    if found := DURATION.fullmatch(value):
        hours, minutes, seconds = (int(part) for part in found.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return value or None


def _check_extent(raw: bytes, name: str) -> None:
    """Refuse what calamine would take gigabytes for, before it starts."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for part in archive.infolist():
                if part.file_size > MAX_UNPACKED:
                    raise UsageError(
                        f"{name} unpacks to more than 512 MiB; is it a sheet?"
                    )
                if part.filename.startswith("xl/worksheets/sheet"):
                    _check_part(archive.read(part), name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as exc:
        raise _damaged(name, exc) from exc


def _check_part(xml: bytes, name: str) -> None:
    rows, columns = 0, 0
    widest = b""
    for column, row in FILLED.findall(xml):
        widest = max(widest, column, key=lambda text: (len(text), text))
        rows = max(rows, int(row[:9]))
    for letter in widest[:4]:
        columns = columns * 26 + letter - ord("A") + 1
    if rows * columns > MAX_CELLS:
        raise UsageError(
            f"{name} has a tab that reaches to column {widest[:4].decode()}, row {rows}; "
            "delete what stands far outside the table",
        )


def _damaged(name: str, exc: Exception) -> UsageError:
    return UsageError(
        f"{name} is damaged or not what its name says ({exc}); save it again from the "
        "spreadsheet program",
    )
