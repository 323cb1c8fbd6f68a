"""How a Job ended: from whichever witness says so, the best first."""

from datetime import datetime, timedelta
from typing import NamedTuple

from slo_monitor.model.evidence import Outcome
from slo_monitor.sources.kubernetes.traces import JobTrace, SeenJob

_SAME_MOMENT = timedelta(seconds=2)


class Ending(NamedTuple):
    """An outcome and its instant; `exact` where the Job's own end is known, not a notice."""

    outcome: Outcome
    at: datetime | None
    message: str
    exact: bool


class Surroundings(NamedTuple):
    """What a deletion means: `replace` is the CronJob's policy, `next_start` its next run."""

    replace: bool
    next_start: datetime | None


RUNNING = Ending(Outcome.RUNNING, None, "", exact=False)


def ending(trace: JobTrace, seen: SeenJob | None, around: Surroundings) -> Ending:
    """How the Job stands: objects are the truth, then the Job's events, then its CronJob's."""
    told = (
        _by_object(seen)
        or _by_job_events(trace)
        or _by_cronjob_events(trace)
        or _by_watch(trace, seen)
        or _by_disappearance(trace, around)
    )
    if told is not None:
        return told
    complaint = "" if trace.complaint is None else trace.complaint.message
    return RUNNING._replace(message=complaint)


def _by_object(seen: SeenJob | None) -> Ending | None:
    if seen is None:
        return None
    job = seen.job
    if job.outcome is not Outcome.RUNNING:
        return _exact(job.outcome, job.ended_at, job.message)
    if seen.deleted and job.heading is not None and job.heading_since is not None:
        return _exact(job.heading, job.heading_since, job.message)
    return None


def _by_job_events(trace: JobTrace) -> Ending | None:
    if trace.ended is None:
        return None
    return _exact(trace.ended.outcome, trace.ended.at, trace.ended.message)


def _exact(outcome: Outcome, at: datetime | None, message: str) -> Ending:
    """The Job's own end; only a failure has a story to tell."""
    return Ending(outcome, at, message if outcome is Outcome.FAILED else "", exact=True)


def _by_cronjob_events(trace: JobTrace) -> Ending | None:
    if trace.completed is not None:
        end = trace.completed
        return Ending(end.outcome, end.at, "", exact=False)
    if trace.saw is not None:
        return Ending(Outcome.ENDED, trace.saw.at, "", exact=False)
    return None


def _by_watch(trace: JobTrace, seen: SeenJob | None) -> Ending | None:
    """The Job object was deleted before it ended."""
    if seen is None or not seen.deleted:
        return None
    word = trace.trimmed or trace.missing
    told = seen.job.deleting_at or (word.at if word else seen.deleted_by)
    return Ending(
        Outcome.FAILED,
        told or seen.job.created_at,
        "the Job was deleted before it ended",
        exact=True,
    )


def _by_disappearance(trace: JobTrace, around: Surroundings) -> Ending | None:
    """The controller deleted it, or found it missing.

    Only finished Jobs are trimmed, so a Job trimmed had ended; but Replace deletes a running
    one just before it starts the next.
    """
    if trace.trimmed is None:
        if trace.missing is None:
            return None
        return Ending(
            Outcome.FAILED, trace.missing.at, trace.missing.message, exact=True
        )
    at, message = trace.trimmed
    later = around.next_start is not None and around.next_start < at - _SAME_MOMENT
    if around.replace and not later:
        return Ending(Outcome.FAILED, at, message, exact=True)
    return Ending(Outcome.ENDED, at, "", exact=False)
