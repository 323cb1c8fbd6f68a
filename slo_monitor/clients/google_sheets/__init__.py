"""Google Sheets: two requests a pass make a Workbook, each cell as the service holds it.

Numbers come unformatted: what people see depends on the sheet's locale, what is stored does
not. So a time is a fraction of a day, and a date the days since 1899-12-30.
"""

from slo_monitor.clients.google_sheets.settings import GoogleSheet, spreadsheet_id
from slo_monitor.sources.sheet.grid import Workbook

__all__ = ["GoogleSheet", "read_google_sheet", "spreadsheet_id"]


def read_google_sheet(sheet: GoogleSheet) -> Workbook:
    """Read the sheet; raises UsageError or a SourceError that says what to do."""
    # gspread takes half a second to import; most passes read a file.
    from slo_monitor.clients.google_sheets.reader import read

    return read(sheet)
