"""Evidence from BigQuery for one pass: one query for events, one for each dataset.

A query that fails leaves the others alone: its source is then unreadable, and says why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from slo_monitor.clients.bigquery.client import BigQuery, Query
from slo_monitor.clients.bigquery.events import (
    KEY,
    EventsSeen,
    EventsWanted,
    events_wanted,
    prepared_events,
    read_events,
)
from slo_monitor.clients.bigquery.own import KEY as OWN_KEY
from slo_monitor.clients.bigquery.own import (
    OwnWanted,
    own_query,
    own_wanted,
    read_own,
)
from slo_monitor.clients.bigquery.settings import (
    BigQuerySettings,
    EventsTable,
    events_table,
)
from slo_monitor.clients.bigquery.tables import (
    REACH,
    Wanted,
    read_dataset,
    tables_queries,
    watched,
)
from slo_monitor.errors import SourceError
from slo_monitor.model.evidence import Kind, SourceState, Write
from slo_monitor.model.targets import Target
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder

QUIET = timedelta(days=1)
"""Without any CronJob's or Job's event for so long, the export is worth a look."""

LEAST_BILLED = 10 * 2**20
"""Bytes that BigQuery bills at least for each table or view that a query reads.
https://cloud.google.com/bigquery/pricing"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BigQueryEvidence:
    """What BigQuery told: writes by `PROJECT.DATASET.TABLE`, sources, and problems.

    `gaps` are pairs of cluster and UTC instant before which events may have been lost.
    """

    sources: tuple[SourceState, ...]
    tables: Mapping[str, tuple[Write, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    gaps: tuple[tuple[str, datetime], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one query of a pass would scan, in bytes, against the limit for each query.

    `unreadable` says why it could not be found out; `scanned` is then 0.
    """

    what: str
    limit: int
    scanned: int = 0
    unreadable: str = ""

    @property
    def refused(self) -> bool:
        """Whether `max_bytes_billed` forbids the query."""
        return max(self.scanned, LEAST_BILLED) > self.limit


def read_bigquery(
    settings: BigQuerySettings,
    targets: Sequence[Target],
    since: datetime,
    until: datetime,
    runs: RunsBuilder,
    *,
    reach: timedelta = REACH,
) -> BigQueryEvidence:
    """Read what tells of runs (into `runs`) and tables of `[since, until]` (UTC).

    `reach` is how far around that window shards are looked for: more than REACH where an
    objective's partition is further back than yesterday's.
    """
    parts = []
    with BigQuery(settings) as bigquery:
        events = events_wanted(targets, since, until)
        if settings.events is not None and events is not None:
            table = events_table(settings.events)
            parts.append(_events(bigquery, table, events, runs.add_event))
        if settings.store is not None:
            own = own_wanted(targets, since, until, reach)
            parts.append(_own(bigquery, settings.store, own, runs))
        for dataset, asked in watched(settings.datasets, targets, since, until, reach):
            parts.append(_tables(bigquery, dataset, asked, until))
    return BigQueryEvidence(
        tables=_joined(part.tables for part in parts),
        sources=tuple(source for part in parts for source in part.sources),
        problems=tuple(problem for part in parts for problem in part.problems),
        gaps=tuple(gap for part in parts for gap in part.gaps),
    )


def estimate_bigquery(
    settings: BigQuerySettings,
    targets: Sequence[Target],
    since: datetime,
    until: datetime,
    *,
    reach: timedelta = REACH,
) -> tuple[Estimate, ...]:
    """What each query of such a pass would scan; asking is free and changes nothing."""
    estimates = []
    with BigQuery(settings) as bigquery:
        events = events_wanted(targets, since, until)
        if settings.events is not None and events is not None:
            table = events_table(settings.events)
            estimates.append(_events_estimate(bigquery, table, events))
        if settings.store is not None:
            own = own_wanted(targets, since, until, reach)
            estimates.append(_estimate(bigquery, own_query(settings.store, own)))
        for dataset, asked in watched(settings.datasets, targets, since, until, reach):
            queries = tables_queries(dataset, asked)
            estimates.extend(_estimate(bigquery, query) for query in queries)
    return tuple(estimates)


def _events(
    bigquery: BigQuery,
    table: EventsTable,
    wanted: EventsWanted,
    add_event: Callable[[SeenEvent], None],
) -> BigQueryEvidence:
    name = f"BigQuery events {table.name}"
    try:
        seen = read_events(bigquery, table, wanted, add_event)
    except SourceError as error:
        return _unreadable(SourceState(name=name, kind=Kind.CRONJOBS), error)
    state = SourceState(
        name=name,
        kind=Kind.CRONJOBS,
        complete_until=seen.complete_until(wanted),
    )
    return BigQueryEvidence(
        sources=(state,),
        problems=tuple(_doubts(table, seen, wanted)),
        gaps=tuple(seen.gaps),
    )


def _tables(
    bigquery: BigQuery, dataset: str, asked: Wanted, until: datetime
) -> BigQueryEvidence:
    """Metadata hold what is there at the moment they are read: nothing lags behind."""
    state = SourceState(
        name=f"BigQuery tables {dataset}",
        kind=Kind.TABLES,
        complete_until=until,
        datasets=frozenset({dataset}),
    )
    try:
        found = read_dataset(bigquery, dataset, asked)
    except SourceError as error:
        return _unreadable(state, error)
    return BigQueryEvidence(
        sources=(state,),
        tables=found.writes,
        problems=found.problems,
    )


def _own(
    bigquery: BigQuery, store: str, asked: OwnWanted, runs: RunsBuilder
) -> BigQueryEvidence:
    try:
        found = read_own(bigquery, store, asked, runs)
    except SourceError as error:
        name, said = f"BigQuery {store}", str(error)
        return BigQueryEvidence(
            sources=tuple(
                SourceState(name=name, kind=kind, unreadable=said) for kind in Kind
            ),
        )
    problems = () if found.sources else (Problem(OWN_KEY, _never_written(store)),)
    return BigQueryEvidence(
        sources=found.sources, tables=found.tables, problems=problems
    )


def _never_written(store: str) -> str:
    return (
        f"{store} holds no heartbeat of any source; `slo-monitor collect` writes them"
    )


def _joined(
    parts: Iterable[Mapping[str, tuple[Write, ...]]],
) -> dict[str, tuple[Write, ...]]:
    """The writes of all parts, sorted by time."""
    found: dict[str, list[Write]] = {}
    for part in parts:
        for name, writes in part.items():
            found.setdefault(name, []).extend(writes)
    return {
        name: tuple(sorted(writes, key=lambda write: (write.at, write.partition or "")))
        for name, writes in found.items()
    }


def _unreadable(state: SourceState, error: SourceError) -> BigQueryEvidence:
    return BigQueryEvidence(sources=(replace(state, unreadable=str(error)),))


def _doubts(
    table: EventsTable, seen: EventsSeen, wanted: EventsWanted
) -> Iterator[Problem]:
    """What makes the events less of a proof than they seem."""
    if seen.newest is None:
        yield Problem(KEY, _silent(table, wanted.since))
    elif seen.newest < wanted.until - QUIET:
        yield Problem(KEY, _silent(table, seen.newest))
    for cluster, at in sorted(seen.gaps):
        yield Problem(
            KEY,
            f"the event exporter of cluster {cluster} started at {_utc(at)}: "
            "events before that may have been lost",
        )
    if seen.unpartitioned:
        yield Problem(
            KEY,
            f"{table.name} is not partitioned: every pass reads all of it; let the log "
            "sink write to a partitioned table",
        )


def _silent(table: EventsTable, since: datetime) -> str:
    return (
        f"{table.name} holds no event of any CronJob or Job after {_utc(since)}: "
        "look whether the log sink still writes there"
    )


def _events_estimate(
    bigquery: BigQuery, table: EventsTable, wanted: EventsWanted
) -> Estimate:
    try:
        query = prepared_events(bigquery, table, wanted).query
    except SourceError as error:
        return Estimate(
            what=f"events of {table.name}",
            limit=bigquery.settings.max_bytes_billed,
            unreadable=str(error),
        )
    return _estimate(bigquery, query)


def _estimate(bigquery: BigQuery, query: Query) -> Estimate:
    limit = bigquery.settings.max_bytes_billed
    try:
        scanned = bigquery.scanned(query)
    except SourceError as error:
        return Estimate(what=query.what, limit=limit, unreadable=str(error))
    return Estimate(what=query.what, limit=limit, scanned=scanned)


def _utc(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
