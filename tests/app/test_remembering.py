"""What a collector that starts again knows, from either store."""

from datetime import timedelta

from slo_monitor.app.remembering import from_bigquery, from_folder
from slo_monitor.clients.bigquery.writing import BigQueryWriter
from slo_monitor.model.evidence import Kind, Outcome, Write
from slo_monitor.sources.first_seen import Look
from slo_monitor.sources.kubernetes.objects import JobObject
from slo_monitor.sources.observations import Heartbeat, JobObserved, WriteObserved
from slo_monitor.stores.writing import EvidenceWriter
from tests.clients.bigquery_samples import AT, HOUR, double, settings

RUNNING = JobObject(
    namespace="ml", name="train-1", cronjob="train", created_at=AT - 3 * HOUR, version=3
)
DONE = JobObject(
    namespace="ml",
    name="train-0",
    cronjob="train",
    created_at=AT - 4 * HOUR,
    outcome=Outcome.COMPLETE,
    ended_at=AT - 3 * HOUR,
    version=2,
)
SEEN = [
    *(
        JobObserved(cluster="prod", job=job, observed_at=AT - HOUR)
        for job in (RUNNING, DONE)
    ),
    WriteObserved(
        table="p.mart.orders",
        write=Write(at=AT - 2 * HOUR, rows=5, only_last=True),
        observed_at=AT - HOUR,
    ),
    Heartbeat(kind=Kind.TABLES, scope="p.mart", complete_until=AT - HOUR),
]


def check(known):
    """One Job is unfinished; of a later write the look before it is known."""
    assert {
        cluster: [job.name for job in jobs]
        for cluster, jobs in known.unfinished.items()
    } == {"prod": ["train-1"]}
    later = Write(at=AT - timedelta(minutes=5), rows=9, only_last=True)
    look = Look(
        dataset="p.mart",
        at=AT,
        tables=frozenset({"p.mart.orders"}),
        writes={"p.mart.orders": (later,)},
    )
    written, _ = known.memory.news(look)
    assert written.write.absent_at == AT - HOUR


def test_the_folder_tells_what_was_running_and_when_tables_were_looked_at(tmp_path):
    with EvidenceWriter(tmp_path / "store") as writer:
        writer.append(SEEN)
        writer.flush()
    check(from_folder(tmp_path / "store", AT))


def test_tables_in_bigquery_tell_the_same():
    with double() as served:
        served.datasets.add("p.slo_monitor")
        own = settings(served, store="p.slo_monitor")
        with BigQueryWriter(own) as writer:
            writer.append(SEEN)
            writer.flush()
        check(from_bigquery(own, AT))
