"""Spreadsheet files: .csv, .xlsx and .ods become a Workbook, each cell as it is typed."""

from collections.abc import Callable
from pathlib import Path

from slo_monitor.clients.csv_files import parse_csv
from slo_monitor.errors import UsageError
from slo_monitor.sources.sheet.grid import Workbook

MAX_BYTES = 64 * 1024 * 1024
"""Larger files are no sheets that people keep by hand; an events file was meant."""

REMEDIES = {
    ".gsheet": "it is only a link; give the address of the sheet in Google Sheets",
    ".numbers": "export it from Numbers as Excel (.xlsx) or CSV",
    ".xls": "open it and save it as .xlsx",
    ".xlsb": "open it and save it as .xlsx",
}

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""Begins old .xls files, and .xlsx files with a password."""

ZIP = b"PK"
"""Begins .xlsx and .ods files."""


def read_workbook(path: Path) -> Workbook:
    """Read the spreadsheet in `path`; UsageError names the file and the remedy."""
    parse = _parser(path)
    raw = _content(path)
    if not raw:
        raise UsageError(
            f"{path} is empty; slo-monitor sheet template writes a sheet to start from",
        )
    return parse(raw, path.name)


def _parser(path: Path) -> Callable[[bytes, str], Workbook]:
    suffix = path.suffix.lower()
    if suffix in {".csv", ".tsv"}:
        return _parse_text
    if suffix in {".xlsx", ".xlsm", ".ods"}:
        return _parse_binary
    if suffix in REMEDIES:
        raise UsageError(f"{path} cannot be read; {REMEDIES[suffix]}")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the sheet in it")
    raise UsageError(
        f"{path} is not a sheet: its name must end in .csv, .xlsx or .ods "
        "(or give the address of a Google sheet)",
    )


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as exc:
        raise UsageError(
            f"{path} does not exist; slo-monitor sheet template writes a sheet to "
            "start from",
        ) from exc
    except IsADirectoryError as exc:
        raise UsageError(f"{path} is a folder; name the sheet in it") from exc
    except OSError as exc:
        raise UsageError(f"{path} cannot be read: {exc.strerror}") from exc
    if len(raw) > MAX_BYTES:
        raise UsageError(f"{path} is larger than 64 MiB; is it the sheet?")
    return raw


def _parse_text(raw: bytes, name: str) -> Workbook:
    if raw.startswith((ZIP, OLE)):
        raise UsageError(
            f"{name} is an Excel or OpenDocument file under the wrong name; rename it to "
            "end in .xlsx or .ods, or save it as CSV",
        )
    return parse_csv(raw, name)


def _parse_binary(raw: bytes, name: str) -> Workbook:
    from slo_monitor.clients.calamine import parse_binary

    if raw.startswith(OLE):
        raise UsageError(
            f"{name} has a password, or is an old .xls file under a new name; save it "
            "as .xlsx without a password",
        )
    if not raw.startswith(ZIP):
        raise UsageError(
            f"{name} is not an .xlsx or .ods file; if it is text, rename it to end in "
            ".csv, else save it again from the spreadsheet program",
        )
    return parse_binary(raw, name)
