from dataclasses import replace
from datetime import date, timedelta

import pytest

from slo_monitor.model.evidence import Evidence, Kind, SourceState
from slo_monitor.model.objectives import (
    BusinessDays,
    DailyPartition,
    DayOfMonth,
    MonthlyPartition,
    OpensBefore,
    Weekdays,
)
from slo_monitor.model.targets import TableTarget
from slo_monitor.model.verdicts import Doubt
from tests.judge.values import (
    TABLES,
    TRAIN,
    jst,
    judged,
    of_writes,
    said,
    table_objective,
    write,
)

DUE = "11-22 07:30"
NEXT = "11-23 07:30"
TODAY = DailyPartition(0)
DAYS_BEFORE = [write("11-20 05:50"), write("11-21 05:50")]


class TestPartitions:
    ROW = table_objective(partition=TODAY)

    @pytest.mark.parametrize(
        ("landed", "expected"),
        [
            ("11-22 05:50", "met"),
            ("11-22 07:10", "near_miss slow"),
            ("11-22 08:10", "late slow"),
        ],
    )
    def test_the_first_instant_of_the_days_partition_counts(self, landed, expected):
        evidence = of_writes(
            write(landed, 10, "20261122"), write("11-22 08:50", 12, "20261122")
        )
        verdict = judged(self.ROW, evidence, "11-22 09:00")[DUE]
        assert said(verdict) == expected
        assert verdict.arrived_at == jst(landed)

    def test_it_may_land_the_evening_before_and_a_later_write_changes_nothing(self):
        evidence = of_writes(
            write("11-21 23:50", 10, "20261122"), write("11-22 14:00", 10, "20261122")
        )
        assert said(judged(self.ROW, evidence, "11-22 15:00")[DUE]) == "met"

    def test_another_days_partition_does_not_count(self):
        evidence = of_writes(write("11-22 05:50", 10, "20261121"))
        verdict = judged(self.ROW, evidence, "11-22 09:00")[DUE]
        assert said(verdict) == "missed no_data"
        assert verdict.facts.last_good == jst("11-22 05:50")

    def test_yesterdays_data_may_be_what_is_due_today(self):
        row = table_objective(partition=DailyPartition(-1))
        evidence = of_writes(write("11-22 05:50", 10, "20261121"))
        assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"

    def test_the_month_is_the_business_dates(self):
        row = table_objective(partition=MonthlyPartition())
        evidence = of_writes(write("11-22 05:50", 10, "202611"))
        assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"

    def test_too_few_rows_are_not_an_arrival_until_there_are_enough(self):
        row = table_objective(partition=TODAY, min_rows=100)
        few = write("11-22 05:50", 99, "20261122")
        verdict = judged(row, of_writes(few), "11-22 09:00")[DUE]
        assert said(verdict) == "missed too_few_rows"
        assert verdict.facts.rows == 99
        enough = of_writes(few, write("11-22 08:00", 100, "20261122"))
        assert said(judged(row, enough, "11-22 09:00")[DUE]) == "late slow"

    def test_unknown_rows_count(self):
        row = table_objective(partition=TODAY, min_rows=100)
        evidence = of_writes(write("11-22 05:50", None, "20261122"))
        assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"

    def test_late_is_not_said_where_absence_at_due_is_not_known(self):
        behind = SourceState(
            name="a", kind=Kind.TABLES, complete_until=jst("11-22 07:00")
        )
        landed = write("11-22 08:10", 10, "20261122")
        verdict = judged(self.ROW, of_writes(landed, sources=[behind]), "11-22 09:00")
        assert said(verdict[DUE]) == "unknown source_behind"

    def test_a_source_that_remembers_the_last_write_alone_cannot_say_late(self):
        landed = write("11-22 08:10", 10, "20261122", only_last=True)
        verdict = judged(self.ROW, of_writes(landed), "11-22 09:00")[DUE]
        assert said(verdict) == "unknown rewritten"
        in_time = write("11-22 05:50", 10, "20261122", only_last=True)
        assert said(judged(self.ROW, of_writes(in_time), "11-22 09:00")[DUE]) == "met"

    def test_a_look_at_it_when_due_makes_a_last_write_late(self):
        landed = write("11-22 08:10", 10, "20261122", only_last=True)
        seen_absent = replace(landed, absent_at=jst("11-22 07:30"))
        verdict = judged(self.ROW, of_writes(seen_absent), "11-22 09:00")[DUE]
        assert said(verdict) == "late slow"
        looked_too_early = replace(landed, absent_at=jst("11-22 07:29"))
        verdict = judged(self.ROW, of_writes(looked_too_early), "11-22 09:00")[DUE]
        assert said(verdict) == "unknown rewritten"

    def test_presence_counts_from_an_unreadable_source(self):
        broken = SourceState(name="a", kind=Kind.TABLES, unreadable="broken")
        landed = write("11-22 05:50", 10, "20261122")
        verdict = judged(self.ROW, of_writes(landed, sources=[broken]), "11-22 09:00")
        assert said(verdict[DUE]) == "met"

    def test_a_dataset_that_no_source_reads_is_unknown(self):
        other = SourceState(name="q", kind=Kind.TABLES, datasets=frozenset({"p.other"}))
        verdict = judged(self.ROW, Evidence(sources=(other,)), "11-22 09:00")[DUE]
        assert said(verdict) == "unknown source_unreadable"
        assert verdict.facts.doubt is Doubt.NO_SOURCE


class TestShards:
    ROW = table_objective(
        target=TableTarget("p", "mart", "events_{yyyymmdd}"), partition=TODAY
    )

    def test_a_shard_is_a_table_of_its_own(self):
        evidence = of_writes(write("11-22 05:50", 10), table="p.mart.events_20261122")
        assert said(judged(self.ROW, evidence, "11-22 09:00")[DUE]) == "met"

    def test_another_shard_is_a_trace_but_no_arrival(self):
        evidence = of_writes(write("11-21 05:50", 10), table="p.mart.events_20261121")
        verdict = judged(self.ROW, evidence, "11-22 09:00")[DUE]
        assert said(verdict) == "missed no_data"
        assert verdict.facts.last_good == jst("11-21 05:50")

    def test_no_shard_at_all_was_never_seen(self):
        evidence = of_writes(write("11-22 05:50"), table="p.mart.other_20261122")
        assert (
            said(judged(self.ROW, evidence, "11-22 09:00")[DUE]) == "missed never_seen"
        )

    def test_a_shard_seen_later_is_no_trace_yet(self):
        evidence = of_writes(write("11-24 05:50"), table="p.mart.events_20261124")
        assert (
            said(judged(self.ROW, evidence, "11-22 09:00")[DUE]) == "missed never_seen"
        )

    def test_monthly_shards_bear_the_month(self):
        row = table_objective(
            target=TableTarget("p", "mart", "m_{yyyymm}"), partition=MonthlyPartition()
        )
        evidence = of_writes(write("11-22 05:50"), table="p.mart.m_202611")
        assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"


class TestWholeTables:
    ROW = table_objective()

    def test_a_write_settles_the_occurrence_whose_window_holds_it(self):
        verdicts = judged(
            self.ROW, of_writes(*DAYS_BEFORE, write("11-22 05:50")), "11-22 09:00"
        )
        assert said(verdicts[DUE]) == "met"
        assert said(verdicts[NEXT]) == "pending no_data"

    def test_yesterday_late_and_today_absent_is_missed(self):
        evidence = of_writes(write("11-20 05:50"), write("11-21 08:30"))
        verdicts = judged(self.ROW, evidence, "11-22 09:30", since_hours=48)
        assert said(verdicts["11-21 07:30"]) == "late slow"
        assert said(verdicts[DUE]) == "missed no_data"

    def test_a_late_write_does_not_settle_the_next_day_too(self):
        evidence = of_writes(*DAYS_BEFORE, write("11-22 08:10"))
        verdicts = judged(self.ROW, evidence, "11-22 09:00")
        assert said(verdicts[DUE]) == "late slow"
        assert said(verdicts[NEXT]) == "pending no_data"

    def test_a_write_in_the_second_half_of_the_window_is_the_present_days(self):
        evidence = of_writes(*DAYS_BEFORE, write("11-22 19:30"))
        verdicts = judged(self.ROW, evidence, "11-22 20:00")
        assert said(verdicts[DUE]) == "missed no_data"
        assert said(verdicts[NEXT]) == "met"

    def test_after_a_late_write_the_next_one_is_the_present_days(self):
        evidence = of_writes(*DAYS_BEFORE, write("11-22 08:10"), write("11-22 12:00"))
        verdicts = judged(self.ROW, evidence, "11-22 13:00")
        assert said(verdicts[DUE]) == "late slow"
        assert verdicts[NEXT].arrived_at == jst("11-22 12:00")

    def test_on_time_and_then_a_second_write_is_met(self):
        evidence = of_writes(*DAYS_BEFORE, write("11-22 05:50"), write("11-22 14:00"))
        assert said(judged(self.ROW, evidence, "11-22 15:00")[DUE]) == "met"

    def test_days_that_are_each_late_stay_late_and_never_slip_to_the_next(self):
        evidence = of_writes(
            write("11-18 05:50"),
            *(write(f"11-{day} 08:10") for day in (19, 20, 21, 22)),
        )
        verdicts = judged(self.ROW, evidence, "11-22 09:00", since_hours=96)
        assert {day: said(v) for day, v in verdicts.items()} == {
            "11-19 07:30": "late slow",
            "11-20 07:30": "late slow",
            "11-21 07:30": "late slow",
            DUE: "late slow",
            NEXT: "pending no_data",
        }

    def test_a_table_written_every_evening_is_met_from_the_first_write_known(self):
        evidence = of_writes(write("11-20 17:00"), write("11-21 17:00"))
        verdicts = judged(self.ROW, evidence, "11-22 09:00", since_hours=48)
        assert said(verdicts["11-21 07:30"]) == "met"
        assert said(verdicts[DUE]) == "met"

    def test_a_first_write_ever_after_it_was_due_is_rewritten(self):
        verdict = judged(self.ROW, of_writes(write("11-22 08:10")), "11-22 09:00")[DUE]
        assert said(verdict) == "unknown rewritten"
        assert verdict.facts.since == jst("11-22 08:10")

    def test_before_that_write_was_seen_nothing_was(self):
        evidence = of_writes(write("11-22 08:10"))
        assert (
            said(judged(self.ROW, evidence, "11-22 08:00")[DUE]) == "missed never_seen"
        )

    def test_a_last_write_alone_cannot_say_late(self):
        evidence = of_writes(*DAYS_BEFORE, write("11-22 08:10", only_last=True))
        assert (
            said(judged(self.ROW, evidence, "11-22 09:00")[DUE]) == "unknown rewritten"
        )

    def test_too_few_rows_in_the_window(self):
        row = table_objective(min_rows=100)
        evidence = of_writes(write("11-21 05:50", 120), write("11-22 05:50", 3))
        verdict = judged(row, evidence, "11-22 09:00")[DUE]
        assert said(verdict) == "missed too_few_rows"
        assert verdict.facts.rows == 3
        assert verdict.facts.last_good == jst("11-21 05:50")

    def test_a_write_between_two_windows_is_late_for_the_one_before(self):
        row = table_objective(not_before=OpensBefore(timedelta(hours=2)))
        evidence = of_writes(
            *(write(f"11-{day} 06:00") for day in (20, 21)), write("11-22 09:00")
        )
        verdicts = judged(row, evidence, "11-22 10:00")
        assert said(verdicts[DUE]) == "late slow"
        assert said(verdicts[NEXT]) == "pending no_data"

    def test_a_write_in_two_overlapping_windows_settles_both(self):
        row = table_objective(not_before=OpensBefore(timedelta(hours=30)))
        evidence = of_writes(*DAYS_BEFORE, write("11-22 05:50"))
        verdicts = judged(row, evidence, "11-22 09:00")
        assert said(verdicts[DUE]) == "met"
        assert said(verdicts[NEXT]) == "met"

    def test_a_single_early_write_of_a_day_whose_day_before_was_settled_is_its_own(
        self,
    ):
        evidence = of_writes(
            write("11-20 05:50"),
            write("11-21 05:50"),
            write("11-21 09:00"),
            write("11-22 09:00"),
        )
        verdicts = judged(self.ROW, evidence, "11-22 10:00", since_hours=48)
        assert said(verdicts["11-21 07:30"]) == "met"
        assert verdicts[DUE].arrived_at == jst("11-21 09:00")
        assert verdicts[NEXT].arrived_at == jst("11-22 09:00")

    def test_two_early_writes_settle_the_day_before_and_their_own(self):
        evidence = of_writes(
            write("11-20 05:50"),
            write("11-21 08:00"),
            write("11-21 09:00"),
            write("11-22 09:00"),
        )
        verdicts = judged(self.ROW, evidence, "11-22 10:00", since_hours=48)
        assert said(verdicts["11-21 07:30"]) == "late slow"
        assert verdicts[DUE].arrived_at == jst("11-21 09:00")
        assert verdicts[NEXT].arrived_at == jst("11-22 09:00")


def test_a_table_never_due_has_no_verdicts():
    row = table_objective(days=DayOfMonth(32))
    assert judged(row, of_writes(*DAYS_BEFORE), "11-22 09:00") == {}


def test_the_first_day_of_a_shard_has_no_last_good_one():
    row = table_objective(partition=TODAY)
    evidence = of_writes(write("11-22 05:50", 10, "20261120"))
    verdict = judged(row, evidence, "11-22 09:00")[DUE]
    assert said(verdict) == "missed no_data"
    assert verdict.facts.last_good is None


def test_after_years_of_closed_days_there_is_no_last_good_one():
    first = date(2023, 1, 1)
    closed = [first + timedelta(days=days) for days in range(1417)]  # to 2026-11-17
    row = table_objective(partition=TODAY, days=BusinessDays())
    evidence = of_writes(write("11-18 05:50", 10, "20261110"))
    verdicts = judged(row, evidence, "11-19 09:00", closed=closed)
    assert said(verdicts["11-19 07:30"]) == "missed no_data"
    assert verdicts["11-19 07:30"].facts.last_good is None


def test_a_weekday_row_waits_over_the_weekend():
    row = table_objective(days=Weekdays(frozenset({0, 1, 2, 3, 4})))
    evidence = of_writes(write("11-19 05:50"), write("11-20 05:50"))
    verdicts = judged(row, evidence, "11-22 09:00", since_hours=72)
    assert {day: said(v) for day, v in verdicts.items()} == {
        "11-20 07:30": "met",
        NEXT: "pending no_data",
    }


def test_a_source_of_tables_does_not_vouch_for_cronjobs():
    assert not TABLES.vouches_for(TRAIN)
