"""Mute and maintenance: excused, whatever arrived."""

import pytest

from tests.scenarios.kubernetes import ran
from tests.scenarios.stories import Teller, lines

MUTED = """
target                | deadline | mute until
cronjob:prod/ml/train | 07:30    | {until}
"""


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-11-22", ["excused", "pending"]),
        ("2026/11/22", ["excused", "pending"]),
        ("2026-11-21", ["missed", "pending"]),
        ("2026-11-22 07:30", ["excused", "pending"]),
        ("2026-11-22 07:29", ["missed", "pending"]),
        ("2026-11-22T07:30:00+09:00", ["excused", "pending"]),
        ("2026-11-23", ["excused", "excused"]),
    ],
)
def test_occurrences_due_until_then_are_muted(
    story: Teller, until: str, expected: list[str]
) -> None:
    """A date holds to the end of its day."""
    answer = story.check(MUTED.format(until=until), seen=[], at="11-22 08:00")
    assert [line.split()[3] for line in answer.verdicts] == expected


def test_muted_says_muted_even_where_the_run_was_good(story: Teller) -> None:
    seen = ran("train", "11-22 02:00", "11-22 05:00")
    answer = story.check(MUTED.format(until="2026-11-22"), seen=seen, at="11-22 08:00")
    verdict = answer.of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("excused", "muted")


SHEET = """
target                | deadline
cronjob:prod/ml/train | 07:30
cronjob:prod/ml/eval  | 07:31
cronjob:dev/ml/train  | 07:30
"""


@pytest.mark.parametrize(
    ("targets", "excused"),
    [
        ('["cronjob:prod/*"]', ["prod/ml/eval", "prod/ml/train"]),
        ('["cronjob:*/ml/train"]', ["dev/ml/train", "prod/ml/train"]),
        ('["cronjob:prod/ml/eval"]', ["prod/ml/eval"]),
        ('["table:*"]', []),
    ],
)
def test_maintenance_excuses_the_targets_it_names(
    story: Teller, targets: str, excused: list[str]
) -> None:
    config = story.folder / "c.yaml"
    config.write_text(
        "maintenance: [{from: 2026-11-22T07:00:00+09:00, "
        f"to: 2026-11-22T08:00:00+09:00, targets: {targets}, why: upgrade}}]\n"
    )
    options = ["--config", config]
    answer = story.check(SHEET, seen=[], at="11-22 09:00", options=options)
    found = {
        each["target"].removeprefix("cronjob:"): each["reason"]
        for each in answer.document["verdicts"]
        if each["status"] == "excused"
    }
    assert found == dict.fromkeys(excused, "maintenance")


@pytest.mark.parametrize(
    ("start", "end", "status"),
    [
        ("07:00:00", "07:30:00", "excused"),
        ("07:30:00", "08:00:00", "excused"),
        ("06:00:00", "07:29:59", "missed"),
        ("07:30:01", "09:00:00", "missed"),
    ],
)
def test_maintenance_holds_the_due_instant(
    story: Teller, start: str, end: str, status: str
) -> None:
    config = story.folder / "c.yaml"
    config.write_text(
        f"maintenance: [{{from: 2026-11-22T{start}+09:00, "
        f"to: 2026-11-22T{end}+09:00, targets: ['cronjob:*'], why: upgrade}}]\n"
    )
    answer = story.check(
        MUTED.format(until=""), seen=[], at="11-22 09:30", options=["--config", config]
    )
    assert answer.of("train", "11-22")["status"] == status


def test_why_it_is_excused_is_said(story: Teller) -> None:
    config = story.folder / "c.yaml"
    config.write_text(
        "maintenance: [{from: 2026-11-22T07:00:00+09:00, "
        "to: 2026-11-22T08:00:00+09:00, targets: ['*'], why: new network}]\n"
    )
    answer = story.check(
        MUTED.format(until=""), seen=[], at="11-22 09:30", options=["--config", config]
    )
    assert "new network" in answer.of("train", "11-22")["detail"]


def test_mute_comes_before_maintenance(story: Teller) -> None:
    config = story.folder / "c.yaml"
    config.write_text(
        "maintenance: [{from: 2026-11-22T07:00:00+09:00, "
        "to: 2026-11-22T08:00:00+09:00, targets: ['*'], why: new network}]\n"
    )
    answer = story.check(
        MUTED.format(until="2026-11-22"),
        seen=[],
        at="11-22 09:30",
        options=["--config", config],
    )
    assert answer.verdicts == lines("""
        train 11-22 07:30 excused muted      -
        train 11-23 07:30 pending never_seen -
    """)
