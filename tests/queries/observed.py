"""Any history of a small world, observed: what both engines are asked about."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from slo_monitor.model.evidence import Kind, Outcome, Write
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.observations import (
    CronJobObserved,
    EventObserved,
    Heartbeat,
    JobObserved,
    Observation,
    WriteObserved,
)

START = datetime(2026, 11, 21, tzinfo=UTC)
SLOT = START + timedelta(hours=5)
JOBS = tuple(f"train-{int(SLOT.timestamp()) // 60 + n}" for n in range(3))
SAID = (
    ("CronJob", "SuccessfulCreate", "Created job {job}"),
    ("CronJob", "SawCompletedJob", "Saw completed job: {job}, condition: Complete"),
    ("CronJob", "SawCompletedJob", "Saw completed job: {job}, status: Failed"),
    ("CronJob", "SawCompletedJob", "Saw completed job: {job}"),
    ("CronJob", "SuccessfulDelete", "Deleted job {job}"),
    ("CronJob", "MissingJob", "Active job went missing: {job}"),
    ("CronJob", "UnexpectedJob", "Saw a job that the controller did not make: {job}"),
    ("CronJob", "JobAlreadyActive", "Not starting: prior execution is running"),
    ("CronJob", "FailedCreate", "Error creating job: {job} is forbidden, 日本語 'q'"),
    ("CronJob", "UnknownTimeZone", "invalid timeZone"),
    ("CronJob", "SomethingNew", "{job}"),
    ("Job", "SuccessfulCreate", "Created pod: {job}-abcde"),
    ("Job", "FailedCreate", "Error creating: pods {job} is forbidden"),
    ("Job", "FailedCreate", "Error creating: quota"),
    ("Job", "Completed", "Job completed"),
    ("Job", "BackoffLimitExceeded", "Job has reached the limit"),
    ("Job", "DeadlineExceeded", "Job was active too long"),
)
TABLES = ("p.mart.orders", "p.mart.events_20261121", "p.raw.clicks")


def every_wording() -> list[Observation]:
    """Each event there is about each Job, at several instants out of order."""
    return [
        EventObserved(
            event=SeenEvent(
                cluster="prod",
                kind=kind,
                namespace="ml",
                name=job if kind == "Job" else "train",
                reason=reason,
                message=words.format(job=job),
                at=SLOT + timedelta(minutes=(7 * number + 13 * repeat) % 29),
            ),
            observed_at=SLOT,
        )
        for number, (kind, reason, words) in enumerate(SAID)
        for job in JOBS
        for repeat in range(5)
    ]


def instants() -> st.SearchStrategy[datetime]:
    """Few of them, so that many things coincide; some outside of any window."""
    return st.integers(-8, 40).map(lambda n: START + timedelta(minutes=61.5 * n))


def maybe(strategy: st.SearchStrategy[datetime]) -> st.SearchStrategy[datetime | None]:
    return st.none() | strategy


@st.composite
def events(draw: st.DrawFn) -> EventObserved:
    kind, reason, words = draw(st.sampled_from(SAID))
    job = draw(st.sampled_from((*JOBS, "by-hand")))
    seen = SeenEvent(
        cluster=draw(st.sampled_from(("prod", "prod", "dev"))),
        kind=kind,
        namespace=draw(st.sampled_from(("ml", "ml", "web"))),
        name=job if kind == "Job" else draw(st.sampled_from(("train", "other"))),
        reason=reason,
        message=words.format(job=job),
        at=draw(instants()),
    )
    return EventObserved(event=seen, observed_at=draw(instants()))


@st.composite
def jobs(draw: st.DrawFn, version: int) -> JobObserved:
    outcome = draw(st.sampled_from((Outcome.RUNNING, *Outcome)))
    ended = draw(instants()) if outcome is not Outcome.RUNNING else None
    heading = draw(st.sampled_from((None, Outcome.COMPLETE, Outcome.FAILED)))
    name = draw(st.sampled_from(JOBS))
    job = JobObject(
        namespace=draw(st.sampled_from(("ml", "web"))),
        name=name,
        cronjob=None if name == JOBS[0] else "train",
        created_at=draw(instants()),
        slot=draw(maybe(instants())),
        manual=draw(st.booleans()),
        outcome=outcome,
        ended_at=ended,
        message=draw(st.sampled_from(("", 'failed: \n\t"why"'))),
        heading=heading,
        heading_since=None if heading is None else draw(maybe(instants())),
        deleting_at=draw(maybe(instants())),
        version=version,  # the state that tells most must be one
    )
    return JobObserved(
        cluster="prod",
        job=job,
        observed_at=draw(instants()),
        deleted=draw(st.booleans()),
    )


@st.composite
def cronjobs(draw: st.DrawFn, version: int) -> CronJobObserved:
    cronjob = CronJobObject(
        namespace="ml",
        name=draw(st.sampled_from(("train", "other"))),
        created_at=draw(maybe(st.just(START - timedelta(days=3)))),
        schedule=draw(st.sampled_from((None, "0 5 * * *"))),
        timezone=draw(st.sampled_from((None, "Asia/Tokyo"))),
        suspended=draw(st.booleans()),
        policy=draw(st.sampled_from(("Allow", "Replace"))),
        active=tuple(draw(st.lists(st.sampled_from(JOBS), max_size=2, unique=True))),
        last_schedule=draw(maybe(instants())),
        last_success=draw(maybe(instants())),
        version=version,
    )
    return CronJobObserved(
        cluster="prod", cronjob=cronjob, observed_at=draw(maybe(instants()))
    )


@st.composite
def writes(draw: st.DrawFn) -> WriteObserved:
    write = Write(
        at=draw(instants()),
        partition=draw(st.sampled_from((None, "20261121", "20261122"))),
        rows=draw(st.none() | st.integers(0, 3)),
        only_last=draw(st.booleans()),
        absent_at=draw(maybe(instants())),
    )
    table = draw(st.sampled_from(TABLES))
    return WriteObserved(table=table, write=write, observed_at=draw(instants()))


@st.composite
def heartbeats(draw: st.DrawFn) -> Heartbeat:
    kind = draw(st.sampled_from(Kind))
    scope = draw(st.sampled_from(("prod", "dev", "p.mart")))
    return Heartbeat(kind=kind, scope=scope, complete_until=draw(instants()))


@st.composite
def histories(draw: st.DrawFn) -> list[Observation]:
    """Observations of every kind, some of them twice."""
    count = draw(st.integers(0, 8))
    told: list[Observation] = [
        *draw(st.lists(events(), max_size=30)),
        *(draw(jobs(version=n)) for n in range(count)),
        *(draw(cronjobs(version=n)) for n in range(count)),
        *draw(st.lists(writes(), max_size=12)),
        *draw(st.lists(heartbeats(), max_size=5)),
    ]
    again = draw(st.lists(st.sampled_from(told), max_size=5)) if told else []
    return draw(st.permutations([*told, *again]))
