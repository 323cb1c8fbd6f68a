"""What is kept of a cluster's steps, and how far they reach."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slo_monitor.app.observing import ClusterObserver
from slo_monitor.clients.kubernetes.steps import Alive, Change, Changed, Listed, Skewed
from slo_monitor.model.evidence import Outcome
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.observations import CronJobObserved, JobObserved

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)
RESOURCES = ("events", "jobs", "cronjobs")
TRAIN = JobObject(
    namespace="ml", name="train-29922000", cronjob="train", created_at=AT, version=7
)
EVENT = SeenEvent(
    cluster="prod",
    kind="CronJob",
    namespace="ml",
    name="train",
    reason="SuccessfulCreate",
    message="Created job train-29922000",
    at=AT,
)


def observer(*unfinished: JobObject) -> ClusterObserver:
    return ClusterObserver("prod", RESOURCES, unfinished)


def listed(*jobs: JobObject, at: datetime = AT, complete: bool = True) -> Listed:
    return Listed(jobs, at, complete=complete)


@pytest.mark.parametrize(
    ("job", "kept"),
    [
        (TRAIN, True),
        (replace(TRAIN, cronjob=None), True),  # its owner was removed, not its name
        (replace(TRAIN, cronjob=None, name="train"), False),
        (replace(TRAIN, cronjob=None, name="import-20261122"), False),
        (replace(TRAIN, cronjob=None, name="by-hand"), False),
    ],
)
def test_jobs_that_no_cronjob_made_are_left_out(job: JobObject, *, kept: bool) -> None:
    assert bool(observer().take("jobs", listed(job))) is kept


def test_the_expiry_of_an_event_says_nothing() -> None:
    watching = observer()
    assert watching.take("events", Changed(Change.ADDED, (EVENT,), AT))
    assert not watching.take("events", Changed(Change.DELETED, (EVENT,), AT))


def test_the_same_version_of_an_object_is_kept_once() -> None:
    watching = observer()
    newer = replace(TRAIN, version=8)
    assert len(watching.take("jobs", listed(TRAIN))) == 1
    assert watching.take("jobs", Changed(Change.MODIFIED, (TRAIN,), LATER)) == []
    assert len(watching.take("jobs", Changed(Change.MODIFIED, (newer,), LATER))) == 1
    assert watching.take("jobs", listed(newer, at=LATER)) == []


def test_a_name_used_again_is_another_job() -> None:
    watching = observer()
    again = replace(TRAIN, created_at=LATER)
    watching.take("jobs", listed(TRAIN))
    found = watching.take("jobs", listed(again, at=LATER))
    assert found == [
        JobObserved(cluster="prod", job=again, observed_at=LATER),
        JobObserved(cluster="prod", job=TRAIN, observed_at=LATER, deleted=True),
    ]


def test_a_finished_job_that_is_gone_was_tidied_away() -> None:
    watching = observer()
    done = replace(TRAIN, outcome=Outcome.COMPLETE, ended_at=LATER, version=8)
    watching.take("jobs", listed(TRAIN))
    watching.take("jobs", Changed(Change.MODIFIED, (done,), LATER))
    assert watching.take("jobs", listed(at=LATER)) == []


def test_who_is_gone_is_known_at_the_end_of_a_list_not_of_a_page() -> None:
    watching = observer(TRAIN)
    assert watching.take("jobs", listed(complete=False)) == []
    [gone] = watching.take("jobs", listed())
    assert gone == JobObserved(cluster="prod", job=TRAIN, observed_at=AT, deleted=True)


def test_a_list_begun_again_forgets_its_first_pages() -> None:
    watching = observer(TRAIN)
    watching.take("jobs", listed(TRAIN, complete=False))
    [gone] = watching.take("jobs", listed(at=LATER))
    assert isinstance(gone, JobObserved)
    assert gone.deleted


def test_a_deleted_cronjob_is_kept_as_it_last_stood() -> None:
    cronjob = CronJobObject(namespace="ml", name="train", version=3)
    watching = observer()
    watching.take("cronjobs", Changed(Change.ADDED, (cronjob,), AT))
    [found] = watching.take("cronjobs", Changed(Change.DELETED, (cronjob,), LATER))
    assert found == CronJobObserved(cluster="prod", cronjob=cronjob, observed_at=LATER)


def test_a_cluster_reaches_as_far_as_its_slowest_resource() -> None:
    watching = observer()
    for resource in RESOURCES:
        assert watching.heartbeat() is None
        watching.vouch(resource, listed())
    watching.vouch("jobs", Alive(LATER))
    watching.vouch("events", Alive(LATER + timedelta(hours=1)))
    beat = watching.heartbeat()
    assert beat is not None
    assert beat.complete_until == AT
    watching.vouch("cronjobs", Alive(LATER))
    watching.vouch("cronjobs", Alive(AT))  # proofs do not go back
    beat = watching.heartbeat()
    assert beat is not None
    assert beat.complete_until == LATER


@pytest.mark.parametrize(
    ("ahead", "reach"),
    [(timedelta(hours=1), AT), (timedelta(hours=-1), AT - timedelta(hours=1))],
    ids=["a clock ahead", "a clock behind"],
)
def test_a_clock_that_is_behind_shortens_the_reach(
    ahead: timedelta, reach: datetime
) -> None:
    watching = observer()
    for resource in RESOURCES:
        watching.vouch(resource, listed())
    watching.vouch("jobs", Skewed(ahead))
    beat = watching.heartbeat()
    assert beat is not None
    assert beat.complete_until == reach
