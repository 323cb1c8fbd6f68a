"""Traces: what has been seen of one Job or CronJob so far, whatever the order it came in.

Everything is kept as an extreme (earliest, newest, best), so that order and repetition
change nothing, and memory grows with Jobs, not with events.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

from slo_monitor.model.evidence import Obstacle, Outcome
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject


class End(NamedTuple):
    """How and when something was said to have ended; the earliest word counts."""

    at: datetime
    outcome: Outcome
    message: str


class Word(NamedTuple):
    """What a controller wrote at an instant."""

    at: datetime
    message: str


@dataclass(slots=True)
class SeenJob:
    """A Job object, and the instant by which a watch had told that it was deleted."""

    job: JobObject
    deleted: bool = False
    deleted_by: datetime | None = None

    def see(
        self, job: JobObject, *, deleted: bool, deleted_by: datetime | None
    ) -> None:
        """Keep the state that tells most."""
        self.job = max(self.job, job, key=_told)
        self.deleted = self.deleted or deleted
        self.deleted_by = earliest(self.deleted_by, deleted_by)


def _told(job: JobObject) -> tuple[bool, bool, bool, int]:
    return (
        job.outcome is not Outcome.RUNNING,
        job.heading is not None,
        job.deleting_at is not None,
        job.version,
    )


@dataclass(slots=True)
class JobTrace:
    """What was seen of the Jobs of one name, by their creation, and of events about them."""

    objects: dict[datetime, SeenJob] = field(default_factory=dict)
    cronjob: str | None = None
    """As CronJob events or CronJob objects name it."""
    started: datetime | None = None
    """The controller said that it created it."""
    alive: datetime | None = None
    """It was there, and had not ended."""
    over: datetime | None = None
    """It had ended, or was gone."""
    ended: End | None = None
    """The Job controller's own word."""
    completed: End | None = None
    """The CronJob controller's word, with an outcome."""
    saw: Word | None = None
    """The CronJob controller's word, without one."""
    missing: Word | None = None
    trimmed: Word | None = None
    unexpected: datetime | None = None
    complaint: Word | None = None
    """Why it gets no Pod: the newest word."""
    listed: datetime | None = None
    """A CronJob object knew it when its last slot was this."""

    def joined(self, other: "JobTrace") -> "JobTrace":
        """What this and `other`, which holds no objects, tell together."""
        words = (self.complaint, other.complaint)
        return JobTrace(
            objects=self.objects,
            cronjob=self.cronjob or other.cronjob,
            started=earliest(self.started, other.started),
            alive=earliest(self.alive, other.alive),
            over=earliest(self.over, other.over),
            ended=_first(self.ended, other.ended),
            completed=_first(self.completed, other.completed),
            saw=_first(self.saw, other.saw),
            missing=_first(self.missing, other.missing),
            trimmed=_first(self.trimmed, other.trimmed),
            unexpected=earliest(self.unexpected, other.unexpected),
            complaint=max((word for word in words if word), default=None),
            listed=earliest(self.listed, other.listed),
        )

    @property
    def owner(self) -> str | None:
        """The CronJob that a Job object or an event names."""
        owned = (seen.job.cronjob for seen in self.objects.values())
        return next((owner for owner in owned if owner), self.cronjob)

    @property
    def first_event(self) -> datetime | None:
        """The earliest instant at which an event told of it."""
        known = (self.started, self.alive, self.over)
        return min((at for at in known if at is not None), default=None)


class Status(NamedTuple):
    """A state of a CronJob's status: a point of its history."""

    last_schedule: datetime | None
    last_success: datetime
    active: tuple[str, ...]


@dataclass(slots=True)
class CronJobTrace:
    """What was seen of one CronJob."""

    first_seen: datetime | None = None
    hindrances: dict[tuple[datetime, Obstacle], str] = field(default_factory=dict)
    newest: CronJobObject | None = None
    observed_at: datetime | None = None
    states: set[Status] = field(default_factory=set)

    def see(self, cronjob: CronJobObject, observed_at: datetime | None) -> None:
        """Keep the newest object, and its history of successes."""
        self.first_seen = earliest(self.first_seen, cronjob.created_at)
        if self.newest is None or cronjob.version >= self.newest.version:
            self.newest = cronjob
            self.observed_at = observed_at
        if cronjob.last_success is not None:
            state = Status(
                cronjob.last_schedule, cronjob.last_success, tuple(cronjob.active)
            )
            self.states.add(state)


def earliest(left: datetime | None, right: datetime | None) -> datetime | None:
    """The earlier of two instants, either of which may be unknown."""
    if left is None or right is None:
        return left or right
    return min(left, right)


_Said = TypeVar("_Said", End, Word)


def _first(left: _Said | None, right: _Said | None) -> _Said | None:
    """The earlier of two words, either of which may be missing."""
    if left is None or right is None:
        return left or right
    return min(left, right)
