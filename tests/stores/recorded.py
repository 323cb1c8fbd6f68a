"""The recordings of a real control plane as observations, and what they tell by themselves."""

import gzip
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slo_monitor.model.evidence import CronJobEvidence
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.facts import SeenJobObject
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    JobObserved,
    Observation,
)
from slo_monitor.sources.recognising import Place, facts
from slo_monitor.stores.reading import StoreQuery

DATA = Path(__file__).parents[1] / "data" / "kubernetes"
EVENTS = "watch-events.core-v1.jsonl.gz"
JOBS = "watch-jobs.jsonl.gz"
CRONJOBS = "watch-cronjobs.jsonl.gz"
START = datetime(2026, 11, 22, 4, 30, tzinfo=UTC)
ALL = StoreQuery(
    since=datetime(2026, 11, 20, tzinfo=UTC), until=datetime(2026, 11, 24, tzinfo=UTC)
)


def observations(*names: str) -> Iterator[Observation]:
    """What watches told, a millisecond apart."""
    observed_at = START
    for name in names:
        with gzip.open(DATA / name) as lines:
            for line in lines:
                for fact in facts(memoryview(line), Place(cluster="prod")):
                    observed_at += timedelta(milliseconds=1)
                    what = fact.what
                    if isinstance(what, SeenEvent):
                        yield EventObserved(event=what, observed_at=observed_at)
                    elif isinstance(what, SeenJobObject):
                        yield JobObserved(
                            cluster="prod",
                            job=what.job,
                            observed_at=observed_at,
                            deleted=what.deleted,
                        )
                    elif isinstance(what, CronJobObject):
                        yield CronJobObserved(
                            cluster="prod", cronjob=what, observed_at=observed_at
                        )


def told(seen: Iterable[Observation]) -> dict[CronJobTarget, CronJobEvidence]:
    """The evidence without any store between."""
    runs = RunsBuilder()
    first_seen: dict[CronJobObject, datetime | None] = {}
    for each in seen:
        if isinstance(each, EventObserved):
            runs.add_event(each.event)
        elif isinstance(each, JobObserved):
            runs.add_job(
                each.cluster, each.job, deleted=each.deleted, seen_by=each.observed_at
            )
        elif isinstance(each, CronJobObserved):
            known = first_seen.setdefault(each.cronjob, each.observed_at)
            runs.add_cronjob(each.cluster, each.cronjob, observed_at=known)
    return runs.build()
