from datetime import date, timedelta

from slo_monitor.judge.inversions import find_inversions
from slo_monitor.judge.judging import Agreements, Span, judge
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.evidence import CronJobEvidence, Evidence, Kind, SourceState
from slo_monitor.model.objectives import Weekdays
from slo_monitor.model.targets import CronJobTarget
from tests.judge.values import (
    CRONJOBS,
    SALES,
    TABLES,
    TRAIN,
    jst,
    objective,
    run,
    table_objective,
    write,
)

FEATURES = CronJobTarget("prod", "ml", "features")
UPSTREAM = objective(key="up", target=FEATURES, deadline=240)
DOWNSTREAM = objective(depends_on=(FEATURES,))


def cronjob(*runs):
    return CronJobEvidence(runs=runs, first_seen=jst("11-01 00:00"), objects_seen=True)


def inversions(
    rows, features=(), train=(), writes=(), at="11-22 09:00", sources=(CRONJOBS, TABLES)
):
    evidence = Evidence(
        cronjobs={FEATURES: cronjob(*features), TRAIN: cronjob(*train)},
        tables={"p.mart.sales": tuple(writes)} if writes else {},
        sources=sources,
    )
    instant = jst(at)
    agreed = Agreements(objectives=tuple(rows), calendar=Calendar())
    span = Span(at=instant, since=instant - timedelta(hours=24))
    return find_inversions(judge(agreed, evidence, span), evidence, instant)


def test_both_green_and_yet_the_downstream_read_yesterdays_data():
    (found,) = inversions(
        [UPSTREAM, DOWNSTREAM],
        features=[run("11-22 02:00", "11-22 03:12")],
        train=[run("11-22 03:00", "11-22 05:00")],
    )
    assert found.upstream == FEATURES
    assert found.downstream == TRAIN
    assert found.business_date == date(2026, 11, 22)
    assert found.upstream_arrived_at == jst("11-22 03:12")
    assert found.downstream_started_at == jst("11-22 03:00")
    assert found.overlap == timedelta(minutes=12)


def test_an_upstream_that_arrived_as_the_downstream_started_is_in_order():
    assert not inversions(
        [UPSTREAM, DOWNSTREAM],
        features=[run("11-22 02:00", "11-22 03:00")],
        train=[run("11-22 03:00", "11-22 05:00")],
    )


def test_an_upstream_that_has_not_arrived_counts_up_to_now():
    (found,) = inversions(
        [UPSTREAM, DOWNSTREAM],
        features=[run("11-22 02:00")],
        train=[run("11-22 03:00", "11-22 05:00")],
    )
    assert found.upstream_arrived_at is None
    assert found.overlap == timedelta(hours=6)


def test_the_earliest_run_in_the_window_is_the_start():
    (found,) = inversions(
        [UPSTREAM, DOWNSTREAM],
        features=[run("11-22 02:00", "11-22 03:12")],
        train=[run("11-22 03:00", "11-22 03:30"), run("11-22 05:00", "11-22 05:30")],
    )
    assert found.downstream_started_at == jst("11-22 03:00")


def test_a_downstream_that_has_not_started_is_no_inversion():
    assert not inversions([UPSTREAM, DOWNSTREAM], features=[run("11-22 02:00")])


def test_a_start_after_the_instant_is_not_looked_at():
    assert not inversions(
        [UPSTREAM, DOWNSTREAM],
        features=[run("11-22 02:00", "11-22 06:00")],
        train=[run("11-22 03:00")],
        at="11-22 02:30",
    )


def test_an_upstream_not_due_on_that_date_is_no_inversion():
    weekdays = objective(key="up", target=FEATURES, days=Weekdays(frozenset({0})))
    assert not inversions([weekdays, DOWNSTREAM], train=[run("11-22 03:00")])


def test_an_upstream_that_could_not_be_read_accuses_nobody():
    blind = SourceState(name="a", kind=Kind.TABLES, unreadable="broken")
    row = objective(depends_on=(SALES,))
    assert not inversions(
        [table_objective(), row],
        train=[run("11-22 03:00", "11-22 05:00")],
        sources=(CRONJOBS, blind),
    )


def test_a_table_may_be_the_upstream():
    (found,) = inversions(
        [table_objective(), objective(depends_on=(SALES,))],
        train=[run("11-22 03:00", "11-22 05:00")],
        writes=[write("11-21 02:00"), write("11-22 03:30")],
    )
    assert found.upstream == SALES
    assert found.overlap == timedelta(minutes=30)


def test_a_table_downstream_has_no_start():
    row = table_objective(depends_on=(FEATURES,))
    assert not inversions([UPSTREAM, row], writes=[write("11-22 02:00")])


def test_of_several_upstream_deadlines_the_last_due_by_then_counts():
    morning = objective(key="a", target=FEATURES, deadline=240)
    evening = objective(key="b", target=FEATURES, deadline=1140)
    assert not inversions(
        [morning, evening, DOWNSTREAM],
        features=[run("11-22 02:00", "11-22 02:50")],
        train=[run("11-22 03:00", "11-22 05:00")],
    )


def test_an_upstream_due_later_than_the_downstream_counts_too():
    evening = objective(key="b", target=FEATURES, deadline=480)
    (found,) = inversions(
        [evening, DOWNSTREAM],
        features=[run("11-22 02:00", "11-22 03:10")],
        train=[run("11-22 03:00", "11-22 05:00")],
    )
    assert found.overlap == timedelta(minutes=10)
