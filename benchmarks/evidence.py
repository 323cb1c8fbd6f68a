"""CPU and memory of reading evidence files; run `python benchmarks/evidence.py [EVENTS]`.

Each form is read by a process of its own, so that peak memory is that of reading alone.
"""

import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files

START = datetime(2026, 11, 20, tzinfo=UTC)
SLOTS = 48  # of each CronJob: hourly for two days


def main() -> None:
    if sys.argv[1:2] == ["--read"]:
        read(sys.argv[2])
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        for name, write in FORMS.items():
            path = Path(folder, name)
            opened = gzip.open if name.endswith(".gz") else open
            with opened(path, "wt") as file:
                write(file, count)
            size = path.stat().st_size / 1e6
            print(f"{name:28} {size:7.1f} MB  ", end="", flush=True)
            subprocess.run([sys.executable, __file__, "--read", str(path)], check=True)
            path.unlink()


def read(path: str) -> None:
    before = time.process_time()
    found = read_evidence_files(EvidenceRequest(events=(path,), cluster="prod"))
    cpu = time.process_time() - before
    runs = sum(len(one.runs) for one in found.evidence.cronjobs.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{cpu:5.2f} s CPU  {peak:5.0f} MB peak  {runs} runs", found.problems or "")


def write_list(file: TextIO, count: int) -> None:
    """As `kubectl get events -A -o json` prints it."""
    file.write('{\n    "apiVersion": "v1",\n    "items": [\n')
    for number, event in enumerate(events(count)):
        text = json.dumps(event, indent=4).replace("\n", "\n        ")
        file.write(f"{',' if number else ''}\n        {text}".lstrip("\n"))
    file.write('\n    ],\n    "kind": "List",\n    "metadata": {}\n}\n')


def write_compact_list(file: TextIO, count: int) -> None:
    file.write('{"kind":"List","apiVersion":"v1","items":[')
    for number, event in enumerate(events(count)):
        text = json.dumps(event, separators=(",", ":"))
        file.write(f"{',' if number else ''}{text}")
    file.write("]}\n")


def write_watch(file: TextIO, count: int) -> None:
    """As the API server's watch sends it."""
    for event in events(count):
        line = {"type": "ADDED", "object": event}
        file.write(json.dumps(line, separators=(",", ":")) + "\n")


def write_concatenated(file: TextIO, count: int) -> None:
    """As `kubectl get events -A -w -o json` prints it."""
    for event in events(count):
        file.write(json.dumps(event, indent=4) + "\n")


FORMS = {
    "list.json": write_list,
    "compact-list.json": write_compact_list,
    "watch.jsonl": write_watch,
    "watch.jsonl.gz": write_watch,
    "kubectl-watch.json": write_concatenated,
}


def events(count: int) -> Iterator[dict[str, Any]]:
    """Per run: three events of the CronJob and its Job, and seven of its Pod."""
    for run in range(count // 10):
        slot = START + timedelta(hours=run % SLOTS)
        cronjob = f"batch-{run // SLOTS:04}"
        yield from run_events(cronjob, slot, f"{cronjob}-{int(slot.timestamp()) // 60}")


def run_events(cronjob: str, slot: datetime, job: str) -> Iterator[dict[str, Any]]:
    end = slot + timedelta(minutes=20)
    yield event("CronJob", cronjob, "SuccessfulCreate", f"Created job {job}", slot)
    for reason in (
        "Scheduled",
        "Pulling",
        "Pulled",
        "Created",
        "Started",
        "Warm",
        "Ok",
    ):
        yield event("Pod", f"{job}-x7k2p", reason, f"{reason} container main", slot)
    yield event("Job", job, "Completed", "Job completed", end)
    message = f"Saw completed job: {job}, condition: Complete"
    yield event("CronJob", cronjob, "SawCompletedJob", message, end)


def event(
    kind: str, name: str, reason: str, message: str, at: datetime
) -> dict[str, Any]:
    time_text = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    uid = "d4eb5446-686e-450c-ad7c-d5f2f61f9493"
    return {
        "apiVersion": "v1",
        "count": 1,
        "eventTime": None,
        "firstTimestamp": time_text,
        "involvedObject": {
            "apiVersion": "v1" if kind == "Pod" else "batch/v1",
            "kind": kind,
            "name": name,
            "namespace": "batch",
            "resourceVersion": "213",
            "uid": uid,
        },
        "kind": "Event",
        "lastTimestamp": time_text,
        "message": message,
        "metadata": {
            "creationTimestamp": time_text,
            "name": f"{name}.18ea41f222537a93",
            "namespace": "batch",
            "resourceVersion": "215",
            "uid": uid,
        },
        "reason": reason,
        "reportingComponent": "cronjob-controller",
        "reportingInstance": "",
        "source": {"component": "cronjob-controller"},
        "type": "Normal",
    }


if __name__ == "__main__":
    main()
