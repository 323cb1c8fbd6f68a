"""Evidence: runs and arrivals as seen by sources, and how far each source can be trusted.

All instants are UTC. Evidence is not tied to an instant: each fact bears its own time, so
that any past instant can be judged by leaving out what came later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from slo_monitor.model.targets import CronJobTarget, Target


class Outcome(StrEnum):
    """How a run stands at the end of what was seen."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    ENDED = "ended"
    """It ended, and no source says how (old wording of SawCompletedJob, trimmed Jobs)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One Job of a CronJob.

    `scheduled_at` is the slot it was made for (its `created_at` where nothing tells).
    `finished_at` is None while it runs. `from_object` says that the Job object itself was
    seen, not only events about it. `message` is the controller's word on a failure.
    """

    job: str
    scheduled_at: datetime
    created_at: datetime
    finished_at: datetime | None
    outcome: Outcome
    manual: bool = False
    from_object: bool = False
    message: str = ""


class Obstacle(StrEnum):
    """Why the controller did not start a run, by the reason of its event."""

    SKIPPED = "JobAlreadyActive"
    FAILED_CREATE = "FailedCreate"
    BAD_SCHEDULE = "InvalidSchedule"
    """Also UnparseableSchedule and UnknownTimeZone: nothing starts until it is edited."""
    TOO_MANY_MISSED = "TooManyMissedTimes"


@dataclass(frozen=True, slots=True, order=True)
class Hindrance:
    """The controller said at `at` that it did not start a run, and why."""

    at: datetime
    obstacle: Obstacle
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CronJobEvidence:
    """All that is known of one CronJob.

    `runs` are sorted by `created_at`, `hindrances` by time. `first_seen` is the earliest
    instant of anything about it. `schedule`, `timezone`, `suspended` come from the CronJob
    object (None where none was seen), and hold from `observed_at`, or always where that is
    None. `objects_seen` is False where only events tell of it: Kubernetes drops events.
    """

    runs: tuple[Run, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    first_seen: datetime | None = None
    schedule: str | None = None
    timezone: str | None = None
    suspended: bool | None = None
    observed_at: datetime | None = None
    objects_seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """A write to a table: its partition (None = the whole table) had `rows` rows at `at`.

    `rows` is None where they are not known. `only_last` says that the source remembers the
    last write alone (table metadata): an earlier one may have been forgotten, unless
    somebody looked at `absent_at` and this data was not there yet.
    """

    at: datetime
    partition: str | None = None
    rows: int | None = None
    only_last: bool = False
    absent_at: datetime | None = None


class Kind(StrEnum):
    """What a source can tell of."""

    CRONJOBS = "cronjobs"
    TABLES = "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """One source and how far its absence can be trusted.

    `complete_until` None means up to the end of time. An unreadable source (`unreadable`
    holds the sentence that says why) makes every absence it would have to vouch for unknown.
    `clusters` and `datasets` (`PROJECT.DATASET`) None means all of them. A live source is
    always a little behind: `tolerance` is how far it may be for absence up to now to count.
    """

    name: str
    kind: Kind
    complete_until: datetime | None = None
    tolerance: timedelta = timedelta(0)
    unreadable: str = ""
    clusters: frozenset[str] | None = None
    datasets: frozenset[str] | None = None

    def vouches_for(self, target: Target) -> bool:
        """Whether this source would tell of `target`."""
        if isinstance(target, CronJobTarget):
            return self.kind is Kind.CRONJOBS and (
                self.clusters is None or target.cluster in self.clusters
            )
        return self.kind is Kind.TABLES and (
            self.datasets is None
            or f"{target.project}.{target.dataset}" in self.datasets
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What all sources together tell.

    `tables` is keyed by `PROJECT.DATASET.TABLE` (a shard is its own table); writes are
    sorted by time.
    """

    cronjobs: Mapping[CronJobTarget, CronJobEvidence] = field(default_factory=dict)
    tables: Mapping[str, tuple[Write, ...]] = field(default_factory=dict)
    sources: tuple[SourceState, ...] = ()
