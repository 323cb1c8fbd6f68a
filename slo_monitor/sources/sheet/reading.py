"""A workbook becomes objectives, closed days, maintenance and problems."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from slo_monitor.errors import UsageError
from slo_monitor.model.calendars import Maintenance
from slo_monitor.model.objectives import Objective, Place
from slo_monitor.model.targets import Target
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.sheet.calendars import read_closed_day, read_maintenance
from slo_monitor.sources.sheet.cells import quote, text_of
from slo_monitor.sources.sheet.columns import (
    CALENDAR_NAMES,
    MAINTENANCE_NAMES,
    OBJECTIVE_NAMES,
    Column,
    Names,
)
from slo_monitor.sources.sheet.grid import Tab, Workbook
from slo_monitor.sources.sheet.headers import Header, find_header, slip_of
from slo_monitor.sources.sheet.records import Record, records
from slo_monitor.sources.sheet.rows import Defaults, read_row, target_of
from slo_monitor.sources.sheet.tabs import (
    CALENDAR_TABS,
    MAINTENANCE_TABS,
    called,
    objective_tab,
    tabs_named,
)

__all__ = ["Defaults", "Sheet", "read_sheet"]

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a workbook says; `problems` are in the order of its tabs and rows.

    Every target that an objective depends on has an objective of its own.
    """

    objectives: tuple[Objective, ...]
    closed: frozenset[date]
    maintenance: tuple[Maintenance, ...]
    problems: tuple[Problem, ...]


def read_sheet(workbook: Workbook, defaults: Defaults, tab: str | None = None) -> Sheet:
    """Read all tabs; UsageError if none (or not `tab`) has a header with `target`."""
    chosen, header = objective_tab(workbook, tab)
    file = called(workbook, chosen)
    problems = _header_problems(file, header)
    objectives = _objectives(list(records(file, chosen, header)), defaults, problems)
    closed: list[date] = []
    for found in tabs_named(workbook, CALENDAR_TABS, but=chosen):
        rows = _rows(called(workbook, found), found, CALENDAR_NAMES, problems)
        closed += _values(rows, read_closed_day, problems)
    maintenance: list[Maintenance] = []
    for found in tabs_named(workbook, MAINTENANCE_TABS, but=chosen):
        rows = _rows(called(workbook, found), found, MAINTENANCE_NAMES, problems)
        maintenance += _values(
            rows, lambda row: read_maintenance(row, defaults.timezone), problems
        )
    return Sheet(
        objectives=objectives,
        closed=frozenset(closed),
        maintenance=tuple(maintenance),
        problems=tuple(problems),
    )


def _objectives(
    rows: list[Record], defaults: Defaults, problems: list[Problem]
) -> tuple[Objective, ...]:
    known = frozenset(target for row in rows if (target := target_of(row)))
    read = _values(rows, lambda row: read_row(row, defaults, known), problems)
    # A row that is there but wrong has been told of once already.
    sound = {objective.target for objective in read}
    return tuple(_without_dangling(objective, sound) for objective in read)


def _without_dangling(objective: Objective, sound: Collection[Target]) -> Objective:
    kept = tuple(target for target in objective.depends_on if target in sound)
    if kept == objective.depends_on:
        return objective
    return replace(objective, depends_on=kept)


def _values(
    rows: Iterable[Record],
    read: Callable[[Record], Value | None],
    problems: list[Problem],
) -> list[Value]:
    """What the rows mean; what is wrong with them goes to `problems`."""
    values = []
    for row in rows:
        value = read(row)
        problems += row.problems
        if value is not None:
            values.append(value)
    return values


def _rows(
    file: str, tab: Tab, names: Names, problems: list[Problem]
) -> Iterable[Record]:
    """The rows of a tab beside the objectives'; its first column is the needed one."""
    needed = next(iter(names.values()))
    header = find_header(tab, names, needed)
    if header:
        problems += _repeated(file, header)
        return records(file, tab, header)
    if any(text_of(cell) for row in tab.rows for cell in row):
        columns = ", ".join(dict.fromkeys(names.values()))
        problems.append(
            Problem(file, f"there is no header row; write {columns} in one row"),
        )
    return ()


def _header_problems(file: str, header: Header) -> list[Problem]:
    """Columns that stand twice, and the deadline where it is missing or misspelt."""
    problems = _repeated(file, header)
    if Column.DEADLINE in header.positions:
        return problems
    slip = slip_of(header.unknown, Column.DEADLINE, OBJECTIVE_NAMES)
    rename = f"rename {quote(slip)}" if slip else "add it"
    place = Place(file, header.row)
    if Column.DAYS not in header.positions:
        raise UsageError(f"{place} has no column deadline (締切); {rename}")
    if slip:
        problems.append(Problem(str(place), f"no column deadline (締切); {rename}"))
    return problems


def _repeated(file: str, header: Header) -> list[Problem]:
    return [
        Problem(
            str(Place(file, header.row, name)),
            f"{quote(name)} heads a second column of the same meaning; the first "
            "counts, rename or remove this one",
        )
        for name in header.twice
    ]
