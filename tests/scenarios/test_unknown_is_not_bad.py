"""What could not be found out is never bad and never good; what is there always counts."""

import gzip
import json
from pathlib import Path

import pytest

from tests.scenarios.kubernetes import ran, started, z
from tests.scenarios.stories import Answer, Teller, call, flat, lines, wrote

BOTH = """
target                | deadline
cronjob:prod/ml/train | 07:30
cronjob:prod/ml/eval  | 07:30
table:p.mart.stock    | 06:00
table:p.mart.sales    | 06:00
"""


def story_of_a_morning(story: Teller, events: Path, arrivals: Path) -> Answer:
    return call(
        *("check", "--format", "json", "--at", z("11-22 08:00")),
        *("--sheet", story.sheet(BOTH), "--cluster", "prod"),
        *("--events", events, "--arrivals", arrivals),
    )


def good_events(story: Teller) -> Path:
    return story.kubectl([ran("train", "11-22 02:00", "11-22 05:00")])


def good_arrivals(story: Teller) -> Path:
    return story.arrivals([wrote("stock", "11-22 05:00")])


def test_from_whole_files_absence_is_missed(story: Teller) -> None:
    answer = story_of_a_morning(story, good_events(story), good_arrivals(story))
    assert answer.code == 0
    assert answer.verdicts[:4] == lines("""
        sales 11-22 06:00 missed never_seen -
        stock 11-22 06:00 met    -          11-22 05:00
        eval  11-22 07:30 missed never_seen -
        train 11-22 07:30 met    -          11-22 05:00
    """)


def half_a_line(story: Teller) -> Path:
    path = story.folder / "half.jsonl"
    seen = ran("train", "11-22 02:00", "11-22 05:00")
    path.write_text("\n".join(map(json.dumps, seen)) + '\n{"type":"ADDED","obj')
    return path


def truncated_gzip(story: Teller) -> Path:
    """The first lines can be read; the end of the file is gone."""
    path = story.folder / "cut.jsonl.gz"
    seen = list(flat([ran("train", "11-22 02:00", "11-22 05:00")]))
    filler = [started("eval", f"10-{day:02} 02:00") for day in range(1, 29)] * 200
    text = "\n".join(map(json.dumps, seen + filler)).encode()
    whole = gzip.compress(text)
    path.write_bytes(whole[: len(whole) * 3 // 4])
    return path


@pytest.mark.parametrize("broken", [half_a_line, truncated_gzip])
def test_presence_counts_from_a_broken_file_and_absence_does_not(
    story: Teller, broken
) -> None:
    answer = story_of_a_morning(story, broken(story), good_arrivals(story))
    assert answer.code == 3
    assert answer.of("train", "11-22")["status"] == "met"
    eval_ = answer.of("eval", "11-22")
    assert (eval_["status"], eval_["reason"]) == ("unknown", "source_unreadable")
    # tables have a source of their own, which is whole
    assert answer.of("sales", "11-22")["status"] == "missed"
    assert answer.of("stock", "11-22")["status"] == "met"


def test_half_a_line_of_arrivals_leaves_the_cronjobs_alone(story: Teller) -> None:
    arrivals = story.folder / "half"
    whole = json.dumps(wrote("stock", "11-22 05:00"))
    arrivals.write_text(whole + "\n" + whole[:30])
    answer = story_of_a_morning(story, good_events(story), arrivals)
    assert answer.code == 3
    assert answer.verdicts[:4] == lines("""
        sales 11-22 06:00 unknown source_unreadable -
        stock 11-22 06:00 met     -                 11-22 05:00
        eval  11-22 07:30 missed  never_seen        -
        train 11-22 07:30 met     -                 11-22 05:00
    """)
    (problem,) = answer.document["problems"]
    assert problem["where"].endswith("half line 2")


@pytest.mark.parametrize(
    "line",
    [
        '{"table": "p.mart.stock"}',
        '{"table": "p.mart.stock", "arrived_at": "yesterday"}',
        '{"table": "p.mart.stock", "arrived_at": "2026-11-22T05:00:00"}',
        '{"table": 7, "arrived_at": "2026-11-22T05:00:00Z"}',
        '{"table": "p.mart.stock", "arrived_at": "2026-11-22T05:00:00Z", "rows": "x"}',
        "null",
        "7",
    ],
)
def test_a_wrong_line_of_arrivals_is_named(story: Teller, line: str) -> None:
    arrivals = story.folder / "arrivals.jsonl"
    whole = json.dumps(wrote("stock", "11-22 05:00"))
    arrivals.write_text(f"{whole}\n{line}\n")
    answer = story_of_a_morning(story, good_events(story), arrivals)
    assert answer.of("stock", "11-22")["status"] == "met"
    assert answer.of("sales", "11-22")["status"] == "unknown"
    assert answer.code == 3
    (problem,) = answer.document["problems"]
    assert "line 2" in problem["where"]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("11-22 07:29:59", "unknown"),
        ("11-22 07:30:00", "missed"),
        ("11-22 08:00:00", "missed"),
    ],
)
def test_a_miss_needs_evidence_up_to_the_deadline(
    story: Teller, until: str, expected: str
) -> None:
    options = ["--complete-until", z(until)]
    seen = ran("train", "11-21 02:00", "11-21 05:00")
    sheet = "target|deadline\ncronjob:prod/ml/train|07:30"
    answer = story.check(sheet, seen=seen, at="11-22 08:00", options=options)
    assert answer.of("train", "11-22")["status"] == expected
    assert answer.code == 0  # the source could be read; it only ends early


def test_a_risk_needs_evidence_up_to_now(story: Teller) -> None:
    seen = ran("train", "11-21 02:00", "11-21 05:00")
    sheet = "target|deadline\ncronjob:prod/ml/train|07:30"
    for until, expected in {
        "11-22 07:09": ("unknown", "source_behind"),
        "11-22 07:10": ("at_risk", "not_started"),
    }.items():
        options = ["--complete-until", z(until)]
        answer = story.check(sheet, seen=seen, at="11-22 07:10", options=options)
        verdict = answer.of("train", "11-22")
        assert (verdict["status"], verdict["reason"]) == expected


def test_before_its_warning_nothing_is_unknown(story: Teller) -> None:
    options = ["--complete-until", z("11-21 12:00")]
    seen = ran("train", "11-21 02:00", "11-21 05:00")
    sheet = "target|deadline\ncronjob:prod/ml/train|07:30"
    answer = story.check(sheet, seen=seen, at="11-22 06:00", options=options)
    verdict = answer.of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("pending", "source_behind")


def test_a_table_known_after_a_gap_is_not_called_late(story: Teller) -> None:
    """Complete until 05:00 only: that the data was absent at 06:00 is not known."""
    options = ["--complete-until", z("11-22 05:00")]
    sheet = "target|deadline|partition\ntable:p.mart.sales|06:00|today"
    landed = [wrote("sales", "11-22 06:30", "20261122", 9)]
    answer = story.check(sheet, landed=landed, at="11-22 07:00", options=options)
    assert answer.of("sales", "11-22")["status"] == "unknown"


def test_a_kind_without_a_source_is_unknown(story: Teller) -> None:
    """Only events were given: of tables nobody can tell."""
    answer = call(
        *("check", "--format", "json", "--at", z("11-22 08:00")),
        *("--sheet", story.sheet(BOTH), "--cluster", "prod"),
        *("--events", good_events(story)),
    )
    assert answer.of("stock", "11-22")["status"] == "unknown"
    assert answer.of("eval", "11-22")["status"] == "missed"
    assert any("--arrivals" in each["message"] for each in answer.document["problems"])


def test_another_file_may_know_what_the_broken_one_lost(story: Teller) -> None:
    """Two files of events: the run is in the good one; absence is still not trusted."""
    answer = call(
        *("check", "--format", "json", "--at", z("11-22 08:00")),
        *("--sheet", story.sheet(BOTH), "--cluster", "prod"),
        *("--events", half_a_line(story)),
        *("--events", story.kubectl([ran("eval", "11-22 02:00", "11-22 05:00")])),
        *("--arrivals", good_arrivals(story)),
    )
    assert answer.code == 3
    assert answer.of("eval", "11-22")["status"] == "met"
    assert answer.of("train", "11-22")["status"] == "met"
