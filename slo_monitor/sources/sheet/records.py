"""The rows below a header that hold something, and what is wrong with their cells."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from slo_monitor.model.objectives import Place
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.sheet.cells import FORMULA_ERRORS, text_of
from slo_monitor.sources.sheet.columns import Column
from slo_monitor.sources.sheet.grid import Cell, Tab
from slo_monitor.sources.sheet.headers import Header

Value = TypeVar("Value")


@dataclass(slots=True, kw_only=True)
class Record:
    """One row as it is read; `problems` gathers what was wrong, cell by cell."""

    file: str
    number: int
    header: Header
    cells: tuple[Cell, ...]
    problems: list[Problem] = field(default_factory=list)

    def cell(self, column: Column) -> Cell:
        """The cell; None where it is empty or the sheet has no such column."""
        position = self.header.positions.get(column)
        if position is None or position >= len(self.cells):
            return None
        cell = self.cells[position]
        return cell if text_of(cell) else None

    def read(
        self, column: Column, parse: Callable[[Cell], Value], default: Value
    ) -> Value:
        """The cell's meaning; `default` where it is empty or wrong."""
        cell = self.cell(column)
        if cell is None:
            return default
        return self.attempt(column, lambda: parse(cell), default)

    def attempt(
        self, column: Column, read: Callable[[], Value], default: Value
    ) -> Value:
        """What `read` returns; if it raises ValueError, `default` and a problem."""
        try:
            return read()
        except ValueError as error:
            self.blame(column, str(error))
            return default

    def blame(self, column: Column, message: str) -> None:
        """Gather a problem of the cell in `column`."""
        place = Place(self.file, self.number, self.header.label(column))
        self.problems.append(Problem(str(place), message))


def records(file: str, tab: Tab, header: Header) -> Iterator[Record]:
    """The rows below the header; blank rows and notes are left out."""
    below = tab.rows[header.row :]
    for number, cells in enumerate(below, start=header.row + 1):
        record = Record(file=file, number=number, header=header, cells=cells)
        if not _is_blank(record) and not _is_note(record):
            yield record


def _is_blank(record: Record) -> bool:
    """Whether the columns we know are empty; the team's own may hold anything."""
    return all(record.cell(column) is None for column in record.header.positions)


def _is_note(record: Record) -> bool:
    """Whether the first cell that holds something starts with `#`."""
    filled = ((at, text_of(cell)) for at, cell in enumerate(record.cells))
    position, text = next((at, text) for at, text in filled if text)
    if not text.startswith("#") or text.upper() in FORMULA_ERRORS:
        return False
    # A channel may stand left of the target: #slo is its name then.
    is_channel = position == record.header.positions.get(Column.CHANNEL)
    return not (is_channel and record.cell(Column.TARGET) is not None)
