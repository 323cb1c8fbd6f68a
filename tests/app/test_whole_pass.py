"""Sheet, evidence and Slack over HTTP at once: the command line against all doubles."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from slo_monitor.app.table_polls import table_polls
from slo_monitor.cli import main
from slo_monitor.settings.loading import load_settings
from slo_monitor.sources.first_seen import FirstSeen
from slo_monitor.stores.writing import EvidenceWriter
from tests.clients.bigquery_samples import entry, exported, written
from tests.doubles.bigquery import BigQueryDouble, bigquery_double
from tests.doubles.bigquery_faults import Fault
from tests.doubles.sheets import BUSY, FORBIDDEN, DoubleTab, sheets_double
from tests.doubles.slack import error, slack

AT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # 09:00 in Tokyo
SLOT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)  # 05:00
JOB = f"train-{int(SLOT.timestamp()) // 60}"
ROWS = [
    ["target", "deadline", "owner", "depends on", "channel"],
    ["cronjob:prod/ml/train", 0.3125, "U012ABCDEF", "table:p.mart.orders"],
    ["table:p.mart.orders", 0.25, "@data"],
    ["table:p.other.quiet", 0.25, "@data", "", "#ml"],
]
EVENTS = [
    entry(SLOT, message=f"Created job {JOB}"),
    entry(
        SLOT + timedelta(minutes=50),
        reason="SawCompletedJob",
        message=f"Saw completed job: {JOB}, condition: Complete",
    ),
]


@pytest.fixture
def services():
    """Google Sheets, BigQuery and Slack, each on a port of its own."""
    tables = {
        "p.k8s.events": exported(*EVENTS),
        "p.mart.orders": written(SLOT + timedelta(minutes=30)),
        "p.other.quiet": written(
            AT - timedelta(days=2), created=AT - timedelta(days=9)
        ),
    }
    store = BigQueryDouble(read_at=AT, tables=tables)
    with (
        sheets_double(tabs=[DoubleTab(title="slo", rows=ROWS)]) as sheets,
        bigquery_double(store) as bigquery,
        slack() as told,
    ):
        yield sheets, bigquery, told


@pytest.fixture
def check(services, tmp_path, monkeypatch, capsys):
    """Run `check` with a configuration that leads to the services."""
    sheets, bigquery, told = services
    (tmp_path / "slo-monitor.yaml").write_text(
        f"""
sheet: {{google: {sheets.spreadsheet_id}, tab: slo, api_url: "{sheets.url}"}}
evidence:
  bigquery:
    project: p
    events: p.k8s.events
    datasets: [p.mart, p.other]
    api_url: "{bigquery.url}"
slack: {{token_env: SLACK_TOKEN, channel: "#slo", api_url: "{told.api_url}"}}
"""
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_TOKEN", told.token)

    def run(*arguments):
        code = main(["check", "--at", "2026-11-22T00:00:00Z", *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


def statuses(out):
    verdicts = json.loads(out)["verdicts"]
    past = [v for v in verdicts if v["due_at"] <= "2026-11-22T00:00:00Z"]
    return {v["target"]: (v["status"], v["reason"]) for v in past}


def test_a_pass_reads_judges_and_tells_over_real_connections(check, services):
    sheets, bigquery, told = services
    code, out, err = check("--format", "json", "--notify")
    assert code == 0, err
    assert statuses(out) == {
        "cronjob:prod/ml/train": ("met", None),
        "table:p.mart.orders": ("met", None),
        "table:p.other.quiet": ("missed", "no_data"),
    }
    (inversion,) = json.loads(out)["inversions"]
    assert inversion["overlap_seconds"] == 1800
    assert len(sheets.requests) == 2
    assert len(bigquery.posted("events")) == 1
    assert len(bigquery.posted("tables")) == 2
    assert sorted(post.channel for post in told.posts) == ["C00000000ML", "C0000000SLO"]
    assert any("p.other.quiet" in post.text for post in told.posts)


def test_a_channel_that_fails_is_a_problem_and_does_not_stop_the_others(
    check, services
):
    _, _, told = services
    del told.channels["#ml"]
    code, out, err = check("--format", "json", "--notify")
    assert code == 0, err
    (problem,) = json.loads(out)["problems"]
    assert problem["where"] == "#ml"
    assert "channel" in problem["message"]
    assert [post.channel for post in told.posts] == ["C0000000SLO"]


def test_slack_that_is_broken_for_good_leaves_the_verdicts(check, services):
    _, _, told = services
    told.script = [error("invalid_auth")] * 2
    code, out, err = check("--format", "json", "--notify")
    assert code == 0, err
    assert len(json.loads(out)["problems"]) == 2
    assert statuses(out)["cronjob:prod/ml/train"] == ("met", None)


def test_a_dry_run_shows_posts_and_costs_and_sends_neither(check, services):
    _, bigquery, told = services
    code, out, err = check("--dry-run")
    assert code == 0, err
    assert "BIGQUERY WOULD SCAN" in out
    assert "MiB (limit 10.0 GiB a query" in out
    assert "WOULD BE POSTED" in out
    assert told.posts == []
    assert bigquery.posted("events") == bigquery.posted("tables") == []
    assert "not read, since this is a dry run" in out


def test_one_dataset_that_cannot_be_read_leaves_the_others(check, services):
    _, bigquery, _ = services
    bigquery.faults.append(Fault(status=403, reason="accessDenied", on="quiet"))
    code, out, err = check("--format", "json")
    assert code == 3
    assert statuses(out) == {
        "cronjob:prod/ml/train": ("met", None),
        "table:p.mart.orders": ("met", None),
        "table:p.other.quiet": ("unknown", "source_unreadable"),
    }
    assert "p.other" in err


def test_a_sheet_nobody_shared_ends_the_pass_with_what_to_do(check, services):
    sheets, _, _ = services
    sheets.script.append(FORBIDDEN)
    code, out, err = check()
    assert code == 2
    assert out == ""
    assert "share" in err


def test_a_busy_sheet_is_asked_again(check, services):
    sheets, _, _ = services
    sheets.script.append(BUSY)
    code, out, err = check("--format", "json")
    assert code == 0, err
    assert len(json.loads(out)["verdicts"]) == 6
    assert len(sheets.requests) == 3


def test_a_webhook_tells_too(services, tmp_path, monkeypatch, capsys):
    _, _, told = services
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOOK", told.webhook_url)
    (tmp_path / "slo-monitor.yaml").write_text(
        'sheet: slos.csv\nslack: {webhook_env: HOOK, channel: "#slo"}\n'
    )
    (tmp_path / "slos.csv").write_text("target,deadline\ncronjob:prod/ml/train,07:30\n")
    (tmp_path / "none.json").write_text('{"kind":"List","items":[]}')
    arguments = ["--events", "none.json", "--at", "2026-11-22T00:00:00Z", "--notify"]
    assert main(["check", *arguments]) == 0
    assert "never_seen" not in capsys.readouterr().err
    (post,) = told.posts
    assert "missed" in post.text


def test_notify_without_slack_says_what_to_configure(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slos.csv").write_text("target,deadline\ncronjob:prod/ml/train,07:30\n")
    assert main(["check", "--sheet", "slos.csv", "--notify"]) == 2
    assert "token_env" in capsys.readouterr().err


def test_a_run_that_did_not_start_is_missed_though_the_next_one_ran(services, check):
    _, bigquery, _ = services
    day = timedelta(days=1)
    before = [
        entry(SLOT - 2 * day, message="Created job train-1"),
        entry(
            SLOT - 2 * day + timedelta(minutes=50),
            reason="SawCompletedJob",
            message="Saw completed job: train-1, condition: Complete",
        ),
    ]
    bigquery.tables["p.k8s.events"] = exported(*before, *EVENTS)
    code, out, err = check("--format", "json", "--since", "36h")
    assert code == 0, err
    yesterday = next(
        verdict
        for verdict in json.loads(out)["verdicts"]
        if verdict["business_date"] == "2026-11-21" and "train" in verdict["target"]
    )
    assert (yesterday["status"], yesterday["reason"]) == ("missed", "not_started")


def test_what_a_collector_has_just_looked_at_is_not_asked_again(
    services, check, tmp_path
):
    _, bigquery, _ = services
    settings = load_settings(tmp_path / "slo-monitor.yaml")
    (poll,) = table_polls(settings, FirstSeen(), lambda: AT, print)
    with EvidenceWriter(tmp_path / "store") as writer:
        writer.append(poll.look())
        writer.flush()
    looked = len(bigquery.posted("tables"))
    config = tmp_path / "slo-monitor.yaml"
    config.write_text(
        config.read_text().replace("evidence:", "evidence:\n  store: store")
    )
    code, out, err = check("--format", "json")
    assert code == 0, err
    assert statuses(out)["table:p.mart.orders"] == ("met", None)
    assert len(bigquery.posted("tables")) == looked


def test_a_table_seen_absent_when_due_is_late_and_not_rewritten(
    services, check, tmp_path
):
    _, bigquery, _ = services
    settings = load_settings(tmp_path / "slo-monitor.yaml")
    minute = timedelta(minutes=1)
    due = AT - timedelta(hours=3)  # 06:00 in Tokyo
    clock = [due + minute]
    (poll,) = table_polls(settings, FirstSeen(), lambda: clock[0], print)
    bigquery.tables["p.mart.orders"] = written(AT - timedelta(days=2))
    with EvidenceWriter(tmp_path / "store") as writer:
        writer.append(poll.look())
        clock[0] = due + 10 * minute
        bigquery.tables["p.mart.orders"] = written(due + 5 * minute)
        writer.append(poll.look())
        bigquery.tables["p.mart.orders"] = written(AT - minute)
        clock[0] = AT
        writer.append(poll.look())
        writer.flush()
    config = tmp_path / "slo-monitor.yaml"
    config.write_text(
        config.read_text().replace("evidence:", "evidence:\n  store: store")
    )
    _, out, _ = check("--format", "json")
    assert statuses(out)["table:p.mart.orders"] == ("late", "slow")


def test_news_without_any_channel_is_a_problem_that_names_its_targets(
    services, tmp_path, monkeypatch, capsys
):
    _, _, told = services
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_TOKEN", told.token)
    (tmp_path / "c.yaml").write_text(
        f'slack: {{token_env: SLACK_TOKEN, api_url: "{told.api_url}"}}\n'
    )
    (tmp_path / "slos.csv").write_text("target,deadline\ncronjob:prod/ml/train,07:30\n")
    (tmp_path / "none.json").write_text('{"kind":"List","items":[]}')
    arguments = ["--sheet", "slos.csv", "--events", "none.json", "--config", "c.yaml"]
    assert main(["check", *arguments, "--at", "2026-11-22T00:00:00Z", "--notify"]) == 0
    captured = capsys.readouterr()
    assert "set slack.channel: cronjob:prod/ml/train" in captured.err
    assert told.posts == []
