"""What a CronJob's own status tells of its runs: which run, which are over, which succeeded."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from slo_monitor.model.evidence import Outcome, Run
from slo_monitor.sources.kubernetes.drafts import Draft
from slo_monitor.sources.kubernetes.objects import CronJobObject
from slo_monitor.sources.kubernetes.slots import job_name, newest_slot
from slo_monitor.sources.kubernetes.traces import Status

_SAME_MOMENT = timedelta(seconds=2)
UNKNOWN_JOB = "unknown job"
"""The name of a run that only lastSuccessfulTime tells of."""


def with_status(
    found: list[Draft], cronjob: CronJobObject, states: Iterable[Status]
) -> list[Draft]:
    """The runs, after what the newest object and the history of its status tell of them."""
    result = [_against_active(draft, cronjob) for draft in found]
    for state in _successes(states):
        _credit(result, cronjob, state)
    return [_against_success(draft, cronjob) for draft in result]


def _against_success(draft: Draft, cronjob: CronJobObject) -> Draft:
    """A run that ended without its CronJob counting a success since has failed.

    The controller lets go of a finished Job and counts its success in one update of the
    status (kubernetes, pkg/controller/cronjob/cronjob_controllerv2.go).
    """
    run, slot = draft.run, cronjob.last_schedule
    if run.outcome is not Outcome.ENDED or slot is None or run.manual:
        return draft
    success = cronjob.last_success
    counted = success is not None and success >= run.scheduled_at
    if counted or run.scheduled_at > slot or run.job in cronjob.active:
        return draft
    word = run.message or "the CronJob counts no success since"
    return replace(draft, run=replace(run, outcome=Outcome.FAILED, message=word))


def _against_active(draft: Draft, cronjob: CronJobObject) -> Draft:
    """A scheduled run that the CronJob's status has let go of is over; nobody says how."""
    run = draft.run
    if run.outcome is not Outcome.RUNNING or run.manual or draft.unexpected:
        return draft
    if run.job in cronjob.active:
        return replace(draft, run=replace(run, from_object=True))
    seen_later = draft.version is not None and draft.version >= cronjob.version
    slot = cronjob.last_schedule
    if seen_later or slot is None or run.scheduled_at > slot:
        return draft
    ended = draft.ends(Outcome.ENDED, run.created_at)
    return replace(ended, exact=False)


def _successes(states: Iterable[Status]) -> list[Status]:
    """For each success the state nearest behind it, ascending."""
    ascending = sorted(states, key=lambda state: (state.last_success, _nearness(state)))
    return list({state.last_success: state for state in ascending}.values())


def _nearness(state: Status) -> tuple[bool, float, tuple[str, ...]]:
    """The newest slot before the success tells most, then the oldest one after it."""
    slot = state.last_schedule
    if slot is None:
        return False, float("-inf"), state.active
    before = slot <= state.last_success
    seconds = slot.timestamp()
    return before, seconds if before else -seconds, state.active


def _credit(found: list[Draft], cronjob: CronJobObject, state: Status) -> None:
    """Find the run that succeeded at `lastSuccessfulTime`, or make it up."""
    at = state.last_success
    if any(_completed_at(draft.run, at) for draft in found):
        return
    index = _noticed_late(found, at)
    if index is None:
        index = _of_last_slot(found, cronjob, state)
    if index is None:
        index = _newest_open(found, state)
    if index is None:
        found.append(_made_up(found, cronjob, state))
    else:
        found[index] = found[index].ends(Outcome.COMPLETE, at)


def _completed_at(run: Run, at: datetime) -> bool:
    if run.outcome is not Outcome.COMPLETE or run.finished_at is None:
        return False
    return abs(run.finished_at - at) <= _SAME_MOMENT


def _noticed_late(found: list[Draft], at: datetime) -> int | None:
    """A run whose completion the controller noticed after it: here is its true end."""
    noticed = [
        (draft.run.finished_at, index)
        for index, draft in enumerate(found)
        if draft.run.outcome is Outcome.COMPLETE
        and not draft.exact
        and draft.run.finished_at is not None
        and draft.run.created_at <= at <= draft.run.finished_at
    ]
    return min(noticed)[1] if noticed else None


def _of_last_slot(
    found: list[Draft], cronjob: CronJobObject, state: Status
) -> int | None:
    slot = state.last_schedule
    if slot is None or slot > state.last_success:
        return None
    job = job_name(cronjob.name, slot)
    for index, draft in enumerate(found):
        if draft.run.job == job and _may_be(draft, state):
            return index
    return None


def _newest_open(found: list[Draft], state: Status) -> int | None:
    """The newest run that may have succeeded then; a Job object that still runs has not."""
    slot = state.last_schedule
    fitting = [
        index
        for index, draft in enumerate(found)
        if _may_be(draft, state)
        and not (draft.run.from_object and draft.run.outcome is Outcome.RUNNING)
        and (draft.run.manual or slot is None or draft.run.scheduled_at < slot)
    ]
    return max(fitting, key=lambda index: found[index].run.created_at, default=None)


def _may_be(draft: Draft, state: Status) -> bool:
    """Whether nothing says that this run was not the one that succeeded."""
    early_enough = draft.run.created_at <= state.last_success
    return draft.open and early_enough and draft.run.job not in state.active


def _made_up(found: list[Draft], cronjob: CronJobObject, state: Status) -> Draft:
    """The run of the newest slot, if there may have been one; else one made by hand."""
    at = state.last_success
    slot = newest_slot(cronjob.schedule, cronjob.timezone, at)
    if slot is not None and _untold(slot, found, cronjob, state):
        return _complete(job_name(cronjob.name, slot), slot, at, manual=False)
    return _complete(UNKNOWN_JOB, at, at, manual=True)


def _untold(
    slot: datetime, found: list[Draft], cronjob: CronJobObject, state: Status
) -> bool:
    """Whether a run of `slot` may have been there without any other trace."""
    if state.last_schedule is None or slot > state.last_schedule:
        return False
    if cronjob.created_at is not None and slot < cronjob.created_at:
        return False
    return all(draft.run.scheduled_at != slot for draft in found)


def _complete(job: str, start: datetime, at: datetime, *, manual: bool) -> Draft:
    run = Run(
        job=job,
        scheduled_at=start,
        created_at=start,
        finished_at=at,
        outcome=Outcome.COMPLETE,
        manual=manual,
    )
    return Draft(run=run, exact=True, version=None, unexpected=False)
