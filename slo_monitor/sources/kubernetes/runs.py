"""Runs of CronJobs, fused from events, Jobs and CronJobs in whatever order they come."""

from collections import defaultdict
from datetime import datetime

from slo_monitor.model.evidence import CronJobEvidence, Hindrance, Run
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.credits import with_status
from slo_monitor.sources.kubernetes.drafts import drafts
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.slots import job_name, slot_of, split_name
from slo_monitor.sources.kubernetes.traces import (
    CronJobTrace,
    End,
    JobTrace,
    SeenJob,
    Word,
    earliest,
)
from slo_monitor.sources.kubernetes.wording import (
    JOB_ENDS,
    OBSTACLES,
    Mention,
    mentioned_job,
    plain,
)

_JobKey = tuple[str, str, str]
"""Cluster, namespace and name of a Job."""


class RunsBuilder:
    """Takes what sources saw, one by one; memory grows with runs, not with events."""

    def __init__(self) -> None:
        self._jobs: defaultdict[_JobKey, JobTrace] = defaultdict(JobTrace)
        self._cronjobs: defaultdict[CronJobTarget, CronJobTrace] = defaultdict(
            CronJobTrace
        )

    def add_event(self, event: SeenEvent) -> None:
        """Take an event about a CronJob or a Job; events about anything else are left."""
        if event.kind == "CronJob":
            self._add_cronjob_event(event)
        elif event.kind == "Job":
            trace = self._jobs[event.cluster, event.namespace, event.name]
            _add_job_event(trace, event)

    def add_trace(
        self, cluster: str, namespace: str, job: str, trace: JobTrace
    ) -> None:
        """Take all that an engine found events to tell of a Job."""
        key = (cluster, namespace, job)
        known = self._jobs.get(key)
        self._jobs[key] = trace if known is None else known.joined(trace)

    def add_job(
        self,
        cluster: str,
        job: JobObject,
        *,
        deleted: bool = False,
        seen_by: datetime | None = None,
    ) -> None:
        """Take a Job. `deleted`: a watch told, by the instant `seen_by`, that it is gone."""
        trace = self._jobs[cluster, job.namespace, job.name]
        gone_by = seen_by if deleted else None
        seen = trace.objects.setdefault(job.created_at, SeenJob(job))
        seen.see(job, deleted=deleted, deleted_by=gone_by)

    def add_cronjob(
        self,
        cluster: str,
        cronjob: CronJobObject,
        *,
        observed_at: datetime | None = None,
    ) -> None:
        """Take a CronJob, as it stood at `observed_at` (None = always)."""
        target = CronJobTarget(cluster, cronjob.namespace, cronjob.name)
        self._cronjobs[target].see(cronjob, observed_at)
        slot = cronjob.last_schedule
        born = cronjob.created_at
        names = list(cronjob.active)
        # A slot before its birth is a status copied from elsewhere.
        if slot is not None and (born is None or slot >= born):
            names.append(job_name(cronjob.name, slot))
        for name in names:
            trace = self._jobs[cluster, cronjob.namespace, name]
            trace.cronjob = cronjob.name
            trace.listed = earliest(
                trace.listed, slot_of(name, cronjob.name, None) or slot or born
            )

    def build(self) -> dict[CronJobTarget, CronJobEvidence]:
        """The evidence of every CronJob of which anything was seen."""
        jobs: dict[CronJobTarget, dict[str, JobTrace]] = {
            target: {} for target in self._cronjobs
        }
        for (cluster, namespace, name), trace in self._jobs.items():
            owner = trace.owner or self._guessed_owner((cluster, namespace, name))
            if owner is not None:
                target = CronJobTarget(cluster, namespace, owner)
                jobs.setdefault(target, {})[name] = trace
        return {
            target: _evidence(target, self._cronjobs.get(target), jobs[target])
            for target in sorted(jobs)
        }

    def _guessed_owner(self, key: _JobKey) -> str | None:
        """The CronJob in the name of a Job that only its own events tell of."""
        cluster, namespace, name = key
        trace = self._jobs[key]
        split = split_name(name)
        if split is None or trace.objects:
            return None
        known = CronJobTarget(cluster, namespace, split[0]) in self._cronjobs
        near = None if known else trace.first_event
        return split[0] if slot_of(name, split[0], near) is not None else None

    def _add_cronjob_event(self, event: SeenEvent) -> None:
        target = CronJobTarget(event.cluster, event.namespace, event.name)
        cronjob = self._cronjobs[target]
        cronjob.first_seen = earliest(cronjob.first_seen, event.at)
        obstacle = OBSTACLES.get(event.reason)
        if obstacle is not None:
            message = plain(event.message)
            known = cronjob.hindrances.setdefault((event.at, obstacle), message)
            cronjob.hindrances[event.at, obstacle] = min(known, message)
        mention = mentioned_job(event.reason, event.message)
        if mention is not None:
            trace = self._jobs[event.cluster, event.namespace, mention.job]
            trace.cronjob = event.name
            _add_mention(trace, event, mention)


def _add_job_event(trace: JobTrace, event: SeenEvent) -> None:
    outcome = JOB_ENDS.get(event.reason)
    message = plain(event.message)
    if outcome is not None:
        end = End(event.at, outcome, message)
        trace.ended = end if trace.ended is None else min(trace.ended, end)
        trace.over = earliest(trace.over, event.at)
        return
    trace.alive = earliest(trace.alive, event.at)
    if event.reason == "FailedCreate":
        word = Word(event.at, message)
        trace.complaint = (
            word if trace.complaint is None else max(trace.complaint, word)
        )


def _add_mention(trace: JobTrace, event: SeenEvent, mention: Mention) -> None:
    if event.reason == "SuccessfulCreate":
        trace.started = earliest(trace.started, event.at)
        return
    if event.reason == "UnexpectedJob":
        trace.unexpected = earliest(trace.unexpected, event.at)
        trace.alive = earliest(trace.alive, event.at)
        return
    trace.over = earliest(trace.over, event.at)
    word = Word(event.at, plain(event.message))
    if mention.outcome is not None:
        end = End(event.at, mention.outcome, "")
        trace.completed = end if trace.completed is None else min(trace.completed, end)
    elif event.reason == "SawCompletedJob":
        trace.saw = word if trace.saw is None else min(trace.saw, word)
    elif event.reason == "MissingJob":
        trace.missing = word if trace.missing is None else min(trace.missing, word)
    else:
        trace.trimmed = word if trace.trimmed is None else min(trace.trimmed, word)


def _evidence(
    target: CronJobTarget, cronjob: CronJobTrace | None, traces: dict[str, JobTrace]
) -> CronJobEvidence:
    cronjob = cronjob or CronJobTrace()
    newest = cronjob.newest
    found = drafts(target.name, traces, newest)
    if newest is not None:
        found = with_status(found, newest, cronjob.states)
    runs = sorted((draft.run for draft in found), key=_by_creation)
    owned = any(trace.objects for trace in traces.values())
    first_seen = cronjob.first_seen
    for at in [trace.first_event for trace in traces.values()]:
        first_seen = earliest(first_seen, at)
    return CronJobEvidence(
        runs=tuple(runs),
        hindrances=tuple(
            Hindrance(at, obstacle, message)
            for (at, obstacle), message in sorted(cronjob.hindrances.items())
        ),
        first_seen=earliest(first_seen, runs[0].created_at if runs else None),
        schedule=None if newest is None else newest.schedule,
        timezone=None if newest is None else newest.timezone,
        suspended=None if newest is None else newest.suspended,
        observed_at=cronjob.observed_at,
        objects_seen=newest is not None or owned,
    )


def _by_creation(run: Run) -> tuple[datetime, datetime, str]:
    return run.created_at, run.scheduled_at, run.job
