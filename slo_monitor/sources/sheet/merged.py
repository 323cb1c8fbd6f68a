"""Merged cells: people merge an owner over three rows and mean all three."""

from collections.abc import Iterable
from dataclasses import dataclass

from slo_monitor.sources.sheet.grid import Cell

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Merged rows `top` to `bottom` of a tab, both included, from 0; `column` its first."""

    top: int
    bottom: int
    column: int


def fill_down(rows: Iterable[Row], merges: Iterable[Merge]) -> tuple[Row, ...]:
    """Repeat each merged value in its column for the rows below.

    Rows that hold nothing of their own stay blank: a header of two rows' height must not
    become a row of the sheet.
    """
    grid = [list(row) for row in rows]
    blank = [not any(cell is not None for cell in row) for row in grid]
    for merge in merges:
        value = _cell(grid, merge.top, merge.column)
        for number in range(merge.top + 1, min(merge.bottom + 1, len(grid))):
            if not blank[number]:
                _put(grid[number], merge.column, value)
    return tuple(tuple(row) for row in grid)


def _cell(grid: list[list[Cell]], row: int, column: int) -> Cell:
    if row >= len(grid) or column >= len(grid[row]):
        return None
    return grid[row][column]


def _put(row: list[Cell], column: int, value: Cell) -> None:
    row.extend([None] * (column + 1 - len(row)))
    row[column] = value
