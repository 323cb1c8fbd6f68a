"""Drafts of runs: one Job each, before its CronJob's own status has had its say."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from slo_monitor.model.evidence import Outcome, Run
from slo_monitor.sources.kubernetes.endings import Ending, Surroundings, ending
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.slots import slot_of
from slo_monitor.sources.kubernetes.traces import JobTrace, SeenJob, earliest

_NO_EVENTS = JobTrace()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A run, and how well its end is known.

    `exact`: the Job's own end is known. `version`: of its Job object, None without one.
    """

    run: Run
    exact: bool
    version: int | None
    unexpected: bool

    @property
    def open(self) -> bool:
        """Whether no source has said how it ended."""
        return self.run.outcome in {Outcome.RUNNING, Outcome.ENDED}

    def ends(self, outcome: Outcome, at: datetime) -> "Draft":
        """The same, ended."""
        at = max(at, self.run.created_at)
        run = replace(self.run, outcome=outcome, finished_at=at, message="")
        return replace(self, run=run, exact=True)


@dataclass(frozen=True, slots=True)
class _Birth:
    """When a Job was made, and for which slot."""

    created_at: datetime
    slot: datetime | None
    manual: bool


def drafts(
    cronjob: str, traces: dict[str, JobTrace], newest: CronJobObject | None
) -> list[Draft]:
    """The runs of `cronjob`, whose Jobs left `traces` by name; sorted by creation."""
    born = [
        (birth, job, trace, seen)
        for job, trace in traces.items()
        for trace, seen in _jobs(trace)
        for birth in _births(cronjob, job, trace, seen)
    ]
    born.sort(key=lambda one: (one[0].created_at, one[1]))
    replaces = newest is not None and newest.policy == "Replace"
    starts = [birth.created_at for birth, _, _, _ in born]
    return [
        _draft(one, Surroundings(replaces, start))
        for one, start in zip(born, [*starts[1:], None], strict=False)
    ]


def _jobs(trace: JobTrace) -> Iterator[tuple[JobTrace, SeenJob | None]]:
    """Each Job of one name, with the events that can be told to be about it."""
    if not trace.objects:
        yield trace, None
    elif len(trace.objects) == 1:
        yield trace, next(iter(trace.objects.values()))
    else:
        yield from _namesakes(trace)


def _namesakes(trace: JobTrace) -> Iterator[tuple[JobTrace, SeenJob]]:
    """Jobs that bore the same name in turn: events do not say about which they are.

    The next of a name can be made only when the one before is gone.
    """
    created = sorted(trace.objects)
    for at, next_at in zip(created, [*created[1:], None], strict=False):
        seen = trace.objects[at]
        gone_by = earliest(seen.deleted_by, next_at)
        gone = seen.deleted or next_at is not None
        yield _NO_EVENTS, SeenJob(seen.job, deleted=gone, deleted_by=gone_by)


def _births(
    cronjob: str, job: str, trace: JobTrace, seen: SeenJob | None
) -> Iterable[_Birth]:
    """When it was made; nothing where no instant at all is known."""
    if seen is not None:
        yield _birth_of_object(cronjob, seen.job, trace)
        return
    near = trace.first_event
    slot = slot_of(job, cronjob, near)
    created_at = trace.started or trace.alive or earliest(slot, trace.over)
    created_at = created_at or trace.listed
    if created_at is not None:
        unexpected = trace.unexpected is not None and trace.started is None
        yield _Birth(created_at, slot, unexpected and slot is None)


def _birth_of_object(cronjob: str, job: JobObject, trace: JobTrace) -> _Birth:
    slot = slot_of(job.name, cronjob, job.created_at) or job.slot
    unexpected = trace.unexpected is not None and trace.started is None
    manual = job.manual or (unexpected and slot is None)
    return _Birth(job.created_at, slot, manual)


def _draft(
    one: tuple[_Birth, str, JobTrace, SeenJob | None], around: Surroundings
) -> Draft:
    birth, job, trace, seen = one
    end = ending(trace, seen, around)
    slot = None if birth.manual else birth.slot
    return Draft(
        run=Run(
            job=job,
            scheduled_at=slot or birth.created_at,
            created_at=birth.created_at,
            finished_at=_finished_at(birth, end),
            outcome=end.outcome,
            manual=birth.manual,
            from_object=seen is not None,
            message=end.message,
        ),
        exact=end.exact,
        version=None if seen is None else seen.job.version,
        unexpected=trace.unexpected is not None,
    )


def _finished_at(birth: _Birth, end: Ending) -> datetime | None:
    """Clocks of controllers differ: nothing ends before it was made."""
    return None if end.at is None else max(end.at, birth.created_at)
