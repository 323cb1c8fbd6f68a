"""Kubernetes events as Cloud Logging exports them to BigQuery: one query a pass.

The exporter writes one entry for each time an event is added or updated, and repeats
entries after a lost answer, under another insertId. BigQuery brings all that say the same
together, so that out of it comes what the runs of the wanted CronJobs are made of, not
every event. The exporter leaves a marker when it starts: what happened before may be lost.
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
from slo_monitor.model.targets import CronJobTarget, Target
from slo_monitor.sources.kubernetes.events import SeenEvent

if TYPE_CHECKING:
    from google.cloud.bigquery import SchemaField, Table

KEY = "evidence.bigquery.events"
KINDS = ("CronJob", "Job")
GAP_MARKER = "Event exporter started watching."
GAP = "gap"
"""The kind of rows that stand for such a marker; rows of kind '' are of no namespace."""

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

API_VERSION = "jsonpayload.involvedobject.apiversion"
OF_BATCH = (
    " AND COALESCE(STARTS_WITH(jsonPayload.involvedobject.apiversion, 'batch/'), TRUE)"
)
"""Other API groups have Jobs too."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsWanted:
    """The window (UTC), and whose events: `namespaces` are `CLUSTER/NAMESPACE` each."""

    since: datetime
    until: datetime
    namespaces: tuple[str, ...]


def events_wanted(
    targets: Iterable[Target], since: datetime, until: datetime
) -> EventsWanted | None:
    """The events that tell of `targets`; None where no CronJob is among them."""
    jobs = {t for t in targets if isinstance(t, CronJobTarget)}
    names = sorted({f"{job.cluster}/{job.namespace}" for job in jobs})
    if not names:
        return None
    return EventsWanted(since=since, until=until, namespaces=tuple(names))


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

    def complete_until(self, wanted: EventsWanted) -> datetime:
        """Up to when absence means absence.

        Until INGESTION_DELAY before BigQuery read the table. Where nothing at all came,
        the export may never have worked: then absence proves nothing.
        """
        if not self.rows:
            return wanted.since
        until = wanted.until
        return min(until, (self.finished_at or until) - INGESTION_DELAY)


def read_events(
    bigquery: BigQuery,
    table: EventsTable,
    wanted: EventsWanted,
    add_event: Callable[[SeenEvent], None],
) -> EventsSeen:
    """Hand over what was said of the wanted CronJobs and Jobs, first and last time each.

    Raises SourceError, perhaps after some events were handed over.
    """
    prepared = prepared_events(bigquery, table, wanted)
    answer = bigquery.read(prepared.query)
    seen = EventsSeen(finished_at=answer.finished_at, unpartitioned=prepared.whole)
    for row in answer.rows:
        _take(row, seen, add_event)
    return seen


def _take(
    row: tuple[Any, ...], seen: EventsSeen, add_event: Callable[[SeenEvent], None]
) -> None:
    cluster, kind, namespace, name, reason, message, first_at, last_at = row
    seen.rows += 1
    seen.newest = last_at if seen.newest is None else max(seen.newest, last_at)
    if kind == GAP:
        seen.gaps.append((cluster, first_at))
    if kind not in KINDS:
        return
    for at in dict.fromkeys((first_at, last_at)):
        add_event(SeenEvent(cluster, kind, namespace, name, reason, message, at))


@dataclass(frozen=True, slots=True)
class Prepared:
    """The query for events; `whole` says that it has to read the table as a whole."""

    query: Query
    whole: bool


def prepared_events(
    bigquery: BigQuery, table: EventsTable, wanted: EventsWanted
) -> Prepared:
    """The query, made for the columns that the table has.

    Raises SourceError.
    """
    found = _newest_table(bigquery, table, wanted)
    partitioned = table.sharded or found.time_partitioning is not None
    return Prepared(
        query=events_query(table, found.schema, wanted),
        whole=found.table_type == "TABLE" and not partitioned,
    )


def events_query(
    table: EventsTable,
    schema: Iterable["SchemaField"],
    wanted: EventsWanted,
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
        "since": wanted.since,
        "until": wanted.until,
        "kinds": KINDS,
        "namespaces": wanted.namespaces,
        "gap_marker": GAP_MARKER,
    }
    if table.sharded:
        # A shard is a UTC day of the entry's timestamp; a day more on either side costs
        # little, as rows outside of the time asked for are left out anyway.
        parameters["first_shard"] = f"{wanted.since - DAY:%Y%m%d}"
        parameters["last_shard"] = f"{wanted.until + DAY:%Y%m%d}"
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
        of_batch=OF_BATCH if API_VERSION in columns else "",
        text="textPayload" if "textpayload" in columns else "CAST(NULL AS STRING)",
    )


def _columns(fields: Iterable["SchemaField"], prefix: str = "") -> Iterable[str]:
    """Every column in lower case, nested ones with dots."""
    for column in fields:
        name = f"{prefix}{column.name.lower()}"
        yield name
        yield from _columns(column.fields, f"{name}.")


def _newest_table(
    bigquery: BigQuery, table: EventsTable, wanted: EventsWanted
) -> "Table":
    """The table itself, or its newest shard: a wildcard has the newest one's columns."""
    asked = Asked(f"events of {table.name}", table.dataset, KEY, bigquery.settings)
    if not table.sharded:
        return bigquery.table(f"{table.dataset}.{table.table}", asked)
    days = (wanted.until - wanted.since).days + 3
    for back in range(days):
        shard = f"{table.dataset}.{table.table}{wanted.until - back * DAY:%Y%m%d}"
        try:
            return bigquery.table(shard, asked)
        except SourceMissing:
            continue
    raise SourceMissing(
        f"events of {table.name}: no table {table.table}YYYYMMDD of the last "
        f"{days} days exists in {table.dataset}; correct {KEY}",
    )
