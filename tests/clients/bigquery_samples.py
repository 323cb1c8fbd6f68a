"""Values that the tests of the BigQuery client share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from slo_monitor.clients.bigquery.evidence import BigQueryEvidence, read_bigquery
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.model.targets import CronJobTarget, TableTarget, Target
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from tests.doubles.bigquery import BigQueryDouble, bigquery_double
from tests.doubles.bigquery_store import Partition, StoredTable

AT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
SINCE = AT - timedelta(days=2)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
TRAIN = CronJobTarget("prod", "ml", "train")
ORDERS = TableTarget("p", "mart", "orders")
SHARDS = TableTarget("p", "mart", "events_{yyyymmdd}")


def entry(
    at: datetime = AT - HOUR,
    *,
    kind: str = "CronJob",
    reason: str = "SuccessfulCreate",
    message: str = "Created job train-29391234",
    cluster: str | None = "prod",
    **payload: Any,
) -> dict[str, Any]:
    """A row of a Cloud Logging export: an event as the exporter writes it."""
    involved = {"kind": kind, "namespace": "ml", "name": "train"}
    told = {"reason": reason, "message": message, "lasttimestamp": f"{at:%FT%TZ}"}
    return {
        "timestamp": at,
        "receivetimestamp": at + MINUTE,
        "resource": {"type": "k8s_cluster", "labels": {"cluster_name": cluster}},
        "jsonPayload": {"involvedobject": involved, **told, **payload},
    }


def marker(at: datetime) -> dict[str, Any]:
    """What the exporter writes when it starts."""
    text = "Event exporter started watching. Some events may have been lost up to this point."
    labels = {"cluster_name": "prod"}
    return {"timestamp": at, "resource": {"labels": labels}, "textPayload": text}


def exported(*entries: dict[str, Any], **more: Any) -> StoredTable:
    """A table of exported events."""
    return StoredTable(created=SINCE, entries=list(entries), **more)


def written(at: datetime, rows: int = 5, *, created: datetime = SINCE) -> StoredTable:
    """A table without partitions, last written at `at`."""
    return StoredTable(created=created, partitions=[Partition(modified=at, rows=rows)])


@contextmanager
def double(**tables: StoredTable) -> Iterator[BigQueryDouble]:
    """Serve tables of the dataset p.mart (`orders`) or of another (`k8s__events`)."""
    named = {
        f"p.{name.replace('__', '.')}" if "__" in name else f"p.mart.{name}": table
        for name, table in tables.items()
    }
    with bigquery_double(BigQueryDouble(read_at=AT, tables=named)) as served:
        yield served


def settings(served: BigQueryDouble, **more: Any) -> BigQuerySettings:
    """Settings that lead to the double."""
    given = {"project": "p", "api_url": served.url, "timeout": 5.0, **more}
    return BigQuerySettings(**given)


class Listening(RunsBuilder):
    """Writes down the events that it is handed."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[SeenEvent] = []

    def add_event(self, event: SeenEvent) -> None:
        self.heard.append(event)
        super().add_event(event)


def read(
    served: BigQueryDouble, *targets: Target, since: datetime = SINCE, **more: Any
) -> tuple[BigQueryEvidence, list[SeenEvent]]:
    """One pass, of the CronJob prod/ml/train too; by default of the dataset p.mart."""
    given = settings(served, **{"datasets": ("p.mart",), **more})
    runs = Listening()
    found = read_bigquery(given, (TRAIN, *targets), since, AT, runs)
    return found, runs.heard
