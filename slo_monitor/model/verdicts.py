"""Verdicts: status and reason of one occurrence at one instant, and what they rest on."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from slo_monitor.model.evidence import Run
from slo_monitor.model.objectives import Objective, Occurrence
from slo_monitor.model.targets import Target


class Status(StrEnum):
    """How an occurrence stands."""

    PENDING = "pending"
    AT_RISK = "at_risk"
    MISSED = "missed"
    MET = "met"
    NEAR_MISS = "near_miss"
    LATE = "late"
    UNKNOWN = "unknown"
    EXCUSED = "excused"


class Reason(StrEnum):
    """Why it stands so; in the order in which the first that applies is taken."""

    MUTED = "muted"
    MAINTENANCE = "maintenance"
    SOURCE_UNREADABLE = "source_unreadable"
    SOURCE_BEHIND = "source_behind"
    NEVER_SEEN = "never_seen"
    RUNNING = "running"
    FAILED = "failed"
    STUCK = "stuck"
    SUSPENDED = "suspended"
    CANNOT_START = "cannot_start"
    NOT_STARTED = "not_started"
    TOO_FEW_ROWS = "too_few_rows"
    REWRITTEN = "rewritten"
    NO_DATA = "no_data"
    SLOW = "slow"


class Doubt(StrEnum):
    """What keeps absence from being known, where no source has words of its own for it."""

    BEHIND = "behind"
    """The evidence reaches only to `since`."""

    FIRST_SEEN_LATER = "first_seen_later"
    """Nothing is known of the target before `since`, and it was due earlier."""

    EVENTS_DROPPED = "events_dropped"
    """It runs so often that Kubernetes drops its events, and only they tell of it."""

    OUTCOME_UNTOLD = "outcome_untold"
    """`run` ended, and no source says how."""

    NO_SOURCE = "no_source"
    """No source tells of such targets at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a verdict's sentence is made of; None or empty where it does not apply.

    `run` is the run the verdict rests on, `since` when its state began, `last_good` the
    newest arrival before the window, `rows` the most rows seen, `message` the controller's
    or the source's own words, `swallowed` the slots skipped behind a stuck run, `doubt`
    why it could not be found out.
    """

    run: Run | None = None
    since: datetime | None = None
    last_good: datetime | None = None
    last_good_run: str = ""
    rows: int | None = None
    message: str = ""
    swallowed: int | None = None
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Status and reason of one occurrence at one instant."""

    objective: Objective
    occurrence: Occurrence
    status: Status
    reason: Reason | None
    arrived_at: datetime | None
    facts: Facts

    @property
    def margin(self) -> timedelta | None:
        """Time left at arrival; negative when late; None without an arrival."""
        if self.arrived_at is None:
            return None
        return self.occurrence.due_at - self.arrived_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Inversion:
    """A downstream run that started before its upstream arrived on that business date."""

    upstream: Target
    downstream: Target
    business_date: date
    upstream_arrived_at: datetime | None
    downstream_started_at: datetime
    overlap: timedelta


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read, where it stands, and what to write instead."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"
