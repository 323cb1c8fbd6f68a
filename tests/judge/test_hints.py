from datetime import timedelta

from slo_monitor.judge.hints import hints, without_row
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.evidence import CronJobEvidence, Evidence
from slo_monitor.model.objectives import DailyPartition, DayOfMonth, OpensBefore
from slo_monitor.model.targets import CronJobTarget
from tests.judge.values import (
    TRAIN,
    jst,
    objective,
    of_runs,
    of_writes,
    run,
    table_objective,
    write,
)

AT = jst("11-22 09:00")


def hinted(row, evidence):
    return hints(Agreements(objectives=(row,), calendar=Calendar()), evidence, AT)


def test_a_schedule_with_many_slots_in_the_window_is_worth_a_look():
    evidence = of_runs(schedule="0 * * * *", timezone="Asia/Tokyo")
    (hint,) = hinted(objective(), evidence)
    assert hint.where == "slos.csv row 2, not before"
    assert "settles 24 times" in hint.message
    assert "set `not before`" in hint.message


def test_two_complete_runs_in_the_window_before_are_worth_a_look():
    evidence = of_runs(
        run("11-22 01:00", "11-22 01:10"), run("11-22 05:00", "11-22 05:10")
    )
    (hint,) = hinted(objective(), evidence)
    assert "settles 2 times" in hint.message


def test_one_run_a_window_is_as_it_should_be():
    evidence = of_runs(
        run("11-22 05:00", "11-22 05:10"), schedule="0 5 * * *", timezone="Asia/Tokyo"
    )
    assert not hinted(objective(), evidence)


def test_a_row_that_says_not_before_has_been_looked_at():
    evidence = of_runs(schedule="0 * * * *", timezone="Asia/Tokyo")
    assert not hinted(objective(not_before=OpensBefore(timedelta(hours=1))), evidence)


def test_a_whole_table_written_twice_a_window_is_worth_a_look():
    evidence = of_writes(
        write("11-22 01:00"), write("11-22 05:00"), write("11-22 10:00")
    )
    (hint,) = hinted(table_objective(), evidence)
    assert "table:p.mart.sales settles 2 times" in hint.message


def test_a_partition_settles_once_however_often_it_is_written():
    evidence = of_writes(write("11-22 01:00"), write("11-22 05:00"))
    assert not hinted(table_objective(partition=DailyPartition(0)), evidence)


def test_a_row_never_due_has_no_hint():
    assert not hinted(objective(days=DayOfMonth(32)), Evidence())


def test_cronjobs_without_a_row_are_named_at_once():
    seen = {
        CronJobTarget("prod", "ml", f"job-{n:02}"): CronJobEvidence() for n in range(22)
    }
    seen[TRAIN] = CronJobEvidence()
    agreed = Agreements(objectives=(objective(),), calendar=Calendar())
    (hint,) = without_row(agreed, Evidence(cronjobs=seen))
    assert hint.message.startswith("CronJobs without a row: cronjob:prod/ml/job-00, ")
    assert hint.message.endswith("cronjob:prod/ml/job-19 and 2 more")
    only = Evidence(cronjobs={TRAIN: CronJobEvidence()})
    assert without_row(agreed, only) == ()
