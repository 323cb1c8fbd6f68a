"""Loading: slo-monitor.yaml -> Settings, every mistake named by its key."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
import yaml

from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.google_sheets import GoogleSheet, spreadsheet_id
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.errors import UsageError
from slo_monitor.model.calendars import Maintenance
from slo_monitor.model.languages import Language
from slo_monitor.settings.quantities import duration, size
from slo_monitor.settings.schema import (
    BigQueryKeys,
    ClusterKeys,
    ConfigKeys,
    GoogleSheetKeys,
    MaintenanceKeys,
    SlackKeys,
)
from slo_monitor.settings.unknown_keys import unknown_keys
from slo_monitor.settings.values import Secret, Settings, SlackSettings

DEFAULT_FILE = Path("slo-monitor.yaml")

T = TypeVar("T")

_BAD_SCALARS = (ValueError, KeyError, AttributeError, TypeError, RecursionError)
"""What PyYAML lets through: a 13th month, a tag that does not fit, endless brackets."""


def load_settings(path: Path | None) -> Settings:
    """Settings from `path`, else from ./slo-monitor.yaml if it exists, else the defaults.

    Raises UsageError with one line for each mistake.
    """
    if path is None:
        if not DEFAULT_FILE.is_file():
            return Settings()
        path = DEFAULT_FILE
    keys = _decode(_read(path), path.name)
    return _Reader(path.name, path.parent).settings(keys)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UsageError(
            f"{path}: no such file; give --config an existing one"
        ) from None
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{path}: cannot be read ({exc})") from exc


def _decode(text: str, name: str) -> ConfigKeys:
    try:
        tree = yaml.safe_load(text)
    except (yaml.YAMLError, *_BAD_SCALARS) as exc:
        raise UsageError(f"{name}: not valid YAML: {_on_one_line(exc)}") from exc
    tree = {} if tree is None else tree
    unknown = [f"{name}, {each}" for each in unknown_keys(tree, ConfigKeys)]
    if unknown:
        raise UsageError("\n".join(unknown))
    try:
        return msgspec.convert(tree, ConfigKeys)
    except msgspec.ValidationError as exc:
        message, _, place = str(exc).rpartition(" - at `$")
        key = place.strip("`.") if message else ""
        where = f"{name}, {key}" if key else name
        raise UsageError(f"{where}: {_plain(message or str(exc))}") from exc


def _on_one_line(exc: Exception) -> str:
    return re.sub(r"\s+", " ", str(exc)).strip()


def _plain(message: str) -> str:
    """Msgspec's words in ours: types as a writer of YAML knows them."""
    words = {
        "`str`": "text",
        "`array`": "a list",
        "`object`": "a mapping",
        "Object ": "Mapping ",
    }
    for word, plain in words.items():
        message = message.replace(word, plain)
    return message[:1].lower() + message[1:]


def _zone(text: str) -> ZoneInfo:
    """The zone; ValueError also for what zoneinfo would take for a path."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, OSError, ValueError):
        message = f'"{text}" is not a time zone; write an IANA name such as Asia/Tokyo'
        raise ValueError(message) from None


class _Reader:
    """Turns keys into values; knows the file's name and the folder paths are relative to."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._folder = folder

    def settings(self, keys: ConfigKeys) -> Settings:
        zone = self._value("timezone", _zone, keys.timezone)
        slack = keys.slack
        evidence = keys.evidence
        stale_after = evidence.stale_after
        files = [evidence.files] if isinstance(evidence.files, str) else evidence.files
        return Settings(
            file=self._name,
            language=Language(keys.language),
            timezone=zone,
            country=keys.calendar.country,
            closed=frozenset(keys.calendar.closed),
            maintenance=tuple(
                self._window(number, window, zone)
                for number, window in enumerate(keys.maintenance)
            ),
            sheet=self._sheet(keys.sheet),
            clusters=tuple(map(self._cluster, keys.clusters)),
            files=tuple(self._path(each) for each in files),
            store=Path(self._path(evidence.store)) if evidence.store else None,
            stale_after=self._value("evidence.stale_after", duration, stale_after),
            retention=self._value("evidence.retention", duration, evidence.retention),
            poll_every=self._value(
                "evidence.poll_every", duration, evidence.poll_every
            ),
            bigquery=self._bigquery(evidence.bigquery),
            slack=None if slack is None else self._slack(slack),
            channels=(slack.channel,) if slack is not None and slack.channel else (),
        )

    def _value(self, key: str, parse: Callable[[str], T], text: str | int) -> T:
        try:
            return parse(str(text))
        except ValueError as exc:
            raise UsageError(f"{self._name}, {key}: {exc}") from exc

    def _path(self, text: str) -> str:
        return text if text == "-" else str(self._folder / Path(text).expanduser())

    def _cluster(self, keys: ClusterKeys) -> Cluster:
        kubeconfig = self._file(keys.kubeconfig)
        return Cluster(
            name=keys.name,
            kubeconfig=None if kubeconfig is None else Path(kubeconfig),
            context=keys.context,
            api_url=keys.api_url,
        )

    def _sheet(self, keys: str | GoogleSheetKeys | None) -> str | GoogleSheet | None:
        if keys is None:
            return None
        if isinstance(keys, str):
            google = spreadsheet_id(keys)
            return GoogleSheet(spreadsheet_id=google) if google else self._path(keys)
        key_file = self._file(keys.credentials_file)
        return GoogleSheet(
            spreadsheet_id=spreadsheet_id(keys.google) or keys.google,
            tab=keys.tab,
            credentials_file=Path(key_file) if key_file else None,
            api_url=keys.api_url,
        )

    def _file(self, text: str | None) -> str | None:
        return None if text is None else self._path(text)

    def _bigquery(self, keys: BigQueryKeys | None) -> BigQuerySettings | None:
        if keys is None:
            return None
        key = "evidence.bigquery.max_bytes_billed"
        return BigQuerySettings(
            project=keys.project,
            events=keys.events,
            datasets=tuple(keys.datasets),
            store=keys.store,
            max_bytes_billed=self._value(key, size, keys.max_bytes_billed),
            api_url=keys.api_url,
            credentials_file=self._file(keys.credentials_file),
            location=keys.location,
        )

    def _slack(self, keys: SlackKeys) -> SlackSettings:
        token = self._secret(keys.token_env, keys.token_file)
        webhook = self._secret(keys.webhook_env, keys.webhook_file)
        if token is not None and webhook is not None:
            message = "takes a bot token or an incoming webhook, not both"
            raise UsageError(f"{self._name}, slack: {message}")
        return SlackSettings(token=token, webhook=webhook, api_url=keys.api_url)

    def _secret(self, variable: str | None, file: str | None) -> Secret | None:
        if variable is None and file is None:
            return None
        return Secret(variable, None if file is None else Path(self._path(file)))

    def _window(
        self, number: int, keys: MaintenanceKeys, zone: ZoneInfo
    ) -> Maintenance:
        key = f"maintenance[{number}]"
        targets = [keys.targets] if isinstance(keys.targets, str) else keys.targets
        start = self._moment(f"{key}.from", keys.start, zone)
        end = self._moment(f"{key}.to", keys.end, zone, whole_day=True)
        if end <= start:
            raise UsageError(f"{self._name}, {key}: `to` must be later than `from`")
        return Maintenance(start=start, end=end, targets=tuple(targets), why=keys.why)

    def _utc(self, key: str, local: datetime) -> datetime:
        try:
            return local.astimezone(UTC)
        except OverflowError:
            raise UsageError(f"{self._name}, {key}: {local} is out of range") from None

    def _moment(
        self, key: str, value: object, zone: ZoneInfo, *, whole_day: bool = False
    ) -> datetime:
        """UTC of a YAML time; a bare date is its midnight, or the midnight that ends it."""
        if isinstance(value, str):
            value = self._value(key, datetime.fromisoformat, value)
        if isinstance(value, datetime):
            return self._utc(key, value if value.tzinfo else value.replace(tzinfo=zone))
        if isinstance(value, date):
            day = value + timedelta(days=whole_day)
            return self._utc(key, datetime.combine(day, time(), tzinfo=zone))
        sentence = (
            f'"{value}" is not a time; write one such as 2026-12-05T00:00:00+09:00'
        )
        raise UsageError(f"{self._name}, {key}: {sentence}")
