"""BigQuery's door: one query in, rows or the bytes it would scan out.

Each query bears a limit of bytes, labels that say which pass it belongs to, and deadlines
of its own: the library's (10 to 40 minutes) are too patient for a monitor.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from warnings import catch_warnings, filterwarnings

from slo_monitor.clients.bigquery.errors import (
    Asked,
    NotLoggedIn,
    Unreachable,
    translated,
)
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.errors import SourceError

if TYPE_CHECKING:
    from google.cloud.bigquery import (
        ArrayQueryParameter,
        Client,
        QueryJobConfig,
        ScalarQueryParameter,
        Table,
    )

Value = str | datetime | tuple[str, ...]
SCOPES = ("https://www.googleapis.com/auth/bigquery",)
ATTEMPTS = 3
"""Requests that hang which still fit into the time of one query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One query: `what` it reads (for people), of which dataset, for which pass.

    `key` is the configuration key to look at when it cannot work.
    """

    what: str
    dataset: str
    key: str
    label: str
    sql: str
    parameters: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Answer:
    """A query's rows, read page by page, and when BigQuery had finished it (UTC)."""

    rows: Iterator[tuple[Any, ...]]
    finished_at: datetime | None


class BigQuery:
    """A client that is opened by the first query; every method raises SourceError.

    Once nobody answers, or the login fails, later queries fail at once with that sentence.
    """

    def __init__(self, settings: BigQuerySettings) -> None:
        self.settings = settings
        self._client: Client | None = None
        self._barred: SourceError | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()  # type: ignore[no-untyped-call]  # Google's own

    def read(self, query: Query) -> Answer:
        """Run `query`."""
        from google.cloud.bigquery.retry import DEFAULT_JOB_RETRY, DEFAULT_RETRY

        seconds = self.settings.timeout
        asked = self._asked(query)
        config = _config(query)
        config.maximum_bytes_billed = self.settings.max_bytes_billed
        with self.watched(asked):
            rows = self.opened().query_and_wait(
                query.sql,
                job_config=config,
                location=self.settings.location,
                api_timeout=seconds / ATTEMPTS,
                wait_timeout=seconds,
                retry=DEFAULT_RETRY.with_timeout(seconds),
                job_retry=DEFAULT_JOB_RETRY.with_timeout(seconds),
            )
        return Answer(self._paged(rows, asked), rows.ended)

    def scanned(self, query: Query) -> int:
        """The bytes that `query` would scan; asking is free."""
        from google.cloud.bigquery import DEFAULT_RETRY

        config = _config(query)
        config.dry_run = True  # without a limit: the figure is wanted above it too
        seconds = self.settings.timeout
        with self.watched(self._asked(query)):
            job = self.opened().query(
                query.sql,
                job_config=config,
                location=self.settings.location,
                timeout=seconds / ATTEMPTS,
                retry=DEFAULT_RETRY.with_timeout(seconds),
                job_retry=None,
            )
            return int(job.total_bytes_processed or 0)

    def table(self, name: str, asked: Asked) -> "Table":
        """The schema and the like of one table; asking is free."""
        from google.cloud.bigquery import DEFAULT_RETRY

        seconds = self.settings.timeout
        with self.watched(asked):
            return self.opened().get_table(
                name,
                retry=DEFAULT_RETRY.with_timeout(seconds),
                timeout=seconds / ATTEMPTS,
            )

    def _paged(self, rows: Any, asked: Asked) -> Iterator[tuple[Any, ...]]:
        with self.watched(asked):
            for row in rows:
                yield row[:]  # its values, where row.values() would copy deeply

    def _asked(self, query: Query) -> Asked:
        return Asked(query.what, query.dataset, query.key, self.settings)

    @contextmanager
    def watched(self, asked: Asked) -> Iterator[None]:
        """Raise what the client raises inside as a SourceError."""
        if self._barred is not None:
            raise self._barred
        try:
            with translated(asked):
                yield
        except (Unreachable, NotLoggedIn) as error:
            self._barred = error
            raise

    def opened(self) -> "Client":
        """Google's client; to be used inside `watched` alone."""
        if self._client is None:
            self._client = _client(self.settings)
        return self._client


def _config(query: Query) -> "QueryJobConfig":
    from google.cloud.bigquery import QueryJobConfig

    return QueryJobConfig(
        labels={"tool": "slo-monitor", "pass": query.label},
        query_parameters=[_parameter(*pair) for pair in query.parameters.items()],
    )


def _client(settings: BigQuerySettings) -> "Client":
    from google.api_core.client_options import ClientOptions
    from google.cloud.bigquery import Client

    options = ClientOptions(api_endpoint=settings.api_url) if settings.api_url else None
    return Client(
        project=settings.project,
        credentials=_credentials(settings),
        client_options=options,
    )


def _credentials(settings: BigQuerySettings) -> Any:
    """From the key that is named; none over plain http, as emulators take none."""
    import google.auth
    from google.auth.credentials import AnonymousCredentials

    if settings.credentials_file is not None:
        return _key(Path(settings.credentials_file).expanduser())
    if (settings.api_url or "").startswith("http://"):
        return AnonymousCredentials()  # type: ignore[no-untyped-call]  # Google's own
    with catch_warnings():
        # Google warns of a person's own login; on a terminal that is how people start.
        filterwarnings("ignore", message="Your application has authenticated using end")
        return google.auth.default(scopes=SCOPES)[0]


def _key(path: Path) -> Any:
    from google.oauth2.service_account import Credentials

    try:
        load: Any = Credentials.from_service_account_file  # not typed by Google
        return load(str(path), scopes=SCOPES)
    except (OSError, ValueError) as error:
        raise NotLoggedIn(
            f"evidence.bigquery.credentials_file: {path} is not a service account's key "
            f"that can be read ({error}); download one, or leave the line out and log in "
            "with `gcloud auth application-default login`",
        ) from error


def _parameter(name: str, value: Value) -> "ScalarQueryParameter | ArrayQueryParameter":
    from google.cloud.bigquery import ArrayQueryParameter, ScalarQueryParameter

    if isinstance(value, tuple):
        return ArrayQueryParameter(name, "STRING", list(value))
    kind = "TIMESTAMP" if isinstance(value, datetime) else "STRING"
    return ScalarQueryParameter(name, kind, value)
