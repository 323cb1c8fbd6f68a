from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slo_monitor.clients.google_sheets import GoogleSheet
from slo_monitor.errors import UsageError
from slo_monitor.model.languages import Language
from slo_monitor.settings.environment import read_secret, wants_color
from slo_monitor.settings.loading import load_settings
from slo_monitor.settings.values import Secret, Settings

WHOLE = """
language: ja
timezone: America/New_York
calendar: {country: US, closed: [2026-12-29]}
maintenance:
  - {from: 2026-12-05T00:00:00+09:00, to: 2026-12-05T06:00:00+09:00, targets: ["cronjob:prod/*"], why: upgrade}
sheet: slos.csv
clusters:
  - {name: prod, kubeconfig: ~/.kube/config, context: prod}
evidence:
  files: [events/, arrivals.jsonl]
  store: ./evidence
  stale_after: 1h30m
  bigquery: {project: p, events: p.k8s_events.events, datasets: [p.mart], store: p.slo_monitor, max_bytes_billed: 10GiB, api_url: "http://127.0.0.1:1"}
state: sqlite:///slo-monitor.db
slack: {token_env: SLACK_BOT_TOKEN, channel: "#slo", digest: "09:00", api_url: "http://127.0.0.1:2/api/"}
github: {token_env: GITHUB_TOKEN, repository: owner/repo, repositories: ["owner/*"], pace: 1s}
alerts: {per: alert, identity: [], hold: 1m, reopen_window: 24h, token_env: T}
serve: {listen: "127.0.0.1:9099", settle: 30s, recheck: 30s, heartbeat_url_env: H}
"""


def load(folder, text):
    path = folder / "slo-monitor.yaml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path)


def refused(folder, text):
    with pytest.raises(UsageError) as caught:
        load(folder, text)
    return str(caught.value)


def test_every_key_of_the_contract_is_understood(tmp_path):
    settings = load(tmp_path, WHOLE)
    assert settings.language is Language.JA
    assert settings.timezone == ZoneInfo("America/New_York")
    assert settings.country == "US"
    assert settings.closed == {date(2026, 12, 29)}
    (window,) = settings.maintenance
    assert window.start == datetime(2026, 12, 4, 15, tzinfo=UTC)
    assert window.end == datetime(2026, 12, 4, 21, tzinfo=UTC)
    assert window.targets == ("cronjob:prod/*",)
    assert settings.sheet == str(tmp_path / "slos.csv")
    (cluster,) = settings.clusters
    assert cluster.name == cluster.context == "prod"
    assert cluster.kubeconfig == Path.home() / ".kube/config"
    assert settings.files == (
        str(tmp_path / "events"),
        str(tmp_path / "arrivals.jsonl"),
    )
    assert settings.store == tmp_path / "evidence"
    assert settings.stale_after == timedelta(minutes=90)
    assert settings.bigquery is not None
    assert settings.bigquery.max_bytes_billed == 10 * 2**30
    assert settings.bigquery.store == "p.slo_monitor"
    assert settings.slack is not None
    assert settings.slack.token == Secret("SLACK_BOT_TOKEN")
    assert settings.slack.api_url == "http://127.0.0.1:2/api/"
    assert settings.channels == ("#slo",)


def test_an_empty_file_is_the_defaults(tmp_path):
    assert load(tmp_path, "") == Settings(file="slo-monitor.yaml")


def test_without_a_file_the_defaults_hold(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = load_settings(None)
    assert settings.timezone == ZoneInfo("Asia/Tokyo")
    assert settings.language is Language.EN


def test_the_file_in_the_current_folder_is_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slo-monitor.yaml").write_text("language: ja")
    assert load_settings(None).language is Language.JA


def test_a_google_sheet_is_named_by_its_id_or_url(tmp_path):
    identity = "1aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789abcdefg"
    text = f"sheet: {{google: {identity}, tab: slo, credentials_file: key.json}}"
    sheet = load(tmp_path, text).sheet
    assert sheet == GoogleSheet(
        spreadsheet_id=identity, tab="slo", credentials_file=tmp_path / "key.json"
    )
    url = f"sheet: https://docs.google.com/spreadsheets/d/{identity}/edit"
    assert load(tmp_path, url).sheet == GoogleSheet(spreadsheet_id=identity)


def test_maintenance_times_without_an_offset_are_in_the_configured_zone(tmp_path):
    text = "maintenance: [{from: 2026-12-05, to: 2026-12-05, targets: '*'}]"
    (window,) = load(tmp_path, text).maintenance
    assert window.start == datetime(2026, 12, 4, 15, tzinfo=UTC)
    assert window.end == datetime(2026, 12, 5, 15, tzinfo=UTC)
    text = "maintenance: [{from: '2026-12-05T01:00', to: '2026-12-05T02:00'}]"
    assert load(tmp_path, text).maintenance[0].start.hour == 16


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("langauge: en", "slo-monitor.yaml, langauge: unknown key; write language"),
        (
            "slack: {tokenenv: X}",
            "slo-monitor.yaml, slack.tokenenv: unknown key; write token_env",
        ),
        ("clusters: [{nam: x}]", "clusters[0].nam: unknown key; write name"),
        ("zzz: 1", "zzz: unknown key; known here are alerts, calendar, clusters"),
        ("language: fr", "slo-monitor.yaml, language: invalid enum value 'fr'"),
        ("timezone: 5", "slo-monitor.yaml, timezone: expected text, got `int`"),
        (
            "timezone: JST",
            '"JST" is not a time zone; write an IANA name such as Asia/Tokyo',
        ),
        (
            "clusters: [{context: x}]",
            "clusters[0]: mapping missing required field `name`",
        ),
        (
            "evidence: {stale_after: soon}",
            'evidence.stale_after: "soon" is not a duration',
        ),
        (
            "evidence: {bigquery: {project: p, max_bytes_billed: much}}",
            'evidence.bigquery.max_bytes_billed: "much" is not a size',
        ),
        (
            "slack: {token_env: A, webhook_env: B}",
            "slack: takes a bot token or an incoming",
        ),
        (
            "maintenance: [{from: 2026-12-06, to: 2026-12-05}]",
            "maintenance[0]: `to` must be later",
        ),
        (
            "maintenance: [{from: 5, to: 2026-12-05}]",
            'maintenance[0].from: "5" is not a time',
        ),
        (
            "maintenance: [{from: soon, to: x}]",
            "maintenance[0].from: Invalid isoformat",
        ),
        ("a: [", "slo-monitor.yaml: not valid YAML"),
        ("calendar: {closed: [2026-13-01]}", "not valid YAML: month must be in 1..12"),
        ("language: !!int x", "slo-monitor.yaml: not valid YAML"),
        ("language: !!bool x", "slo-monitor.yaml: not valid YAML"),
        ("language: !!timestamp foo", "slo-monitor.yaml: not valid YAML"),
        ("[" * 5000, "slo-monitor.yaml: not valid YAML"),
        ("timezone: ''", '"" is not a time zone; write an IANA name'),
        ("timezone: ../../etc/passwd", "is not a time zone; write an IANA name"),
        (
            "maintenance: [{from: 0001-01-01T00:00:00+09:00, to: 2026-12-05}]",
            "maintenance[0].from: 0001-01-01 00:00:00+09:00 is out of range",
        ),
        ("- a", "slo-monitor.yaml: expected a mapping, got a list"),
    ],
)
def test_a_mistake_is_named_by_its_key_with_what_to_write(tmp_path, text, sentence):
    assert sentence in refused(tmp_path, text)


def test_all_unknown_keys_are_said_at_once(tmp_path):
    said = refused(tmp_path, "langauge: en\ntimezon: UTC")
    assert "langauge" in said
    assert "timezon" in said


def test_a_configuration_that_is_not_there_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        load_settings(tmp_path / "none.yaml")


def test_a_configuration_that_is_a_folder_cannot_be_read(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings(Path(tmp_path))


class TestSecrets:
    def test_a_secret_comes_from_its_variable(self, monkeypatch):
        monkeypatch.setenv("TOKEN", " xoxb-1 ")
        assert read_secret(Secret("TOKEN"), "slack.token") == "xoxb-1"

    def test_a_variable_that_is_not_set_is_named(self, monkeypatch):
        monkeypatch.delenv("TOKEN", raising=False)
        with pytest.raises(UsageError, match=r"slack\.token: .* TOKEN is not set"):
            read_secret(Secret("TOKEN"), "slack.token")

    def test_a_secret_comes_from_its_file(self, tmp_path):
        path = tmp_path / "token"
        path.write_text("xoxb-2\n")
        assert read_secret(Secret(file=path), "slack.token") == "xoxb-2"

    @pytest.mark.parametrize(
        ("content", "word"), [(None, "cannot be read"), ("\n", "is empty")]
    )
    def test_a_file_without_a_secret_is_named(self, tmp_path, content, word):
        path = tmp_path / "token"
        if content is not None:
            path.write_text(content)
        with pytest.raises(UsageError, match=word):
            read_secret(Secret(file=path), "slack.token")


@pytest.mark.parametrize(
    ("terminal", "variables", "expected"),
    [
        (True, {"TERM": "xterm"}, True),
        (True, {"TERM": "dumb"}, False),
        (True, {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (False, {"TERM": "xterm"}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch, terminal, variables, expected
):
    for name in ("TERM", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert wants_color(is_terminal=terminal) is expected
