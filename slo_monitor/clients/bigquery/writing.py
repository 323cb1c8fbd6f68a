"""Writing what was observed into slo-monitor's own tables in BigQuery.

BigQuery takes 1,500 load jobs a day for each table, so that rows gather for FLUSH_EVERY. A
row that was observed twice may stand twice in a table; every query brings such rows
together. https://docs.cloud.google.com/bigquery/quotas#load_jobs
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

import msgspec

from slo_monitor.clients.bigquery.client import ATTEMPTS, BigQuery
from slo_monitor.clients.bigquery.errors import Asked
from slo_monitor.clients.bigquery.loading import Load, run_load
from slo_monitor.clients.bigquery.schemas import LYING, table
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.errors import SourceMissing, UsageError
from slo_monitor.sources.observations import Observation
from slo_monitor.sources.rows import SHAPES, row_of

if TYPE_CHECKING:
    from google.cloud.bigquery import Dataset

KEY = "evidence.bigquery.store"
FLUSH_EVERY = timedelta(minutes=2)
"""How often to flush: half of the load jobs that a day allows, the rest for attempts."""

FIRST_DAY = datetime(1960, 1, 1, tzinfo=UTC)
LAST_DAY = datetime(2159, 12, 31, tzinfo=UTC)
"""Partitions exist for these days alone; one row outside would fail its whole load.
https://docs.cloud.google.com/bigquery/docs/partitioned-tables"""

_ENCODER = msgspec.json.Encoder()


class BigQueryWriter:
    """Takes observations; `flush` makes them durable, in order, each once.

    Heartbeats of a flush are loaded after everything else of it: they never vouch for what
    is not there. What could not be loaded is kept, and goes first in the next flush. One
    thread at a time may use it; several writers on one dataset do no harm.
    """

    def __init__(self, settings: BigQuerySettings) -> None:
        if settings.store is None:
            raise UsageError(
                f"{KEY} is not set; name a dataset for slo-monitor's tables such as "
                "my-project.slo_monitor",
            )
        self._settings = settings
        self._dataset = settings.store
        self._location: str | None = None
        self._open: dict[str, dict[bytes, None]] = {kind: {} for kind in SHAPES}
        self._loads: list[Load] = []
        self.unusable = 0

    def __enter__(self) -> Self:
        """Make the tables that are missing; raises SourceError."""
        with BigQuery(self._settings) as bigquery:
            self._ready(bigquery)
        return self

    def __exit__(self, *_: object) -> None:
        """What was not flushed is for the caller to flush."""

    @property
    def pending(self) -> int:
        """How many rows wait to be flushed."""
        taken = sum(len(lines) for lines in self._open.values())
        return taken + sum(load.count for load in self._loads)

    def append(self, observations: Iterable[Observation]) -> None:
        """Take observations; those at impossible times are only counted (`unusable`)."""
        for observation in observations:
            kind, _, row = row_of(observation)
            if FIRST_DAY <= getattr(row, LYING[kind].day) <= LAST_DAY:
                self._open[kind][_ENCODER.encode(row)] = None
            else:
                self.unusable += 1

    def flush(self) -> int:
        """Make what was taken durable; how many rows that were.

        Raises SourceError; nothing is lost then, and the next flush doubles nothing.
        """
        written = 0
        with BigQuery(self._settings) as bigquery:
            while self._loads or self._freeze():
                load = self._loads[0]
                self._run(bigquery, load)
                written += load.count
                del self._loads[0]
        return written

    def _run(self, bigquery: BigQuery, load: Load) -> None:
        asked = self._asked(load.kind)
        try:
            run_load(bigquery, load, self._ready(bigquery), asked)
        except SourceMissing:
            # Somebody has deleted the table since: it is made again, once.
            self._location = None
            run_load(bigquery, load, self._ready(bigquery), asked)

    def _freeze(self) -> bool:
        """Make loads of all that was taken; what comes later is loaded later."""
        self._loads = list(self._taken())
        self._open = {kind: {} for kind in SHAPES}
        return bool(self._loads)

    def _taken(self) -> Iterator[Load]:
        for kind, lines in self._open.items():
            if lines:
                yield Load(
                    kind=kind,
                    table=f"{self._dataset}.{kind}",
                    lines=b"\n".join(lines),
                    count=len(lines),
                )

    def _asked(self, what: str) -> Asked:
        return Asked(
            what=f"writing {what} to {self._dataset}",
            dataset=self._dataset,
            key=KEY,
            settings=self._settings,
            again="nothing is lost: it is tried again",
            role="roles/bigquery.dataEditor",
        )

    def _ready(self, bigquery: BigQuery) -> str:
        """Where the dataset lies, once all tables are there."""
        if self._location is None:
            asked = self._asked("tables")
            with bigquery.watched(asked):
                location = str(self._found(bigquery).location)
            for kind in SHAPES:
                self._make(bigquery, kind, asked)
            self._location = location
        return self._location

    def _found(self, bigquery: BigQuery) -> "Dataset":
        from google.cloud.bigquery import DEFAULT_RETRY

        seconds = self._settings.timeout
        return bigquery.opened().get_dataset(
            self._dataset,
            retry=DEFAULT_RETRY.with_timeout(seconds),
            timeout=seconds / ATTEMPTS,
        )

    def _make(self, bigquery: BigQuery, kind: str, asked: Asked) -> None:
        """Make one table, if nobody else has."""
        from google.cloud.bigquery import DEFAULT_RETRY

        name, seconds = f"{self._dataset}.{kind}", self._settings.timeout
        try:
            bigquery.table(name, asked)
        except SourceMissing:
            with bigquery.watched(asked):
                bigquery.opened().create_table(
                    table(name, kind),
                    exists_ok=True,
                    retry=DEFAULT_RETRY.with_timeout(seconds),
                    timeout=seconds / ATTEMPTS,
                )
