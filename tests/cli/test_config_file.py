"""slo-monitor.yaml: found in the folder, paths relative to it, unknown keys named."""

from pathlib import Path

import pytest

from tests.cli.calls import AT, good_files
from tests.scenarios.stories import Answer, Teller, call


def check(*options: object) -> Answer:
    return call("check", "--format", "json", "--at", AT, *options)


def write_config(folder: Path, text: str) -> Path:
    path = folder / "slo-monitor.yaml"
    path.write_text(text, encoding="utf-8")
    return path


COMPLETE = """
sheet: slos.csv
clusters: [{name: prod}]
evidence: {files: [cluster.json, arrivals.jsonl]}
"""


def test_the_file_in_the_folder_is_read_without_being_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good_files(tmp_path)
    write_config(tmp_path, COMPLETE)
    monkeypatch.chdir(tmp_path)
    answer = check()
    assert answer.code == 0
    assert answer.of("train", "11-22")["status"] == "met"
    assert answer.of("stock", "11-22")["status"] == "met"


def test_paths_are_relative_to_the_files_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf, work = tmp_path / "conf", tmp_path / "work"
    conf.mkdir()
    work.mkdir()
    good_files(conf)
    path = write_config(conf, COMPLETE)
    monkeypatch.chdir(work)
    answer = check("--config", path)
    assert answer.of("train", "11-22")["status"] == "met"
    assert check("--config", "../conf/slo-monitor.yaml").code == 0


def test_an_evidence_folder_holds_both_kinds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "evidence").mkdir()
    sheet, _, _ = good_files(tmp_path / "evidence")
    sheet.rename(tmp_path / "slos.csv")
    write_config(tmp_path, "sheet: slos.csv\nevidence: {files: [evidence/]}\n")
    monkeypatch.chdir(tmp_path)
    answer = check()
    assert answer.of("train", "11-22")["status"] == "met"
    assert answer.of("stock", "11-22")["status"] == "met"


def test_the_command_lines_sheet_stands_before_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, _, _ = good_files(tmp_path)
    write_config(tmp_path, COMPLETE.replace("slos.csv", "absent.csv"))
    monkeypatch.chdir(tmp_path)
    assert check().code == 2
    assert check("--sheet", sheet).code == 0


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("shet: slos.csv\n", "shet"),
        ("slack: {tokn_env: X}\n", "tokn_env"),
        ("calendar: {country: JP, closd: []}\n", "closd"),
        ("evidence: {bigquery: {project: p, dataset: []}}\n", "dataset"),
        ("clusters: [{nam: prod}]\n", "nam"),
        ("maintenance: [{form: x}]\n", "form"),
        ("language: fr\n", "language"),
        ("timezone: Asia/Tokio\n", "Asia/Tokio"),
        ("evidence: {stale_after: 15 bananas}\n", "stale_after"),
        ("language: [\n", "slo-monitor.yaml"),
        ("- a\n- b\n", "slo-monitor.yaml"),
        ("just words\n", "slo-monitor.yaml"),
        ("sheet: {google: x, tabs: y}\n", "tabs"),
        ("timezone: 7\n", "timezone"),
        ("\x00", "slo-monitor.yaml"),
        ("a: &a [*a]\n", "slo-monitor.yaml"),
        ("a: 1\na: 2\n", "slo-monitor.yaml"),
        ("calendar: {closed: [yesterday]}\n", "closed"),
    ],
)
def test_a_wrong_key_or_value_is_2_and_named(
    tmp_path: Path, text: str, named: str
) -> None:
    good_files(tmp_path)
    path = write_config(tmp_path, text)
    answer = check("--config", path, "--sheet", tmp_path / "slos.csv")
    assert answer.code == 2
    assert named in answer.err
    assert "Traceback" not in answer.err


def test_an_empty_config_is_one(tmp_path: Path) -> None:
    sheet, events, arrivals = good_files(tmp_path)
    path = write_config(tmp_path, "# nothing yet\n")
    argv = ["--sheet", sheet, "--events", events, "--arrivals", arrivals]
    assert check("--config", path, *argv).code == 0


def test_every_key_of_the_contract_is_known(tmp_path: Path) -> None:
    """Keys of commands that are still to come must not make today's config wrong."""
    sheet, events, arrivals = good_files(tmp_path)
    path = write_config(
        tmp_path,
        """
language: en
timezone: Asia/Tokyo
calendar: {country: JP, closed: [2026-12-29, 2026-12-30, 2026-12-31]}
maintenance: [{from: 2026-12-05T00:00:00+09:00, to: 2026-12-05T06:00:00+09:00, targets: ["cronjob:prod/*"], why: upgrade}]
sheet: slos.csv
clusters:
  - {name: prod, kubeconfig: ~/.kube/config, context: prod}
evidence:
  files: [cluster.json, arrivals.jsonl]
  stale_after: 15m
state: sqlite:///slo-monitor.db
slack: {token_env: SLACK_BOT_TOKEN, channel: "#slo", digest: "09:00", api_url: "https://slack.com/api/"}
github: {token_env: GITHUB_TOKEN, repository: owner/repo, repositories: ["owner/*"], pace: 1s, api_url: "https://api.github.com"}
alerts: {per: alert, identity: [], hold: 1m, reopen_window: 24h, token_env: T}
serve: {listen: "127.0.0.1:9099", settle: 30s, recheck: 30s, heartbeat_url_env: H}
""",
    )
    argv = ["--sheet", sheet, "--events", events, "--arrivals", arrivals]
    answer = check("--config", path, *argv)
    assert answer.code == 0, answer.err


def test_the_default_zone_comes_from_the_config(tmp_path: Path) -> None:
    sheet, events, arrivals = good_files(tmp_path)
    path = write_config(tmp_path, "timezone: UTC\n")
    argv = ["--sheet", sheet, "--events", events, "--arrivals", arrivals]
    verdicts = check("--config", path, *argv).document["verdicts"]
    due = {v["due_at"] for v in verdicts if v["target"] == "cronjob:prod/ml/train"}
    assert due == {"2026-11-21T07:30:00Z", "2026-11-22T07:30:00Z"}


def test_a_closed_file_is_named(tmp_path: Path) -> None:
    """A folder where a file should be."""
    answer = check("--config", tmp_path)
    assert answer.code == 2
    assert str(tmp_path) in answer.err


def test_an_unknown_country_is_named_where_holidays_are_needed(tmp_path: Path) -> None:
    sheet = Teller(tmp_path).sheet("target|deadline|days\ncronjob:prod/a/b|7:30|営業日")
    answer = check(
        "--config",
        write_config(tmp_path, "calendar: {country: XX}\n"),
        "--sheet",
        sheet,
    )
    assert answer.code == 2
    assert "XX" in answer.err
