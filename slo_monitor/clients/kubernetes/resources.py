"""The three resources that are read, and what is kept of each object."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from slo_monitor.clients.kubernetes.steps import Seen
from slo_monitor.sources.kubernetes.happenings import read_event
from slo_monitor.sources.kubernetes.objects import cronjob_object, job_object
from slo_monitor.sources.kubernetes.shapes import CronJobShape, JobShape

_JOBS = msgspec.json.Decoder(JobShape)
_CRONJOBS = msgspec.json.Decoder(CronJobShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """`path` is below the API's root; `keep` raises ValueError with a sentence.

    `selector` is applied by the server. `bookmarks`: whether the server sends them.
    """

    name: str
    path: str
    selector: str = ""
    bookmarks: bool = True
    keep: Callable[[msgspec.Raw, str], tuple[Seen, ...]]


def _events(data: msgspec.Raw, cluster: str) -> tuple[Seen, ...]:
    return read_event(data, cluster)


def _jobs(data: msgspec.Raw, _: str) -> tuple[Seen, ...]:
    try:
        return (job_object(_JOBS.decode(data)),)
    except msgspec.DecodeError as error:
        raise ValueError(_foreign("Job", error)) from error


def _cronjobs(data: msgspec.Raw, _: str) -> tuple[Seen, ...]:
    try:
        return (cronjob_object(_CRONJOBS.decode(data)),)
    except msgspec.DecodeError as error:
        raise ValueError(_foreign("CronJob", error)) from error


def _foreign(kind: str, error: msgspec.DecodeError) -> str:
    return f"a {kind} does not have the fields of Kubernetes' API ({error})"


# One stream for the events about both kinds: a field selector knows no "or", but Jobs and
# CronJobs are all there is in batch/v1. Most events of a cluster are about Pods.
EVENTS = Resource(
    name="events",
    path="api/v1/events",
    selector="involvedObject.apiVersion=batch/v1",
    bookmarks=False,
    keep=_events,
)
JOBS = Resource(name="jobs", path="apis/batch/v1/jobs", keep=_jobs)
CRONJOBS = Resource(name="cronjobs", path="apis/batch/v1/cronjobs", keep=_cronjobs)
ALL = (EVENTS, JOBS, CRONJOBS)
