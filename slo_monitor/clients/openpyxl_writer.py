"""openpyxl: a starter sheet as an Excel workbook."""

import io

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from slo_monitor.foresee.template import SEVERITIES, StarterSheet
from slo_monitor.sources.sheet.columns import OBJECTIVE_NAMES, Column, plain

TEXT = "@"
"""Excel's format of text: 07:30 stays as it is typed."""

NUMBERS_AND_DATES = frozenset({Column.MIN_ROWS, Column.MUTE_UNTIL})
"""Columns left to Excel's own formats, which it types rightly."""

AUTHOR = "slo-monitor"
HEADING_FILL = PatternFill("solid", start_color="DDEBF7")
NOTE_FONT = Font(italic=True, color="808080")
ROWS_TO_COME = 1000
"""How many rows the list of severities reaches down."""


def workbook_bytes(sheet: StarterSheet) -> bytes:
    """The .xlsx file of `sheet`."""
    book = Workbook()
    tab: Worksheet = book.worksheets[0]
    tab.title = "slo"
    header = len(sheet.notes) + 1
    for row, note in enumerate(sheet.notes, 1):
        _put(tab, row, 1, f"# {note}").font = NOTE_FONT
    for column in range(1, len(sheet.headings) + 1):
        _heading(tab, header, column, sheet)
    for number, draft in enumerate(sheet.rows, header + 1):
        for column, text in enumerate(draft.cells, 1):
            _fill(tab, number, column, text)
    tab.freeze_panes = f"B{header + 1}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _heading(tab: Worksheet, row: int, column: int, sheet: StarterSheet) -> None:
    """A heading with its comment, and the form of the column below it."""
    heading = sheet.headings[column - 1]
    cell = _put(tab, row, column, heading.name)
    cell.font = Font(bold=True)
    cell.fill = HEADING_FILL
    cell.comment = Comment(heading.explanation, AUTHOR, height=120, width=320)
    letter = get_column_letter(column)
    below = tab.column_dimensions[letter]
    below.width = heading.width
    meaning = OBJECTIVE_NAMES[plain(heading.name)]
    if meaning not in NUMBERS_AND_DATES:
        below.number_format = TEXT
    if meaning is Column.SEVERITY:
        choice = DataValidation("list", formula1=f'"{",".join(SEVERITIES)}"')
        choice.add(f"{letter}{row + 1}:{letter}{row + ROWS_TO_COME}")
        tab.add_data_validation(choice)


def _fill(tab: Worksheet, row: int, column: int, text: str) -> None:
    if not text:
        return
    cell = _put(tab, row, column, text)
    cell.number_format = TEXT
    cell.alignment = Alignment(vertical="top")


def _put(tab: Worksheet, row: int, column: int, text: str) -> Cell:
    """A cell of text, whatever it looks like: openpyxl takes `=` for a formula."""
    cell = tab.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = text
    cell.data_type = "s"
    return cell
