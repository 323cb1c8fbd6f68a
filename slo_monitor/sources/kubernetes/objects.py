"""Kubernetes Jobs and CronJobs, reduced to what evidence needs. All instants are UTC."""

from dataclasses import dataclass
from datetime import datetime

from slo_monitor.model.evidence import Outcome
from slo_monitor.sources.instants import instant
from slo_monitor.sources.kubernetes.shapes import (
    Condition,
    CronJobShape,
    CronJobSpec,
    CronJobStatus,
    JobShape,
    JobStatus,
    Metadata,
)

# https://kubernetes.io/docs/reference/labels-annotations-taints/
SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"
INSTANTIATE = "cronjob.kubernetes.io/instantiate"
"""Annotations of Jobs."""

_ENDS = {"Complete": Outcome.COMPLETE, "Failed": Outcome.FAILED}
_HEADINGS = {"SuccessCriteriaMet": Outcome.COMPLETE, "FailureTarget": Outcome.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class JobObject:
    """A Job as it stood when it was seen.

    `cronjob` is the name of the CronJob that owns it. `slot` is the annotation's instant.
    `heading` says how it is going to end, and since when, before it has ended. `version`
    grows with each change of the object (0 = not known). `message` is the controller's word
    on the end or the heading.
    """

    namespace: str
    name: str
    cronjob: str | None
    created_at: datetime
    slot: datetime | None = None
    manual: bool = False
    outcome: Outcome = Outcome.RUNNING
    ended_at: datetime | None = None
    message: str = ""
    heading: Outcome | None = None
    heading_since: datetime | None = None
    deleting_at: datetime | None = None
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CronJobObject:
    """A CronJob as it stood when it was seen; `active` are the names of its running Jobs."""

    namespace: str
    name: str
    created_at: datetime | None = None
    schedule: str | None = None
    timezone: str | None = None
    suspended: bool = False
    policy: str = "Allow"
    active: tuple[str, ...] = ()
    last_schedule: datetime | None = None
    last_success: datetime | None = None
    version: int = 0


def job_object(shape: JobShape) -> JobObject:
    """The Job; raises ValueError where a time that matters is missing."""
    meta = shape.metadata
    status = shape.status or JobStatus()
    created_at = instant(meta.creation_timestamp) or instant(status.start_time)
    if created_at is None:
        raise ValueError(
            f"Job {meta.name} has no usable creationTimestamp; export it again with "
            "`kubectl get jobs -A -o json`"
        )
    annotations = meta.annotations or {}
    held = [c for c in status.conditions or () if c.status == "True"]
    end = next((c for c in held if c.type in _ENDS), None)
    heading = next((c for c in held if c.type in _HEADINGS), None)
    said = end or heading
    return JobObject(
        namespace=meta.namespace or "",
        name=meta.name,
        cronjob=_owner(meta),
        created_at=created_at,
        slot=instant(annotations.get(SCHEDULED_AT)),
        manual=annotations.get(INSTANTIATE) == "manual",
        outcome=Outcome.RUNNING if end is None else _ENDS[end.type],
        ended_at=None if end is None else _ended_at(meta.name, end, status),
        message="" if said is None else said.message or said.reason or "",
        heading=None if heading is None else _HEADINGS[heading.type],
        heading_since=None if heading is None else _since(heading),
        deleting_at=instant(meta.deletion_timestamp),
        version=_version(meta),
    )


def _owner(meta: Metadata) -> str | None:
    owners = meta.owner_references or ()
    return next((owner.name for owner in owners if owner.kind == "CronJob"), None)


def _ended_at(name: str, end: Condition, status: JobStatus) -> datetime:
    """A failed Job has no completionTime: its condition's transition tells."""
    done = instant(status.completion_time) if end.type == "Complete" else None
    ended_at = done or _since(end)
    if ended_at is None:
        raise ValueError(
            f"Job {name} is {end.type} at no usable time; export it again with "
            "`kubectl get jobs -A -o json`"
        )
    return ended_at


def _since(condition: Condition) -> datetime | None:
    since = instant(condition.last_transition_time)
    return since or instant(condition.last_probe_time)


def cronjob_object(shape: CronJobShape) -> CronJobObject:
    """The CronJob."""
    meta = shape.metadata
    spec = shape.spec or CronJobSpec()
    status = shape.status or CronJobStatus()
    return CronJobObject(
        namespace=meta.namespace or "",
        name=meta.name,
        created_at=instant(meta.creation_timestamp),
        schedule=spec.schedule,
        timezone=spec.time_zone,
        suspended=bool(spec.suspend),
        policy=spec.concurrency_policy or "Allow",
        active=tuple(ref.name for ref in status.active or () if ref.name),
        last_schedule=instant(status.last_schedule_time),
        last_success=instant(status.last_successful_time),
        version=_version(meta),
    )


def _version(meta: Metadata) -> int:
    """The resourceVersion: a number that grows, in practice and since 1.35 by contract."""
    text = meta.resource_version or ""
    return int(text) if text.isdecimal() else 0
