"""A real control plane's recording, judged from its objects, its events, and by hand.

The oracle reads the watch of Jobs with nothing but `json`: the Job's slot from its name, its
end from its conditions.
"""

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.scenarios.kubernetes import Json
from tests.scenarios.stories import Teller, call

RECORDED = Path(__file__).parents[1] / "data" / "kubernetes"
OBJECTS = ("watch-jobs.jsonl.gz", "watch-cronjobs.jsonl.gz")
EVENTS = ("watch-events.core-v1.jsonl.gz",)
EVENTS_V1 = ("watch-events.events-k8s-io.jsonl.gz",)
LISTED = ("list-jobs.json.gz", "list-cronjobs.json.gz", "list-events.json.gz")
BEFORE_OUTAGE, AT_END = "2026-11-22T04:12:30Z", "2026-11-22T04:20:40Z"
Verdicts = dict[tuple[str, str], Json]


def recorded_cronjobs() -> list[str]:
    with gzip.open(RECORDED / "list-cronjobs.json.gz", "rt") as file:
        items = json.load(file)["items"]
    names = [each["metadata"] for each in items]
    return sorted(f"{each['namespace']}/{each['name']}" for each in names)


def judged(tmp_path: Path, files: tuple[str, ...], at: str) -> Verdicts:
    """Every third minute a deadline for each of the 23 CronJobs."""
    rows = [f"cronjob:prod/{name}|1-59/3 4 * * *|UTC|0" for name in recorded_cronjobs()]
    sheet = "\n".join(["target|days|timezone|warn before", *rows])
    named = [part for file in files for part in ("--events", RECORDED / file)]
    answer = call(
        *("check", "--sheet", Teller(tmp_path).sheet(sheet), *named),
        *("--cluster", "prod", "--format", "json", "--at", at),
        *("--since", "2026-11-22T03:59:30Z"),
    )
    assert answer.code == 0, answer.err
    assert answer.document["problems"] == []
    return {(v["target"], v["due_at"]): v for v in answer.document["verdicts"]}


def recorded_runs() -> dict[str, list[tuple[datetime, datetime | None]]]:
    """By CronJob, the slot and the good end of each scheduled Job."""
    jobs: dict[str, Json] = {}
    with gzip.open(RECORDED / "watch-jobs.jsonl.gz", "rt") as file:
        for line in file:
            of = json.loads(line)["object"]
            if "name" in of.get("metadata", {}):
                seen = jobs.setdefault(of["metadata"]["uid"], of)
                seen["status"] |= of["status"]
    runs: dict[str, list[tuple[datetime, datetime | None]]] = {}
    for each in jobs.values():
        meta = each["metadata"]
        name, _, minutes = meta["name"].rpartition("-")
        if not minutes.isdigit():
            continue  # made by hand
        end = each["status"].get("completionTime")
        finished = datetime.fromisoformat(end) if end else None
        slot = datetime.fromtimestamp(int(minutes) * 60, UTC)
        target = f"cronjob:prod/{meta['namespace']}/{name}"
        runs.setdefault(target, []).append((slot, finished))
    return runs


@pytest.mark.parametrize("at", [BEFORE_OUTAGE, AT_END])
def test_objects_tell_what_a_reader_of_the_recording_finds(
    tmp_path: Path, at: str
) -> None:
    runs, now = recorded_runs(), datetime.fromisoformat(at)
    compared = 0
    for (target, due), verdict in judged(tmp_path, OBJECTS, at).items():
        opens = datetime.fromisoformat(verdict["opens_at"])
        until = datetime.fromisoformat(due)
        if until > now or target.endswith("ingest-users"):  # it has a manual run
            continue
        ends = [
            end
            for slot, end in runs.get(target, [])
            if opens < slot <= until and end is not None and end <= now
        ]
        if ends:
            status = "met" if min(ends) <= until else "late"
            assert (
                verdict["status"],
                datetime.fromisoformat(verdict["arrived_at"]),
            ) == (
                status,
                min(ends),
            )
        else:
            assert verdict["status"] in {"missed", "unknown"}, verdict
        compared += 1
    assert compared > 80


@pytest.mark.parametrize("at", [BEFORE_OUTAGE, AT_END])
@pytest.mark.parametrize("files", [EVENTS, EVENTS_V1], ids=["core", "events.k8s.io"])
def test_events_alone_never_contradict_the_objects(
    tmp_path: Path, files: tuple[str, ...], at: str
) -> None:
    """Events may leave a question open; what they answer is right."""
    by_objects = judged(tmp_path, OBJECTS, at)
    by_events = judged(tmp_path, files, at)
    assert by_events.keys() == by_objects.keys()
    for key, verdict in by_events.items():
        assert verdict["status"] in {by_objects[key]["status"], "unknown"}, key


@pytest.mark.parametrize("at", [BEFORE_OUTAGE, AT_END])
def test_events_beside_objects_change_no_status(tmp_path: Path, at: str) -> None:
    by_objects = judged(tmp_path, OBJECTS, at)
    by_all = judged(tmp_path, OBJECTS + EVENTS, at)
    for key, verdict in by_all.items():
        told = verdict["status"], verdict["arrived_at"]
        assert told == (by_objects[key]["status"], by_objects[key]["arrived_at"]), key


def test_one_kubectl_get_never_contradicts_the_watch(tmp_path: Path) -> None:
    """The lists were taken at 04:12:39; trimmed Jobs may leave a question open."""
    by_watch = judged(tmp_path, OBJECTS, BEFORE_OUTAGE)
    by_lists = judged(tmp_path, LISTED, BEFORE_OUTAGE)
    for key, verdict in by_lists.items():
        assert verdict["status"] in {by_watch[key]["status"], "unknown"}, key


def test_the_hung_run_is_stuck_from_the_first_window_after_its_own(
    tmp_path: Path,
) -> None:
    """nightly-train: Forbid, hung since 04:00, every second minute swallowed."""
    train = "cronjob:prod/ml-train/nightly-train"
    found = judged(tmp_path, OBJECTS + EVENTS, AT_END)
    reasons = {
        due[14:16]: verdict["reason"]
        for (target, due), verdict in found.items()
        if target == train and due <= AT_END
    }
    assert reasons == {"01": "running"} | dict.fromkeys(
        ["04", "07", "10", "13", "16", "19"], "stuck"
    )
