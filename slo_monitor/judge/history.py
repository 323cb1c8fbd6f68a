"""History: what was known of one CronJob at one instant."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from slo_monitor.model.evidence import CronJobEvidence, Hindrance, Outcome, Run
from slo_monitor.model.objectives import Occurrence

_BURST_RUNS = 8
_BURST_REFILL = timedelta(minutes=15)
"""client-go's spam filter: 25 events an object at once (about 8 runs of three events each),
then one every 5 minutes, so 15 minutes a run (client-go, tools/record/events_cache.go)."""


_CONTROLLER_DELAY = timedelta(minutes=1)
"""How long after a slot the controller may take to say that it skipped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One CronJob's evidence without what came later than `at`.

    `scheduled` is sorted by `scheduled_at`, `manual` by `created_at`; both hold runs as
    they stood at `at`.
    """

    at: datetime
    evidence: CronJobEvidence
    scheduled: tuple[Run, ...]
    manual: tuple[Run, ...]
    hindrances: tuple[Hindrance, ...]
    seen: bool

    def runs_in(self, occurrence: Occurrence) -> tuple[Run, ...]:
        """The scheduled runs that belong to `occurrence`, by slot."""
        opens, due = occurrence.opens_at, occurrence.due_at
        find = bisect_left if occurrence.opens_inclusive else bisect_right
        first = find(self.scheduled, opens, key=_slot)
        last = bisect_right(self.scheduled, due, key=_slot)
        return self.scheduled[first:last]

    def hindrances_until(self, occurrence: Occurrence) -> tuple[Hindrance, ...]:
        """What the controller said up to the end of the window, the last tick included."""
        end = occurrence.due_at + _CONTROLLER_DELAY
        return tuple(h for h in self.hindrances if h.at <= end)

    def created_between(self, start: datetime, end: datetime) -> bool:
        """Whether the controller created a run after `start` and by `end`."""
        return any(start < run.created_at <= end for run in self.scheduled)

    @property
    def reaches_back_to(self) -> datetime | None:
        """The earliest run known, else the earliest trace of anything.

        Kubernetes trims the Jobs of old runs, so an old CronJob proves no absence before
        the oldest run that is left; one that never ran proves it all along.
        """
        runs = self.scheduled + self.manual
        earliest = min((run.created_at for run in runs), default=None)
        return earliest or self.evidence.first_seen

    @property
    def suspended(self) -> bool:
        """Whether the CronJob was known to be suspended."""
        observed = self.evidence.observed_at
        return bool(self.evidence.suspended) and (
            observed is None or observed <= self.at
        )

    @property
    def lossy(self) -> bool:
        """Whether only events tell of it and it runs so often that Kubernetes drops them."""
        if self.evidence.objects_seen:
            return False
        slots = sorted({run.scheduled_at for run in self.scheduled})
        pairs = zip(slots, slots[_BURST_RUNS:], strict=False)
        return any(end - start < _BURST_RUNS * _BURST_REFILL for start, end in pairs)


def history(evidence: CronJobEvidence | None, at: datetime) -> History:
    """`evidence` as it stood at `at`."""
    known = evidence or CronJobEvidence()
    runs = [as_of(run, at) for run in known.runs if run.created_at <= at]
    return History(
        at=at,
        evidence=known,
        scheduled=tuple(sorted((r for r in runs if not r.manual), key=_slot)),
        manual=tuple(run for run in runs if run.manual),
        hindrances=tuple(h for h in known.hindrances if h.at <= at),
        seen=_seen(known, at),
    )


def _seen(evidence: CronJobEvidence, at: datetime) -> bool:
    """Whether there was any trace by `at`; an object without times holds always."""
    if evidence.first_seen is None:
        return evidence.objects_seen
    return evidence.first_seen <= at


def as_of(run: Run, at: datetime) -> Run:
    """`run` as it stood at `at`: it was running still if it ended later."""
    if run.finished_at is None or run.finished_at <= at:
        return run
    return Run(
        job=run.job,
        scheduled_at=run.scheduled_at,
        created_at=run.created_at,
        finished_at=None,
        outcome=Outcome.RUNNING,
        manual=run.manual,
        from_object=run.from_object,
    )


def earliest_complete(runs: tuple[Run, ...]) -> Run | None:
    """The complete run that finished first."""
    complete = [run for run in runs if run.outcome is Outcome.COMPLETE]
    return min(complete, key=finish, default=None)


def newest(runs: tuple[Run, ...], outcome: Outcome) -> Run | None:
    """The newest run, by slot, that stands at `outcome`."""
    return next((run for run in reversed(runs) if run.outcome is outcome), None)


def finish(run: Run) -> datetime:
    """When `run` ended; asked only of runs that have."""
    assert run.finished_at is not None
    return run.finished_at


def _slot(run: Run) -> datetime:
    return run.scheduled_at
