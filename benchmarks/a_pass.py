"""CPU seconds and peak memory of whole passes, and the share of each phase.

    .venv/bin/python benchmarks/a_pass.py [OBJECTIVES ...]      (default: 188 5000)

Each OBJECTIVES is half CronJobs with two days of Kubernetes events, and half tables. The
figures to reach: 188 within 0.5 s CPU beyond --help, 5,000 (100,000 or more events) within
5 s CPU and 400 MB, --help within 0.3 s CPU. Machines are noisy: read the ratios.
"""

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

AT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # 09:00 in Tokyo
DAYS = 2
MINUTE = timedelta(minutes=1)

PHASES = """
import sys, time
from slo_monitor.cli.parsing import parse
from pathlib import Path
start = time.process_time()
marks = []
def mark(name):
    marks.append((name, time.process_time()))
from slo_monitor.app import agreements, gathering, passes
from slo_monitor.cli import commands
mark("imports")
arguments = parse(sys.argv[1:], "slo-monitor")
request = commands._request(arguments, commands._settings(arguments), "24h")
agreed = agreements.read_agreements(request.settings, request.sheet, request.at)
mark("sheet")
gathered = gathering.gather(request, agreed.agreements)
mark("evidence")
from slo_monitor.judge.judging import Span, judge
from slo_monitor.judge.inversions import find_inversions
verdicts = judge(agreed.agreements, gathered.evidence, Span(at=request.at, since=request.since))
mark("verdicts")
find_inversions(verdicts, gathered.evidence, request.at)
mark("inversions")
from slo_monitor.model.results import PassResult
from slo_monitor.report.document import document
import json
json.dumps(document(PassResult(at=request.at, verdicts=verdicts), request.settings.language))
mark("document")
total = marks[-1][1] - start
for name, at in marks:
    print(f"    {name:<11}{at - start:6.2f} s {100 * (at - start) / total:4.0f} %")
    start = at
"""


def main(sizes: list[int]) -> None:
    print(f"--help: {cpu([*program(), '--help'])[0]:.2f} s CPU")
    help_cpu = cpu([*program(), "--help"])[0]
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            events = write(Path(folder), size)
            arguments = options(Path(folder))
            seconds, megabytes = cpu([*program(), "check", *arguments])
            print(
                f"{size} objectives, {events} events: {seconds:.2f} s CPU "
                f"({seconds - help_cpu:.2f} beyond --help), {megabytes:.0f} MB peak"
            )
            sys.stdout.flush()
            subprocess.run(
                [sys.executable, "-c", PHASES, "check", *arguments], check=True
            )


def program() -> list[str]:
    return [sys.executable, "-m", "slo_monitor"]


def options(folder: Path) -> list[str]:
    return [
        *(
            "--sheet",
            str(folder / "slos.csv"),
            "--events",
            str(folder / "events.jsonl"),
        ),
        *("--arrivals", str(folder / "arrivals.jsonl"), "--cluster", "prod"),
        *("--at", "2026-11-22T00:00:00Z", "--format", "json"),
    ]


def cpu(command: list[str]) -> tuple[float, float]:
    """CPU seconds of a child, and the largest memory of any child so far in MB."""
    before = getrusage(RUSAGE_CHILDREN)
    with Path(os.devnull).open("w") as nowhere:
        subprocess.run(command, check=True, stdout=nowhere)
    after = getrusage(RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, after.ru_maxrss / 1024


def write(folder: Path, size: int) -> int:
    """A sheet of `size` rows, and two days of evidence for each; how many events."""
    jobs, tables = size // 2, size - size // 2
    rows = ["target,deadline,days,owner,depends on"]
    for number in range(jobs):
        upstream = f"table:p.mart.t{number}" if number < tables else ""
        rows.append(f"cronjob:prod/etl/job-{number},07:30,daily,@data,{upstream}")
    rows += [f"table:p.mart.t{n},{n % 5 + 3:02}:00,,@data," for n in range(tables)]
    (folder / "slos.csv").write_text("\n".join(rows))
    with (folder / "arrivals.jsonl").open("w") as out:
        for number in range(tables):
            for day in range(DAYS + 1):
                at = AT - timedelta(days=day, hours=7, minutes=number % 200)
                out.write(json.dumps(arrival(number, at)) + "\n")
    with (folder / "events.jsonl").open("w") as out:
        return sum(write_runs(out, number) for number in range(jobs))


def write_runs(out, number: int) -> int:
    """Runs every third hour for two days: three events of the CronJob and two of the Job."""
    count = 0
    for hours in range(0, 24 * DAYS, 3):
        slot = AT - timedelta(hours=hours + 1, minutes=number % 60)
        name = f"job-{number}"
        job = f"{name}-{int(slot.timestamp()) // 60}"
        for line in (
            event("CronJob", name, "SuccessfulCreate", f"Created job {job}", slot),
            event("Job", job, "SuccessfulCreate", f"Created pod: {job}-abcde", slot),
            event("Job", job, "Completed", "Job completed", slot + 20 * MINUTE),
            event(
                "CronJob",
                name,
                "SawCompletedJob",
                f"Saw completed job: {job}, condition: Complete",
                slot + 20 * MINUTE,
            ),
        ):
            out.write(json.dumps(line) + "\n")
            count += 1
    return count


def arrival(number: int, at: datetime) -> dict[str, object]:
    return {
        "table": f"p.mart.t{number}",
        "partition": None,
        "arrived_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "rows": 1000,
    }


def event(
    kind: str, name: str, reason: str, message: str, at: datetime
) -> dict[str, object]:
    time = f"{at:%Y-%m-%dT%H:%M:%SZ}"
    source = "cronjob-controller" if kind == "CronJob" else "job-controller"
    return {
        "type": "ADDED",
        "object": {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {
                "name": f"{name}.18ea41f2{abs(hash((name, time))) % 10**8:08}",
                "namespace": "etl",
                "uid": f"d4eb5446-686e-450c-ad7c-{abs(hash((name, reason, time))) % 10**12:012}",
                "resourceVersion": "215",
                "creationTimestamp": time,
                "managedFields": [{"manager": "kube-controller-manager", "operation": "Update",
                                   "apiVersion": "v1", "time": time, "fieldsType": "FieldsV1",
                                   "fieldsV1": {"f:count": {}, "f:firstTimestamp": {}}}],
            },
            "involvedObject": {"kind": kind, "namespace": "etl", "name": name,
                               "uid": "ea3a22a2-ba0c-43b6-afd9-fdf246e0d05b",
                               "apiVersion": "batch/v1", "resourceVersion": "213"},
            "reason": reason,
            "message": message,
            "source": {"component": source},
            "firstTimestamp": time,
            "lastTimestamp": time,
            "count": 1,
            "type": "Normal",
            "eventTime": None,
            "reportingComponent": source,
            "reportingInstance": "",
        },
    }  # fmt: skip


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [188, 5000])
