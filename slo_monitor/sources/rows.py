"""Observations as flat rows: one shape a table, with what SQL groups by already read.

Every instant is UTC; its day decides in which folder a row lies.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from slo_monitor.sources.kubernetes.told import told
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""The `observed_at` of a state that a file holds without saying since when."""
_LARGEST = 2**63 - 1
_LONGEST = 2**16
"""Characters of a message; Kubernetes itself stops at 1,024."""


class EventRow(Struct):
    """A Kubernetes event about a CronJob or a Job; the last five tell what it says."""

    cluster_name: str
    kind: str
    namespace: str
    name: str
    reason: str
    message: str
    happened_at: datetime
    observed_at: datetime
    cronjob: str
    job: str | None
    outcome: str | None
    obstacle: str | None
    words: str | None


class JobRow(Struct):
    """A Job as it stood; `over_at` is when it had ended or was seen to be gone."""

    cluster_name: str
    namespace: str
    name: str
    cronjob: str
    created_at: datetime
    slot: datetime | None
    manual: bool
    outcome: str
    ended_at: datetime | None
    message: str
    heading: str | None
    heading_since: datetime | None
    deleting_at: datetime | None
    version: int
    deleted: bool
    observed_at: datetime


class CronJobRow(Struct):
    """A CronJob as it stood; `active` are names with a space between."""

    cluster_name: str
    namespace: str
    cronjob: str
    created_at: datetime | None
    schedule: str | None
    timezone: str | None
    suspended: bool
    policy: str
    active: str
    last_schedule: datetime | None
    last_success: datetime | None
    version: int
    observed_at: datetime


class WriteRow(Struct):
    """A write to a table."""

    table_name: str
    partition_id: str | None
    written_at: datetime
    row_count: int | None
    only_last: bool
    absent_at: datetime | None
    observed_at: datetime


class HeartbeatRow(Struct):
    """A source, and up to when it was complete."""

    kind: str
    scope: str
    complete_until: datetime


Row = EventRow | JobRow | CronJobRow | WriteRow | HeartbeatRow


def row_of(observation: Observation) -> tuple[str, datetime, Row]:
    """The table, the instant whose day decides where it lies, and the row."""
    return _MAKERS[type(observation)](observation)


def _event(seen: EventObserved) -> tuple[str, datetime, Row]:
    event = seen.event
    tells = told(event)
    row = EventRow(
        cluster_name=event.cluster,
        kind=event.kind,
        namespace=event.namespace,
        name=event.name,
        reason=event.reason,
        message=event.message[:_LONGEST],
        happened_at=event.at,
        observed_at=seen.observed_at,
        cronjob=tells.cronjob,
        job=tells.job,
        outcome=tells.outcome,
        obstacle=tells.obstacle,
        words=tells.words,
    )
    return "events", event.at, row


def _job(seen: JobObserved) -> tuple[str, datetime, Row]:
    job = seen.job
    row = JobRow(
        cluster_name=seen.cluster,
        namespace=job.namespace,
        name=job.name,
        cronjob=job.cronjob or "",
        created_at=job.created_at,
        slot=job.slot,
        manual=job.manual,
        outcome=job.outcome,
        ended_at=job.ended_at,
        message=job.message[:_LONGEST],
        heading=job.heading,
        heading_since=job.heading_since,
        deleting_at=job.deleting_at,
        version=min(job.version, _LARGEST),
        deleted=seen.deleted,
        observed_at=seen.observed_at,
    )
    return "jobs", job.created_at, row


def _cronjob(seen: CronJobObserved) -> tuple[str, datetime, Row]:
    cronjob = seen.cronjob
    told = (cronjob.created_at, cronjob.last_schedule, cronjob.last_success)
    newest = max((at for at in told if at is not None), default=ALWAYS)
    row = CronJobRow(
        cluster_name=seen.cluster,
        namespace=cronjob.namespace,
        cronjob=cronjob.name,
        created_at=cronjob.created_at,
        schedule=cronjob.schedule,
        timezone=cronjob.timezone,
        suspended=cronjob.suspended,
        policy=cronjob.policy,
        active=" ".join(cronjob.active),
        last_schedule=cronjob.last_schedule,
        last_success=cronjob.last_success,
        version=min(cronjob.version, _LARGEST),
        observed_at=seen.observed_at or ALWAYS,
    )
    return "cronjobs", seen.observed_at or newest, row


def _write(seen: WriteObserved) -> tuple[str, datetime, Row]:
    write = seen.write
    row = WriteRow(
        table_name=seen.table,
        partition_id=write.partition,
        written_at=write.at,
        row_count=None if write.rows is None else min(write.rows, _LARGEST),
        only_last=write.only_last,
        absent_at=write.absent_at,
        observed_at=seen.observed_at,
    )
    return "writes", write.at, row


def _heartbeat(beat: Heartbeat) -> tuple[str, datetime, Row]:
    row = HeartbeatRow(
        kind=beat.kind, scope=beat.scope, complete_until=beat.complete_until
    )
    return "heartbeats", beat.complete_until, row


_MAKERS: dict[type, Callable[[Any], tuple[str, datetime, Row]]] = {
    EventObserved: _event,
    JobObserved: _job,
    CronJobObserved: _cronjob,
    WriteObserved: _write,
    Heartbeat: _heartbeat,
}

SHAPES: dict[str, type[Row]] = {
    "events": EventRow,
    "jobs": JobRow,
    "cronjobs": CronJobRow,
    "writes": WriteRow,
    "heartbeats": HeartbeatRow,
}
"""The tables, in the order they are written: a heartbeat vouches for what came before it."""
