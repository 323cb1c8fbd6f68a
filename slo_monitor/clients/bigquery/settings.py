"""What there is to know before BigQuery can be asked: `evidence.bigquery`, and names."""

import re
from dataclasses import dataclass

from slo_monitor.errors import UsageError

IDENTIFIER = re.compile(r"[\w.:-]+\.\w+", re.ASCII)
"""PROJECT.DATASET; a project may bear its domain, `example.com:name`."""

SHARDED = re.compile(r"(?P<prefix>[\w-]+_)(\*|\{yyyymmdd\})")
PLAIN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsTable:
    """Where Cloud Logging writes: one partitioned table, or a table for each UTC day.

    `table` is the whole name, or what stands before the YYYYMMDD of the shards.
    """

    dataset: str
    table: str
    sharded: bool

    @property
    def name(self) -> str:
        """As BigQuery's SQL names it; shards by a wildcard."""
        return f"{self.dataset}.{self.table}{'*' if self.sharded else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BigQuerySettings:
    """`evidence.bigquery` of the configuration; queries run, and are billed, in `project`.

    `events` is `p.ds.events`, or `p.ds.events_*` (`p.ds.events_{yyyymmdd}`) where there is
    a table a day; `datasets` are `p.mart` each; `store` is the dataset of slo-monitor's own
    tables, `p.slo_monitor`. `max_bytes_billed` holds for each query.
    `timeout` is in seconds, for one query with all its retries. `credentials_file` None
    means application default credentials, or none at all where `api_url` is plain http.
    """

    project: str
    events: str | None = None
    datasets: tuple[str, ...] = ()
    store: str | None = None
    max_bytes_billed: int = 10 * 2**30
    api_url: str | None = None
    credentials_file: str | None = None
    location: str | None = None
    timeout: float = 60.0

    def __post_init__(self) -> None:
        for dataset in self.datasets:
            _check_dataset("datasets", dataset, "my-project.mart")
        if self.store is not None:
            _check_dataset("store", self.store, "my-project.slo_monitor")
        if self.events is not None:
            events_table(self.events)


def _check_dataset(key: str, name: str, example: str) -> None:
    if IDENTIFIER.fullmatch(name) is None:
        raise UsageError(
            f'evidence.bigquery.{key}: "{name}" is not a dataset; '
            f"write PROJECT.DATASET such as {example}",
        )


def events_table(name: str) -> EventsTable:
    """The table that `evidence.bigquery.events` names.

    Raises UsageError where it names none.
    """
    dataset, _, table = name.strip("`").rpartition(".")
    if IDENTIFIER.fullmatch(dataset):
        shards = SHARDED.fullmatch(table)
        if shards is not None:
            return EventsTable(dataset=dataset, table=shards["prefix"], sharded=True)
        if PLAIN.fullmatch(table):
            return EventsTable(dataset=dataset, table=table, sharded=False)
    raise UsageError(
        f'evidence.bigquery.events: "{name}" is not a table; write PROJECT.DATASET.TABLE '
        "such as my-project.k8s_events.events, or my-project.k8s_events.events_* where "
        "there is a table a day",
    )
