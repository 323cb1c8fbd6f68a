"""The JSON document is a contract: keys, types, times."""

import json
import re
from pathlib import Path

from tests.cli.calls import AT, check
from tests.scenarios.kubernetes import job_of, ran, started
from tests.scenarios.stories import Teller, wrote

Z = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
VERDICT = {
    "objective": str,
    "target": str,
    "business_date": str,
    "opens_at": str,
    "warn_at": str,
    "due_at": str,
    "status": str,
    "reason": (str, type(None)),
    "arrived_at": (str, type(None)),
    "margin_seconds": (int, type(None)),
    "run": (str, type(None)),
    "detail": str,
    "owner": (str, type(None)),
}


def test_a_met_run_is_told_in_full(tmp_path: Path) -> None:
    verdict = check(tmp_path, "--format", "json").of("train", "11-22")
    detail = verdict.pop("detail")
    assert isinstance(detail, str)
    assert verdict == {
        "objective": "cronjob:prod/ml/train@07:30",
        "target": "cronjob:prod/ml/train",
        "business_date": "2026-11-22",
        "opens_at": "2026-11-20T22:30:00Z",
        "warn_at": "2026-11-21T22:00:00Z",
        "due_at": "2026-11-21T22:30:00Z",
        "status": "met",
        "reason": None,
        "arrived_at": "2026-11-21T20:00:00Z",
        "margin_seconds": 9000,
        "run": job_of("train", "11-22 02:00"),
        "owner": "@mle",
    }


def test_the_document_has_exactly_four_keys(tmp_path: Path) -> None:
    document = check(tmp_path, "--format", "json").document
    assert list(document) == ["at", "verdicts", "inversions", "problems"]
    assert document["at"] == AT
    assert document["inversions"] == []
    assert document["problems"] == []


def test_every_verdict_has_its_keys_in_order_and_type(tmp_path: Path) -> None:
    verdicts = check(tmp_path, "--format", "json", "--since", "72h").document[
        "verdicts"
    ]
    for verdict in verdicts:
        assert list(verdict) == list(VERDICT)
        for key, types in VERDICT.items():
            assert isinstance(verdict[key], types), key
        for key in ("opens_at", "warn_at", "due_at"):
            assert Z.fullmatch(verdict[key])


def test_a_miss_has_nulls_where_nothing_is(tmp_path: Path) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/ml/train|07:30",
        seen=ran("train", "11-21 02:00", "11-21 05:00"),
        at="11-22 08:00",
    )
    verdict = answer.of("train", "11-22")
    assert verdict["arrived_at"] is None
    assert verdict["margin_seconds"] is None
    assert verdict["run"] is None
    assert verdict["detail"]


def test_a_stuck_run_is_named(tmp_path: Path) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/ml/train|07:30",
        seen=[started("train", "11-22 02:00")],
        at="11-22 08:00",
    )
    assert answer.of("train", "11-22")["run"] == job_of("train", "11-22 02:00")


def test_a_late_arrival_has_a_negative_margin(tmp_path: Path) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/ml/train|07:30",
        seen=ran("train", "11-22 02:00", "11-22 07:42"),
        at="11-22 08:00",
    )
    assert answer.of("train", "11-22")["margin_seconds"] == -720


def test_an_inversion_has_its_keys(tmp_path: Path) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline|depends on\ntable:p.mart.stock|06:00|\n"
        "cronjob:prod/ml/train|07:30|table:p.mart.stock",
        seen=ran("train", "11-22 02:00", "11-22 05:00"),
        landed=[wrote("stock", "11-21 01:00"), wrote("stock", "11-22 02:12")],
        at="11-22 08:00",
    )
    assert answer.document["inversions"] == [
        {
            "upstream": "table:p.mart.stock",
            "downstream": "cronjob:prod/ml/train",
            "business_date": "2026-11-22",
            "upstream_arrived_at": "2026-11-21T17:12:00Z",
            "downstream_started_at": "2026-11-21T17:00:00Z",
            "overlap_seconds": 720,
        }
    ]


def test_a_problem_has_where_and_message(tmp_path: Path) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/ml/train|99", seen=[], at="11-22 08:00"
    )
    (problem,) = answer.document["problems"]
    assert list(problem) == ["where", "message"]


def test_stdout_is_one_document_and_words_go_to_stderr(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    answer = check(tmp_path, "--format", "json", "--events", broken)
    json.loads(answer.out)
    assert "broken.json" in answer.err


def test_japanese_stays_readable(tmp_path: Path) -> None:
    config = tmp_path / "c.yaml"
    config.write_text("language: ja\n")
    answer = Teller(tmp_path).check(
        "対象|締切|担当\ncronjob:prod/ml/train|7:30|山田",
        seen=[],
        at="11-22 08:00",
        options=["--config", config],
    )
    assert "山田" in answer.out
    assert "\\u" not in answer.out
    assert re.search("[ぁ-ん]", answer.of("train", "11-22")["detail"])


def test_fractions_of_seconds_do_not_break_the_contract(tmp_path: Path) -> None:
    """BigQuery tells microseconds."""
    told = Teller(tmp_path)
    line = {
        "table": "p.mart.stock",
        "partition": None,
        "arrived_at": "2026-11-21T20:00:00.123456Z",
        "rows": 1,
    }
    sheet = "target|deadline|warn before\ntable:p.mart.stock|06:00|0"
    verdict = told.check(sheet, landed=[line], at="11-22 08:00").of("stock", "11-22")
    assert Z.fullmatch(verdict["arrived_at"])
    assert isinstance(verdict["margin_seconds"], int)
