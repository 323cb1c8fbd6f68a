"""What a pass would scan, asked before it is made."""

from slo_monitor.clients.bigquery.evidence import estimate_bigquery
from slo_monitor.model.targets import TableTarget
from tests.clients.bigquery_samples import (
    AT,
    ORDERS,
    SINCE,
    TRAIN,
    double,
    entry,
    exported,
    settings,
    written,
)
from tests.doubles.bigquery_faults import Fault


def test_an_estimate_tells_the_bytes_of_each_query_and_runs_none() -> None:
    tables = {"k8s__events": exported(entry(), bytes=50_000_000), "orders": written(AT)}
    with double(**tables) as served:
        given = settings(
            served,
            events="p.k8s.events",
            datasets=("p.mart",),
            max_bytes_billed=20 * 2**20,
        )
        found = estimate_bigquery(given, [TRAIN, ORDERS], SINCE, AT)
    told = [(part.what, part.scanned, part.refused) for part in found]
    assert told == [
        ("events of p.k8s.events", 50_000_000, True),
        ("tables of p.mart", 0, False),
    ]
    assert not [seen for seen in served.seen if seen.path.endswith("/queries")]


def test_an_estimate_that_fails_says_why_and_leaves_the_others() -> None:
    with double(orders=written(AT)) as served:
        served.faults = [Fault(status=403, reason="accessDenied", on="p.raw")]
        given = settings(served, events="p.k8s.events", datasets=("p.raw", "p.mart"))
        targets = [TRAIN, ORDERS, TableTarget("p", "raw", "clicks")]
        events, raw, mart = estimate_bigquery(given, targets, SINCE, AT)
    assert "not found" in events.unreadable
    assert "access denied" in raw.unreadable
    assert mart.unreadable == ""


def test_without_events_only_the_datasets_are_estimated() -> None:
    with double(orders=written(AT)) as served:
        given = settings(served, datasets=("p.mart",))
        (only,) = estimate_bigquery(given, [TRAIN, ORDERS], SINCE, AT)
    assert only.what == "tables of p.mart"
