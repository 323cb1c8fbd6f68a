"""Runs fused from Job and CronJob objects, and events beside them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from slo_monitor.model.evidence import CronJobEvidence, Outcome, Run
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder


def at(clock: str, day: int = 22) -> datetime:
    hour, minute, *second = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, *second, tzinfo=UTC)


def slot_name(slot: datetime) -> str:
    return f"train-{int(slot.timestamp()) // 60}"


JOB = slot_name(at("04:00"))


def job(clock: str = "04:00", name: str = JOB, **fields: object) -> JobObject:
    plain = JobObject(namespace="ml", name=name, cronjob="train", created_at=at(clock))
    return replace(plain, **fields)  # type: ignore[arg-type]


def train(**fields: object) -> CronJobObject:
    plain = CronJobObject(namespace="ml", name="train", schedule="0 4 * * *")
    return replace(plain, **fields)  # type: ignore[arg-type]


def told(kind: str, reason: str, message: str, clock: str, name: str) -> SeenEvent:
    return SeenEvent("prod", kind, "ml", name, reason, message, at(clock))


def said(reason: str, message: str, clock: str) -> SeenEvent:
    return told("CronJob", reason, message, clock, "train")


def fused(*seen: JobObject | CronJobObject | SeenEvent) -> CronJobEvidence:
    builder = RunsBuilder()
    for one in seen:
        add(builder, one)
    return builder.build()[CronJobTarget("prod", "ml", "train")]


def add(builder: RunsBuilder, one: JobObject | CronJobObject | SeenEvent) -> None:
    if isinstance(one, JobObject):
        builder.add_job("prod", one)
    elif isinstance(one, CronJobObject):
        builder.add_cronjob("prod", one)
    else:
        builder.add_event(one)


def ends(evidence: CronJobEvidence) -> list[tuple[str, Outcome, datetime | None]]:
    return [(run.job, run.outcome, run.finished_at) for run in evidence.runs]


COMPLETE = {"outcome": Outcome.COMPLETE, "ended_at": at("04:30")}


def test_a_job_is_a_run_with_its_end() -> None:
    evidence = fused(job("04:01", **COMPLETE))
    assert evidence.runs == (
        Run(
            job=JOB,
            scheduled_at=at("04:00"),
            created_at=at("04:01"),
            finished_at=at("04:30"),
            outcome=Outcome.COMPLETE,
            from_object=True,
        ),
    )
    assert (evidence.objects_seen, evidence.first_seen) == (True, at("04:01"))


def test_the_object_stands_before_events() -> None:
    complete = told("Job", "Completed", "Job completed", "04:31", JOB)
    assert ends(fused(complete, job(**COMPLETE))) == [
        (JOB, Outcome.COMPLETE, at("04:30"))
    ]


def test_the_later_state_of_a_job_counts_in_any_order() -> None:
    states = [job(version=1), job(version=3, **COMPLETE), job(version=2)]
    for order in permutations(states):
        assert ends(fused(*order)) == [(JOB, Outcome.COMPLETE, at("04:30"))]


def test_the_annotation_tells_the_slot_where_the_name_does_not() -> None:
    (run,) = fused(job(name="odd", slot=at("03:45"))).runs
    assert (run.scheduled_at, run.manual) == (at("03:45"), False)


def test_a_manual_run_is_its_own_slot() -> None:
    (run,) = fused(job("09:12", name="by-hand", manual=True)).runs
    assert (run.scheduled_at, run.manual) == (at("09:12"), True)


@pytest.mark.parametrize(("slot", "manual"), [(None, True), (at("09:00"), False)])
def test_the_scheduled_annotation_proves_an_unexpected_job_the_controllers(
    slot: datetime | None, manual: bool
) -> None:
    message = "Saw a job that the controller did not create or forgot: odd"
    unexpected = said("UnexpectedJob", message, "09:13")
    (run,) = fused(unexpected, job("09:12", name="odd", slot=slot)).runs
    assert run.manual is manual


def test_a_job_of_no_cronjob_is_no_run() -> None:
    builder = RunsBuilder()
    builder.add_job("prod", job(cronjob=None))
    builder.add_event(told("Job", "Completed", "", "04:30", JOB))
    assert builder.build() == {}


def test_on_its_way_to_an_end_is_no_end_yet() -> None:
    heading = {"heading": Outcome.COMPLETE, "heading_since": at("04:29")}
    assert ends(fused(job(**heading))) == [(JOB, Outcome.RUNNING, None)]


def watched(
    *states: JobObject, seen_by: datetime | None, events: tuple[SeenEvent, ...] = ()
) -> CronJobEvidence:
    """The last of the states came with DELETED."""
    builder = RunsBuilder()
    for event in events:
        builder.add_event(event)
    for state in states:
        builder.add_job("prod", state)
    builder.add_job("prod", states[-1], deleted=True, seen_by=seen_by)
    return builder.build()[CronJobTarget("prod", "ml", "train")]


@pytest.mark.parametrize("outcome", [Outcome.COMPLETE, Outcome.FAILED])
def test_a_job_deleted_on_its_way_to_an_end_ended_so(outcome: Outcome) -> None:
    state = job(heading=outcome, heading_since=at("04:29"), message="why")
    (run,) = watched(state, seen_by=at("04:31")).runs
    assert (run.outcome, run.finished_at) == (outcome, at("04:29"))
    assert run.message == ("why" if outcome is Outcome.FAILED else "")


def test_a_job_deleted_before_it_ended_failed() -> None:
    (run,) = watched(job(), seen_by=at("04:10")).runs
    assert (run.outcome, run.finished_at) == (Outcome.FAILED, at("04:10"))
    assert run.message == "the Job was deleted before it ended"


def test_its_deletion_timestamp_tells_when() -> None:
    evidence = watched(job(), job(deleting_at=at("04:08")), seen_by=at("04:10"))
    assert ends(evidence) == [(JOB, Outcome.FAILED, at("04:08"))]


def test_an_event_tells_when_it_was_deleted() -> None:
    missing = said("MissingJob", f"Active job went missing: {JOB}", "04:12")
    evidence = watched(job(), seen_by=at("04:10"), events=(missing,))
    assert ends(evidence) == [(JOB, Outcome.FAILED, at("04:12"))]


def test_without_any_instant_a_deleted_job_failed_when_it_was_made() -> None:
    assert ends(watched(job(), seen_by=None)) == [(JOB, Outcome.FAILED, at("04:00"))]


def test_a_job_deleted_after_its_end_keeps_it() -> None:
    evidence = watched(job(**COMPLETE), seen_by=at("08:00"))
    assert ends(evidence) == [(JOB, Outcome.COMPLETE, at("04:30"))]


def test_two_jobs_may_bear_one_name_in_turn() -> None:
    evidence = fused(
        job("09:00", name="again", manual=True),
        job("07:00", name="again", manual=True),
        told("Job", "Completed", "Job completed", "08:00", "again"),
    )
    assert ends(evidence) == [
        ("again", Outcome.FAILED, at("09:00")),
        ("again", Outcome.RUNNING, None),
    ]


def test_replace_kills_the_run_before_the_next() -> None:
    later = slot_name(at("05:00"))
    evidence = fused(
        train(policy="Replace"),
        said("SuccessfulCreate", f"Created job {JOB}", "04:00"),
        said("SuccessfulDelete", f"Deleted job {JOB}", "05:00"),
        said("SuccessfulCreate", f"Created job {later}", "05:00:01"),
    )
    assert ends(evidence) == [
        (JOB, Outcome.FAILED, at("05:00")),
        (later, Outcome.RUNNING, None),
    ]
    assert evidence.runs[0].message == f"Deleted job {JOB}"


def test_replace_trims_old_jobs_as_others_do() -> None:
    later = slot_name(at("05:00"))
    evidence = fused(
        train(policy="Replace"),
        said("SuccessfulCreate", f"Created job {JOB}", "04:00"),
        said("SuccessfulCreate", f"Created job {later}", "05:00"),
        said("SuccessfulDelete", f"Deleted job {JOB}", "06:00"),
    )
    assert ends(evidence)[0] == (JOB, Outcome.ENDED, at("06:00"))


def test_the_cronjob_tells_its_schedule_and_when_it_was_first_seen() -> None:
    evidence = fused(
        train(created_at=at("03:00"), timezone="Asia/Tokyo", suspended=True)
    )
    assert evidence == CronJobEvidence(
        first_seen=at("03:00"),
        schedule="0 4 * * *",
        timezone="Asia/Tokyo",
        suspended=True,
        objects_seen=True,
    )


def test_the_newest_state_of_a_cronjob_counts_in_any_order() -> None:
    builder = RunsBuilder()
    builder.add_cronjob(
        "prod", train(version=2, suspended=True), observed_at=at("05:00")
    )
    builder.add_cronjob("prod", train(version=1), observed_at=at("04:00"))
    (evidence,) = builder.build().values()
    assert (evidence.suspended, evidence.observed_at) == (True, at("05:00"))


def test_an_active_job_runs_though_nothing_else_tells_of_it() -> None:
    evidence = fused(train(active=(JOB,), last_schedule=at("05:00", 23)))
    assert (JOB, Outcome.RUNNING, None) in ends(evidence)
    assert evidence.runs[0].from_object


def test_an_active_job_with_a_name_of_its_own_began_with_the_last_slot() -> None:
    evidence = fused(train(active=("odd",), last_schedule=at("04:00")))
    assert ("odd", Outcome.RUNNING, None) in ends(evidence)


def test_an_active_job_of_no_instant_at_all_is_left() -> None:
    assert fused(train(active=("odd",))).runs == ()


def test_the_last_slot_had_a_run_that_failed_if_it_is_not_active_nor_a_success() -> (
    None
):
    evidence = fused(train(last_schedule=at("04:00")))
    assert ends(evidence) == [(JOB, Outcome.FAILED, at("04:00"))]
    (run,) = evidence.runs
    assert run.message == "the CronJob counts no success since"


def test_an_end_without_an_outcome_is_a_failure_if_no_success_was_counted_since() -> (
    None
):
    created = said("SuccessfulCreate", f"Created job {JOB}", "04:00:01")
    over = said("SawCompletedJob", f"Saw completed job: {JOB}", "04:05")
    before = train(last_schedule=at("04:00"), last_success=at("03:05"), version=9)
    assert ends(fused(created, over, before))[-1] == (JOB, Outcome.FAILED, at("04:05"))
    since = train(last_schedule=at("04:00"), last_success=at("04:05"), version=9)
    assert ends(fused(created, over, since))[-1] == (JOB, Outcome.COMPLETE, at("04:05"))


def test_an_end_before_the_last_counted_success_stays_without_an_outcome() -> None:
    created = said("SuccessfulCreate", f"Created job {JOB}", "04:00:01")
    later = train(last_schedule=at("05:00"), last_success=at("05:05"), version=9)
    assert ends(fused(created, later))[0][1] is Outcome.ENDED


def test_a_slot_before_the_cronjob_was_born_had_no_run() -> None:
    evidence = fused(train(created_at=at("05:00"), last_schedule=at("04:00")))
    assert evidence.runs == ()


def test_a_run_whose_end_was_lost_is_over_once_the_cronjob_let_go_of_it() -> None:
    created = said("SuccessfulCreate", f"Created job {JOB}", "04:00:01")
    later = train(last_schedule=at("05:00"), version=9)
    assert ends(fused(created, later))[0][1] is Outcome.FAILED
    assert ends(fused(job(version=8), later))[0][1] is Outcome.FAILED


def test_a_run_newer_than_the_cronjob_as_it_was_seen_still_runs() -> None:
    created = said("SuccessfulCreate", f"Created job {JOB}", "04:00:01")
    earlier = train(last_schedule=at("03:00"), version=7)
    assert (JOB, Outcome.RUNNING, None) in ends(fused(created, earlier))
    same = train(last_schedule=at("04:00"), version=7)
    assert (JOB, Outcome.RUNNING, None) in ends(fused(job(version=8), same))


def test_a_manual_run_is_never_active_and_may_run_still() -> None:
    by_hand = job("03:00", name="by-hand", manual=True)
    evidence = fused(by_hand, train(last_schedule=at("05:00"), version=9))
    assert ("by-hand", Outcome.RUNNING, None) in ends(evidence)


SUCCESS = {"last_schedule": at("04:00"), "last_success": at("04:30")}


def test_the_run_of_the_last_slot_succeeded_with_the_last_success() -> None:
    assert ends(fused(train(**SUCCESS))) == [(JOB, Outcome.COMPLETE, at("04:30"))]


def test_the_last_success_tells_how_a_run_ended_that_was_only_seen_to_end() -> None:
    saw = said("SawCompletedJob", f"Saw completed job: {JOB}", "04:31")
    assert ends(fused(saw, train(**SUCCESS))) == [(JOB, Outcome.COMPLETE, at("04:30"))]


def test_a_success_that_is_known_is_not_told_twice() -> None:
    state = job(outcome=Outcome.COMPLETE, ended_at=at("04:29:59"))
    assert ends(fused(state, train(**SUCCESS))) == [
        (JOB, Outcome.COMPLETE, at("04:29:59"))
    ]


def test_a_completion_noticed_late_gets_its_true_end() -> None:
    message = f"Saw completed job: {JOB}, condition: Complete"
    late = said("SawCompletedJob", message, "04:59")
    assert ends(fused(late, train(**SUCCESS))) == [(JOB, Outcome.COMPLETE, at("04:30"))]


def test_a_success_repairs_through_the_manual_run_that_is_known() -> None:
    message = "Saw a job that the controller did not create or forgot: by-hand"
    evidence = fused(
        told("Job", "BackoffLimitExceeded", "", "04:10", JOB),
        said("UnexpectedJob", message, "09:12"),
        train(last_schedule=at("04:00"), last_success=at("09:40")),
    )
    assert ends(evidence) == [
        (JOB, Outcome.FAILED, at("04:10")),
        ("by-hand", Outcome.COMPLETE, at("09:40")),
    ]


def test_a_failed_run_stays_failed_and_the_success_is_a_manual_runs() -> None:
    failed = told("Job", "BackoffLimitExceeded", "no", "04:10", JOB)
    evidence = fused(failed, train(last_schedule=at("04:00"), last_success=at("09:40")))
    repair = evidence.runs[1]
    assert ends(evidence)[0] == (JOB, Outcome.FAILED, at("04:10"))
    assert (repair.job, repair.manual) == ("unknown job", True)
    assert (repair.created_at, repair.finished_at) == (at("09:40"), at("09:40"))


def test_a_success_before_the_last_slot_is_an_earlier_runs() -> None:
    earlier = slot_name(at("04:00", 21))
    evidence = fused(
        said("SuccessfulCreate", f"Created job {JOB}", "04:00"),
        train(
            active=(JOB,), last_schedule=at("04:00"), last_success=at("04:30", day=21)
        ),
    )
    assert ends(evidence) == [
        (earlier, Outcome.COMPLETE, at("04:30", 21)),
        (JOB, Outcome.RUNNING, None),
    ]


def test_a_success_goes_to_the_open_run_of_the_slot_before() -> None:
    earlier = slot_name(at("04:00", 21))
    created = SeenEvent(
        "prod", "CronJob", "ml", "train", "SuccessfulCreate",
        f"Created job {earlier}", at("04:02", 21),
    )  # fmt: skip
    evidence = fused(
        created,
        train(active=(JOB,), last_schedule=at("04:00"), last_success=at("04:30", 21)),
    )
    assert ends(evidence)[0] == (earlier, Outcome.COMPLETE, at("04:30", 21))
    assert evidence.runs[0].created_at == at("04:02", 21)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"last_schedule": None}, id="nothing was ever scheduled"),
        pytest.param({"schedule": "@every 1h30m"}, id="the schedule has no slots"),
        pytest.param({"schedule": "59 23 31 2 *"}, id="the schedule never comes"),
        pytest.param({"schedule": None}, id="no schedule"),
        pytest.param({"timezone": "Asia"}, id="a zone that is a folder"),
        pytest.param({"timezone": "Mars/Base"}, id="an unknown zone"),
        pytest.param({"created_at": at("04:10", 21)}, id="born after the slot"),
    ],
)
def test_a_success_of_no_slot_is_a_manual_runs(fields: dict[str, object]) -> None:
    state = {
        "last_schedule": at("04:00"),
        "last_success": at("04:30", 21),
        "active": (JOB,),
    }
    evidence = fused(train(**state | fields))
    assert [run.job for run in evidence.runs if run.manual] == ["unknown job"]


def test_descriptors_are_schedules_too() -> None:
    evidence = fused(
        train(
            schedule="@daily", last_schedule=at("00:00"), last_success=at("01:00", 21)
        )
    )
    assert (slot_name(at("00:00", 21)), Outcome.COMPLETE, at("01:00", 21)) in ends(
        evidence
    )


def test_the_history_of_the_status_tells_a_success_each() -> None:
    states = [
        train(
            version=day,
            last_schedule=at("04:00", day),
            last_success=at("04:30", day - later),
            active=(slot_name(at("04:00", day)),) if later else (),
        )
        for day in (20, 21, 22)
        for later in (1, 0)
    ]
    expected = [
        (slot_name(at("04:00", day)), Outcome.COMPLETE, at("04:30", day))
        for day in (19, 20, 21, 22)
    ]
    assert ends(fused(*states)) == expected


def test_a_status_without_its_slot_is_the_last_to_be_asked() -> None:
    blank = train(version=1, last_success=at("04:30"))
    for order in permutations([blank, train(version=2, **SUCCESS)]):
        assert ends(fused(*order)) == [(JOB, Outcome.COMPLETE, at("04:30"))]


def test_a_job_object_that_still_runs_has_not_succeeded() -> None:
    by_hand = job("09:00", name="by-hand", manual=True, version=9)
    failed = told("Job", "BackoffLimitExceeded", "", "04:10", JOB)
    state = train(last_schedule=at("04:00"), last_success=at("09:40"))
    evidence = fused(by_hand, failed, state)
    assert ("by-hand", Outcome.RUNNING, None) in ends(evidence)
    assert ("unknown job", Outcome.COMPLETE, at("09:40")) in ends(evidence)


def test_a_run_made_after_a_success_was_not_the_one() -> None:
    late = job("04:00", **COMPLETE)
    state = train(
        last_schedule=at("04:00"), last_success=at("04:00") - timedelta(days=3)
    )
    assert (JOB, Outcome.COMPLETE, at("04:30")) in ends(fused(late, state))
