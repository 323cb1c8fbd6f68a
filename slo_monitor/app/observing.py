"""Observing one cluster: from the steps of its streams to observations and freshness."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from slo_monitor.clients.kubernetes.steps import (
    Alive,
    Change,
    Changed,
    Listed,
    Seen,
    Skewed,
    Step,
)
from slo_monitor.model.evidence import Kind, Outcome
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.slots import slot_of, split_name
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
)

_Key = tuple[str, str, datetime | None]
"""Namespace, name and creation: a name may be used again."""


class ClusterObserver:
    """Remembers which objects were seen, to tell nothing twice and notice who is gone.

    `unfinished` are Jobs that were running when somebody last looked: the first list tells
    whether they still are.
    """

    def __init__(
        self, cluster: str, resources: Iterable[str], unfinished: Iterable[JobObject]
    ) -> None:
        self._cluster = cluster
        self._alive: dict[str, datetime | None] = dict.fromkeys(resources)
        self._behind = timedelta(0)
        self._running: dict[_Key, JobObject] = {_key(job): job for job in unfinished}
        self._versions: dict[str, dict[_Key, int]] = {name: {} for name in self._alive}
        self._lists: dict[str, tuple[datetime, dict[_Key, int]]] = {}

    def take(self, resource: str, step: Step) -> list[Observation]:
        """What a step tells that was not known."""
        if isinstance(step, Listed):
            return self._listed(resource, step)
        if isinstance(step, Changed):
            deleted = step.change is Change.DELETED
            return self._observed(resource, step.objects, step.at, deleted=deleted)
        return []

    def vouch(self, resource: str, step: Step) -> None:
        """Move the freshness; to be called when what the step tells is in good hands."""
        if isinstance(step, Skewed):
            self._behind = max(-step.ahead, timedelta(0))
        elif isinstance(step, Alive) or (isinstance(step, Listed) and step.complete):
            before = self._alive[resource]
            self._alive[resource] = step.at if before is None else max(before, step.at)

    def heartbeat(self) -> Heartbeat | None:
        """Up to when all is known; None until every resource has been listed.

        A cluster whose clock is behind ours stamps what happens now with an earlier time.
        """
        known = [at for at in self._alive.values() if at is not None]
        if len(known) < len(self._alive):
            return None
        return Heartbeat(
            kind=Kind.CRONJOBS,
            scope=self._cluster,
            complete_until=min(known) - self._behind,
        )

    def _listed(self, resource: str, step: Listed) -> list[Observation]:
        at, there = self._lists.get(resource, (step.at, {}))
        if at != step.at:  # begun again
            there = {}
        self._lists[resource] = step.at, there
        there |= {
            _key(each): each.version
            for each in step.objects
            if not isinstance(each, SeenEvent)
        }
        found = self._observed(resource, step.objects, step.at)
        if step.complete:
            del self._lists[resource]
            self._versions[resource] = there
            if resource == "jobs":
                found.extend(self._gone(there, step.at))
        return found

    def _gone(self, there: dict[_Key, int], at: datetime) -> list[Observation]:
        """Jobs that had not ended when they were last seen, and are there no more."""
        gone = [self._running.pop(key) for key in self._running.keys() - there.keys()]
        return [self._job(job, at, deleted=True) for job in gone]

    def _observed(
        self,
        resource: str,
        objects: Iterable[Seen],
        at: datetime,
        *,
        deleted: bool = False,
    ) -> list[Observation]:
        found: list[Observation] = []
        for each in objects:
            if isinstance(each, SeenEvent):
                if not deleted:  # its expiry: it says nothing about the run
                    found.append(EventObserved(event=each, observed_at=at))
            elif self._is_news(resource, each, deleted=deleted):
                found.append(self._object(each, at, deleted=deleted))
        return found

    def _is_news(
        self, resource: str, each: JobObject | CronJobObject, *, deleted: bool
    ) -> bool:
        """Whether this state is to be kept; remembers it."""
        if isinstance(each, JobObject) and not _is_ours(each):
            return False
        versions = self._versions[resource]
        if deleted:
            versions.pop(_key(each), None)
            return True
        known = versions.get(_key(each))
        versions[_key(each)] = each.version
        return known != each.version or each.version == 0

    def _object(
        self, each: JobObject | CronJobObject, at: datetime, *, deleted: bool
    ) -> Observation:
        if isinstance(each, CronJobObject):
            return CronJobObserved(cluster=self._cluster, cronjob=each, observed_at=at)
        if each.outcome is Outcome.RUNNING and not deleted:
            self._running[_key(each)] = each
        else:
            self._running.pop(_key(each), None)
        return self._job(each, at, deleted=deleted)

    def _job(self, job: JobObject, at: datetime, *, deleted: bool) -> Observation:
        return JobObserved(
            cluster=self._cluster, job=job, observed_at=at, deleted=deleted
        )


def _key(each: JobObject | CronJobObject) -> _Key:
    return each.namespace, each.name, each.created_at


def _is_ours(job: JobObject) -> bool:
    """Whether a CronJob owns it, or did when it gave it its name."""
    if job.cronjob is not None:
        return True
    split = split_name(job.name)
    return split is not None and slot_of(job.name, split[0], job.created_at) is not None
