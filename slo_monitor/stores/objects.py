"""Jobs and CronJobs of a store as lines of a watch, as the API server would write them."""

from datetime import datetime
from typing import Any

import msgspec

from slo_monitor.sources.filling import instant
from slo_monitor.sources.kubernetes.objects import INSTANTIATE, SCHEDULED_AT
from slo_monitor.sources.kubernetes.shapes import (
    Condition,
    CronJobSpec,
    CronJobStatus,
    JobStatus,
    Metadata,
    Owner,
    Reference,
)

_ENDS = {"complete": "Complete", "failed": "Failed"}
_HEADINGS = {"complete": "SuccessCriteriaMet", "failed": "FailureTarget"}


class _Object(msgspec.Struct, rename="camel"):
    kind: str
    metadata: Metadata
    status: JobStatus | CronJobStatus
    spec: CronJobSpec | None = None
    api_version: str = "batch/v1"


class _Line(msgspec.Struct):
    type: str
    object: _Object


def job_line(row: tuple[Any, ...]) -> str:
    """A row of jobs.duckdb.sql."""
    _, namespace, name, cronjob, created, slot, manual, outcome = row[:8]
    ended, message, heading, since, deleting, version, deleted_by = row[8:]
    running = outcome not in _ENDS
    annotations = {}
    if slot is not None:
        annotations[SCHEDULED_AT] = _text(slot) or ""
    if manual:
        annotations[INSTANTIATE] = "manual"
    conditions = []
    if heading is not None:
        conditions.append(_condition(_HEADINGS[heading], since, message))
    if not running:
        conditions.append(_condition(_ENDS[outcome], ended, message))
    metadata = Metadata(
        name=name,
        namespace=namespace,
        resource_version=str(version) if version else None,
        creation_timestamp=_text(created),
        deletion_timestamp=_text(deleting),
        annotations=annotations,
        owner_references=[Owner(kind="CronJob", name=cronjob)] if cronjob else [],
    )
    done = _text(ended) if outcome == "complete" else None
    status = JobStatus(conditions=conditions, completion_time=done)
    told = "MODIFIED" if deleted_by is None else "DELETED"
    return _line(told, _Object("Job", metadata, status))


def cronjob_line(row: tuple[Any, ...]) -> str:
    """A row of cronjobs.duckdb.sql."""
    _, namespace, name, created, schedule, timezone, suspended = row[:7]
    policy, active, last_schedule, last_success, version, _ = row[7:]
    metadata = Metadata(
        name=name,
        namespace=namespace,
        resource_version=str(version) if version else None,
        creation_timestamp=_text(created),
    )
    spec = CronJobSpec(
        schedule=schedule,
        time_zone=timezone,
        suspend=suspended,
        concurrency_policy=policy,
    )
    status = CronJobStatus(
        active=[Reference(kind="Job", name=job) for job in active.split()],
        last_schedule_time=_text(last_schedule),
        last_successful_time=_text(last_success),
    )
    return _line("MODIFIED", _Object("CronJob", metadata, status, spec))


def _line(told: str, what: _Object) -> str:
    return msgspec.json.encode(_Line(told, what)).decode()


def _condition(name: str, since: int | None, message: str) -> Condition:
    return Condition(
        type=name, status="True", message=message, last_transition_time=_text(since)
    )


def _text(microseconds: int | None) -> str | None:
    at: datetime | None = instant(microseconds)
    return None if at is None else at.isoformat()
