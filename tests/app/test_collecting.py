"""What a collector does while clusters, stores and polls misbehave."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from slo_monitor.app.collecting import Collection, collect
from slo_monitor.app.keeping import Rhythm
from slo_monitor.app.polling import Poll
from slo_monitor.clients.kubernetes.patience import Clock
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.clients.kubernetes.steps import Cause
from slo_monitor.errors import SourceDown, StoreError, StoreReadOnly, UsageError
from slo_monitor.model.evidence import Kind, Write
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.observations import (
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)
from tests.app.collectors import OFTEN, QUICK, ListStore, Running, run_collector
from tests.clients.kubernetes.watches import job
from tests.doubles.kubernetes import Fault, KubernetesDouble, kubernetes

FIVE = [job(n, 100 + n) for n in range(1, 6)]
AT = datetime(2026, 11, 22, 4, tzinfo=UTC)


def prod(double: KubernetesDouble) -> Cluster:
    return Cluster(name="prod", api_url=double.api_url)


def versions(store: ListStore) -> list[int]:
    return [each.job.version for each in store.kept if isinstance(each, JobObserved)]


def test_one_forbidden_resource_leaves_the_others_and_no_completeness() -> None:
    with kubernetes(FIVE) as double:
        double.advance()
        double.bookmark_every = 0.1
        double.always["list", "events"] = Fault(
            status=403, message="events is forbidden"
        )

        async def story(running: Running) -> None:
            await running.until(lambda: len(versions(running.store)) == 5)
            await running.until(lambda: double.asked("list", "events") >= 4)
            assert running.store.complete_until("prod") is None
            double.always.clear()
            await running.caught_up("prod")

        running = run_collector([prod(double)], story)
    assert running.said[0] == (
        "cluster prod, events: the API server answered 403 (events is forbidden); grant "
        "list and watch on events, jobs and cronjobs in all namespaces; it is tried again "
        "until it works, other clusters go on"
    )
    assert running.said[1:] == ["cluster prod: everything can be read again"]
    errors = running.tallies.snapshot().clusters["prod"].errors
    assert errors[Cause.FORBIDDEN] >= 3


def test_a_lost_cluster_does_not_disturb_the_others() -> None:
    with kubernetes(FIVE) as lost, kubernetes(FIVE) as sound:
        lost.advance()
        sound.bookmark_every = 0.1
        clusters = [prod(lost), Cluster(name="dev", api_url=sound.api_url)]

        async def story(running: Running) -> None:
            await running.caught_up("prod", "dev")
            lost.stop()
            sound.advance()
            await running.caught_up("dev")
            until = running.store.complete_until("prod")
            assert until is not None
            assert until < running.store.complete_until("dev")
            lost.start()
            lost.bookmark_every = 0.1
            await running.caught_up("prod")

        running = run_collector(clusters, story)
    of_dev = [
        each.job.version
        for each in running.store.kept
        if isinstance(each, JobObserved) and each.cluster == "dev"
    ]
    assert of_dev == [101, 102, 103, 104, 105]
    assert running.tallies.snapshot().clusters["dev"].reconnects == 0


def test_a_long_outage_is_said_once_when_it_begins_and_once_when_it_ends() -> None:
    with kubernetes(FIVE) as double:
        double.bookmark_every = 0.1

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            double.stop()
            errors = running.tallies.cluster("prod").errors
            await running.until(lambda: errors[Cause.UNREACHABLE] > 12)
            double.start()
            await running.caught_up("prod")

        running = run_collector([prod(double)], story)
    assert len(running.said) == 2
    assert "the API server cannot be reached" in running.said[0]
    assert running.said[1] == "cluster prod: everything can be read again"


def test_a_cut_that_the_next_try_mends_is_not_worth_a_word() -> None:
    with kubernetes(FIVE) as double:
        double.bookmark_every = 0.1

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            double.cut()
            await running.caught_up("prod")

        running = run_collector([prod(double)], story)
    assert running.said == []
    assert running.tallies.snapshot().clusters["prod"].reconnects >= 3


def test_a_list_again_keeps_only_what_changed() -> None:
    timeline = [*FIVE, job(3, 106, "MODIFIED", end="Complete")]
    with kubernetes(timeline) as double:
        double.advance(5)
        double.bookmark_every = 0.1

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            double.cut()
            double.advance()
            double.compact()
            await running.caught_up("prod")

        running = run_collector([prod(double)], story)
    assert versions(running.store) == [101, 102, 103, 104, 105, 106]
    assert running.tallies.snapshot().clusters["prod"].gaps >= 1


def test_a_running_job_that_a_list_does_not_hold_any_more_was_deleted() -> None:
    timeline = [*FIVE, job(3, 106, "DELETED"), job(6, 107)]
    with kubernetes(timeline) as double:
        double.advance(5)

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            double.cut()
            double.advance()
            double.compact()
            await running.until(lambda: 107 in versions(running.store))

        running = run_collector([prod(double)], story)
    deleted = [
        e for e in running.store.kept if isinstance(e, JobObserved) and e.deleted
    ]
    assert [each.job.version for each in deleted] == [103]


def test_a_job_that_ran_when_the_collector_ended_and_is_gone_was_deleted() -> None:
    gone = JobObject(
        namespace="ml", name="train-29921999", cronjob="train", created_at=AT, version=9
    )
    with kubernetes(FIVE) as double:
        double.advance()

        async def story(running: Running) -> None:
            await running.until(lambda: len(versions(running.store)) == 6)

        running = run_collector([prod(double)], story, unfinished={"prod": [gone]})
    deleted = [
        e for e in running.store.kept if isinstance(e, JobObserved) and e.deleted
    ]
    assert [each.job for each in deleted] == [gone]


def test_a_cluster_whose_clock_is_behind_is_complete_only_so_far() -> None:
    with kubernetes(FIVE) as double:
        double.clock_ahead = -600

        async def story(running: Running) -> None:
            await running.until(
                lambda: (
                    len([s for s in running.said if "clock" in s]) == 1
                    and bool(running.store.complete_until("prod"))
                )
            )
            await running.until(lambda: behind(running) > timedelta(minutes=9))

        def behind(running: Running) -> timedelta:
            known = running.store.complete_until("prod")
            assert known is not None
            return datetime.now(UTC) - known

        running = run_collector([prod(double)], story)
    assert "its clock is 600 s behind this one" in running.said[0].replace("599", "600")


def test_a_full_disk_holds_everything_back_and_loses_nothing() -> None:
    store = ListStore(failures=[OSError(28, "No space left on device")] * 8)
    with kubernetes(FIVE) as double:
        double.bookmark_every = 0.1

        async def story(running: Running) -> None:
            await running.until(lambda: store.flushes == 2)
            double.advance()
            await running.until(lambda: store.flushes == 7)
            assert store.kept == []
            await running.caught_up("prod")

        running = run_collector([prod(double)], story, store=store)
    assert versions(store) == [101, 102, 103, 104, 105]
    assert len(running.said) == 2
    assert running.said[0].startswith(
        "evidence.store: [Errno 28] No space left on device; "
    )
    assert running.said[1] == "evidence.store: writing works again, nothing was lost"
    assert running.tallies.snapshot().flush_failures == 8


def test_reading_pauses_while_more_is_held_than_may_be() -> None:
    many = [job(n, 100 + n) for n in range(1, 400)]
    store = ListStore(failures=[OSError(28, "No space left on device")] * 20)
    rhythm = replace(OFTEN, most_held=100)
    with kubernetes(many) as double:
        double.bookmark_every = 0.1
        most = 0

        async def story(running: Running) -> None:
            nonlocal most
            while double.played < len(many):
                double.advance(10)
                await asyncio.sleep(0.02)
                most = max(most, running.tallies.held)
            await running.caught_up("prod")

        run_collector([prod(double)], story, store=store, rhythm=rhythm)
    assert versions(store) == [100 + n for n in range(1, 400)]
    assert most < 200


def test_a_heartbeat_is_kept_after_what_it_vouches_for() -> None:
    """Each change is kept before any heartbeat that reaches beyond its sighting."""
    many = [job(n, 100 + n) for n in range(1, 200)]
    with kubernetes(many) as double:
        double.bookmark_every = 0.05

        async def story(running: Running) -> None:
            while double.played < len(many):
                double.advance(5)
                await asyncio.sleep(0.01)
            await running.caught_up("prod")

        running = run_collector([prod(double)], story)
    vouched = AT
    for each in running.store.kept:
        if isinstance(each, Heartbeat):
            assert each.complete_until >= vouched
            vouched = each.complete_until
        elif isinstance(each, JobObserved | EventObserved):
            assert each.observed_at >= vouched


def test_what_is_held_is_written_when_it_is_told_to_stop() -> None:
    with kubernetes(FIVE) as double:
        double.advance()

        async def story(running: Running) -> None:
            await running.until(
                lambda: running.tallies.cluster("prod").last_alive is not None
            )

        running = run_collector([prod(double)], story, rhythm=Rhythm(every=60))
    assert versions(running.store) == [101, 102, 103, 104, 105]
    assert running.store.complete_until("prod") is not None
    assert running.store.flushes <= 2


def test_what_cannot_be_written_at_the_end_is_an_error() -> None:
    store = ListStore(failures=[OSError(28, "No space left on device")] * 99)
    with kubernetes(FIVE) as double:
        double.advance()

        async def story(running: Running) -> None:
            await running.until(lambda: store.flushes > 1)

        with pytest.raises(ExceptionGroup) as raised:
            run_collector([prod(double)], story, store=store)
    assert store.kept == []
    assert raised.group_contains(StoreError, match="could not be written at the end")


def test_a_store_that_cannot_be_written_at_all_ends_it() -> None:
    store = ListStore(failures=[StoreReadOnly("evidence: may not be written")])

    async def story(_: Running) -> None:
        await asyncio.Event().wait()

    with kubernetes(FIVE) as double, pytest.raises(ExceptionGroup) as raised:
        run_collector([prod(double)], story, store=store)
    assert raised.group_contains(StoreReadOnly, match="may not be written", depth=1)


def landed() -> list[Observation]:
    return [
        WriteObserved(table="p.d.t", write=Write(at=AT), observed_at=AT),
        Heartbeat(kind=Kind.TABLES, scope="p.d", complete_until=AT),
    ]


def test_a_poll_that_fails_is_said_once_and_asked_again() -> None:
    answers: list[Exception] = [
        SourceDown("p.d: BigQuery did not answer"),
        SourceDown("p.d: BigQuery did not answer"),
        ZeroDivisionError("ours"),
    ]

    def look() -> list[Observation]:
        if answers:
            raise answers.pop(0)
        return landed()

    async def story(running: Running) -> None:
        await running.until(lambda: running.store.complete_until("p.d") == AT)

    poll = Poll(name="tables", every=1.0, look=look)
    running = run_collector([], story, polls=[poll])
    assert running.store.kept[:2] == landed()
    assert running.said == [
        "tables: p.d: BigQuery did not answer; it is asked again until it answers",
        "tables: it answers again",
    ]
    assert running.tallies.snapshot().poll_failures == 3


def test_a_mistake_of_ours_in_one_stream_ends_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from slo_monitor.app.observing import ClusterObserver

    take = ClusterObserver.take
    broken = [True]

    def fragile(self: ClusterObserver, resource: str, step: object) -> object:
        if resource == "jobs" and broken:
            broken.pop()
            raise ZeroDivisionError("ours")
        return take(self, resource, step)  # type: ignore[arg-type] # passed through

    monkeypatch.setattr(ClusterObserver, "take", fragile)
    with kubernetes(FIVE) as double:
        double.advance()
        running = run_collector([prod(double)], lambda run: run.caught_up("prod"))
    assert len(versions(running.store)) == 5
    assert "please report it: ZeroDivisionError: ours" in running.said[0]


@pytest.mark.parametrize(
    ("clusters", "sentence"),
    [
        ([], "there is nothing to collect"),
        (
            [
                Cluster(name="a", api_url="http://127.0.0.1:1"),
                Cluster(name="a", api_url="http://127.0.0.1:2"),
            ],
            "clusters: the name a stands twice",
        ),
        (
            [Cluster(name="a", kubeconfig=Path("/nowhere/config"))],
            "cluster a, kubeconfig: /nowhere/config: no such file",
        ),
        ([Cluster(name="a", api_url="127.0.0.1:1")], "cluster a, api_url: "),
        ([Cluster(name="a")], "neither kubeconfig nor context is given"),
    ],
)
def test_settings_that_cannot_work_end_it_before_anything_starts(
    clusters: list[Cluster], sentence: str
) -> None:
    store = ListStore()
    clock = Clock(now=lambda: AT, sleep=asyncio.sleep)
    what = Collection(
        clusters=clusters, store=store, clock=clock, say=print, pace=QUICK
    )
    with pytest.raises(UsageError, match=sentence):
        asyncio.run(collect(what, asyncio.Event()))
    assert store.flushes == 0
