"""The keys of slo-monitor.yaml, exactly as people write them (DESIGN section 5).

Every key is optional. Durations are text such as `30s`, sizes such as `10GiB`; a secret is
only ever named, by `..._env` (a variable) or `..._file` (a path).
"""

from datetime import date
from typing import Literal

from msgspec import Struct, field


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """A mapping in which an unknown key is an error."""


class CalendarKeys(Strict, frozen=True):
    """`country`: ISO 3166 code, or null for no public holidays; `closed`: own days off."""

    country: str | None = "JP"
    closed: list[date] = []


class MaintenanceKeys(Strict, frozen=True):
    """A window; times without an offset are in `timezone`."""

    start: object = field(name="from")
    end: object = field(name="to")
    targets: list[str] | str = "*"
    why: str = ""


class GoogleSheetKeys(Strict, frozen=True):
    """A Google Sheets spreadsheet by id or URL."""

    google: str
    tab: str | None = None
    credentials_file: str | None = None
    api_url: str | None = None


class ClusterKeys(Strict, frozen=True):
    """A cluster `collect` watches; neither kubeconfig nor context means in-cluster."""

    name: str
    kubeconfig: str | None = None
    context: str | None = None
    api_url: str | None = None


class BigQueryKeys(Strict, frozen=True):
    """`events` is a table, `datasets` are those whose tables the sheet names.

    `store` is a dataset of slo-monitor's own tables, which `collect` writes.
    """

    project: str
    events: str | None = None
    datasets: list[str] = []
    store: str | None = None
    max_bytes_billed: str | int = "10GiB"
    credentials_file: str | None = None
    location: str | None = None
    api_url: str | None = None


class EvidenceKeys(Strict, frozen=True):
    """Where evidence comes from; several sources are fused."""

    files: list[str] | str = []
    store: str | None = None
    stale_after: str | int = "15m"
    retention: str | int = "400d"
    poll_every: str | int = "5m"
    bigquery: BigQueryKeys | None = None


class SlackKeys(Strict, frozen=True):
    """A bot token, or an incoming webhook."""

    token_env: str | None = None
    token_file: str | None = None
    webhook_env: str | None = None
    webhook_file: str | None = None
    channel: str | None = None
    digest: str | None = None
    api_url: str | None = None


class GitHubKeys(Strict, frozen=True):
    """Where issues are opened."""

    token_env: str | None = None
    token_file: str | None = None
    repository: str | None = None
    repositories: list[str] = []
    pace: str | int = "1s"
    api_url: str | None = None


class AlertKeys(Strict, frozen=True):
    """How alerts become issues."""

    per: Literal["alert", "group"] = "alert"
    identity: list[str] = []
    hold: str | int = "1m"
    reopen_window: str | int = "24h"
    token_env: str | None = None
    token_file: str | None = None


class ServeKeys(Strict, frozen=True):
    """The service."""

    listen: str = "127.0.0.1:9099"
    settle: str | int = "30s"
    recheck: str | int = "30s"
    heartbeat_url_env: str | None = None
    heartbeat_url_file: str | None = None


class ConfigKeys(Strict, frozen=True):
    """The whole file."""

    language: Literal["en", "ja"] = "en"
    timezone: str = "Asia/Tokyo"
    calendar: CalendarKeys = CalendarKeys()
    maintenance: list[MaintenanceKeys] = []
    sheet: str | GoogleSheetKeys | None = None
    clusters: list[ClusterKeys] = []
    evidence: EvidenceKeys = EvidenceKeys()
    state: str = "sqlite:///slo-monitor.db"
    slack: SlackKeys | None = None
    github: GitHubKeys | None = None
    alerts: AlertKeys = AlertKeys()
    serve: ServeKeys = ServeKeys()
