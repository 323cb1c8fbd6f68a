"""Reading through gspread: one request for the tabs, one for all their cells."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import msgspec
import requests
from google.auth.exceptions import GoogleAuthError
from gspread.exceptions import APIError
from gspread.utils import absolute_range_name

from slo_monitor.clients.google_sheets.credentials import account, credentials_for
from slo_monitor.clients.google_sheets.errors import translated
from slo_monitor.clients.google_sheets.http import SheetsHTTPClient, root
from slo_monitor.clients.google_sheets.settings import GoogleSheet
from slo_monitor.errors import SourceDown, UsageError
from slo_monitor.sources.sheet.columns import plain
from slo_monitor.sources.sheet.grid import Tab, Workbook
from slo_monitor.sources.sheet.merged import Merge, fill_down
from slo_monitor.sources.sheet.tabs import CALENDAR_TABS, MAINTENANCE_TABS

COMPANIONS = CALENDAR_TABS | MAINTENANCE_TABS
"""Names of tabs that are read beside the one that was asked for."""

# Without the mask the answer also describes every chart, filter and conditional format.
METADATA = {
    "includeGridData": "false",
    "fields": "properties.title,sheets(properties(title,sheetType),merges)",
}

UNFORMATTED = {
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
    "majorDimension": "ROWS",
}


class _Range(msgspec.Struct, rename="camel"):
    """GridRange of the API; a field that is 0 is left out of the answer."""

    start_row_index: int = 0
    end_row_index: int = 0
    start_column_index: int = 0


class _Properties(msgspec.Struct, rename="camel"):
    title: str
    sheet_type: str = "GRID"


class _Sheet(msgspec.Struct):
    properties: _Properties
    merges: tuple[_Range, ...] = ()


class _Title(msgspec.Struct):
    title: str


class _Spreadsheet(msgspec.Struct):
    properties: _Title
    sheets: tuple[_Sheet, ...] = ()


class _Values(msgspec.Struct):
    values: tuple[tuple[str | bool | int | float | None, ...], ...] = ()


class _Batch(msgspec.Struct, rename="camel"):
    value_ranges: tuple[_Values, ...] = ()


def read(sheet: GoogleSheet) -> Workbook:
    """Read the tabs of `sheet` in two requests."""
    with _http(sheet) as http:
        # gspread's Spreadsheet would ask for the metadata once more to list the tabs.
        answer = http.fetch_sheet_metadata(sheet.spreadsheet_id, dict(METADATA))
        found = msgspec.convert(answer, _Spreadsheet)
        tabs = _wanted(found, sheet.tab)
        ranges = [absolute_range_name(tab.properties.title) for tab in tabs]
        cells = http.values_batch_get(sheet.spreadsheet_id, ranges, dict(UNFORMATTED))
        values = msgspec.convert(cells, _Batch).value_ranges
    if len(values) != len(tabs):
        raise SourceDown(
            f"Google sheet {sheet.spreadsheet_id}: asked for {len(tabs)} tabs, got "
            f"{len(values)}; try again later",
        )
    return Workbook(
        found.properties.title,
        tuple(_tab(*pair) for pair in zip(tabs, values, strict=True)),
    )


@contextmanager
def _http(sheet: GoogleSheet) -> Iterator[SheetsHTTPClient]:
    """Open the client; whatever gspread, requests or Google's auth raise becomes ours."""
    address = root(sheet.api_url)
    http = SheetsHTTPClient(address, credentials_for(sheet), sheet)
    try:
        yield http
    except (APIError, requests.RequestException, GoogleAuthError) as exc:
        raise translated(exc, sheet, account(http.auth)) from exc
    except msgspec.ValidationError as exc:
        raise SourceDown(
            f"Google sheet {sheet.spreadsheet_id}: the answer is not one of the Sheets "
            f"API ({exc}); check sheet.api_url",
        ) from exc
    finally:
        http.session.close()


def _wanted(found: _Spreadsheet, wanted: str | None) -> Sequence[_Sheet]:
    """Return the tabs to read; those without cells (charts) never are."""
    tabs = [tab for tab in found.sheets if tab.properties.sheet_type == "GRID"]
    if not tabs:
        raise UsageError(
            f"Google sheet {found.properties.title!r} has no tab with cells"
        )
    if wanted is None:
        return tabs
    chosen = [tab for tab in tabs if tab.properties.title == wanted] or [
        tab for tab in tabs if plain(tab.properties.title) == plain(wanted)
    ]
    if not chosen:
        names = ", ".join(tab.properties.title for tab in tabs)
        raise UsageError(
            f"Google sheet {found.properties.title!r} has no tab {wanted!r}; sheet.tab "
            f"can be one of: {names}",
        )
    others = [tab for tab in tabs if plain(tab.properties.title) in COMPANIONS]
    return chosen + [tab for tab in others if tab not in chosen]


def _tab(sheet: _Sheet, answer: _Values) -> Tab:
    rows = (
        tuple(None if cell == "" else cell for cell in row) for row in answer.values
    )
    merges = [
        Merge(
            top=found.start_row_index,
            bottom=found.end_row_index - 1,
            column=found.start_column_index,
        )
        for found in sheet.merges
    ]
    return Tab(sheet.properties.title, fill_down(rows, merges))
