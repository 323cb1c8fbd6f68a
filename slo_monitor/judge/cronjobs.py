"""CronJobs: which run settled an occurrence, and why none did."""

from datetime import datetime
from itertools import islice, takewhile

from slo_monitor.judge.history import History, earliest_complete, finish, newest
from slo_monitor.judge.slots import slots_after
from slo_monitor.judge.standing import Case, absent, arrived, doubtful
from slo_monitor.model.evidence import Hindrance, Obstacle, Outcome, Run
from slo_monitor.model.verdicts import Doubt, Facts, Reason, Verdict

_MOST_SWALLOWED = 1000
"""Past so many skipped slots the exact number tells nobody anything."""

_REFUSALS = frozenset({Obstacle.FAILED_CREATE, Obstacle.TOO_MANY_MISSED})


def judge_cronjob(case: Case, history: History, manual: tuple[Run, ...]) -> Verdict:
    """The verdict on one occurrence of a CronJob's objective.

    `manual` are the runs made by hand that this occurrence was given.
    """
    scheduled = history.runs_in(case.occurrence)
    runs = tuple(sorted(scheduled + manual, key=_creation))
    arrival = earliest_complete(runs)
    if arrival is not None:
        return arrived(case, finish(arrival), Facts(run=arrival))
    reason, facts = _why_absent(case, history, runs)
    return absent(case, reason, facts)


def _why_absent(
    case: Case, history: History, runs: tuple[Run, ...]
) -> tuple[Reason, Facts]:
    """The first reason that applies, in the order of `Reason`."""
    good = _last_good(case, history)
    doubt = _doubt(case, history, runs)
    if doubt is not None:
        return Reason.SOURCE_BEHIND, doubtful(doubt, _facts(good))
    if not history.seen:
        return Reason.NEVER_SEEN, Facts()
    running = newest(runs, Outcome.RUNNING)
    if running is not None:
        return Reason.RUNNING, _facts(good, running, running.created_at)
    failed = newest(runs, Outcome.FAILED)
    if failed is not None:
        return Reason.FAILED, _facts(good, failed, failed.finished_at)
    return _why_not_started(case, history, good)


def _why_not_started(
    case: Case, history: History, good: Run | None
) -> tuple[Reason, Facts]:
    stuck = _stuck_run(case, history)
    if stuck is not None:
        swallowed = _swallowed(case, history, stuck)
        facts = _facts(good, stuck, stuck.created_at, swallowed=swallowed)
        return Reason.STUCK, facts
    skips = _skips(case, history)
    if skips and not _let_go(history, skips[-1]):
        first = skips[0]
        return Reason.STUCK, _facts(good, since=first.at, message=first.message)
    if history.suspended:
        return Reason.SUSPENDED, _facts(good)
    blocked = _blocked(case, history)
    if blocked is not None:
        since, message = blocked
        return Reason.CANNOT_START, _facts(good, since=since, message=message)
    return Reason.NOT_STARTED, _facts(good)


def _doubt(case: Case, history: History, runs: tuple[Run, ...]) -> Facts | None:
    """Why this evidence cannot prove absence, though its source is complete."""
    if _skips(case, history):
        return None
    ended = newest(runs, Outcome.ENDED)
    if ended is not None:
        return Facts(run=ended, doubt=Doubt.OUTCOME_UNTOLD)
    if history.lossy:
        return Facts(doubt=Doubt.EVENTS_DROPPED)
    since = history.reaches_back_to
    before = since is not None and case.occurrence.due_at < since <= case.at
    if before and not runs and _blocked(case, history) is None:
        return Facts(since=since, doubt=Doubt.FIRST_SEEN_LATER)
    return None


def _stuck_run(case: Case, history: History) -> Run | None:
    """A run of an earlier window that runs still.

    Events alone do not prove it once a later run was made: its end may have been dropped.
    """
    opens = case.occurrence.opens_at
    earlier = [
        run
        for run in history.scheduled
        if run.outcome is Outcome.RUNNING and run.scheduled_at <= opens
    ]
    for run in reversed(earlier):
        if run.from_object or not history.created_between(run.created_at, case.at):
            return run
    return None


def _skips(case: Case, history: History) -> tuple[Hindrance, ...]:
    """The starts skipped in this window, if none was made after the last of them."""
    occurrence = case.occurrence
    skips = tuple(
        hindrance
        for hindrance in history.hindrances_until(occurrence)
        if hindrance.obstacle is Obstacle.SKIPPED and hindrance.at > occurrence.opens_at
    )
    if skips and history.created_between(skips[-1].at, occurrence.due_at):
        return ()
    return skips


def _let_go(history: History, skip: Hindrance) -> bool:
    """Whether a run that was running when `skip` was said has ended since."""
    return any(
        run.finished_at is not None and run.created_at <= skip.at <= run.finished_at
        for run in history.scheduled
    )


def _blocked(case: Case, history: History) -> tuple[datetime, str] | None:
    """Since when the controller could not start a run, and its newest word on it.

    A refusal explains the window it was said in; a bad schedule, all until it is mended.
    """
    occurrence = case.occurrence
    words = [
        word
        for word in history.hindrances_until(occurrence)
        if word.obstacle is Obstacle.BAD_SCHEDULE
        or (word.obstacle in _REFUSALS and word.at > occurrence.opens_at)
        if not history.created_between(word.at, occurrence.due_at)
    ]
    return (words[0].at, words[-1].message) if words else None


def _swallowed(case: Case, history: History, stuck: Run) -> int | None:
    """How many starts have passed behind the stuck run; None where nothing tells.

    By the schedule; without one, by how often the controller said that it skipped one.
    """
    evidence = history.evidence
    slots = slots_after(evidence.schedule, evidence.timezone, stuck.scheduled_at)
    passed = takewhile(lambda slot: slot <= case.at, slots)
    count = sum(1 for _ in islice(passed, _MOST_SWALLOWED))
    skipped = sum(
        1
        for hindrance in history.hindrances
        if hindrance.obstacle is Obstacle.SKIPPED and hindrance.at > stuck.created_at
    )
    return count or skipped or None


def _last_good(case: Case, history: History) -> Run | None:
    """The complete run that finished last of those made by the end of this window."""
    due = case.occurrence.due_at
    done = [
        run
        for run in history.scheduled + history.manual
        if run.outcome is Outcome.COMPLETE and run.scheduled_at <= due
    ]
    return max(done, key=finish, default=None)


def _facts(
    good: Run | None,
    run: Run | None = None,
    since: datetime | None = None,
    *,
    message: str = "",
    swallowed: int | None = None,
) -> Facts:
    return Facts(
        run=run,
        since=since,
        last_good=None if good is None else good.finished_at,
        last_good_run="" if good is None else good.job,
        message=message or ("" if run is None else run.message),
        swallowed=swallowed,
    )


def _creation(run: Run) -> tuple[datetime, datetime]:
    return run.created_at, run.scheduled_at
