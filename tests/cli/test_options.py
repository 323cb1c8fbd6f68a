"""Where options may stand, and what they mean."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.calls import AT, SHEET, check, good_files, sources
from tests.scenarios.kubernetes import days, ran
from tests.scenarios.stories import Teller, call


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["--at", AT, "--format", "json"], []),
        (["--at", AT], ["--format", "json"]),
        (["--format", "json"], ["--at", AT]),
        ([], ["--at", AT, "--format", "json"]),
        (
            ["--at", "2020-01-01T00:00:00Z", "--format", "text"],
            ["--at", AT, "--format", "json"],
        ),
    ],
)
def test_common_options_stand_before_or_after_the_command(
    tmp_path: Path, before: list[str], after: list[str]
) -> None:
    """Where one stands twice, the later one holds."""
    answer = call(*before, "check", *sources(tmp_path), *after)
    assert answer.document["at"] == AT


def test_fail_on_and_config_stand_before_the_command(tmp_path: Path) -> None:
    config = tmp_path / "c.yaml"
    config.write_text("language: ja\n")
    argv = ["--config", config, "--fail-on", "met", "--at", AT, "--dry-run"]
    answer = call(*argv, "check", *sources(tmp_path))
    assert answer.code == 1
    assert "締切" in answer.out or "遵守" in answer.out or "達成" in answer.out


def test_common_options_stand_before_and_after_sheet_and_its_action(
    tmp_path: Path,
) -> None:
    sheet, _, _ = good_files(tmp_path)
    for argv in (
        ["--format", "json", "sheet", "validate", sheet],
        ["sheet", "--format", "json", "validate", sheet],
        ["sheet", "validate", "--format", "json", sheet],
        ["sheet", "validate", sheet, "--format", "json"],
    ):
        answer = call(*argv)
        assert answer.code == 0, argv
        assert json.loads(answer.out)["problems"] == []


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-21T23:00:00Z",
        "2026-11-22T08:00:00+09:00",
        "2026-11-21T18:00:00-05:00",
        "2026-11-21T23:00:00.000Z",
    ],
)
def test_at_takes_any_offset_and_is_told_as_utc(tmp_path: Path, at: str) -> None:
    answer = call("check", *sources(tmp_path), "--at", at, "--format", "json")
    assert answer.document["at"] == "2026-11-21T23:00:00Z"


def test_at_is_now_by_default(tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    answer = call("check", *sources(tmp_path), "--format", "json")
    after = datetime.now(UTC)
    assert before <= datetime.fromisoformat(answer.document["at"]) <= after
    assert answer.document["at"].endswith("Z")


@pytest.mark.parametrize(
    ("since", "count"),
    [
        (None, 1),
        ("24h", 1),
        ("96h", 4),
        ("4d", 4),
        ("1d12h", 2),
        ("2026-11-18T08:00:00+09:00", 4),
        ("2026-11-18T07:30:00+09:00", 4),  # the start itself is left out
        ("2026-11-18T07:29:59+09:00", 5),
        ("2026-11-17T22:00:00Z", 5),
        ("30m", 0),
    ],
)
def test_since_is_a_length_or_an_instant(
    tmp_path: Path, since: str | None, count: int
) -> None:
    """Occurrences due in (since, at], and the next one."""
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/ml/train|07:30",
        seen=[
            ran("train", f"{day} 02:00", f"{day} 05:00") for day in days("11-01", 22)
        ],
        at="11-22 08:00",
        options=["--since", since] if since else [],
    )
    statuses = [verdict["status"] for verdict in answer.document["verdicts"]]
    assert sorted(statuses) == ["met"] * count + ["pending"]


def test_the_last_day_at_its_own_deadline_holds_one_not_two(tmp_path: Path) -> None:
    """(at - 24h, at]: at 07:30 sharp yesterday's 07:30 is out and today's is in."""
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/ml/train|07:30",
        seen=[ran("train", f"{day} 02:00", f"{day} 05:00") for day in days("11-20", 3)],
        at="11-22 07:30",
    )
    dates = [verdict["business_date"] for verdict in answer.document["verdicts"]]
    assert sorted(dates) == ["2026-11-22", "2026-11-23"]


def test_the_next_one_is_pending_until_its_window_opens(tmp_path: Path) -> None:
    """A warning of a day lies before the window; what is not open is not at risk."""
    sheet = """
    target                | deadline | warn before | not before
    cronjob:prod/ml/train | 07:30    | 20h         | -6h
    """
    seen = ran("train", "11-22 02:00", "11-22 05:00")
    told = {
        at: Teller(tmp_path)
        .check(sheet, seen=seen, at=at)
        .of("train", "11-23")["status"]
        for at in ("11-22 23:00", "11-23 01:29:59", "11-23 01:30")
    }
    assert told == {
        "11-22 23:00": "pending",
        "11-23 01:29:59": "pending",
        "11-23 01:30": "at_risk",
    }


def test_events_is_repeatable_and_takes_folders(tmp_path: Path) -> None:
    told = Teller(tmp_path)
    folder = tmp_path / "events"
    folder.mkdir()
    told.kubectl([ran("train", "11-22 02:00", "11-22 05:00")], "events/a.json")
    told.kubectl([ran("eval", "11-22 02:00", "11-22 05:00")], "events/b.json")
    told.kubectl([ran("serve", "11-22 02:00", "11-22 05:00")], "c.json")
    sheet = told.sheet(
        "target|deadline\ncronjob:prod/ml/train|07:30\n"
        "cronjob:prod/ml/eval|07:30\ncronjob:prod/ml/serve|07:30"
    )
    argv = ["--events", folder, "--events", tmp_path / "c.json", "--cluster", "prod"]
    answer = call("check", "--sheet", sheet, *argv, "--at", AT, "--format", "json")
    met = {v["target"] for v in answer.document["verdicts"] if v["status"] == "met"}
    assert len(met) == 3
    assert answer.code == 0


def test_cluster_names_the_cluster_of_files_that_do_not(tmp_path: Path) -> None:
    sheet, events, arrivals = good_files(tmp_path)
    argv = ["--sheet", sheet, "--events", events, "--arrivals", arrivals]
    other = call("check", *argv, "--cluster", "dev", "--at", AT, "--format", "json")
    assert other.of("train", "11-22")["status"] in {"missed", "unknown"}
    only = call("check", *argv, "--at", AT, "--format", "json")
    assert only.of("train", "11-22")["status"] == "met"  # prod is the only one named


def test_dry_run_prints_what_would_be_posted_and_needs_no_slack(tmp_path: Path) -> None:
    told = Teller(tmp_path)
    answer = call(
        *("check", "--dry-run", "--at", AT, "--cluster", "prod"),
        *(
            "--sheet",
            told.sheet("target|deadline|channel\ncronjob:prod/a/b|07:30|#slo"),
        ),
        *("--events", told.kubectl([])),
    )
    assert answer.code == 0
    assert "#slo" in answer.out
    assert answer.out.count("cronjob:prod/a/b") >= 2  # in the table, and in the message


def test_dry_run_keeps_stdout_one_document(tmp_path: Path) -> None:
    told = Teller(tmp_path)
    answer = call(
        *("check", "--dry-run", "--at", AT, "--cluster", "prod", "--format", "json"),
        *(
            "--sheet",
            told.sheet("target|deadline|channel\ncronjob:prod/a/b|07:30|#slo"),
        ),
        *("--events", told.kubectl([])),
    )
    assert answer.document["verdicts"]
    assert "#slo" in answer.err


def test_notify_without_slack_says_what_to_write(tmp_path: Path) -> None:
    answer = check(tmp_path, "--notify")
    assert answer.code == 2
    assert "slack" in answer.err
    assert "--dry-run" in answer.err


def test_notify_with_dry_run_posts_nothing(tmp_path: Path) -> None:
    assert check(tmp_path, "--notify", "--dry-run").code == 0


def test_a_length_beyond_all_time_is_a_usage_error(tmp_path: Path) -> None:
    answer = check(tmp_path, "--since", "99999999d")
    assert answer.code == 2
    assert "--since" in answer.err


def test_since_later_than_at_is_a_usage_error(tmp_path: Path) -> None:
    later = (datetime.fromisoformat(AT) + timedelta(hours=1)).isoformat()
    answer = check(tmp_path, "--since", later)
    assert answer.code == 2
    assert "--since" in answer.err


def test_the_sheet_of_these_tests_has_two_rows() -> None:
    assert len(SHEET.strip().splitlines()) == 3
