"""Any history of events tells the same through a store as event by event."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from slo_monitor.model.evidence import CronJobEvidence
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.kubernetes.wording import JOB_ENDS, OBSTACLES
from slo_monitor.sources.observations import EventObserved
from slo_monitor.stores.reading import StoreQuery, read_store
from slo_monitor.stores.writing import EvidenceWriter

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
SINCE, UNTIL = MIDNIGHT - timedelta(hours=2), MIDNIGHT + timedelta(hours=2)
CRONJOBS = [
    CronJobTarget(cluster, "ml", name)
    for cluster in ("prod", "dev")
    for name in ("train", "train-29921900", "üb er")
]
# Few instants, so that many fall together; some lie outside of what is asked for.
INSTANTS = st.sampled_from(
    [
        MIDNIGHT + timedelta(minutes=20 * step, microseconds=step)
        for step in range(-8, 9)
    ]
)
PREFIXES = st.sampled_from(["", "(combined from similar events): "])
WORDINGS = {
    "SuccessfulCreate": ["Created job {}"],
    "SuccessfulDelete": ["Deleted job {}"],
    "MissingJob": ["Active job went missing: {}"],
    "UnexpectedJob": ["Saw a job that the controller did not create or forgot: {}"],
    "SawCompletedJob": [
        "Saw completed job: {}",
        "Saw completed job: {}, status: Complete",
        "Saw completed job: {}, condition: Failed",
    ],
    **{reason: ["because", 'of a "\\ quote', "\0"] for reason in OBSTACLES},
    "Odd": ["", "Created job {}"],
}
JOB_WORDS = ["Job completed", "Job has reached the specified backoff limit", " "]


@st.composite
def events(draw: st.DrawFn) -> SeenEvent:
    target = draw(st.sampled_from(CRONJOBS))
    job = f"{target.name}-{draw(st.sampled_from(['29922000', '29922001', 'by-hand']))}"
    at = draw(INSTANTS)
    if draw(st.booleans()):
        reason = draw(st.sampled_from([*JOB_ENDS, "FailedCreate", "SuccessfulCreate"]))
        words = draw(st.sampled_from(JOB_WORDS))
        kind, name = "Job", job
    else:
        reason = draw(st.sampled_from(list(WORDINGS)))
        words = draw(st.sampled_from(WORDINGS[reason])).format(job)
        kind, name = "CronJob", target.name
    message = draw(PREFIXES) + words
    return SeenEvent(target.cluster, kind, "ml", name, reason, message, at)


Evidence = dict[CronJobTarget, CronJobEvidence]


def straight(history: list[SeenEvent]) -> Evidence:
    runs = RunsBuilder()
    for event in history:
        if SINCE <= event.at <= UNTIL:
            runs.add_event(event)
    return runs.build()


def through(root: Path, wanted: frozenset[CronJobTarget] | None) -> Evidence:
    runs = RunsBuilder()
    query = StoreQuery(since=SINCE, until=UNTIL, cronjobs=wanted)
    read_store(root, query, runs)
    return runs.build()


@settings(max_examples=30, deadline=None)
@given(
    flushes=st.lists(st.lists(events(), max_size=12), min_size=1, max_size=4),
    wanted=st.frozensets(st.sampled_from(CRONJOBS), min_size=1),
    merge=st.booleans(),
)
def test_a_store_tells_what_its_events_tell(
    flushes: list[list[SeenEvent]], wanted: frozenset[CronJobTarget], *, merge: bool
) -> None:
    history = [event for flush in flushes for event in flush]
    with TemporaryDirectory() as folder, EvidenceWriter(Path(folder)) as writer:
        for number, flush in enumerate(flushes):
            observed_at = UNTIL + timedelta(seconds=number)
            writer.append(
                EventObserved(event=event, observed_at=observed_at) for event in flush
            )
            writer.flush()
        if merge:
            writer.compact(UNTIL + timedelta(days=9))
        assert through(Path(folder), None) == straight(history)
        found = through(Path(folder), wanted)
        expected = straight(history)
        for target in wanted:
            assert found.get(target) == expected.get(target)
