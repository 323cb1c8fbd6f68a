"""Which tab holds what, and how its places are named to people."""

from slo_monitor.errors import UsageError
from slo_monitor.sources.sheet.cells import quote
from slo_monitor.sources.sheet.columns import OBJECTIVE_NAMES, Column, plain
from slo_monitor.sources.sheet.grid import Tab, Workbook
from slo_monitor.sources.sheet.headers import Header, find_header, slip_of

OBJECTIVE_TABS = frozenset({"slo", "slos", "目標"})
CALENDAR_TABS = frozenset({"calendar", "カレンダー"})
MAINTENANCE_TABS = frozenset({"maintenance", "メンテナンス"})

_MOST_NAMES = 20
"""As many tabs as a sentence can list."""

_HEADER_ROWS = 20
"""In which a misspelt header is looked for."""


def called(workbook: Workbook, tab: Tab) -> str:
    """`slos.csv`, or `slos.xlsx tab slo` where there are several."""
    if len(workbook.tabs) == 1:
        return workbook.name
    return f"{workbook.name} tab {tab.name}"


def tabs_named(workbook: Workbook, names: frozenset[str], but: Tab) -> tuple[Tab, ...]:
    """The tabs of one of these names, except the one that is read for objectives."""
    return tuple(
        tab for tab in workbook.tabs if plain(tab.name) in names and tab is not but
    )


def objective_tab(workbook: Workbook, wanted: str | None) -> tuple[Tab, Header]:
    """The tab that holds the objectives, and its header; UsageError if there is none."""
    looked_at = _candidates(workbook, wanted)
    for tab in looked_at:
        if header := find_header(tab, OBJECTIVE_NAMES, Column.TARGET):
            return tab, header
    raise UsageError(_no_header(workbook, looked_at))


def _candidates(workbook: Workbook, wanted: str | None) -> tuple[Tab, ...]:
    if wanted is not None:
        return (_wanted(workbook, wanted),)
    for tab in workbook.tabs:
        if plain(tab.name) in OBJECTIVE_TABS:
            return (tab,)
    others = tuple(
        tab
        for tab in workbook.tabs
        if plain(tab.name) not in CALENDAR_TABS | MAINTENANCE_TABS
    )
    return others or workbook.tabs


def _wanted(workbook: Workbook, wanted: str) -> Tab:
    for alike in (str, plain):
        for tab in workbook.tabs:
            if alike(tab.name) == alike(wanted):
                return tab
    raise UsageError(
        f"{workbook.name} has no tab {quote(wanted)}; it has {_listed(workbook.tabs)}",
    )


def _no_header(workbook: Workbook, tabs: tuple[Tab, ...]) -> str:
    first_cells = tuple(
        cell
        for tab in tabs
        for row in tab.rows[:_HEADER_ROWS]
        for cell in row
        if isinstance(cell, str)
    )
    slip = slip_of(first_cells, Column.TARGET, OBJECTIVE_NAMES)
    meant = f" ({quote(slip)} may be meant as target)" if slip else ""
    return (
        f'{workbook.name} has no header row: no cell reads "target" or "対象" in '
        f"{_listed(tabs)}{meant}; write the column names in one row, such as target, "
        "deadline, days, channel"
    )


def _listed(tabs: tuple[Tab, ...]) -> str:
    names = ", ".join(tab.name for tab in tabs[:_MOST_NAMES])
    more = ", ..." if len(tabs) > _MOST_NAMES else ""
    if not tabs:
        return "no tab at all"
    return f"tab {names}" if len(tabs) == 1 else f"tabs {names}{more}"
