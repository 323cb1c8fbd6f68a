from datetime import UTC, date, datetime, timedelta

import pytest

from slo_monitor.model.calendars import Maintenance
from slo_monitor.model.evidence import Evidence, Kind, Obstacle, Outcome, SourceState
from slo_monitor.model.objectives import OpensAtTime, OpensBefore
from slo_monitor.model.verdicts import Doubt
from tests.judge.values import (
    CRONJOBS,
    hindrance,
    jst,
    judged,
    manual,
    objective,
    of_runs,
    run,
    said,
)

DUE = "11-22 07:30"
NEXT = "11-23 07:30"
YESTERDAY = run("11-21 05:00", "11-21 05:40")


@pytest.mark.parametrize(
    ("finished", "expected"),
    [
        ("11-22 05:40", "met"),
        ("11-22 07:00", "met"),  # exactly the warning ahead of time
        ("11-22 07:00:01", "near_miss slow"),
        ("11-22 07:30", "near_miss slow"),  # the tick itself is in time
        ("11-22 07:30:01", "late slow"),
        ("11-22 08:59", "late slow"),
    ],
)
def test_a_complete_run_is_judged_by_when_it_finished(finished, expected):
    evidence = of_runs(run("11-22 05:00", finished))
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("11-22 06:59", "pending running"),
        ("11-22 07:00", "at_risk running"),
        ("11-22 07:30", "at_risk running"),
        ("11-22 07:30:01", "missed running"),
    ],
)
def test_nothing_arrived_is_judged_by_the_instant(at, expected):
    evidence = of_runs(YESTERDAY, run("11-22 05:00"))
    assert said(judged(objective(), evidence, at)[DUE]) == expected


def test_a_run_that_finished_after_the_instant_was_running_then():
    evidence = of_runs(run("11-22 05:00", "11-22 07:40"))
    assert said(judged(objective(), evidence, "11-22 07:35")[DUE]) == "missed running"
    assert said(judged(objective(), evidence, "11-22 07:40")[DUE]) == "late slow"


def test_a_warning_of_zero_makes_the_tick_itself_met():
    row = objective(warn_before=timedelta(0))
    evidence = of_runs(run("11-22 05:00", "11-22 07:30"))
    assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"


def test_a_late_run_belongs_to_its_own_slot_and_never_makes_tomorrow_met():
    evidence = of_runs(run("11-22 05:00", "11-22 07:40"))
    verdicts = judged(objective(), evidence, "11-22 09:00")
    assert said(verdicts[DUE]) == "late slow"
    assert said(verdicts[NEXT]) == "pending not_started"


def test_a_run_scheduled_on_the_due_tick_belongs_to_that_day():
    evidence = of_runs(run("11-22 07:30", "11-22 07:45"))
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "late slow"


def test_a_run_scheduled_on_the_tick_before_belongs_to_the_day_before():
    evidence = of_runs(run("11-21 07:30", "11-21 07:45"))
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_not_before_opens_the_window_inclusively():
    row = objective(not_before=OpensAtTime(300))
    evidence = of_runs(run("11-22 05:00", "11-22 05:40"))
    assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"


def test_a_run_before_not_before_does_not_count():
    row = objective(not_before=OpensBefore(timedelta(hours=2)))
    evidence = of_runs(run("11-22 05:00", "11-22 05:40"))
    assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "missed not_started"


def test_the_earliest_complete_run_wins():
    evidence = of_runs(
        run("11-22 05:00", "11-22 07:50"), run("11-22 06:00", "11-22 06:10")
    )
    verdict = judged(objective(), evidence, "11-22 09:00")[DUE]
    assert verdict.arrived_at == jst("11-22 06:10")
    assert verdict.margin == timedelta(minutes=80)


def test_a_newer_success_beats_an_older_failure():
    evidence = of_runs(
        run("11-22 05:00", "11-22 05:40", Outcome.FAILED),
        run("11-22 06:00", "11-22 06:10"),
    )
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "met"


def test_a_failed_run_says_so_with_the_last_good_one():
    broken = run("11-22 05:00", "11-22 05:40", Outcome.FAILED, message="BackoffLimit")
    verdict = judged(objective(), of_runs(YESTERDAY, broken), "11-22 09:00")[DUE]
    assert said(verdict) == "missed failed"
    assert verdict.facts.run == broken
    assert verdict.facts.message == "BackoffLimit"
    assert verdict.facts.last_good == jst("11-21 05:40")
    assert verdict.facts.last_good_run == YESTERDAY.job


def test_a_run_of_a_later_window_is_not_the_last_good_one_of_this():
    evidence = of_runs(YESTERDAY, run("11-22 08:00", "11-22 08:20"))
    verdict = judged(objective(), evidence, "11-22 09:00")[DUE]
    assert said(verdict) == "missed not_started"
    assert verdict.facts.last_good_run == YESTERDAY.job


def test_running_comes_before_failed():
    evidence = of_runs(
        run("11-22 05:00", "11-22 05:40", Outcome.FAILED), run("11-22 06:00")
    )
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed running"


def test_a_target_without_any_trace_was_never_seen():
    evidence = Evidence(sources=(CRONJOBS,))
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed never_seen"
    )


def test_what_was_due_before_the_first_trace_could_not_be_found_out():
    evidence = of_runs(first_seen=jst("11-22 08:00"), suspended=False)
    verdict = judged(objective(), evidence, "11-22 09:00")[DUE]
    assert said(verdict) == "unknown source_behind"
    assert verdict.facts.doubt is Doubt.FIRST_SEEN_LATER
    assert verdict.facts.since == jst("11-22 08:00")


def test_an_object_without_any_time_is_a_trace_at_all_times():
    evidence = of_runs(schedule="0 5 * * *")
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_a_live_source_may_lag_a_little_for_what_is_at_risk_but_not_for_missed():
    source = SourceState(
        name="e",
        kind=Kind.CRONJOBS,
        complete_until=jst("11-22 07:05"),
        tolerance=timedelta(minutes=15),
    )
    evidence = of_runs(YESTERDAY, sources=[source])
    assert said(judged(objective(), evidence, "11-22 07:20")[DUE]) == (
        "at_risk not_started"
    )
    assert said(judged(objective(), evidence, "11-22 07:21")[DUE]) == (
        "unknown source_behind"
    )
    assert said(judged(objective(), evidence, "11-22 07:31")[DUE]) == (
        "unknown source_behind"
    )


def test_a_trace_after_the_instant_is_no_trace():
    evidence = of_runs(run("11-23 05:00", "11-23 05:40"))
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed never_seen"
    )


def test_a_job_hanging_for_days_is_stuck_and_counts_what_it_swallowed():
    hung = run("11-17 05:00")
    evidence = of_runs(hung, schedule="0 5 * * *", timezone="Asia/Tokyo")
    verdict = judged(objective(), evidence, "11-22 09:00")[DUE]
    assert said(verdict) == "missed stuck"
    assert verdict.facts.run == hung
    assert verdict.facts.swallowed == 5


def test_what_is_swallowed_is_not_known_without_a_schedule():
    verdict = judged(objective(), of_runs(run("11-17 05:00")), "11-22 09:00")[DUE]
    assert verdict.facts.swallowed is None


def test_without_a_schedule_the_controllers_words_count_what_is_swallowed():
    skips = [
        hindrance("11-21 05:00", Obstacle.SKIPPED),
        hindrance("11-22 05:00", Obstacle.SKIPPED),
    ]
    evidence = of_runs(run("11-20 05:00"), hindrances=skips)
    verdict = judged(objective(), evidence, "11-22 09:00")[DUE]
    assert said(verdict) == "missed stuck"
    assert verdict.facts.swallowed == 2


def test_an_old_run_without_an_end_is_not_stuck_once_events_told_of_later_runs():
    lost_its_end = run("11-20 05:00", from_object=False)
    evidence = of_runs(lost_its_end, YESTERDAY, objects_seen=False)
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_an_old_run_still_seen_active_in_its_object_is_stuck():
    evidence = of_runs(run("11-20 05:00"), YESTERDAY)
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed stuck"


def test_a_skipped_start_says_stuck_without_any_run_seen():
    skipped = hindrance("11-22 05:00", Obstacle.SKIPPED, "Not starting job")
    verdict = judged(objective(), of_runs(hindrances=[skipped]), "11-22 09:00")[DUE]
    assert said(verdict) == "missed stuck"
    assert verdict.facts.since == jst("11-22 05:00")


def test_a_skipped_start_followed_by_a_run_is_not_stuck():
    skipped = hindrance("11-22 05:00", Obstacle.SKIPPED)
    later = run("11-22 06:00", "11-22 06:30", Outcome.FAILED)
    evidence = of_runs(later, hindrances=[skipped])
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed failed"


def test_a_start_skipped_later_does_not_explain_an_earlier_window():
    skipped = hindrance("11-22 08:00", Obstacle.SKIPPED)
    evidence = of_runs(YESTERDAY, hindrances=[skipped])
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_a_start_skipped_stays_the_reason_after_later_runs_were_made():
    skipped = hindrance("11-22 05:00", Obstacle.SKIPPED)
    later = run("11-23 05:00", "11-23 05:30")
    evidence = of_runs(later, hindrances=[skipped])
    verdicts = judged(objective(), evidence, "11-23 09:00", since_hours=48)
    assert said(verdicts[DUE]) == "missed stuck"


def test_a_refusal_repeated_is_told_since_the_first_in_the_newest_words():
    words = [
        hindrance("11-22 05:00", Obstacle.FAILED_CREATE, "first"),
        hindrance("11-22 05:10", Obstacle.FAILED_CREATE, "newest"),
    ]
    verdict = judged(objective(), of_runs(hindrances=words), "11-22 09:00")[DUE]
    assert verdict.facts.since == jst("11-22 05:00")
    assert verdict.facts.message == "newest"


def test_a_suspended_cronjob_says_so():
    evidence = of_runs(YESTERDAY, suspended=True)
    assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed suspended"


def test_a_suspension_seen_later_does_not_hold_before():
    evidence = of_runs(YESTERDAY, suspended=True, observed_at=jst("11-22 10:00"))
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )
    assert said(judged(objective(), evidence, "11-22 10:00")[DUE]) == "missed suspended"


def test_a_refused_creation_is_told_in_the_controllers_words():
    refused = hindrance("11-22 05:00", Obstacle.FAILED_CREATE, "exceeded quota")
    verdict = judged(
        objective(), of_runs(YESTERDAY, hindrances=[refused]), "11-22 09:00"
    )
    assert said(verdict[DUE]) == "missed cannot_start"
    assert verdict[DUE].facts.message == "exceeded quota"


def test_a_refused_creation_of_the_window_before_does_not_explain_this_one():
    refused = hindrance("11-21 05:00", Obstacle.FAILED_CREATE)
    evidence = of_runs(hindrances=[refused])
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_a_bad_schedule_explains_until_a_run_was_created_again():
    broken = hindrance("11-20 05:00", Obstacle.BAD_SCHEDULE, "unknown time zone")
    evidence = of_runs(hindrances=[broken])
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed cannot_start"
    )
    mended = of_runs(YESTERDAY, hindrances=[broken])
    assert said(judged(objective(), mended, "11-22 09:00")[DUE]) == "missed not_started"


@pytest.mark.parametrize(
    ("complete_until", "at", "expected"),
    [
        ("11-22 07:29", "11-22 09:00", "unknown source_behind"),
        ("11-22 07:30", "11-22 09:00", "missed not_started"),
        ("11-22 07:09", "11-22 07:10", "unknown source_behind"),
        ("11-22 07:10", "11-22 07:10", "at_risk not_started"),
        ("11-22 06:00", "11-22 06:30", "pending source_behind"),
    ],
)
def test_absence_counts_only_as_far_as_the_source_is_complete(
    complete_until, at, expected
):
    source = SourceState(
        name="e", kind=Kind.CRONJOBS, complete_until=jst(complete_until)
    )
    evidence = of_runs(YESTERDAY, sources=[source])
    assert said(judged(objective(), evidence, at)[DUE]) == expected


def test_an_unreadable_source_makes_absence_unknown_and_leaves_presence():
    broken = SourceState(name="e", kind=Kind.CRONJOBS, unreadable="e.gz is cut short")
    absent = judged(objective(), of_runs(YESTERDAY, sources=[broken]), "11-22 09:00")[
        DUE
    ]
    assert said(absent) == "unknown source_unreadable"
    assert absent.facts.message == "e.gz is cut short"
    present = of_runs(run("11-22 05:00", "11-22 05:40"), sources=[broken])
    assert said(judged(objective(), present, "11-22 09:00")[DUE]) == "met"


def test_without_any_source_nothing_absent_is_known():
    verdict = judged(objective(), Evidence(), "11-22 09:00")[DUE]
    assert said(verdict) == "unknown source_unreadable"
    assert verdict.facts.doubt is Doubt.NO_SOURCE


def test_a_blind_cluster_leaves_the_others():
    other = SourceState(
        name="stg", kind=Kind.CRONJOBS, unreadable="x", clusters=frozenset({"stg"})
    )
    evidence = of_runs(YESTERDAY, sources=[CRONJOBS, other])
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_of_two_readable_sources_the_one_complete_furthest_decides():
    behind = SourceState(
        name="a", kind=Kind.CRONJOBS, complete_until=jst("11-22 01:00")
    )
    ahead = SourceState(name="b", kind=Kind.CRONJOBS, complete_until=jst("11-22 08:00"))
    evidence = of_runs(YESTERDAY, sources=[behind, ahead])
    assert (
        said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed not_started"
    )


def test_a_run_that_ended_without_word_how_makes_it_unknown():
    ended = run("11-22 05:00", "11-22 05:40", Outcome.ENDED)
    verdict = judged(objective(), of_runs(ended), "11-22 09:00")[DUE]
    assert said(verdict) == "unknown source_behind"
    assert verdict.facts.run == ended
    assert verdict.facts.doubt is Doubt.OUTCOME_UNTOLD


def every_five_minutes():
    start = jst("11-22 00:00")
    for number in range(10):
        slot = start + timedelta(minutes=5 * number)
        yield run("11-22 00:00", "11-22 00:01", scheduled_at=slot, created_at=slot)


def test_events_of_a_fast_cronjob_alone_cannot_prove_absence():
    row = objective(not_before=OpensBefore(timedelta(minutes=30)))
    verdict = judged(
        row, of_runs(*every_five_minutes(), objects_seen=False), "11-22 09:00"
    )
    assert said(verdict[DUE]) == "unknown source_behind"
    with_objects = of_runs(*every_five_minutes())
    assert said(judged(row, with_objects, "11-22 09:00")[DUE]) == "missed not_started"


def test_a_skipped_start_is_proof_even_for_a_fast_cronjob():
    row = objective(not_before=OpensBefore(timedelta(minutes=30)))
    skipped = hindrance("11-22 07:20", Obstacle.SKIPPED)
    evidence = of_runs(*every_five_minutes(), hindrances=[skipped], objects_seen=False)
    assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "missed stuck"


def test_muted_comes_before_maintenance_and_both_excuse_whatever_arrived():
    window = Maintenance(
        start=jst("11-22 07:00"),
        end=jst("11-22 07:30"),
        targets=("cronjob:prod/*",),
        why="up",
    )
    evidence = of_runs(run("11-22 05:00", "11-22 08:00"))
    verdict = judged(objective(), evidence, "11-22 09:00", maintenance=(window,))[DUE]
    assert said(verdict) == "excused maintenance"
    assert verdict.facts.message == "up"
    assert verdict.arrived_at == jst("11-22 08:00")
    muted = objective(mute_until=jst("11-22 07:30"))
    verdict = judged(muted, evidence, "11-22 09:00", maintenance=(window,))
    assert said(verdict[DUE]) == "excused muted"
    assert said(verdict[NEXT]) == "pending not_started"


def test_maintenance_of_other_targets_or_times_excuses_nothing():
    other = Maintenance(
        start=jst("11-22 07:00"), end=jst("11-22 08:00"), targets=("table:*",)
    )
    past = Maintenance(start=jst("11-22 06:00"), end=jst("11-22 07:00"), targets=("*",))
    evidence = of_runs(YESTERDAY)
    verdict = judged(objective(), evidence, "11-22 09:00", maintenance=(other, past))[
        DUE
    ]
    assert said(verdict) == "missed not_started"


class TestManualRuns:
    FAILED = run("11-22 05:00", "11-22 05:40", Outcome.FAILED)

    def test_a_manual_run_repairs_the_miss_it_was_made_for(self):
        evidence = of_runs(self.FAILED, manual("11-22 08:10", "11-22 08:40"))
        verdicts = judged(objective(), evidence, "11-22 09:00")
        assert said(verdicts[DUE]) == "late slow"
        assert said(verdicts[NEXT]) == "pending not_started"

    def test_a_manual_run_in_time_makes_it_met(self):
        evidence = of_runs(self.FAILED, manual("11-22 06:00", "11-22 06:20"))
        assert said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "met"

    def test_a_manual_run_under_way_is_why_nothing_arrived(self):
        evidence = of_runs(self.FAILED, manual("11-22 08:10"))
        assert (
            said(judged(objective(), evidence, "11-22 09:00")[DUE]) == "missed running"
        )

    def test_it_repairs_the_day_whose_run_never_started_by_the_usual_start(self):
        evidence = of_runs(YESTERDAY, manual("11-22 08:10", "11-22 08:40"))
        verdicts = judged(objective(), evidence, "11-22 09:00")
        assert said(verdicts[DUE]) == "late slow"
        assert said(verdicts[NEXT]) == "pending not_started"

    def test_the_usual_start_is_taken_from_before_the_window(self):
        evidence = of_runs(
            YESTERDAY,
            manual("11-22 08:10", "11-22 08:40"),
            run("11-23 05:00", "11-23 05:30"),
        )
        verdicts = judged(objective(), evidence, "11-23 09:00", since_hours=48)
        assert said(verdicts[DUE]) == "late slow"
        assert said(verdicts[NEXT]) == "met"

    def test_it_repairs_the_day_whose_run_never_started_by_the_schedule(self):
        evidence = of_runs(
            manual("11-22 08:10", "11-22 08:40"),
            schedule="0 5 * * *",
            timezone="Asia/Tokyo",
            first_seen=jst("11-20 00:00"),
        )
        verdicts = judged(objective(), evidence, "11-22 09:00")
        assert said(verdicts[DUE]) == "late slow"

    def test_without_any_start_known_the_open_window_takes_it(self):
        evidence = of_runs(manual("11-22 08:10", "11-22 08:40"))
        verdicts = judged(objective(), evidence, "11-22 09:00")
        assert said(verdicts[DUE]) == "unknown source_behind"
        assert said(verdicts[NEXT]) == "met"

    def test_when_today_is_settled_it_repairs_the_newest_day_that_is_not(self):
        evidence = of_runs(
            run("11-20 05:00", "11-20 05:40"),
            run("11-21 05:00", "11-21 05:40", Outcome.FAILED),
            run("11-22 05:00", "11-22 05:40"),
            manual("11-22 06:00", "11-22 06:20"),
        )
        verdicts = judged(objective(), evidence, "11-22 09:00", since_hours=48)
        assert said(verdicts["11-21 07:30"]) == "late slow"
        assert verdicts[DUE].arrived_at == jst("11-22 05:40")

    def test_two_manual_runs_for_one_day_count_by_the_earlier_end(self):
        evidence = of_runs(
            self.FAILED,
            manual("11-22 06:00", "11-22 07:10"),
            manual("11-22 06:05", "11-22 06:40"),
        )
        verdict = judged(objective(), evidence, "11-22 09:00")[DUE]
        assert verdict.arrived_at == jst("11-22 06:40")

    def test_days_due_before_the_first_evidence_do_not_count(self):
        evidence = of_runs(
            run("11-22 05:00", "11-22 05:40"), manual("11-22 06:00", "11-22 06:20")
        )
        verdicts = judged(objective(), evidence, "11-22 09:00", since_hours=48)
        assert said(verdicts["11-21 07:30"]) == "unknown source_behind"

    def test_a_window_that_opens_inclusively_starts_with_its_own_tick(self):
        row = objective(not_before=OpensAtTime(300))
        evidence = of_runs(
            manual("11-22 05:00", "11-22 05:20"),
            schedule="0 5 * * *",
            timezone="Asia/Tokyo",
            first_seen=jst("11-20 00:00"),
        )
        assert said(judged(row, evidence, "11-22 09:00")[DUE]) == "met"


def test_only_the_last_day_and_the_next_occurrence_are_reported():
    verdicts = judged(objective(), of_runs(YESTERDAY), "11-22 07:30")
    assert list(verdicts) == [DUE, NEXT]
    wider = judged(objective(), of_runs(YESTERDAY), "11-22 07:30", since_hours=48)
    assert list(wider) == ["11-21 07:30", DUE, NEXT]


def test_a_verdict_names_the_business_date_and_its_window():
    occurrence = judged(objective(), of_runs(YESTERDAY), "11-22 09:00")[DUE].occurrence
    assert occurrence.business_date == date(2026, 11, 22)
    assert occurrence.opens_at == datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    assert occurrence.warn_at == datetime(2026, 11, 21, 22, 0, tzinfo=UTC)
    assert occurrence.due_at == datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
