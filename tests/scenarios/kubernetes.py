"""Kubernetes objects as the API server writes them, from terse words.

Wall times are `MM-DD HH:MM[:SS]` of 2026 in Japan unless they name another year.
"""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]
TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")


def instant(text: str, zone: ZoneInfo = TOKYO) -> datetime:
    """The wall time `text` of `zone` as UTC."""
    day, clock = text.split(" ")
    whole = day if day.count("-") == 2 else f"2026-{day}"
    return (
        datetime.fromisoformat(f"{whole} {clock}").replace(tzinfo=zone).astimezone(UTC)
    )


def z(text: str, zone: ZoneInfo = TOKYO) -> str:
    """The same as Kubernetes writes it."""
    return instant(text, zone).strftime("%Y-%m-%dT%H:%M:%SZ")


def job_of(name: str, slot: str, zone: ZoneInfo = TOKYO) -> str:
    """The name the controller gives to the Job of `slot`."""
    return f"{name}-{int(instant(slot, zone).timestamp() // 60)}"


def days(first: str, count: int) -> list[str]:
    """`count` dates from `first` on, as `MM-DD`."""
    start = instant(f"{first} 00:00").astimezone(TOKYO)
    return [(start + timedelta(days=n)).strftime("%m-%d") for n in range(count)]


def event(
    name: str,
    reason: str,
    message: str,
    at: str,
    *,
    first: str | None = None,
    count: int = 1,
    kind: str = "CronJob",
    warning: bool = False,
    zone: ZoneInfo = TOKYO,
) -> Json:
    """A core/v1 Event of the CronJob (or Job) `name` in namespace ml."""
    version = "batch/v1"
    component = "cronjob-controller" if kind == "CronJob" else "job-controller"
    aggregated = message.startswith("(combined")
    stamp = f"{int(instant(first or at, zone).timestamp() * 1000003):x}"
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {
            "name": f"{name}.{stamp}{reason.lower()}",
            "namespace": "ml",
            "uid": f"{name}-{reason}-{stamp}",
            "resourceVersion": "540",
            "creationTimestamp": z(first or at, zone),
        },
        "involvedObject": {
            "apiVersion": version,
            "kind": kind,
            "name": name,
            "namespace": "ml",
            "uid": f"uid-of-{name}",
            "resourceVersion": "266",
        },
        "reason": reason,
        "message": message,
        "source": {"component": component},
        "firstTimestamp": z(first or at, zone),
        "lastTimestamp": z(at, zone),
        "count": count,
        "type": "Warning" if warning else "Normal",
        "eventTime": None,
        "reportingComponent": "" if aggregated else component,
        "reportingInstance": "",
    }


def started(name: str, slot: str, at: str = "", zone: ZoneInfo = TOKYO) -> Json:
    """The controller made the Job of `slot`."""
    message = f"Created job {job_of(name, slot, zone)}"
    return event(name, "SuccessfulCreate", message, at or slot, zone=zone)


def ended(
    name: str,
    slot: str,
    at: str,
    wording: str = ", condition: Complete",
    zone: ZoneInfo = TOKYO,
) -> Json:
    """The controller saw the Job of `slot` end."""
    message = f"Saw completed job: {job_of(name, slot, zone)}{wording}"
    return event(name, "SawCompletedJob", message, at, zone=zone)


def failed(name: str, slot: str, at: str) -> Json:
    """The controller saw the Job of `slot` fail."""
    return ended(name, slot, at, ", condition: Failed")


def ran(name: str, slot: str, end: str, zone: ZoneInfo = TOKYO) -> list[Json]:
    """Both events of a good run."""
    return [started(name, slot, zone=zone), ended(name, slot, end, zone=zone)]


def skipped(name: str, at: str) -> Json:
    """Forbid held the run of `at` back."""
    message = (
        "Not starting job because prior execution is running and concurrency policy "
        "is Forbid"
    )
    return event(name, "JobAlreadyActive", message, at)


def job(
    name: str,
    slot: str,
    *,
    complete: str = "",
    failed: str = "",
    pods_failed: int = 0,
    created: str = "",
    zone: ZoneInfo = TOKYO,
) -> Json:
    """The Job object of `slot`; it runs while neither end is given."""
    written = instant(slot, zone).astimezone(TOKYO).isoformat()
    annotations = {"batch.kubernetes.io/cronjob-scheduled-timestamp": written}
    made = _job(name, job_of(name, slot, zone), z(created or slot, zone), annotations)
    made["status"] |= _ending(complete, failed, zone)
    if pods_failed:
        made["status"]["failed"] = pods_failed
    return made


def manual_job(name: str, job_name: str, created: str, *, complete: str = "") -> Json:
    """A Job made by hand: `kubectl create job --from=cronjob/NAME JOB`."""
    annotations = {"cronjob.kubernetes.io/instantiate": "manual"}
    made = _job(name, job_name, z(created), annotations)
    made["status"] |= _ending(complete, "", TOKYO)
    return made


def _job(name: str, job_name: str, created: str, annotations: dict[str, str]) -> Json:
    owner = {
        "apiVersion": "batch/v1",
        "controller": True,
        "kind": "CronJob",
        "name": name,
        "uid": f"uid-of-{name}",
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "annotations": annotations,
            "creationTimestamp": created,
            "name": job_name,
            "namespace": "ml",
            "ownerReferences": [owner],
            "uid": f"uid-of-{job_name}",
        },
        "spec": {"backoffLimit": 6, "completions": 1, "parallelism": 1},
        "status": {"startTime": created, "active": 1},
    }


def _ending(complete: str, failed: str, zone: ZoneInfo) -> Json:
    if complete:
        end = z(complete, zone)
        return {
            "active": 0,
            "completionTime": end,
            "succeeded": 1,
            "conditions": [
                _condition("SuccessCriteriaMet", end, "CompletionsReached"),
                _condition("Complete", end, "CompletionsReached"),
            ],
        }
    if failed:
        end = z(failed, zone)
        return {
            "active": 0,
            "failed": 1,
            "conditions": [
                _condition("FailureTarget", end, "BackoffLimitExceeded"),
                _condition("Failed", end, "BackoffLimitExceeded"),
            ],
        }
    return {}


def _condition(kind: str, at: str, reason: str) -> Json:
    return {
        "type": kind,
        "status": "True",
        "reason": reason,
        "message": "Job has reached the specified backoff limit"
        if reason == "BackoffLimitExceeded"
        else "Reached expected number of succeeded pods",
        "lastProbeTime": at,
        "lastTransitionTime": at,
    }


def cronjob(
    name: str,
    schedule: str,
    *,
    created: str = "01-01 00:00",
    last_schedule: str = "",
    last_success: str = "",
    active: str = "",
    suspend: bool = False,
    timezone: str = "Asia/Tokyo",
    policy: str = "Forbid",
) -> Json:
    """The CronJob object; `active` is the slot of the Job in `.status.active`."""
    status: Json = {}
    if last_schedule:
        status["lastScheduleTime"] = z(last_schedule)
    if last_success:
        status["lastSuccessfulTime"] = z(last_success)
    if active:
        of = job_of(name, active)
        status["active"] = [
            {
                "apiVersion": "batch/v1",
                "kind": "Job",
                "name": of,
                "namespace": "ml",
                "uid": f"uid-of-{of}",
            }
        ]
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {
            "creationTimestamp": z(created),
            "name": name,
            "namespace": "ml",
            "uid": f"uid-of-{name}",
        },
        "spec": {
            "concurrencyPolicy": policy,
            "jobTemplate": {"spec": {"template": {"spec": {}}}},
            "schedule": schedule,
            "suspend": suspend,
            "timeZone": timezone,
        },
        "status": status,
    }
