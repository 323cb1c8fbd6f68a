"""Asking BigQuery: from when, about which tables, and what it would cost."""

from dataclasses import replace
from datetime import timedelta

from slo_monitor.app.costs import cost_lines
from slo_monitor.app.requests import PassRequest
from slo_monitor.app.windows import read_from
from slo_monitor.clients.bigquery.evidence import (
    BigQueryEvidence,
    estimate_bigquery,
    read_bigquery,
)
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.bigquery.tables import REACH
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.objectives import DailyPartition
from slo_monitor.model.targets import Target
from slo_monitor.sources.kubernetes.runs import RunsBuilder


def ask(
    bigquery: BigQuerySettings,
    request: PassRequest,
    agreements: Agreements,
    runs: RunsBuilder,
) -> BigQueryEvidence:
    """Read events into `runs`, and when tables were written."""
    start = read_from(request, agreements)
    found = read_bigquery(
        bigquery,
        _targets(agreements),
        start,
        request.at,
        runs,
        reach=reach(agreements),
    )
    # What is exported takes a while to arrive: not every lag is blindness.
    tolerance = request.settings.stale_after
    sources = tuple(replace(source, tolerance=tolerance) for source in found.sources)
    return replace(found, sources=sources)


def costs(
    bigquery: BigQuerySettings, request: PassRequest, agreements: Agreements
) -> tuple[str, ...]:
    """What asking would scan, a line a query."""
    start, targets = read_from(request, agreements), _targets(agreements)
    around = reach(agreements)
    return cost_lines(
        estimate_bigquery(bigquery, targets, start, request.at, reach=around)
    )


def _targets(agreements: Agreements) -> list[Target]:
    return [objective.target for objective in agreements.objectives]


def reach(agreements: Agreements) -> timedelta:
    """How far around the pass the dates of shards may lie."""
    offsets = [
        abs(each.partition.offset_days)
        for each in agreements.objectives
        if isinstance(each.partition, DailyPartition)
    ]
    return REACH + timedelta(days=max(offsets, default=0))
