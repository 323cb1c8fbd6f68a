"""Kubernetes events as Cloud Logging exports them to BigQuery: one query a pass.

The exporter writes one entry for each time an event is added or updated, and repeats
entries after a lost answer, under another insertId: rows that say the same are one row
here (a later event object with the same words at the same second says nothing new). It
leaves a marker when it starts: what happened before may be lost.
https://github.com/GoogleCloudPlatform/k8s-stackdriver (event-exporter)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING, Any

from slo_monitor.clients.bigquery.client import BigQuery, Query
from slo_monitor.clients.bigquery.errors import Asked
from slo_monitor.clients.bigquery.settings import EventsTable
from slo_monitor.errors import SourceError, SourceMissing
from slo_monitor.sources.kubernetes.events import SeenEvent

if TYPE_CHECKING:
    from google.cloud.bigquery import SchemaField, Table

KEY = "evidence.bigquery.events"
KINDS = ("CronJob", "Job")
GAP_MARKER = "Event exporter started watching."
INGESTION_DELAY = timedelta(minutes=5)
"""Entries are visible within a minute as a rule, in a new table within several.
https://docs.cloud.google.com/logging/docs/export/bigquery"""

NEEDED = (
    "timestamp",
    "resource.labels.cluster_name",
    "jsonpayload.involvedobject.kind",
    "jsonpayload.involvedobject.namespace",
    "jsonpayload.involvedobject.name",
    "jsonpayload.reason",
    "jsonpayload.message",
)
TIMES = (
    "jsonPayload.lasttimestamp",
    "jsonPayload.series.lastobservedtime",
    "jsonPayload.eventtime",
)
"""When it happened, the first that is set. A table has only columns that ever held a
value, so any of these may be lacking; the entry's own `timestamp` never is."""

DAY = timedelta(days=1)


@dataclass(slots=True)
class EventsSeen:
    """What came besides the events: gap markers, how many rows, the newest, and when.

    `gaps` are pairs of cluster and UTC instant: events before it may have been lost.
    """

    rows: int = 0
    newest: datetime | None = None
    finished_at: datetime | None = None
    gaps: list[tuple[str, datetime]] = field(default_factory=list)
    unpartitioned: bool = False

    def complete_until(self, since: datetime, until: datetime) -> datetime:
        """Up to when absence means absence.

        Until INGESTION_DELAY before BigQuery read the table. Where nothing at all came,
        the export may never have worked: then absence proves nothing.
        """
        if not self.rows:
            return since
        return min(until, (self.finished_at or until) - INGESTION_DELAY)


def read_events(
    bigquery: BigQuery,
    table: EventsTable,
    since: datetime,
    until: datetime,
    add_event: Callable[[SeenEvent], None],
) -> EventsSeen:
    """Hand over every CronJob and Job event between `since` and `until` (UTC).

    Raises SourceError, perhaps after some events were handed over.
    """
    prepared = prepared_events(bigquery, table, since, until)
    answer = bigquery.read(prepared.query)
    seen = EventsSeen(finished_at=answer.finished_at, unpartitioned=prepared.whole)
    for row in answer.rows:
        _take(row, seen, add_event)
    return seen


def _take(
    row: tuple[Any, ...], seen: EventsSeen, add_event: Callable[[SeenEvent], None]
) -> None:
    cluster, kind, namespace, name, reason, message, at, text = row
    seen.rows += 1
    seen.newest = at if seen.newest is None else max(seen.newest, at)
    if text and text.startswith(GAP_MARKER):
        seen.gaps.append((cluster or "", at))
        return
    add_event(
        SeenEvent(
            cluster=cluster or "",
            kind=kind,
            namespace=namespace or "",
            name=name or "",
            reason=reason or "",
            message=message or "",
            at=at,
        ),
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """The query for events; `whole` says that it has to read the table as a whole."""

    query: Query
    whole: bool


def prepared_events(
    bigquery: BigQuery, table: EventsTable, since: datetime, until: datetime
) -> Prepared:
    """The query, made for the columns that the table has.

    Raises SourceError.
    """
    found = _newest_table(bigquery, table, until, until - since)
    partitioned = table.sharded or found.time_partitioning is not None
    return Prepared(
        query=events_query(table, found.schema, since, until),
        whole=found.table_type == "TABLE" and not partitioned,
    )


def events_query(
    table: EventsTable,
    schema: Iterable["SchemaField"],
    since: datetime,
    until: datetime,
) -> Query:
    """The query for a table with the columns of `schema`.

    Raises SourceError where they are not those of exported Kubernetes events.
    """
    columns = frozenset(_columns(schema))
    lacking = [column for column in NEEDED if column not in columns]
    if lacking:
        raise SourceError(
            f"{table.name} has no column {', '.join(lacking)}: it does not hold Kubernetes "
            f"events as Cloud Logging exports them; correct {KEY}",
        )
    parameters: dict[str, Any] = {
        "since": since,
        "until": until,
        "kinds": KINDS,
        "gap_marker": GAP_MARKER,
    }
    if table.sharded:
        # A shard is a UTC day of the entry's timestamp; a day more on either side costs
        # little, as rows outside of the time asked for are left out anyway.
        parameters["first_shard"] = f"{since - DAY:%Y%m%d}"
        parameters["last_shard"] = f"{until + DAY:%Y%m%d}"
    return Query(
        what=f"events of {table.name}",
        dataset=table.dataset,
        key=KEY,
        label="events",
        sql=_sql(table, columns),
        parameters=parameters,
    )


def _sql(table: EventsTable, columns: frozenset[str]) -> str:
    casts = [f"SAFE_CAST({t} AS TIMESTAMP)" for t in TIMES if t.lower() in columns]
    shards = "_TABLE_SUFFIX BETWEEN @first_shard AND @last_shard\n  AND "
    text = files(__package__).joinpath("sql/events.sql").read_text(encoding="utf-8")
    return Template(text).substitute(
        table=table.name,
        shards=shards if table.sharded else "",
        seen_at=f"COALESCE({', '.join([*casts, 'timestamp'])})",
        text="textPayload" if "textpayload" in columns else "CAST(NULL AS STRING)",
    )


def _columns(fields: Iterable["SchemaField"], prefix: str = "") -> Iterable[str]:
    """Every column in lower case, nested ones with dots."""
    for column in fields:
        name = f"{prefix}{column.name.lower()}"
        yield name
        yield from _columns(column.fields, f"{name}.")


def _newest_table(
    bigquery: BigQuery, table: EventsTable, until: datetime, length: timedelta
) -> "Table":
    """The table itself, or its newest shard: a wildcard has the newest one's columns."""
    asked = Asked(f"events of {table.name}", table.dataset, KEY, bigquery.settings)
    if not table.sharded:
        return bigquery.table(f"{table.dataset}.{table.table}", asked)
    for days in range(length.days + 3):
        shard = f"{table.dataset}.{table.table}{until - days * DAY:%Y%m%d}"
        try:
            return bigquery.table(shard, asked)
        except SourceMissing:
            continue
    raise SourceMissing(
        f"events of {table.name}: no table {table.table}YYYYMMDD of the last "
        f"{length.days + 3} days exists in {table.dataset}; correct {KEY}",
    )
