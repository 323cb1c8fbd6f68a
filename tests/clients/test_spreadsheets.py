"""Spreadsheet files become typed cells at the row numbers people see."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from slo_monitor.clients.spreadsheets import read_workbook
from slo_monitor.errors import UsageError
from slo_monitor.sources.sheet.grid import Tab, Workbook

HEADER = "target,deadline,note\n"
PAST_MIDNIGHT = timedelta(hours=25, minutes=30)
ROW = "cronjob:prod/ml/学習,07:30,\n"


def csv_file(folder: Path, content: bytes) -> Path:
    path = folder / "slos.csv"
    path.write_bytes(content)
    return path


def rows(folder: Path, content: bytes) -> tuple[tuple[object, ...], ...]:
    (tab,) = read_workbook(csv_file(folder, content)).tabs
    return tab.rows


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_csv_is_read_in_the_encodings_that_spreadsheet_programs_write(
    tmp_path: Path, encoding: str
) -> None:
    found = read_workbook(csv_file(tmp_path, (HEADER + ROW).encode(encoding)))
    header = ("target", "deadline", "note")
    row = ("cronjob:prod/ml/学習", "07:30", None)
    assert found == Workbook("slos.csv", (Tab("slos.csv", (header, row)),))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_with_the_delimiter_of_its_header(
    tmp_path: Path, delimiter: str
) -> None:
    text = f"# target, deadline; notes\nｔａｒｇｅｔ{delimiter}deadline\nx,y{delimiter}07:30\n"
    if delimiter == ",":
        text = text.replace("x,y", '"x,y"')
    assert rows(tmp_path, text.encode())[2] == ("x,y", "07:30")


def test_csv_without_a_header_is_read_with_commas(tmp_path: Path) -> None:
    assert rows(tmp_path, b"a,b;c\n") == (("a", "b;c"),)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_breaks_and_quotes_inside_cells_do_not_shift_row_numbers(
    tmp_path: Path, end: str
) -> None:
    text = f'note{end}{end}target,deadline{end}"a{end}b ""c""",07:30{end}d,"08:00"{end}'
    found = rows(tmp_path, text.encode())
    assert found[1] == ()
    assert found[3:] == ((f'a{end}b "c"', "07:30"), ("d", "08:00"))


def test_text_after_a_closing_quote_is_forgiven(tmp_path: Path) -> None:
    assert rows(tmp_path, b'target,note\na,"b"c\n')[1] == ("a", "bc")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "slos.csv is empty"),
        (b"target\n\xff\xfet\0", "line 2 holds NUL bytes"),
        ("target\n".encode("utf-16"), "line 1 holds NUL bytes"),
        (b"target\na\ncaf\xe9,b\n", "slos.csv line 3 is neither UTF-8 nor CP932"),
        (b"target\n\x80\n", "slos.csv line 2 is neither UTF-8 nor CP932"),
        (b'target\n"a\nb,07:30\n', "row 2: a cell opens with a quote"),
        (b"target\n" + b"x" * 200_000, "is it the right file"),
        (b"PK\x03\x04", "under the wrong name; rename it"),
    ],
    ids=[
        "empty",
        "NUL bytes",
        "UTF-16",
        "Latin-1",
        "a stray byte",
        "an open quote",
        "a giant cell",
        "a renamed .xlsx",
    ],
)
def test_a_csv_that_cannot_be_read_is_a_sentence_with_its_place(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        read_workbook(csv_file(tmp_path, content))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("none.csv", "none.csv does not exist"),
        ("folder.csv", "folder.csv is a folder"),
        ("folder", "folder is a folder"),
        ("slos.xls", "save it as .xlsx"),
        ("slos.numbers", "export it from Numbers"),
        ("slos.gsheet", "only a link"),
        ("slos.pdf", "must end in .csv, .xlsx or .ods"),
        ("a" * 300 + ".csv", "cannot be read: File name too long"),
    ],
)
def test_what_is_no_sheet_is_a_sentence_with_a_remedy(
    tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError, match=sentence):
        read_workbook(tmp_path / name)


def test_a_file_too_large_for_a_sheet_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    with path.open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(UsageError, match="larger than 64 MiB"):
        read_workbook(path)


def xlsx(folder: Path) -> Path:
    """Return a sheet as people make them: notes above, typed cells, merged cells."""
    book = openpyxl.Workbook()
    tab = book.active
    tab.title = "slo"
    tab["A3"], tab["B3"], tab["C3"] = "target", "deadline", "owner"
    cells = [
        (time(7, 30), None),
        (PAST_MIDNIGHT, "[h]:mm"),
        (0.3125, "General"),
        (datetime(1900, 1, 1, 1, 30), "h:mm"),
        (date(2026, 12, 1), None),
        (datetime(2026, 12, 1, 9), None),
        (30, None),
        ("07:30", "@"),
        (True, None),
    ]
    for row, (value, form) in enumerate(cells, 4):
        tab.cell(row, 1, f"cronjob:prod/ml/{row}")
        cell = tab.cell(row, 2, value)
        cell.number_format = form or cell.number_format
    tab["C4"] = "@mle"
    tab.merge_cells("C4:C6")
    book.create_sheet("calendar")["A1"] = "date"
    book.create_chartsheet("chart")
    path = folder / "slos.xlsx"
    book.save(path)
    return path


def test_xlsx_cells_keep_their_types_and_rows(tmp_path: Path) -> None:
    found = read_workbook(xlsx(tmp_path))
    assert found.name == "slos.xlsx"
    assert [tab.name for tab in found.tabs] == ["slo", "calendar"]
    tab = found.tabs[0]
    assert tab.rows[:3] == ((None,) * 3, (None,) * 3, ("target", "deadline", "owner"))
    assert [row[1] for row in tab.rows[3:]] == [
        time(7, 30),
        PAST_MIDNIGHT,
        0.3125,
        PAST_MIDNIGHT,
        date(2026, 12, 1),
        datetime(2026, 12, 1, 9),
        30.0,
        "07:30",
        True,
    ]
    assert [row[2] for row in tab.rows[3:7]] == ["@mle", "@mle", "@mle", None]


SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def ods(folder: Path, *cells: str) -> Path:
    """Return a file as LibreOffice writes it: empty rows repeated, before and after."""
    rows = (
        '<table:table-row table:number-rows-repeated="2"><table:table-cell/>'
        f"</table:table-row><table:table-row>{''.join(cells)}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>'
    )
    path = folder / "slos.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:body><office:spreadsheet>"
            f'<table:table table:name="slo">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def ods_cell(kind: str, value: str) -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{kind}-value="{value}"/>'
    )


def test_ods_cells_keep_their_types_and_rows(tmp_path: Path) -> None:
    path = ods(
        tmp_path,
        '<table:table-cell office:value-type="string"><text:p>a</text:p><text:p>b</text:p>'
        "</table:table-cell>",
        ods_cell("time", "PT07H30M00S"),
        ods_cell("time", "PT25H30M00S"),
        ods_cell("date", "2026-12-01"),
        ods_cell("boolean", "true"),
        '<table:table-cell office:value-type="float" office:value="30"/>',
    )
    (tab,) = read_workbook(path).tabs
    assert tab.name == "slo"
    assert tab.rows == (
        (None,) * 6,
        (None,) * 6,
        ("a\nb", time(7, 30), PAST_MIDNIGHT, date(2026, 12, 1), True, 30.0),
    )


def test_an_ods_under_the_name_of_an_xlsx_is_read_all_the_same(tmp_path: Path) -> None:
    path = ods(tmp_path, ods_cell("time", "PT07H30M00S")).rename(tmp_path / "s.xlsx")
    assert read_workbook(path).tabs[0].rows[2] == (time(7, 30),)


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the archive at `path` with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == part else data)
    return out.getvalue()


SHEET1 = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda path: path.read_bytes()[:3000], "damaged"),
        (lambda path: rewritten(path, SHEET1, lambda xml: xml[:400]), "damaged"),
        (lambda _: b"target,deadline\n", "if it is text, rename it to end in .csv"),
        (lambda _: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99), "has a password"),
        (
            lambda path: rewritten(
                path, SHEET1, lambda xml: xml.replace(b'r="A3"', b'r="XFD1048576"')
            ),
            "reaches to column XFD, row 1048576",
        ),
        (lambda _: b"PK\5\6" + bytes(18), "not what its name says"),
    ],
    ids=[
        "cut short",
        "cut inside a tab",
        "text under the wrong name",
        "encrypted",
        "a cell in the last corner",
        "an archive of other things",
    ],
)
def test_an_xlsx_that_cannot_be_read_is_a_sentence_with_a_remedy(
    tmp_path: Path, change: Callable[[Path], bytes], sentence: str
) -> None:
    path = xlsx(tmp_path)
    path.write_bytes(change(path))
    with pytest.raises(UsageError, match=sentence) as caught:
        read_workbook(path)
    assert str(caught.value).startswith("slos.xlsx")


def test_cells_that_are_only_formatted_do_not_count_as_far_away(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "target"
    book.active["XFD1048576"].number_format = "@"
    book.save(tmp_path / "slos.xlsx")
    (tab,) = read_workbook(tmp_path / "slos.xlsx").tabs
    assert tab.rows == (("target",),)
