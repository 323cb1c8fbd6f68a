"""The same run in every form in which people hand Kubernetes evidence over."""

import gzip
import json

import pytest

from tests.scenarios.kubernetes import (
    Json,
    ran,
    z,
)
from tests.scenarios.stories import Teller, call, flat

TRAIN = """
target                | deadline
cronjob:prod/ml/train | 07:30
"""


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
