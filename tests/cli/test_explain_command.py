"""`explain` shows the evidence and the next 14 due instants."""

import json
from pathlib import Path

import pytest

from tests.cli.calls import AT, sources
from tests.scenarios.kubernetes import job_of
from tests.scenarios.stories import Answer, call


def explain(folder: Path, target: str, *options: object) -> Answer:
    return call("explain", target, *sources(folder), "--at", AT, *options)


def test_text_holds_a_line_a_run_and_the_due_instants(tmp_path: Path) -> None:
    answer = explain(tmp_path, "cronjob:prod/ml/train")
    assert answer.code == 0
    for day in ("11-21", "11-22"):
        line = [
            each
            for each in answer.out.splitlines()
            if job_of("train", f"{day} 02:00") in each and "05:00" in each
        ]
        assert line, answer.out
    assert answer.out.count("2026-11-23 07:30") >= 1
    assert "2026-12-06 07:30" in answer.out  # the 14th
    assert "2026-12-07 07:30" not in answer.out


def test_json_has_runs_arrivals_and_due(tmp_path: Path) -> None:
    answer = explain(tmp_path, "cronjob:prod/ml/train", "--format", "json")
    document = json.loads(answer.out)
    assert {"runs", "arrivals", "due"} <= set(document)
    assert len(document["runs"]) == 2
    assert document["arrivals"] == []
    assert len(document["due"]) == 14


def test_a_tables_arrivals_are_its_evidence(tmp_path: Path) -> None:
    answer = explain(tmp_path, "table:p.mart.stock", "--format", "json")
    document = json.loads(answer.out)
    assert len(document["arrivals"]) == 2
    assert document["runs"] == []


@pytest.mark.parametrize(
    "target", ["train", "cronjob:train", "table:x", "", "pod:a/b/c"]
)
def test_what_is_no_target_is_2_and_says_how_one_looks(
    tmp_path: Path, target: str
) -> None:
    answer = explain(tmp_path, target)
    assert answer.code == 2
    assert "write cronjob:" in answer.err or "write table:" in answer.err


def test_a_target_without_a_row_says_so(tmp_path: Path) -> None:
    answer = explain(tmp_path, "cronjob:prod/ml/other")
    assert answer.code in {0, 2}
    assert "cronjob:prod/ml/other" in answer.out + answer.err
    assert "Traceback" not in answer.err
