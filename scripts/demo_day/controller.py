"""A small CronJob controller: plays a story and says what the real one would say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cronsim import CronSim

from demo_day.moments import AT, BEGINNING, digest, letters
from demo_day.story import ByHand, CronJob

KEPT_COMPLETE, KEPT_FAILED = 3, 1
"""Kubernetes' defaults of successfulJobsHistoryLimit and failedJobsHistoryLimit."""

FORBIDDEN = "Not starting job because prior execution is running and concurrency policy is Forbid"
STRANGER = "Saw a job that the controller did not create or forgot: {job}"
BACKOFF = "Job has reached the specified backoff limit"
QUOTA = (
    'Error creating job: jobs.batch "{job}" is forbidden: exceeded quota: ml-jobs, '
    "requested: count/jobs.batch=1, used: count/jobs.batch=20, limited: count/jobs.batch=20"
)
LONGEST_PAUSE = timedelta(minutes=15)
"""Between two tries to create a Job that the quota refuses."""


@dataclass(kw_only=True)
class Job:
    """A Job; `slot` is None for a manual run, `ended` while it runs."""

    name: str
    slot: datetime | None
    created: datetime
    ended: datetime | None = None
    failed: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """One event, about the CronJob or, where `job` is set, about its Job.

    `first` is when the same was said first, `before` when last (None: never), `count` how
    often, this time included.
    """

    at: datetime
    job: str
    reason: str
    message: str
    first: datetime
    before: datetime | None
    count: int

    @property
    def subject(self) -> tuple[str, str, str]:
        """What makes it the same event again."""
        return self.job, self.reason, self.message


class Controller:
    """One CronJob from `BEGINNING` to `AT`: its Jobs that are left, and what was said."""

    def __init__(self, cronjob: CronJob) -> None:
        self.cronjob = cronjob
        self.jobs: list[Job] = []
        self.said: list[Said] = []
        self.last_slot: datetime | None = None
        self.last_success: datetime | None = None
        for slot in self._slots():
            self._at_slot(slot)
        if cronjob.by_hand is not None:
            self._by_hand(cronjob.by_hand)

    def _slots(self) -> Iterator[datetime]:
        for slot in CronSim(self.cronjob.schedule, BEGINNING):
            if slot > AT:
                return
            yield slot

    def _at_slot(self, slot: datetime) -> None:
        cronjob = self.cronjob
        if cronjob.suspended is not None and slot >= cronjob.suspended:
            return
        name = f"{cronjob.name}-{int(slot.timestamp()) // 60}"
        if cronjob.no_quota is not None and slot >= cronjob.no_quota:
            self._refused(name, slot)
        elif cronjob.policy == "Forbid" and any(not job.ended for job in self.jobs):
            self._say(slot, "JobAlreadyActive", FORBIDDEN)
        else:
            self._scheduled(Job(name=name, slot=slot, created=slot))

    def _refused(self, name: str, slot: datetime) -> None:
        """The controller tries again, after ever longer pauses."""
        at, pause = slot, timedelta(seconds=10)
        while at <= AT:
            self._say(at, "FailedCreate", QUOTA.format(job=name))
            at, pause = at + pause, min(pause * 2, LONGEST_PAUSE)

    def _scheduled(self, job: Job) -> None:
        self.last_slot = job.slot
        self._say(job.created, "SuccessfulCreate", f"Created job {job.name}")
        self._start(job)
        day = f"{job.created:%m-%d}"
        ended = job.created + self._length(job, day)
        if day in self.cronjob.hung or ended > AT:
            return
        self._end(job, ended, failed=day in self.cronjob.failed)
        outcome = "Failed" if job.failed else "Complete"
        message = f"Saw completed job: {job.name}, condition: {outcome}"
        self._say(ended, "SawCompletedJob", message)
        self._trim(ended)

    def _by_hand(self, run: ByHand) -> None:
        """The controller is surprised by this Job, and does not say how it ended."""
        job = Job(name=run.name, slot=None, created=run.created)
        self._start(job)
        self._say(run.created, "UnexpectedJob", STRANGER.format(job=run.name))
        again = run.created + timedelta(seconds=2)
        self._say(again, "UnexpectedJob", STRANGER.format(job=run.name))
        ended = run.created + timedelta(minutes=run.minutes)
        self._end(job, ended, failed=False)
        self._trim(ended)

    def _start(self, job: Job) -> None:
        self.jobs.append(job)
        message = f"Created pod: {job.name}-{letters(job.name)}"
        self._say(job.created, "SuccessfulCreate", message, job.name)

    def _length(self, job: Job, day: str) -> timedelta:
        """The growth, and some seconds more or less from day to day."""
        cronjob = self.cronjob
        minutes = cronjob.took.get(day, cronjob.minutes)
        minutes -= cronjob.grows * (AT.date() - job.created.date()).days
        return timedelta(seconds=round(minutes * 60) + digest(job.name) % 17 - 8)

    def _end(self, job: Job, ended: datetime, *, failed: bool) -> None:
        job.ended, job.failed = ended, failed
        if failed:
            self._say(ended, "BackoffLimitExceeded", BACKOFF, job.name)
        else:
            self.last_success = ended
            self._say(ended, "Completed", "Job completed", job.name)

    def _trim(self, at: datetime) -> None:
        """What is beyond the history limits is deleted, oldest first."""
        for failed, kept in ((False, KEPT_COMPLETE), (True, KEPT_FAILED)):
            ended = [job for job in self.jobs if job.ended and job.failed is failed]
            for job in sorted(ended, key=lambda job: job.created)[:-kept]:
                self.jobs.remove(job)
                self._say(at, "SuccessfulDelete", f"Deleted job {job.name}")

    def _say(self, at: datetime, reason: str, message: str, job: str = "") -> None:
        subject = job, reason, message
        same = [each.at for each in self.said if each.subject == subject]
        self.said.append(
            Said(
                at=at,
                job=job,
                reason=reason,
                message=message,
                first=same[0] if same else at,
                before=same[-1] if same else None,
                count=len(same) + 1,
            )
        )
