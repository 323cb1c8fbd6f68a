"""Small sheets, written as people would: one line a row, ` | ` between cells."""

from zoneinfo import ZoneInfo

from slo_monitor.sources.sheet.grid import Cell, Tab, Workbook
from slo_monitor.sources.sheet.reading import Defaults, Sheet, read_sheet

TOKYO = Defaults(timezone=ZoneInfo("Asia/Tokyo"), channels=("#slo",))


def grid(text: str) -> tuple[tuple[Cell, ...], ...]:
    lines = [line.strip() for line in text.strip().splitlines()]
    return tuple(
        tuple(cell.strip().replace("\\n", "\n") or None for cell in line.split("|"))
        for line in lines
    )


def book(name: str = "slos.xlsx", **tabs: str) -> Workbook:
    return Workbook(name, tuple(Tab(tab, grid(text)) for tab, text in tabs.items()))


def read(text: str, defaults: Defaults = TOKYO) -> Sheet:
    workbook = Workbook("slos.csv", (Tab("slos.csv", grid(text)),))
    return read_sheet(workbook, defaults)


def read_cells(header: tuple[Cell, ...], *rows: tuple[Cell, ...]) -> Sheet:
    tab = Tab("slos.csv", (header, *rows))
    return read_sheet(Workbook("slos.csv", (tab,)), TOKYO)


def told(sheet: Sheet) -> list[str]:
    return [str(problem) for problem in sheet.problems]
