"""Starter sheets as .csv and .xlsx files, whole or not at all."""

import csv
import io
import re
from pathlib import Path

from slo_monitor.errors import UsageError
from slo_monitor.foresee.template import StarterSheet

BOM = "\ufeff"
"""Without it Excel opens Japanese text as CP932."""

# A spreadsheet program would calculate these; lengths (-6h) and handles (@mle) are ours.
FORMULA = re.compile(r"[=+\t\r].*|-(?!\d+[a-z]+$).*|@(?![\w.-]+$).*", re.DOTALL)


def write_sheet(sheet: StarterSheet, path: Path, *, force: bool = False) -> None:
    """Write `sheet`; UsageError if `path` exists (unless `force`) or cannot be written."""
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".xlsx"}:
        raise UsageError(f"{path}: the name of a starter sheet ends in .csv or .xlsx")
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name a file in it")
    if path.exists() and not force:
        raise UsageError(
            f"{path} exists; name another file, or overwrite it with --force"
        )
    content = as_csv(sheet) if suffix == ".csv" else as_xlsx(sheet)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as exc:
        part.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {exc.strerror}") from exc


def as_csv(sheet: StarterSheet) -> bytes:
    """CSV that Excel opens as UTF-8; each column is explained in a row above."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([f"# {note}"] for note in sheet.notes)
    for heading in sheet.headings:
        writer.writerow([f"# {heading.name}: {heading.explanation}"])
    writer.writerow(heading.name for heading in sheet.headings)
    writer.writerows([_plain(cell) for cell in row.cells] for row in sheet.rows)
    return (BOM + out.getvalue()).encode()


def as_xlsx(sheet: StarterSheet) -> bytes:
    """An Excel file; each column is explained in a comment on its heading."""
    from slo_monitor.clients.openpyxl_writer import workbook_bytes

    return workbook_bytes(sheet)


def _plain(cell: str) -> str:
    """`cell` as text where a spreadsheet program would see a formula."""
    return f"'{cell}" if FORMULA.fullmatch(cell) else cell
