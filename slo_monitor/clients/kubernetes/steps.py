"""What a stream tells, step by step. All instants are UTC, by our clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject

Seen = SeenEvent | JobObject | CronJobObject


class Change(StrEnum):
    """What a watch's line says of an object."""

    ADDED = "ADDED"
    MODIFIED = "MODIFIED"
    DELETED = "DELETED"


class Cause(StrEnum):
    """Why a stream is in trouble: a closed list, for metrics."""

    CONFIG = "config"
    UNREACHABLE = "unreachable"
    CUT = "cut"
    SILENT = "silent"
    DAMAGED = "damaged"
    EXPIRED = "expired"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    REFUSED = "refused"
    BUSY = "busy"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list of all objects as of `at`; `complete` on its last page."""

    objects: tuple[Seen, ...]
    at: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """A line of a watch; an event that tells of two instants is two objects."""

    change: Change
    objects: tuple[Seen, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Alive:
    """All that happened before `at` has been told."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """The server has forgotten what happened since the last line; a list follows."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Flawed:
    """An object that cannot be used, and why."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Skewed:
    """The cluster's clock is ahead of ours by this much (negative: behind)."""

    ahead: timedelta


@dataclass(frozen=True, slots=True)
class Trouble:
    """The stream could not go on; it is tried again. `attempt` counts from 1."""

    cause: Cause
    sentence: str
    attempt: int


Step = Listed | Changed | Alive | Gap | Flawed | Skewed | Trouble
