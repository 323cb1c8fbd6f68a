"""Workbooks through the command line: typed cells, and tabs beside the sheet."""

from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook

from tests.scenarios.kubernetes import z
from tests.scenarios.stories import Answer, Teller, call


def check(tmp_path: Path, book: Workbook, at: str) -> Answer:
    path = tmp_path / "slos.xlsx"
    book.save(path)
    return call(
        *("check", "--sheet", path, "--events", Teller(tmp_path).kubectl([])),
        *("--cluster", "prod", "--at", z(at), "--format", "json"),
    )


def test_time_and_date_cells_are_read_as_what_they_are(tmp_path: Path) -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["対象", "締切", "事前警告", "停止期限"])
    tab.append(["cronjob:prod/ml/a", time(7, 30), 45, None])
    tab.append(["cronjob:prod/ml/b", time(8, 0), "1h", date(2026, 11, 22)])
    tab.append(["cronjob:prod/ml/c", "翌01:30", None, datetime(2026, 11, 1, 12, 0)])
    answer = check(tmp_path, book, "11-22 09:00")
    assert answer.document["problems"] == []
    a, b = answer.of("a", "11-22"), answer.of("b", "11-22")
    assert (a["status"], a["warn_at"]) == ("missed", z("11-22 06:45"))
    assert (b["status"], b["reason"]) == ("excused", "muted")
    assert answer.of("c", "11-22")["due_at"] == z("11-22 01:30")


def test_the_calendar_tab_closes_days(tmp_path: Path) -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["target", "deadline", "days"])
    tab.append(["cronjob:prod/ml/a", "07:30", "business days"])
    closed = book.create_sheet("calendar")
    closed.append(["date", "name"])
    closed.append([date(2026, 11, 24), "founding day"])
    closed.append(["2026-11-25", "the day after"])
    answer = check(tmp_path, book, "11-21 09:00")
    assert [each["business_date"] for each in answer.document["verdicts"]] == [
        "2026-11-26"
    ]


def test_the_maintenance_tab_excuses(tmp_path: Path) -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["target", "deadline"])
    tab.append(["cronjob:prod/ml/a", "07:30"])
    tab.append(["cronjob:prod/web/b", "07:30"])
    planned = book.create_sheet("maintenance")
    planned.append(["from", "to", "targets", "why"])
    planned.append(
        [
            "2026-11-22 07:00",
            datetime(2026, 11, 22, 8, 0),
            "cronjob:prod/ml/*",
            "upgrade",
        ]
    )
    answer = check(tmp_path, book, "11-22 09:00")
    assert answer.of("a", "11-22")["reason"] == "maintenance"
    assert "upgrade" in answer.of("a", "11-22")["detail"]
    assert answer.of("b", "11-22")["status"] == "missed"


def test_a_wrong_row_of_a_tab_is_a_problem_of_that_tab(tmp_path: Path) -> None:
    book = Workbook()
    tab = book.active
    assert tab is not None
    tab.append(["target", "deadline"])
    tab.append(["cronjob:prod/ml/a", "07:30"])
    closed = book.create_sheet("calendar")
    closed.append(["date", "name"])
    closed.append(["the 24th", "founding day"])
    answer = check(tmp_path, book, "11-22 09:00")
    (problem,) = answer.document["problems"]
    assert "calendar" in problem["where"]
    assert "row 2" in problem["where"]
    assert len(answer.document["verdicts"]) == 2
