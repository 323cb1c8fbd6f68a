"""Observations: what a collector saw, and when; the rows of every store. All instants UTC."""

from dataclasses import dataclass
from datetime import datetime

from slo_monitor.model.evidence import Kind, Write
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject


@dataclass(frozen=True, slots=True, kw_only=True)
class EventObserved:
    """A Kubernetes event about a CronJob or a Job."""

    event: SeenEvent
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class JobObserved:
    """A Job as it stood at `observed_at`; `deleted` where a watch told that it is gone."""

    cluster: str
    job: JobObject
    observed_at: datetime
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CronJobObserved:
    """A CronJob as it stood at `observed_at`; None: in a file without times, so always."""

    cluster: str
    cronjob: CronJobObject
    observed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteObserved:
    """A write to `table` (`PROJECT.DATASET.TABLE`)."""

    table: str
    write: Write
    observed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """A source was complete up to `complete_until`.

    `scope` is the cluster of a source of CronJobs, the `PROJECT.DATASET` of one of tables.
    """

    kind: Kind
    scope: str
    complete_until: datetime


Observation = EventObserved | JobObserved | CronJobObserved | WriteObserved | Heartbeat
