"""The header row of a tab: which column stands where, and what people called it."""

from collections.abc import Mapping
from dataclasses import dataclass

from slo_monitor.sources.sheet.cells import line_of
from slo_monitor.sources.sheet.columns import Column, Names, plain
from slo_monitor.sources.sheet.grid import Cell, Tab

_ALIKE = 0.75
"""difflib's ratio from which a name is taken for a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where each column stands: `row` counts from 1, `positions` from 0.

    `labels` are the names as people know them, `twice` those that had a column already,
    `unknown` those of nobody's columns but the team's own.
    """

    row: int
    positions: Mapping[Column, int]
    labels: Mapping[Column, str]
    twice: tuple[str, ...]
    unknown: tuple[str, ...]

    def label(self, column: Column) -> str:
        """English columns by their proper name, others as written."""
        return self.labels.get(column, column.value)


def find_header(tab: Tab, names: Names, needed: Column) -> Header | None:
    """The first row that holds the `needed` column; None if there is none."""
    for number, cells in enumerate(tab.rows, start=1):
        if any(_column(cell, names) is needed for cell in cells):
            return _header(number, cells, names)
    return None


def slip_of(written: tuple[str, ...], column: Column, names: Names) -> str | None:
    """Which of the names as `written` looks like a slip of the pen for `column`."""
    from difflib import get_close_matches

    proper = [name for name, named in names.items() if named is column]
    for name in written:
        if get_close_matches(plain(name), proper, n=1, cutoff=_ALIKE):
            return name
    return None


def _header(row: int, cells: tuple[Cell, ...], names: Names) -> Header:
    positions: dict[Column, int] = {}
    labels: dict[Column, str] = {}
    twice: list[str] = []
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        column, written = _column(cell, names), line_of(cell)
        if column is None:
            unknown.append(written)
        elif column in positions:
            twice.append(written)
        else:
            positions[column] = position
            labels[column] = column.value if written.isascii() else written
    return Header(
        row=row,
        positions=positions,
        labels=labels,
        twice=tuple(twice),
        unknown=tuple(name for name in unknown if name),
    )


def _column(cell: Cell, names: Names) -> Column | None:
    return names.get(plain(cell)) if isinstance(cell, str) else None
