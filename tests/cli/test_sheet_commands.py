"""`sheet validate` says every problem at once; `sheet template` starts a sheet."""

import json
from pathlib import Path

import pytest

from tests.scenarios.kubernetes import cronjob, days, ran
from tests.scenarios.stories import Teller, call

WRONG = """
target                | deadline | days    | timezone   | warn before | depends on
cronjob:prod/ml/train | 25:99    | daily   | Asia/Tokyo |             |
cronjob:prod/ml/eval  | 07:30    | someday | Asia/Tokio | soon        |
cronjob:prodml        | 07:30    |         |            |             |
cronjob:prod/ml/a     | 07:30    |         |            |             | cronjob:prod/ml/zz
cronjob:prod/ml/a     | ０７：３０ |         |            |             |
cronjob:prod/ml/b     |          |         |            |             |
cronjob:prod/ml/c     | 07:30    | 0 7 * * * |          |             |
"""


def test_validate_prints_every_problem_at_once_and_is_1(tmp_path: Path) -> None:
    answer = call("sheet", "validate", Teller(tmp_path).sheet(WRONG))
    assert answer.code == 1
    for where in (
        "slos.csv row 2, deadline",
        "slos.csv row 3, days",
        "slos.csv row 3, timezone",
        "slos.csv row 3, warn before",
        "slos.csv row 4, target",
        "slos.csv row 5, depends on",
        "slos.csv row 6",
        "slos.csv row 7, deadline",
        "slos.csv row 8, deadline",
    ):
        assert where in answer.out, where


def test_validate_as_json_lists_where_and_message(tmp_path: Path) -> None:
    sheet = Teller(tmp_path).sheet(WRONG)
    answer = call("sheet", "validate", sheet, "--format", "json")
    assert answer.code == 1
    problems = json.loads(answer.out)["problems"]
    assert len(problems) == 9
    assert all(list(each) == ["where", "message"] for each in problems)


def test_a_good_sheet_is_0(tmp_path: Path) -> None:
    sheet = Teller(tmp_path).sheet("target|deadline\ncronjob:prod/ml/train|07:30")
    answer = call("sheet", "validate", "--sheet", sheet)
    assert answer.code == 0
    assert "problem" in answer.out


@pytest.mark.parametrize("cell", ["07:30", "7:30", "０７：３０", "７：３０"])
@pytest.mark.parametrize(
    "header", ["deadline", "締切", "SLO時刻", "Dead Line", "DEADLINE"]
)
def test_times_and_headers_in_every_script(
    tmp_path: Path, header: str, cell: str
) -> None:
    sheet = f"target|{header}\ncronjob:prod/ml/train|{cell}"
    answer = Teller(tmp_path).check(sheet, seen=[], at="11-22 08:00")
    keys = {verdict["objective"] for verdict in answer.document["verdicts"]}
    assert keys == {"cronjob:prod/ml/train@07:30"}
    assert answer.document["problems"] == []


def test_notes_blank_rows_and_columns_of_ones_own_are_left_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "slos.csv"
    path.write_text(
        "Our SLOs,,\n\nラベル,対象,締切\n,,\n# later,cronjob:prod/ml/x,07:00\n"
        "#,cronjob:prod/ml/y,07:00\nours,cronjob:prod/ml/train,7:30\n",
        encoding="cp932",
    )
    answer = call("sheet", "validate", path)
    assert answer.code == 0, answer.out
    assert "1 objective" in answer.out


def test_hints_are_not_problems(tmp_path: Path) -> None:
    """An hourly job against a daily deadline is met by its first run of the day."""
    told = Teller(tmp_path)
    seen = [
        ran("sync", f"{day} {hour:02}:00", f"{day} {hour:02}:05")
        for day in days("11-20", 3)
        for hour in range(24)
    ]
    events = told.kubectl([*seen, cronjob("sync", "0 * * * *")])
    sheet = told.sheet("target|deadline\ncronjob:prod/ml/sync|07:30")
    answer = call(
        *("sheet", "validate", sheet, "--events", events, "--cluster", "prod"),
        *("--at", "2026-11-22T12:00:00Z"),
    )
    assert answer.code == 0
    assert "not before" in answer.out


@pytest.mark.parametrize("name", ["new.csv", "new.xlsx"])
def test_a_template_is_a_sheet_that_validates(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    answer = call("sheet", "template", path)
    assert answer.code == 0
    assert path.stat().st_size > 0
    checked = call("sheet", "validate", path)
    assert checked.code == 0, checked.out


@pytest.mark.parametrize("name", ["old.csv", "old.xlsx"])
def test_a_template_never_overwrites(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("mine")
    answer = call("sheet", "template", path)
    assert answer.code == 2
    assert name in answer.err
    assert path.read_text() == "mine"


def test_a_template_from_events_holds_every_cronjob(tmp_path: Path) -> None:
    told = Teller(tmp_path)
    events = told.kubectl(
        [
            [ran("train", f"{day} 02:00", f"{day} 05:00") for day in days("11-10", 10)],
            [ran("eval", f"{day} 06:00", f"{day} 06:20") for day in days("11-10", 10)],
            cronjob("idle", "0 1 * * *"),
        ]
    )
    path = tmp_path / "new.csv"
    argv = ["--events", events, "--cluster", "prod", "--at", "2026-11-20T12:00:00Z"]
    assert call("sheet", "template", path, *argv).code == 0
    text = path.read_text(encoding="utf-8-sig")
    for name in ("train", "eval", "idle"):
        assert f"cronjob:prod/ml/{name}" in text
    assert call("sheet", "validate", path).code == 0


@pytest.mark.parametrize("folder", ["absent/new.csv", "absent/new.xlsx"])
def test_a_template_in_a_folder_that_is_missing_is_2(
    tmp_path: Path, folder: str
) -> None:
    answer = call("sheet", "template", tmp_path / folder)
    assert answer.code == 2
    assert "Traceback" not in answer.err
