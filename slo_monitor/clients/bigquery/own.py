"""slo-monitor's own tables in BigQuery, read: one query a pass, whatever it asks.

Each question is a text of slo_monitor/queries, beside the one that asks the embedded store
the same. Their answers come back in one column, as JSON.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from string import Template
from typing import Any

import msgspec

from slo_monitor.clients.bigquery.client import BigQuery, Query
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.bigquery.tables import wanted
from slo_monitor.model.evidence import Kind, SourceState, Write
from slo_monitor.model.targets import CronJobTarget, TableTarget, Target
from slo_monitor.sources.filling import (
    add_cronjob_events,
    add_cronjobs,
    add_job_events,
    add_jobs,
    instant,
    writes_of,
)
from slo_monitor.sources.kubernetes.runs import RunsBuilder

KEY = "evidence.bigquery.store"
FAR_BACK = timedelta(days=40)
"""How far back objects and writes are looked for: a month's window and some days."""

BEYOND = timedelta(days=1)
"""Read beyond the instant judged: a CronJob's state from a file bears no time, and the Jobs
that it names must be known with theirs. The judge leaves out what came later."""

THESE_CRONJOBS = (
    "cluster_name IN UNNEST(@clusters) "
    "AND CONCAT(cluster_name, '/', namespace, '/', cronjob) IN UNNEST(@wanted)"
)
"""The first half is what BigQuery can find blocks by."""
THESE_TABLES = "table_name IN UNNEST(@tables)"

OF_CRONJOBS = ("job_events", "cronjob_events", "jobs", "cronjobs")
OF_TABLES = ("writes",)
OF_ALL = ("heartbeats",)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWanted:
    """What is asked of the store: of the window (UTC), these CronJobs and these tables.

    None as `cronjobs` or `tables` means all of them.
    """

    since: datetime
    until: datetime
    cronjobs: tuple[CronJobTarget, ...] | None
    tables: tuple[str, ...] | None
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRead:
    """What came besides runs: writes by table, and a source for each heartbeat."""

    tables: dict[str, tuple[Write, ...]]
    sources: tuple[SourceState, ...]


def own_wanted(
    targets: Iterable[Target], since: datetime, until: datetime, reach: timedelta
) -> OwnWanted:
    """What tells of `targets`; shards by their dates, `reach` around the window."""
    named = sorted(set(targets), key=str)
    tables = [target for target in named if isinstance(target, TableTarget)]
    asked = wanted(tables, since - FAR_BACK, until, reach)
    names = [f"{set_}.{name}" for set_, found in asked.items() for name in found.names]
    cronjobs = tuple(each for each in named if isinstance(each, CronJobTarget))
    return OwnWanted(
        since=since,
        until=until + BEYOND,
        cronjobs=cronjobs,
        tables=tuple(sorted(names)),
        questions=(
            *(OF_CRONJOBS if cronjobs else ()),
            *(OF_TABLES if names else ()),
            *OF_ALL,
        ),
    )


def own_query(store: str, asked: OwnWanted) -> Query:
    """The one query for all questions."""
    parts = [_part(store, question, asked) for question in asked.questions]
    sql = "\nUNION ALL\n".join(parts)
    given: dict[str, Any] = {
        "since": asked.since,
        "until": asked.until,
        "far_back": asked.since - FAR_BACK,
        "tables": asked.tables,
    }
    if asked.cronjobs is not None:
        given["wanted"] = tuple(_keys(asked.cronjobs))
        given["clusters"] = tuple(sorted({each.cluster for each in asked.cronjobs}))
    return Query(
        what=f"evidence of {store}",
        dataset=store,
        key=KEY,
        label="store",
        sql=sql,
        # Only those that the text uses: BigQuery need not be told the others.
        parameters={name: held for name, held in given.items() if f"@{name}" in sql},
    )


def question_text(question: str) -> str:
    """The text that asks it of BigQuery, with a place for the dataset."""
    folder = files("slo_monitor").joinpath("queries")
    return folder.joinpath(f"{question}.bigquery.sql").read_text(encoding="utf-8")


def _part(store: str, question: str, asked: OwnWanted) -> str:
    of_tables = question in OF_TABLES
    chosen = asked.tables if of_tables else asked.cronjobs
    chooses = THESE_TABLES if of_tables else THESE_CRONJOBS
    text = Template(question_text(question)).substitute(
        store=store,
        asked_for="TRUE" if chosen is None else chooses,
    )
    return (
        f"SELECT '{question}' AS question, TO_JSON_STRING(answer) AS answer\n"
        f"FROM (\n{text}) AS answer"
    )


def _keys(cronjobs: Sequence[CronJobTarget]) -> Iterator[str]:
    """The CronJobs, and in their namespaces what names none."""
    spaces = sorted({f"{each.cluster}/{each.namespace}/" for each in cronjobs})
    yield from spaces
    for each in cronjobs:
        yield f"{each.cluster}/{each.namespace}/{each.name}"


def read_own(
    bigquery: BigQuery, store: str, asked: OwnWanted, runs: RunsBuilder
) -> OwnRead:
    """Add to `runs` what the store tells of them.

    Raises SourceError.
    """
    found: dict[str, list[tuple[Any, ...]]] = {}
    for question, answer in bigquery.read(own_query(store, asked)).rows:
        columns = msgspec.json.decode(answer, type=dict[str, Any])
        found.setdefault(question, []).append(tuple(columns.values()))
    add_job_events(found.get("job_events", ()), runs)
    add_cronjob_events(found.get("cronjob_events", ()), runs)
    add_jobs(found.get("jobs", ()), runs)
    add_cronjobs(found.get("cronjobs", ()), runs)
    return OwnRead(
        tables=writes_of(found.get("writes", ())),
        sources=tuple(_sources(store, found.get("heartbeats", ()))),
    )


def read_last_known(
    settings: BigQuerySettings, now: datetime, runs: RunsBuilder
) -> OwnRead:
    """What a collector that starts again must know, of all that the store holds.

    The Jobs that are not over (into `runs`), writes, and heartbeats. Raises SourceError.
    """
    assert settings.store is not None
    everything = OwnWanted(
        since=now,
        until=now,
        cronjobs=None,
        tables=None,
        questions=("jobs", *OF_TABLES, *OF_ALL),
    )
    with BigQuery(settings) as bigquery:
        return read_own(bigquery, settings.store, everything, runs)


def _sources(store: str, beats: Iterable[tuple[Any, ...]]) -> Iterator[SourceState]:
    for name, scope, until in sorted(beats):
        kind, scopes = Kind(name), frozenset({scope})
        yield SourceState(
            name=f"BigQuery {store}, {scope}",
            kind=kind,
            complete_until=instant(until),
            clusters=scopes if kind is Kind.CRONJOBS else None,
            datasets=scopes if kind is Kind.TABLES else None,
        )
