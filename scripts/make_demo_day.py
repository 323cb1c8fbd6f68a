#!/usr/bin/env python3
"""Writes the demo's made-up day: events.jsonl, objects.json, arrivals.jsonl.

    .venv/bin/python scripts/make_demo_day.py [FOLDER]

The story (demo_day/story.py) is played by a small CronJob controller; what the real one
would have said is written in the forms of a real control plane (those of the recording in
slo_monitor/samples/recording). The same story gives the same bytes. `slos.csv` and
`slo-monitor.yaml` beside the three files are written by hand.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from demo_day.controller import Controller, Said
from demo_day.forms import Form, cronjob_object, event, job_object, reference, stamp
from demo_day.moments import WATCHED_FROM
from demo_day.story import CRONJOBS, CronJob, Write, writes

FOLDER = Path(__file__).parent.parent / "slo_monitor" / "samples" / "day"


def events_file(played: list[Controller]) -> str:
    """The watch stream since the collector was started, in the order it came."""
    said: list[tuple[datetime, CronJob, Said]] = [
        (each.at, player.cronjob, each)
        for player in played
        for each in player.said
        if each.at >= WATCHED_FROM
    ]
    said.sort(key=lambda each: each[0])
    return "".join(_line(event(cronjob, each)) for _, cronjob, each in said)


def objects_file(played: list[Controller]) -> str:
    """`kubectl get jobs,cronjobs -A -o json`, an item a line."""
    in_order = sorted(played, key=lambda p: (p.cronjob.namespace, p.cronjob.name))
    jobs = [
        job_object(player.cronjob, job)
        for player in in_order
        for job in sorted(player.jobs, key=lambda job: job.name)
    ]
    cronjobs = [
        cronjob_object(each.cronjob, _status(each), _changed(each)) for each in in_order
    ]
    items = ",\n".join(_line(item).rstrip() for item in jobs + cronjobs)
    end = '"kind":"List","metadata":{"resourceVersion":""}'
    return f'{{"apiVersion":"v1","items":[\n{items}\n],{end}}}\n'


def arrivals_file() -> str:
    """A line a write, by time."""
    return "".join(
        _line(_arrival(each)) for each in sorted(writes(), key=lambda each: each.at)
    )


def main(folder: Path) -> None:
    """Write the three files into `folder`."""
    played = [Controller(cronjob) for cronjob in CRONJOBS]
    files = {
        "events.jsonl": events_file(played),
        "objects.json": objects_file(played),
        "arrivals.jsonl": arrivals_file(),
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _status(player: Controller) -> Form:
    active = [
        reference(player.cronjob, job)
        for job in player.jobs
        if job.ended is None and job.slot is not None
    ]
    status: Form = {"active": active} if active else {}
    if player.last_slot is not None:
        status["lastScheduleTime"] = stamp(player.last_slot)
    if player.last_success is not None:
        status["lastSuccessfulTime"] = stamp(player.last_success)
    return status


def _changed(player: Controller) -> datetime:
    moments = player.last_slot, player.last_success, player.cronjob.suspended
    return max((each for each in moments if each is not None), default=WATCHED_FROM)


def _arrival(write: Write) -> Form:
    return {
        "table": write.table,
        "partition": write.partition,
        "arrived_at": stamp(write.at),
        "rows": write.rows,
    }


def _line(form: Form) -> str:
    return json.dumps(form, ensure_ascii=False, separators=(",", ":")) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
