"""Tallies: what a collector has counted, for metrics."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from slo_monitor.clients.kubernetes.steps import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterCounts:
    """One cluster, as of a moment.

    `observed` is by resource, `errors` by cause. `skew` is how far its clock is ahead of
    ours. `last_alive` is None until all of its resources have been listed.
    """

    observed: Mapping[str, int]
    errors: Mapping[Cause, int]
    reconnects: int
    gaps: int
    flaws: int
    last_alive: datetime | None
    skew: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectorCounts:
    """The whole collector, as of a moment; `held` observations are not durable yet."""

    clusters: Mapping[str, ClusterCounts]
    kept: int
    held: int
    flush_failures: int
    poll_failures: int


@dataclass(slots=True)
class ClusterTally:
    """The counters of one cluster."""

    observed: Counter[str] = field(default_factory=Counter)
    errors: Counter[Cause] = field(default_factory=Counter)
    reconnects: int = 0
    gaps: int = 0
    flaws: int = 0
    last_alive: datetime | None = None
    skew: timedelta = timedelta(0)


@dataclass(slots=True)
class Tallies:
    """All counters; only the collector's own loop writes them."""

    clusters: dict[str, ClusterTally] = field(default_factory=dict)
    kept: int = 0
    held: int = 0
    flush_failures: int = 0
    poll_failures: int = 0

    def cluster(self, name: str) -> ClusterTally:
        """The counters of a cluster."""
        return self.clusters.setdefault(name, ClusterTally())

    def snapshot(self) -> CollectorCounts:
        """The counts of this moment, which change no more."""
        clusters = {name: _frozen(tally) for name, tally in self.clusters.items()}
        return CollectorCounts(
            clusters=MappingProxyType(clusters),
            kept=self.kept,
            held=self.held,
            flush_failures=self.flush_failures,
            poll_failures=self.poll_failures,
        )


def _frozen(tally: ClusterTally) -> ClusterCounts:
    tally = replace(tally)
    return ClusterCounts(
        observed=MappingProxyType(dict(tally.observed)),
        errors=MappingProxyType(dict(tally.errors)),
        reconnects=tally.reconnects,
        gaps=tally.gaps,
        flaws=tally.flaws,
        last_alive=tally.last_alive,
        skew=tally.skew,
    )
