"""A collector over the replay of a real control plane keeps what the recording holds."""

import asyncio
import random
from functools import cache

import pytest

from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.model.evidence import CronJobEvidence, Outcome
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from tests.app.collectors import Running, run_collector
from tests.doubles.kubernetes import Fault, KubernetesDouble, kubernetes
from tests.doubles.kubernetes_timeline import RECORDED, Moment, recording

FILES = (
    "watch-jobs.jsonl.gz",
    "watch-cronjobs.jsonl.gz",
    "watch-events.core-v1.jsonl.gz",
)


@cache
def recorded() -> tuple[Moment, ...]:
    return recording()


def from_files() -> dict[CronJobTarget, CronJobEvidence]:
    files = tuple(str(RECORDED / name) for name in FILES)
    runs = RunsBuilder()
    read = read_evidence_files(EvidenceRequest(events=files, cluster="prod"), runs)
    return dict(read.evidence.cronjobs)


def at(double: KubernetesDouble) -> list[Cluster]:
    return [Cluster(name="prod", api_url=double.api_url)]


async def play(double: KubernetesDouble, running: Running, step: int) -> None:
    """From the first list on, in steps, each of them seen by the collector."""
    await running.caught_up("prod")
    while double.played < len(double.timeline):
        double.advance(step)
        await asyncio.sleep(0.01)
    await running.caught_up("prod")


def test_a_quiet_day_is_kept_as_the_files_tell_it() -> None:
    with kubernetes(recorded()) as double:
        double.bookmark_every = 0.2
        running = run_collector(at(double), lambda run: play(double, run, 150))
    assert running.store.evidence() == from_files()
    assert running.said == []


def bad_day(seed: int) -> list[tuple[str, str, Fault]]:
    """Sixty faults for the requests to come; none that makes the server forget."""
    chance = random.Random(seed)
    kinds = [
        lambda: Fault(after=chance.randrange(30), then="cut"),
        lambda: Fault(after=chance.randrange(30), half=True, then="cut"),
        lambda: Fault(after=chance.randrange(30), half=True, then="end"),
        lambda: Fault(after=chance.randrange(30), raw=b"\xff{junk\n", then="end"),
        lambda: Fault(after=chance.randrange(30), error=500),
        lambda: Fault(after=chance.randrange(30), then="end"),
        lambda: Fault(twice=True, then="go on"),
        lambda: Fault(status=chance.choice([401, 403, 429, 500, 503])),
        lambda: Fault(slow=0.2),
    ]
    resources = ["events", "jobs", "cronjobs"]
    return [
        ("watch", chance.choice(resources), chance.choice(kinds)()) for _ in range(60)
    ]


@pytest.mark.parametrize("seed", [1, 3])
def test_a_bad_day_is_kept_as_the_files_tell_it(seed: int) -> None:
    with kubernetes(recorded()) as double:
        double.bookmark_every = 0.2

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            for verb, resource, fault in bad_day(seed):
                double.fail(verb, resource, fault)
            double.cut()
            await play(double, running, 60)

        running = run_collector(at(double), story)
    assert running.store.evidence() == from_files()
    assert running.tallies.snapshot().clusters["prod"].reconnects > 5


def test_restarts_in_the_middle_lose_nothing() -> None:
    with kubernetes(recorded()) as double:
        double.bookmark_every = 0.2

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            for _ in range(5):
                double.advance(250)
                await asyncio.sleep(0.02)
                double.stop()
                double.advance(250)
                await asyncio.sleep(0.05)
                double.start()
            await play(double, running, 500)

        running = run_collector(at(double), story)
    assert running.store.evidence() == from_files()


def test_what_was_forgotten_in_gaps_is_never_contradicted() -> None:
    """Job and CronJob objects make up for it: no run has another end than it had."""
    with kubernetes(recorded()) as double:
        double.bookmark_every = 0.2

        async def story(running: Running) -> None:
            await running.caught_up("prod")
            while double.played < len(double.timeline):
                double.advance(700)
                await running.caught_up("prod")
                double.cut()
                double.advance(300)
                double.compact()
                await running.caught_up("prod")

        running = run_collector(at(double), story)
    truth = {
        (target, run.job): run
        for target, each in from_files().items()
        for run in each.runs
    }
    found = [
        (truth.get((target, run.job)), run)
        for target, each in running.store.evidence().items()
        for run in each.runs
    ]
    assert len(found) > 0.9 * len(truth)
    known = {Outcome.COMPLETE, Outcome.FAILED}
    wrong = [
        (was, told)
        for was, told in found
        if was is None or (told.outcome in known and told.outcome != was.outcome)
    ]
    assert wrong == []
    assert running.tallies.snapshot().clusters["prod"].gaps >= 6
