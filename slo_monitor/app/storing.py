"""Reading the embedded store for a pass."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from slo_monitor.app.requests import PassRequest
from slo_monitor.app.windows import read_from
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.stores.reading import StoreEvidence, StoreQuery, read_store

_BEYOND = timedelta(days=1)
"""Read beyond the instant judged: a CronJob's state from a file bears no time, and the Jobs
that it names must be known with theirs. The judge leaves out what came later."""


def from_store(
    root: Path, request: PassRequest, agreements: Agreements, runs: RunsBuilder
) -> StoreEvidence:
    """What the pass needs: runs into `runs`, the rest in the answer.

    Without agreements, as for a sheet that is to be started, all there is.
    """
    targets = [objective.target for objective in agreements.objectives]
    cronjobs = frozenset(each for each in targets if isinstance(each, CronJobTarget))
    tables = frozenset(each for each in targets if isinstance(each, TableTarget))
    query = StoreQuery(
        since=read_from(request, agreements),
        until=request.at + _BEYOND,
        cronjobs=cronjobs if targets else None,
        tables=tables if targets else None,
    )
    found = read_store(root, query, runs)
    # What is collected takes a moment to arrive: not every lag is blindness.
    tolerance = request.settings.stale_after
    sources = tuple(replace(source, tolerance=tolerance) for source in found.sources)
    return replace(found, sources=sources)
