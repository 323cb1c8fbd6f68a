"""What Kubernetes does to its own events, and what must be judged in spite of it."""

import gzip
import json

import pytest

from tests.scenarios.kubernetes import (
    Json,
    cronjob,
    days,
    ended,
    event,
    instant,
    job,
    job_of,
    ran,
    skipped,
    started,
    z,
)
from tests.scenarios.stories import Teller, call, flat, lines

TRAIN = """
target                | deadline
cronjob:prod/ml/train | 07:30
"""
COMBINED = "(combined from similar events): "


def watched_run(type_: str, prefix: str, wording: str) -> list[tuple[str, Json]]:
    created = started("train", "11-22 02:00")
    done = ended("train", "11-22 02:00", "11-22 05:00", wording)
    if prefix:
        done |= {"message": prefix + done["message"], "reportingComponent": ""}
    return [("ADDED", created), (type_, done)]


@pytest.mark.parametrize("wording", [", condition: Complete", ", status: Complete"])
@pytest.mark.parametrize("prefix", ["", COMBINED], ids=["single", "combined"])
@pytest.mark.parametrize("type_", ["ADDED", "MODIFIED"])
def test_every_wording_of_saw_completed_job_is_understood(
    story: Teller, type_: str, prefix: str, wording: str
) -> None:
    watched = watched_run(type_, prefix, wording)
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


@pytest.mark.parametrize("wording", [", condition: Failed", ", status: Failed"])
@pytest.mark.parametrize("prefix", ["", COMBINED], ids=["single", "combined"])
def test_a_failed_job_is_failed_in_every_wording(
    story: Teller, prefix: str, wording: str
) -> None:
    watched = watched_run("MODIFIED", prefix, wording)
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 missed failed -"


@pytest.mark.parametrize("prefix", ["", COMBINED], ids=["single", "combined"])
@pytest.mark.parametrize("type_", ["ADDED", "MODIFIED"])
def test_the_oldest_wording_does_not_tell_the_outcome(
    story: Teller, type_: str, prefix: str
) -> None:
    """`Saw completed job: X` alone is neither good nor bad."""
    answer = story.check(
        TRAIN, watched=watched_run(type_, prefix, ""), at="11-22 08:00"
    )
    verdict = answer.of("train", "11-22")
    assert verdict["status"] == "unknown"


def test_the_oldest_wording_and_the_jobs_object_tell_it_together(
    story: Teller,
) -> None:
    of = job("train", "11-22 02:00", complete="11-22 05:00")
    watched = [*watched_run("ADDED", "", ""), ("MODIFIED", of)]
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_watch_deleted_of_an_event_says_nothing(story: Teller) -> None:
    """After an hour the API server forgets the event; the run is as it was."""
    said = watched_run("ADDED", "", ", condition: Complete")
    watched = said + [("DELETED", each) for _, each in said]
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_an_event_that_was_seen_twice_is_one_run(story: Teller) -> None:
    done = ended("train", "11-22 02:00", "11-22 05:00")
    again = ended("train", "11-22 02:00", "11-22 05:00:30") | {"count": 2}
    watched = [
        ("ADDED", started("train", "11-22 02:00")),
        ("ADDED", done),
        ("MODIFIED", again),
    ]
    answer = story.check(TRAIN, watched=watched, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def every_five_minutes() -> list[Json]:
    """A day of a */5 CronJob as the spam filter leaves it: 40 of 100 runs are seen."""
    seen: list[Json] = []
    for minute in range(0, 24 * 60, 5):
        kept = (minute * 7919) % 100 < 40
        slot = f"11-21 {minute // 60:02}:{minute % 60:02}"
        if kept:
            seen += [started("fast", slot), ended("fast", slot, f"{slot}:20")]
    return seen


def test_events_alone_prove_no_absence_of_a_fast_cronjob(story: Teller) -> None:
    """Half of its runs leave no event: never `missed`, `unknown` where none was seen."""
    sheet = """
    target               | deadline | days           | warn before
    cronjob:prod/ml/fast |          | 4-59/5 * * * * | 0
    """
    answer = story.check(sheet, seen=every_five_minutes(), at="11-22 00:00")
    told = {
        verdict["status"]
        for verdict in answer.document["verdicts"]
        if verdict["due_at"] < z("11-22 00:00")
    }
    assert "met" in told
    assert "unknown" in told
    assert told <= {"met", "unknown"}


def test_objects_prove_the_absence_that_events_cannot(story: Teller) -> None:
    """The CronJob says that it has started nothing since 20:00."""
    sheet = """
    target               | deadline | not before
    cronjob:prod/ml/fast | 23:00    | 22:00
    """
    seen = [
        *every_five_minutes(),
        job("fast", "11-21 20:00", complete="11-21 20:01"),
        cronjob("fast", "*/5 * * * *", last_schedule="11-21 20:00"),
    ]
    seen = [
        each
        for each in seen
        if each["kind"] != "Event" or each["lastTimestamp"] < z("11-21 20:00")
    ]
    answer = story.check(sheet, seen=seen, at="11-21 23:30")
    assert answer.verdicts[0] == "fast 11-21 23:00 missed not_started -"


def test_a_collector_that_was_away_over_the_deadline_does_not_know(
    story: Teller,
) -> None:
    """Away from 06:30 to 08:00; at 08:00 nothing is proven, then the objects are read."""
    seen = [ran("train", "11-21 02:00", "11-21 05:00"), started("train", "11-22 02:00")]
    away = ["--complete-until", z("11-22 06:30")]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=away)
    assert answer.verdicts[0] == "train 11-22 07:30 unknown source_behind -"
    objects = job("train", "11-22 02:00", complete="11-22 07:05")
    seen.append(objects)
    answer = story.check(TRAIN, seen=seen, at="11-22 08:05")
    assert answer.verdicts[0] == "train 11-22 07:30 near_miss slow 11-22 07:05"


def test_a_trimmed_job_stays_good(story: Teller) -> None:
    """SuccessfulDelete after the end is housekeeping."""
    of = job_of("train", "11-22 02:00")
    seen = [
        ran("train", "11-22 02:00", "11-22 05:00"),
        event("train", "SuccessfulDelete", f"Deleted job {of}", "11-22 07:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_a_job_that_replace_killed_has_failed(story: Teller) -> None:
    """The run of 02:00 was killed for the one of 06:00, which still runs."""
    of = job_of("train", "11-22 02:00")
    seen = [
        cronjob("train", "0 2,6 * * *", last_schedule="11-22 02:00", policy="Replace"),
        started("train", "11-22 02:00"),
        event("train", "SuccessfulDelete", f"Deleted job {of}", "11-22 06:00"),
        started("train", "11-22 06:00"),
    ]
    at_six = story.check(TRAIN, seen=seen[:-1], at="11-22 06:30").of("train", "11-22")
    assert (at_six["reason"], at_six["run"]) == ("failed", of)
    later = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (later["status"], later["reason"]) == ("missed", "running")


def test_a_job_that_went_missing_has_failed(story: Teller) -> None:
    of = job_of("train", "11-22 02:00")
    message = f"Active job went missing: {of}"
    seen = [
        started("train", "11-22 02:00"),
        event("train", "MissingJob", message, "11-22 04:00"),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "failed")


def test_a_job_deleted_under_the_controller_has_failed(story: Teller) -> None:
    running = job("train", "11-22 02:00")
    running["metadata"]["deletionTimestamp"] = z("11-22 04:00")
    watched = [("ADDED", job("train", "11-22 02:00")), ("DELETED", running)]
    verdict = story.check(TRAIN, watched=watched, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "failed")


def test_a_controller_that_cannot_create_says_why(story: Teller) -> None:
    message = (
        'Error creating job: jobs.batch "train-29921100" is forbidden: exceeded quota: '
        "jobs1, requested: count/jobs.batch=1, used: count/jobs.batch=1, limited: "
        "count/jobs.batch=1"
    )
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        event("train", "FailedCreate", message, "11-22 02:00", warning=True),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "cannot_start")
    assert "exceeded quota" in verdict["detail"]


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        (
            "InvalidSchedule",
            "invalid schedule: 59 23 31 2 * : time difference between two schedules",
        ),
        ("UnparseableSchedule", "unparseable schedule: x"),
        ("UnknownTimeZone", "invalid timeZone: Asia/Tokio"),
    ],
)
def test_a_bad_schedule_starts_nothing_until_it_is_edited(
    story: Teller, reason: str, message: str
) -> None:
    """The event came five days ago, once; it holds still."""
    seen = [
        ran("train", "11-16 02:00", "11-16 05:00"),
        event("train", reason, message, "11-17 01:00", warning=True),
    ]
    verdict = story.check(TRAIN, seen=seen, at="11-22 08:00").of("train", "11-22")
    assert (verdict["status"], verdict["reason"]) == ("missed", "cannot_start")


def test_a_run_that_came_late_after_an_outage_bears_its_slots_name(
    story: Teller,
) -> None:
    """The controller slept from 01:50 to 08:10; the Job of 02:00 was made at 08:10."""
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        started("train", "11-22 02:00", "11-22 08:10"),
        ended("train", "11-22 02:00", "11-22 11:00"),
    ]
    at_eight = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert "train 11-22 07:30 missed not_started -" in at_eight.verdicts
    answer = story.check(TRAIN, seen=seen, at="11-22 12:00")
    assert answer.verdicts == lines("""
        train 11-22 07:30 late    slow        11-22 11:00
        train 11-23 07:30 pending not_started -
    """)


def test_a_run_that_hangs_and_later_ones_that_succeed(story: Teller) -> None:
    """Without Forbid the night of the 20th hangs and the 21st is good: two stories."""
    seen = [
        ran("train", "11-19 02:00", "11-19 05:00"),
        job("train", "11-20 02:00"),
        job("train", "11-21 02:00", complete="11-21 05:00"),
        cronjob("train", "0 2 * * *", last_schedule="11-21 02:00", policy="Allow"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-21 08:00", options=["--since", "26h"])
    assert answer.verdicts[:2] == lines("""
        train 11-20 07:30 missed running -
        train 11-21 07:30 met    -       11-21 05:00
    """)


def test_a_stuck_run_that_was_killed_lets_the_next_one_start(story: Teller) -> None:
    seen = [
        started("train", "11-20 02:00"),
        skipped("train", "11-21 02:00"),
        ended("train", "11-20 02:00", "11-21 10:00", ", condition: Failed"),
        ran("train", "11-22 02:00", "11-22 05:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"
    answer = story.check(TRAIN, seen=seen, at="11-21 08:00")
    assert "train 11-21 07:30 missed stuck -" in answer.verdicts


def test_events_k8s_io_tells_the_same(story: Teller) -> None:
    def as_v1(core: Json) -> Json:
        return {
            "apiVersion": "events.k8s.io/v1",
            "kind": "Event",
            "metadata": core["metadata"],
            "regarding": core["involvedObject"],
            "reason": core["reason"],
            "note": core["message"],
            "type": core["type"],
            "eventTime": None,
            "deprecatedFirstTimestamp": core["firstTimestamp"],
            "deprecatedLastTimestamp": core["lastTimestamp"],
            "deprecatedCount": core["count"],
            "deprecatedSource": core["source"],
            "reportingController": core["reportingComponent"],
        }

    seen = [as_v1(each) for each in ran("train", "11-22 02:00", "11-22 05:00")]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_cloud_logging_entries_name_their_cluster(story: Teller) -> None:
    """Another cluster's CronJob of the same name is another target."""
    sheet = """
    target                   | deadline
    cronjob:tokyo/ml/train   | 07:30
    cronjob:osaka/ml/train   | 07:30
    """
    entries = [
        {
            "insertId": str(n),
            "logName": "projects/p/logs/events",
            "timestamp": each["lastTimestamp"],
            "resource": {
                "type": "k8s_cluster",
                "labels": {"cluster_name": "tokyo", "project_id": "p"},
            },
            "jsonPayload": each,
        }
        for n, each in enumerate(ran("train", "11-22 02:00", "11-22 05:00"))
    ]
    log = story.folder / "log.jsonl.gz"
    log.write_bytes(gzip.compress("\n".join(map(json.dumps, entries)).encode()))
    answer = call(
        *("check", "--format", "json", "--at", z("11-22 08:00")),
        *("--sheet", story.sheet(sheet), "--events", log),
    )
    told = {
        verdict["target"]: verdict["status"]
        for verdict in answer.document["verdicts"]
        if verdict["due_at"] == z("11-22 07:30")
    }
    assert told["cronjob:tokyo/ml/train"] == "met"
    assert told["cronjob:osaka/ml/train"] in {"missed", "unknown"}


@pytest.mark.parametrize("form", ["pretty", "concatenated", "items", "gzipped list"])
def test_the_same_run_in_every_form_of_file(story: Teller, form: str) -> None:
    seen = list(flat([ran("train", "11-22 02:00", "11-22 05:00")]))
    path = story.folder / "seen"
    listed = {"kind": "EventList", "apiVersion": "v1", "items": seen}
    match form:
        case "pretty":
            path.write_text(json.dumps(listed, indent=4))
        case "concatenated":
            path.write_text(
                "".join(json.dumps({"type": "ADDED", "object": e}) for e in seen)
            )
        case "items":
            path.write_text("\n".join(map(json.dumps, seen)))
        case _:
            path.write_bytes(gzip.compress(json.dumps(listed).encode()))
    options = ["--events", path]
    answer = story.check(TRAIN, at="11-22 08:00", options=options)
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"


def test_a_name_that_is_another_names_beginning_is_another_cronjob(
    story: Teller,
) -> None:
    """`train` and `train-big`, whose Jobs are called `train-big-29921100`."""
    sheet = """
    target                    | deadline
    cronjob:prod/ml/train     | 07:30
    cronjob:prod/ml/train-big | 07:30
    """
    seen = [
        ran("train", "11-21 02:00", "11-21 05:00"),
        job("train-big", "11-22 02:00", complete="11-22 05:00"),
        ran("train-big", "11-22 02:00", "11-22 05:00"),
    ]
    answer = story.check(sheet, seen=seen, at="11-22 08:00")
    assert answer.verdicts[:2] == lines("""
        train-big 11-22 07:30 met    -           11-22 05:00
        train     11-22 07:30 missed not_started -
    """)


def test_a_schedule_in_utc_and_a_sheet_in_japan(story: Teller) -> None:
    """`0 17 * * *` without a zone is 02:00 of the next day in Japan."""
    of = cronjob("train", "0 17 * * *", last_schedule="11-22 02:00")
    del of["spec"]["timeZone"]
    seen = [of, job("train", "11-22 02:00", complete="11-22 05:00")]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "train 11-22 07:30 met - 11-22 05:00"
    assert instant("11-22 02:00").hour == 17
    assert days("11-22", 1) == ["11-22"]


def test_trimmed_jobs_are_not_missed_ones(story: Teller) -> None:
    """`kubectl get` of a healthy hourly job: three Jobs are left, and an hour of events."""
    sheet = """
    target                | days       | warn before
    cronjob:prod/ml/train | 30 * * * * | 5m
    """
    kept = [
        job("train", f"11-22 {hour:02}:00", complete=f"11-22 {hour:02}:05")
        for hour in (6, 7, 8)
    ]
    of = cronjob("train", "0 * * * *", last_schedule="11-22 08:00")
    seen = [of, *kept, ran("train", "11-22 08:00", "11-22 08:05")]
    answer = story.check(sheet, seen=seen, at="11-22 08:40")
    told = [verdict["status"] for verdict in answer.document["verdicts"]]
    assert {status: told.count(status) for status in set(told)} == {
        "unknown": 21,
        "met": 3,
        "pending": 1,
    }


def test_after_the_oldest_job_that_is_left_absence_counts(story: Teller) -> None:
    """The run of the 20th is left and the one of the 21st was never made."""
    seen = [
        cronjob("train", "0 2 * * *", last_schedule="11-22 02:00"),
        job("train", "11-20 02:00", complete="11-20 05:00"),
        job("train", "11-22 02:00", complete="11-22 05:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=["--since", "96h"])
    assert answer.verdicts[:4] == lines("""
        train 11-19 07:30 unknown source_behind -
        train 11-20 07:30 met     -             11-20 05:00
        train 11-21 07:30 missed  not_started   -
        train 11-22 07:30 met     -             11-22 05:00
    """)


def test_what_the_controller_said_then_holds_before_the_first_run_too(
    story: Teller,
) -> None:
    """The quota forbade the 21st; the first run that is known is of the 22nd."""
    message = 'Error creating job: jobs.batch "train-1" is forbidden: exceeded quota: q'
    seen = [
        event("train", "FailedCreate", message, "11-21 02:00", warning=True),
        ran("train", "11-22 02:00", "11-22 05:00"),
    ]
    answer = story.check(TRAIN, seen=seen, at="11-22 08:00", options=["--since", "26h"])
    assert answer.verdicts[:2] == lines("""
        train 11-21 07:30 missed cannot_start -
        train 11-22 07:30 met    -            11-22 05:00
    """)
