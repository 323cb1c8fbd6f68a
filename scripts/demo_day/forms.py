"""The forms in which a Kubernetes API server and kubectl write events and objects."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from demo_day.controller import BACKOFF, Job, Said
from demo_day.moments import BEGINNING, digest
from demo_day.story import CronJob

LIFE_OF_EVENTS = timedelta(hours=1)
"""The API server's default --event-ttl."""

_HOUSE = UUID("5d1f0c3e-6c1e-4f0e-9a53-6b1f4a0d2c11")
_WARNINGS = frozenset({"BackoffLimitExceeded", "FailedCreate", "UnexpectedJob"})
_SUCCEEDED = "Reached expected number of succeeded pods"

Form = dict[str, object]


def event(cronjob: CronJob, said: Said) -> Form:
    """A line of the watch stream; what the API server still remembers is MODIFIED."""
    again = said.before is not None and said.at - said.before < LIFE_OF_EVENTS
    emitter = "job-controller" if said.job else "cronjob-controller"
    name = said.job or cronjob.name
    key = f"{cronjob.namespace}/{name} {said.reason} {said.message} {stamp(said.first)}"
    suffix = int(said.first.timestamp()) * 10**9 + digest(key) % 10**9
    created = said.first if again else said.at  # nothing is forgotten and then kept
    return {
        "type": "MODIFIED" if again else "ADDED",
        "object": {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {
                "name": f"{name}.{suffix:x}",
                "namespace": cronjob.namespace,
                "uid": uid(key),
                "resourceVersion": version(said.at, key),
                "creationTimestamp": stamp(created),
            },
            "involvedObject": {
                "kind": "Job" if said.job else "CronJob",
                "namespace": cronjob.namespace,
                "name": name,
                "uid": uid(f"{cronjob.namespace}/{name}"),
                "apiVersion": "batch/v1",
                "resourceVersion": version(said.first, name),
            },
            "reason": said.reason,
            "message": said.message,
            "source": {"component": emitter},
            "firstTimestamp": stamp(said.first),
            "lastTimestamp": stamp(said.at),
            "count": said.count,
            "type": "Warning" if said.reason in _WARNINGS else "Normal",
            "eventTime": None,
            "reportingComponent": emitter,
            "reportingInstance": "",
        },
    }


def job_object(cronjob: CronJob, job: Job) -> Form:
    """A Job as `kubectl get jobs -o json` shows it."""
    path = f"{cronjob.namespace}/{job.name}"
    labels = {
        "app": cronjob.name,
        "batch.kubernetes.io/controller-uid": uid(path),
        "batch.kubernetes.io/job-name": job.name,
        "controller-uid": uid(path),
        "job-name": job.name,
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "annotations": _annotations(job),
            "creationTimestamp": stamp(job.created),
            "generation": 1,
            "labels": {"app": cronjob.name},
            "name": job.name,
            "namespace": cronjob.namespace,
            "ownerReferences": [_owner(cronjob, by_hand=job.slot is None)],
            "resourceVersion": version(job.ended or job.created, path),
            "uid": uid(path),
        },
        "spec": {
            "backoffLimit": 2,
            "completionMode": "NonIndexed",
            "completions": 1,
            "manualSelector": False,
            "parallelism": 1,
            "podReplacementPolicy": "TerminatingOrFailed",
            "selector": {
                "matchLabels": {"batch.kubernetes.io/controller-uid": uid(path)}
            },
            "suspend": False,
            "template": {"metadata": {"labels": labels}, "spec": _pod(cronjob)},
        },
        "status": _job_status(job),
    }


def cronjob_object(cronjob: CronJob, status: Form, changed: datetime) -> Form:
    """A CronJob as `kubectl get cronjobs -o json` shows it; `changed` was its last change."""
    path = f"{cronjob.namespace}/{cronjob.name}"
    template = {"metadata": {"labels": {"app": cronjob.name}}, "spec": _pod(cronjob)}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {
            "creationTimestamp": stamp(BEGINNING - timedelta(days=digest(path) % 400)),
            "generation": 1 if cronjob.suspended is None else 2,
            "labels": {"team": cronjob.namespace},
            "name": cronjob.name,
            "namespace": cronjob.namespace,
            "resourceVersion": version(changed, path),
            "uid": uid(path),
        },
        "spec": {
            "concurrencyPolicy": cronjob.policy,
            "failedJobsHistoryLimit": 1,
            "jobTemplate": {
                "metadata": {"labels": {"app": cronjob.name}},
                "spec": {"backoffLimit": 2, "template": template},
            },
            "schedule": cronjob.schedule,
            "successfulJobsHistoryLimit": 3,
            "suspend": cronjob.suspended is not None,
            "timeZone": "Asia/Tokyo",
        },
        "status": status,
    }


def reference(cronjob: CronJob, job: Job) -> Form:
    """An entry of a CronJob's `status.active`."""
    path = f"{cronjob.namespace}/{job.name}"
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "name": job.name,
        "namespace": cronjob.namespace,
        "resourceVersion": version(job.created, path),
        "uid": uid(path),
    }


def stamp(at: datetime) -> str:
    """`2026-11-20T00:00:00Z`."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def uid(path: str) -> str:
    """Always the same for `path`."""
    return str(uuid5(_HOUSE, path))


def version(at: datetime, key: str) -> str:
    """A resourceVersion that grows with time."""
    return str(60_000_000 + int((at - BEGINNING).total_seconds()) * 3 + digest(key) % 3)


def _annotations(job: Job) -> Form:
    """The slot stands in the CronJob's own zone."""
    if job.slot is None:
        return {"cronjob.kubernetes.io/instantiate": "manual"}
    slot = job.slot.isoformat()
    return {"batch.kubernetes.io/cronjob-scheduled-timestamp": slot}


def _owner(cronjob: CronJob, *, by_hand: bool) -> Form:
    blocks = {} if by_hand else {"blockOwnerDeletion": True}
    return {
        "apiVersion": "batch/v1",
        **blocks,
        "controller": True,
        "kind": "CronJob",
        "name": cronjob.name,
        "uid": uid(f"{cronjob.namespace}/{cronjob.name}"),
    }


def _pod(cronjob: CronJob) -> Form:
    container = {
        "command": ["run", cronjob.name],
        "image": f"registry.example/{cronjob.namespace}:2026.11",
        "imagePullPolicy": "IfNotPresent",
        "name": "main",
        "resources": {},
    }
    return {"containers": [container], "restartPolicy": "Never"}


def _job_status(job: Job) -> Form:
    start = stamp(job.created)
    if job.ended is None:
        return {"active": 1, "ready": 1, "startTime": start, "terminating": 0}
    ended = stamp(job.ended)
    if job.failed:
        conditions = _conditions(
            ended, "BackoffLimitExceeded", BACKOFF, ("FailureTarget", "Failed")
        )
        return {"conditions": conditions, "failed": 3, "ready": 0, "startTime": start}
    kinds = ("SuccessCriteriaMet", "Complete")
    return {
        "completionTime": ended,
        "conditions": _conditions(ended, "CompletionsReached", _SUCCEEDED, kinds),
        "ready": 0,
        "startTime": start,
        "succeeded": 1,
        "terminating": 0,
    }


def _conditions(
    at: str, reason: str, message: str, kinds: tuple[str, str]
) -> list[Form]:
    return [
        {
            "lastProbeTime": at,
            "lastTransitionTime": at,
            "message": message,
            "reason": reason,
            "status": "True",
            "type": kind,
        }
        for kind in kinds
    ]
