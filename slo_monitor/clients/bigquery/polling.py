"""Polling: one look at the metadata of all watched tables, one query a dataset.

https://docs.cloud.google.com/bigquery/docs/information-schema-partitions
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from slo_monitor.clients.bigquery.client import BigQuery
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.bigquery.tables import (
    REACH,
    TablesRead,
    Wanted,
    read_dataset,
    watched,
)
from slo_monitor.errors import SourceError
from slo_monitor.model.targets import Target
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.first_seen import FirstSeen, Look
from slo_monitor.sources.observations import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A dataset that could not be looked at, and why; the others were."""

    dataset: str
    error: SourceError


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """What is new, a heartbeat for each dataset that answered, and what went wrong.

    A dataset that fails gets no heartbeat: its tables stay known up to the look before.
    """

    observations: tuple[Observation, ...] = ()
    problems: tuple[Problem, ...] = ()
    failures: tuple[Failure, ...] = ()


def poll_tables(
    settings: BigQuerySettings,
    targets: Sequence[Target],
    now: datetime,
    memory: FirstSeen,
    *,
    reach: timedelta = REACH,
) -> Polled:
    """Look at every watched table at `now` (UTC), and tell what `memory` did not know.

    `reach` is how far around `now` shards are looked for.
    """
    observations: list[Observation] = []
    problems: list[Problem] = []
    failures: list[Failure] = []
    with BigQuery(settings) as bigquery:
        for dataset, asked in watched(settings.datasets, targets, now, now, reach):
            try:
                found = read_dataset(bigquery, dataset, asked)
            except SourceError as error:
                failures.append(Failure(dataset=dataset, error=error))
                continue
            problems.extend(found.problems)
            observations.extend(memory.news(_look(dataset, asked, found, now)))
    return Polled(
        observations=tuple(observations),
        problems=tuple(problems),
        failures=tuple(failures),
    )


def _look(dataset: str, asked: Wanted, found: TablesRead, now: datetime) -> Look:
    return Look(
        dataset=dataset,
        at=now,
        tables=frozenset(f"{dataset}.{name}" for name in asked.names),
        writes=found.writes,
    )
