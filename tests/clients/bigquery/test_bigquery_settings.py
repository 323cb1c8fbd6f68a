"""Names of datasets and tables in the configuration."""

import pytest

from slo_monitor.clients.bigquery.settings import (
    BigQuerySettings,
    EventsTable,
    events_table,
)
from slo_monitor.errors import UsageError


@pytest.mark.parametrize(
    ("name", "dataset", "table", "sharded"),
    [
        ("p.k8s.events", "p.k8s", "events", False),
        ("my-project.k8s.events_*", "my-project.k8s", "events_", True),
        ("p.k8s.events_{yyyymmdd}", "p.k8s", "events_", True),
        ("example.com:p.k8s.k8s-events", "example.com:p.k8s", "k8s-events", False),
        ("`p.k8s.events`", "p.k8s", "events", False),
    ],
)
def test_an_events_table_is_one_table_or_one_a_day(
    name: str, dataset: str, table: str, *, sharded: bool
) -> None:
    expected = EventsTable(dataset=dataset, table=table, sharded=sharded)
    assert events_table(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "",
        "events",
        "k8s.events",
        "p.k8s.*",
        "p.k8s.events*",
        "p.k`s.events",
        "p.k8s.e v",
    ],
)
def test_what_is_no_events_table_says_what_to_write(name: str) -> None:
    with pytest.raises(
        UsageError, match=r"evidence\.bigquery\.events: .* write PROJECT"
    ):
        BigQuerySettings(project="p", events=name)


@pytest.mark.parametrize(
    "name", ["", "mart", "p.mart.orders.x y", "p.mart; DROP", "p.*"]
)
def test_what_is_no_dataset_says_what_to_write(name: str) -> None:
    with pytest.raises(
        UsageError, match=r"evidence\.bigquery\.datasets: .* write PROJ"
    ):
        BigQuerySettings(project="p", datasets=(name,))
