"""Worst first: the one order of the table, the JSON document and messages."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from slo_monitor.model.objectives import Severity
from slo_monitor.model.results import PassResult
from slo_monitor.model.targets import Target
from slo_monitor.model.verdicts import Inversion, Status, Verdict

WORST_FIRST: Final = (
    Status.MISSED,
    Status.AT_RISK,
    Status.UNKNOWN,
    Status.LATE,
    Status.NEAR_MISS,
    Status.EXCUSED,
    Status.PENDING,
    Status.MET,
)
"""What can still be acted on comes before what is over, what is not known before both."""

_RANK = {status: rank for rank, status in enumerate(WORST_FIRST)}
_LOUDNESS = {Severity.PAGE: 0, Severity.NOTIFY: 1, Severity.RECORD: 2}
_UTC = ZoneInfo("UTC")


def order(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """`verdicts` worst first: by status, severity, then the earliest due."""
    return tuple(sorted(verdicts, key=_key))


def counts(verdicts: Iterable[Verdict]) -> tuple[tuple[Status, int], ...]:
    """How many verdicts have each status, worst first, without those nobody has."""
    found = [verdict.status for verdict in verdicts]
    pairs = ((status, found.count(status)) for status in WORST_FIRST)
    return tuple((status, count) for status, count in pairs if count)


def main_zone(verdicts: Iterable[Verdict]) -> ZoneInfo:
    """The zone that most rows are in; UTC where there is no row."""
    tally: dict[ZoneInfo, int] = {}
    for verdict in verdicts:
        zone = verdict.objective.timezone
        tally[zone] = tally.get(zone, 0) + 1
    return max(tally, key=lambda zone: tally[zone], default=_UTC)


def zones(result: PassResult) -> dict[Target, ZoneInfo]:
    """Each target's zone, for what is told of targets without their rows."""
    return {
        verdict.objective.target: verdict.objective.timezone
        for verdict in result.verdicts
    }


def zone_of(inversion: Inversion, known: dict[Target, ZoneInfo]) -> ZoneInfo:
    """The downstream row's zone, else the upstream's, else UTC."""
    upstream = known.get(inversion.upstream, _UTC)
    return known.get(inversion.downstream, upstream)


def _key(verdict: Verdict) -> tuple[int, int, datetime, str]:
    return (
        _RANK[verdict.status],
        _LOUDNESS[verdict.objective.severity],
        verdict.occurrence.due_at.astimezone(UTC),
        verdict.objective.key,
    )
