"""The settings as the rest of the program sees them: paths resolved, texts parsed."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.google_sheets import GoogleSheet
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.model.calendars import Maintenance
from slo_monitor.model.languages import Language


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is to be found: a variable's name, or a file."""

    variable: str | None = None
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings:
    """A bot token or an incoming webhook, and the API's root for other than Slack's own."""

    token: Secret | None = None
    webhook: Secret | None = None
    api_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that slo-monitor.yaml says, or would say by default.

    `file` is the configuration's path, empty where there is none. `clusters` are those that
    `collect` watches. `stale_after` is how old a source's heartbeat may be; evidence in the
    store is kept for `retention`, tables are looked at `poll_every` so long.
    """

    file: str = ""
    language: Language = Language.EN
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Tokyo"))
    country: str | None = "JP"
    closed: frozenset[date] = frozenset()
    maintenance: tuple[Maintenance, ...] = ()
    sheet: str | GoogleSheet | None = None
    clusters: tuple[Cluster, ...] = ()
    files: tuple[str, ...] = ()
    store: Path | None = None
    stale_after: timedelta = timedelta(minutes=15)
    retention: timedelta = timedelta(days=400)
    poll_every: timedelta = timedelta(minutes=5)
    bigquery: BigQuerySettings | None = None
    slack: SlackSettings | None = None
    channels: tuple[str, ...] = ()
