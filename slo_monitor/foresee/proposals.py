"""Proposals: what deadline each CronJob would keep, from the runs that were seen."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from math import ceil
from statistics import median, quantiles
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slo_monitor.foresee.schedules import days_of, days_seen, restriction
from slo_monitor.model.evidence import CronJobEvidence, Outcome, Run
from slo_monitor.model.targets import CronJobTarget

_DAY = 1440
_LATEST = 2 * _DAY - 1
"""47:59, the latest deadline a sheet can say, in minutes."""

_LEAST_MARGIN = 15
_SHARE_OF_SPREAD = 0.5
_STEP = 5
_USUAL_WARNING = 30
"""Minutes; `warn before` where the sheet says nothing."""

_ONCE_A_DAY = timedelta(hours=20)
"""Runs closer than this come several times a day; with DST a day can have 23 hours."""

_SUPPOSED = timedelta(hours=1)
"""How long a run may take of which none was seen to complete: a guess."""

_P95 = 18
"""The place of the 95th percentile among the cuts of 20 quantiles."""


class NoProposal(StrEnum):
    """Why no deadline is proposed."""

    NO_RUN = "no_run"
    SUSPENDED = "suspended"
    TOO_LONG = "too_long"
    ODD_SCHEDULE = "odd_schedule"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What to write for one CronJob; times are minutes after the business date's midnight.

    `runs` counts the complete scheduled runs it rests on. `days` is a word of the sheet, or
    the five fields of a cron expression where `days_are_cron` (then the deadline cell stays
    empty). `not_before` is set where the window would hold other runs too. `warn_before` is
    in minutes: never more than the margin, or usual runs would be near misses. With `runs`
    0 it is a guess; `failed`, `running` and `word` (the controller's last) say what was seen
    instead. `schedule` is the CronJob's own, with its zone.
    """

    target: CronJobTarget
    runs: int
    usual_finish: int | None = None
    deadline: int | None = None
    days: str = ""
    days_are_cron: bool = False
    not_before: int | None = None
    several_a_day: bool = False
    warn_before: int = _USUAL_WARNING
    why_not: NoProposal | None = None
    failed: int = 0
    running: int = 0
    word: str = ""
    schedule: str = ""


def propose(
    evidence: Mapping[CronJobTarget, CronJobEvidence], timezone: ZoneInfo
) -> tuple[Proposal, ...]:
    """One proposal for every CronJob, by target; deadlines are wall times of `timezone`."""
    return tuple(
        _proposal(target, evidence[target], timezone) for target in sorted(evidence)
    )


def _proposal(
    target: CronJobTarget, evidence: CronJobEvidence, zone: ZoneInfo
) -> Proposal:
    scheduled = [run for run in evidence.runs if not run.manual]
    done = [
        run for run in scheduled if run.outcome is Outcome.COMPLETE and run.finished_at
    ]
    refused = _seen(target, evidence, len(done))
    if evidence.suspended:
        return replace(refused, why_not=NoProposal.SUSPENDED)
    done = done or _supposed(scheduled, evidence.runs)
    if not done:
        return replace(refused, why_not=NoProposal.NO_RUN)
    slot = _usual_slot(done, zone) if _several_a_day(scheduled) else None
    landing = _landing([_finish(run, slot, zone) for run in done])
    if landing.deadline > _LATEST:
        return replace(refused, why_not=NoProposal.TOO_LONG)
    about = [run for run in done if slot in {None, _start(run, zone)}]
    days, are_cron = _days(evidence, about, zone, landing.deadline)
    if days is None:
        return replace(refused, why_not=NoProposal.ODD_SCHEDULE)
    return replace(
        refused,
        usual_finish=landing.usual,
        deadline=landing.deadline,
        days=days,
        days_are_cron=are_cron,
        not_before=_opening(about, landing.deadline, zone) if slot is None else slot,
        several_a_day=slot is not None,
        warn_before=min(_USUAL_WARNING, landing.margin // _STEP * _STEP),
    )


def _seen(target: CronJobTarget, evidence: CronJobEvidence, done: int) -> Proposal:
    """What was seen of a CronJob, before anything is proposed for it."""
    outcomes = Counter(run.outcome for run in evidence.runs)
    words = [run.message for run in evidence.runs if run.message]
    words += [hindrance.message for hindrance in evidence.hindrances]
    named = filter(None, (evidence.schedule, evidence.timezone))
    return Proposal(
        target=target,
        runs=done,
        failed=outcomes[Outcome.FAILED],
        running=outcomes[Outcome.RUNNING],
        word=words[-1] if words else "",
        schedule=" ".join(named),
    )


def _supposed(scheduled: list[Run], runs: Iterable[Run]) -> list[Run]:
    """The runs as if they had completed: as fast as one by hand, else within an hour.

    Without it exactly the broken CronJobs would get no row, and nobody would be told.
    """
    by_hand = [
        run.finished_at - run.created_at
        for run in runs
        if run.outcome is Outcome.COMPLETE and run.finished_at
    ]
    slots = sorted({run.scheduled_at for run in scheduled})
    gaps = [later - earlier for earlier, later in pairwise(slots)]
    length = max(by_hand) if by_hand else min([_SUPPOSED, *gaps])
    return [replace(run, finished_at=run.scheduled_at + length) for run in scheduled]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Landing:
    """When runs finish, in minutes after midnight; `margin` is what lies after the p95."""

    usual: int
    deadline: int
    margin: int


def _landing(finishes: list[float]) -> _Landing:
    usual, late = median(finishes), _p95(finishes)
    margin = max(_LEAST_MARGIN, _SHARE_OF_SPREAD * (late - usual))
    return _Landing(
        usual=round(usual),
        deadline=ceil((late + margin) / _STEP) * _STEP,
        margin=int(margin),
    )


def _several_a_day(runs: Iterable[Run]) -> bool:
    slots = sorted({run.scheduled_at for run in runs})
    return any(later - earlier < _ONCE_A_DAY for earlier, later in pairwise(slots))


def _usual_slot(runs: Iterable[Run], zone: ZoneInfo) -> int:
    """Of the times of day at which runs start, the one seen most; of equals the latest.

    The latest run of the day is the one that completes the day.
    """
    counts = Counter(_start(run, zone) for run in runs)
    return max(counts, key=lambda slot: (counts[slot], slot))


def _finish(run: Run, slot: int | None, zone: ZoneInfo) -> float:
    """When `run` finished, or would have if it had started at `slot`.

    In minutes from the midnight before its scheduled time: 00:40 after 23:50 is 24:40.
    """
    assert run.finished_at is not None
    if slot is not None:
        return slot + (run.finished_at - run.scheduled_at) / timedelta(minutes=1)
    start = _wall(run.scheduled_at, zone)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    return (_wall(run.finished_at, zone) - midnight) / timedelta(minutes=1)


def _p95(values: list[float]) -> float:
    if len(values) == 1:
        return values[0]
    return quantiles(values, n=20, method="inclusive")[_P95]


def _opening(runs: Iterable[Run], deadline: int, zone: ZoneInfo) -> int | None:
    """`not before` for runs that last so long that the next one starts first."""
    earliest = min(_start(run, zone) for run in runs)
    return earliest if deadline - earliest >= _DAY else None


def _days(
    evidence: CronJobEvidence, runs: list[Run], zone: ZoneInfo, deadline: int
) -> tuple[str | None, bool]:
    """`days`, and whether it is a cron expression; None where nothing says it."""
    dates = [_wall(run.scheduled_at, zone).date() for run in runs]
    found = restriction(evidence.schedule)
    if found is None:
        return days_seen(dates), False
    shifts = _shifts(runs, dates, evidence.timezone)
    words = {days_of(found, shift) for shift in shifts}
    if len(words) == 1 and None not in words:
        return words.pop(), False
    if shifts != {0} or deadline >= _DAY:
        return None, False
    hour, minute = divmod(deadline, 60)
    return f"{minute} {hour} {found.day} {found.month} {found.weekday}", True


def _shifts(runs: list[Run], dates: list[date], timezone: str | None) -> set[int]:
    """By how many days the sheet's dates are ahead of the schedule's own."""
    own = _zone(timezone)
    slots = [_wall(run.scheduled_at, own).date() for run in runs]
    return {(date - slot).days for date, slot in zip(dates, slots, strict=True)}


def _zone(name: str | None) -> ZoneInfo:
    """The CronJob's zone; without one it runs in its controller's, UTC on managed ones."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    """The wall time, naive: a day of 23 hours still has 24 on the wall."""
    return at.astimezone(zone).replace(tzinfo=None)


def _start(run: Run, zone: ZoneInfo) -> int:
    """The time of day at which `run` was scheduled, in minutes."""
    wall = _wall(run.scheduled_at, zone)
    return wall.hour * 60 + wall.minute
