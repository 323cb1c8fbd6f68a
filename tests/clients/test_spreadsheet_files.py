"""Starter sheets are written whole, and read back without a problem."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from slo_monitor.clients.spreadsheet_files import as_csv, write_sheet
from slo_monitor.clients.spreadsheets import read_workbook
from slo_monitor.errors import UsageError
from slo_monitor.foresee.proposal_rows import proposal_rows
from slo_monitor.foresee.proposals import NoProposal, Proposal
from slo_monitor.foresee.template import starter_sheet
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Objective
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.sheet.reading import Defaults, read_sheet
from slo_monitor.sources.tblmonit import read_tblmonit

EN = starter_sheet((), Language.EN)
DEFAULTS = Defaults(
    timezone=ZoneInfo("Asia/Tokyo"),
    channels=(),
)


def objectives(path: Path) -> tuple[Objective, ...]:
    read = read_sheet(read_workbook(path), DEFAULTS)
    assert read.problems == ()
    return read.objectives


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ["slos.csv", "slos.xlsx"])
def test_the_starter_sheet_is_read_without_a_problem(
    tmp_path: Path, language: Language, name: str
) -> None:
    sheet = starter_sheet((), language)
    write_sheet(sheet, tmp_path / name)
    found = objectives(tmp_path / name)
    assert [str(each.target) for each in found] == [row.target for row in sheet.rows]
    assert [each.deadline for each in found] == [360, 450, 1530, 1080, None]
    assert found[1].warn_before == timedelta(hours=1)


def test_both_languages_give_the_same_objectives(tmp_path: Path) -> None:
    keys = []
    for language in Language:
        path = tmp_path / f"{language}.csv"
        write_sheet(starter_sheet((), language), path)
        keys.append(
            [(each.key, each.days, each.partition) for each in objectives(path)]
        )
    assert keys[0] == keys[1]


def test_commented_rows_are_notes_until_their_sign_is_deleted(tmp_path: Path) -> None:
    row = DraftRow(target="cronjob:prod/ml/x", note="no run seen", commented=True)
    write_sheet(starter_sheet([row], Language.EN), tmp_path / "slos.csv")
    assert objectives(tmp_path / "slos.csv") == ()


def test_rows_from_a_tblmonit_file_are_read_without_a_problem(tmp_path: Path) -> None:
    tables = """
        TableConfig = [
          {Table = "a", TimeThreshold = "09:00:00", DurationThreshold = "6h"},
          {Table = "b_", TimeThreshold = "23:59:59", DateForShards = "ONE_DAY_AGO"},
          {Table = "c_", TimeThreshold = "9:00:00", DateForShards = "FIRST_DAY_OF_THE_MONTH"},
          {Table = "d", DurationThreshold = "24h"},
        ]
    """
    text = f'[[Project]]\nID = "p"\n[[Project.Dataset]]\nID = "d"\n{tables}'
    found = read_tblmonit(text, "tables.toml")
    assert found.problems == ()
    write_sheet(starter_sheet(found.rows, Language.EN), tmp_path / "slos.csv")
    assert [each.key for each in objectives(tmp_path / "slos.csv")] == [
        "table:p.d.a@09:00",
        "table:p.d.b_{yyyymmdd}@24:00",
        "table:p.d.c_{yyyymm}01@09:00",
    ]


@pytest.mark.parametrize("language", Language)
def test_proposals_are_read_without_a_problem(
    tmp_path: Path, language: Language
) -> None:
    common = {"usual_finish": 340, "runs": 9}
    found = [
        proposal("daily", days="daily", deadline=370, **common),
        proposal("weekly", days="mon", deadline=1485, **common),
        proposal("hourly", days="daily", deadline=370, not_before=300, **common),
        proposal("odd", days="10 6 1,15 * *", days_are_cron=True, **common),
        proposal("never", runs=0, why_not=NoProposal.NO_RUN),
    ]
    rows = proposal_rows(found, language)
    write_sheet(starter_sheet(rows, language), tmp_path / "slos.xlsx")
    assert [each.key for each in objectives(tmp_path / "slos.xlsx")] == [
        "cronjob:prod/ml/daily@06:10",
        "cronjob:prod/ml/weekly@24:45",
        "cronjob:prod/ml/hourly@06:10",
        "cronjob:prod/ml/odd@10 6 1,15 * *",
    ]


def proposal(name: str, **known: Any) -> Proposal:
    return Proposal(target=CronJobTarget("prod", "ml", name), **known)


def test_csv_opens_in_excel_as_utf8_and_explains_every_column() -> None:
    content = as_csv(starter_sheet((), Language.JA))
    assert content.startswith(b"\xef\xbb\xbf# ")
    lines = content.decode("utf-8-sig").splitlines()
    explained = [line for line in lines if line.startswith(('"# ', "# "))]
    assert len(explained) == 3 + 15


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1+cmd", "'-1+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-6h", "-6h"),
        ("-2d", "-2d"),
        ("@ml-oncall", "@ml-oncall"),
        ("07:30", "07:30"),
    ],
)
def test_csv_cells_that_look_like_formulas_are_made_text(
    cell: str, written: str
) -> None:
    sheet = starter_sheet([DraftRow(target="t", note=cell)], Language.EN)
    assert as_csv(sheet).decode().splitlines()[-1] == "t" + "," * 14 + written


def test_xlsx_keeps_times_as_text_and_shows_help_at_the_headings(
    tmp_path: Path,
) -> None:
    write_sheet(
        starter_sheet(
            [DraftRow(target="=1+1", deadline="07:30", min_rows="10")], Language.EN
        ),
        tmp_path / "slos.xlsx",
    )
    book = openpyxl.load_workbook(tmp_path / "slos.xlsx")
    tab = book["slo"]
    assert tab.freeze_panes == "B5"
    assert [tab["A5"].data_type, tab["A5"].value] == ["s", "=1+1"]
    assert [tab["B5"].data_type, tab["B5"].value] == ["s", "07:30"]
    assert tab["B4"].font.bold
    assert "07:30" in tab["B4"].comment.text
    assert tab.column_dimensions["B"].number_format == "@"
    assert tab.column_dimensions["H"].number_format == "General"
    (choice,) = tab.data_validations.dataValidation
    assert choice.formula1 == '"page,notify,record"'
    assert str(choice.sqref) == "L5:L1004"
    book.close()


@pytest.mark.parametrize("name", ["slos.csv", "slos.xlsx"])
def test_an_existing_file_is_overwritten_only_by_force(
    tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"mine")
    with pytest.raises(UsageError, match="exists; name another file"):
        write_sheet(EN, path)
    assert path.read_bytes() == b"mine"
    write_sheet(EN, path, force=True)
    assert len(objectives(path)) == 5
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("slos.ods", "ends in .csv or .xlsx"),
        ("none/slos.csv", "cannot be written: No such file or directory"),
        ("folder.csv", "folder.csv is a folder"),
    ],
)
def test_a_file_that_cannot_be_written_is_told(
    tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UsageError, match=sentence):
        write_sheet(EN, tmp_path / name, force=True)
