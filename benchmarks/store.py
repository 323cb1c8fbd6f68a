"""The embedded store: what a pass costs against the barest query, and how fast it takes events.

    .venv/bin/python benchmarks/store.py [EVENTS] [CRONJOBS] [FOLDER]
                                                    (default: 2,000,000 and 5,000)

EVENTS over 28 days, written by DuckDB straight into the store's folders: four events a run, of
CRONJOBS CronJobs, 5,000 of which are asked for, with two days of evidence; then 500 of them
over all days. The figures to reach at 50,000,000: the pass's query within 1.5 x the barest
query that reads the same columns of the same files, and 1 GB. Machines are noisy: read the
ratios. Each measurement is a process of its own, with 3 GB of address space; best of three.

    scan    the greatest value of each column      copy    all of them into a table in memory
    fetch   the same, row by row into Python       query   our queries' answers into a table
    read    read_store and all runs built
"""

import json
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RLIMIT_AS, setrlimit

from slo_monitor.model.evidence import Kind
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import EventObserved, Heartbeat
from slo_monitor.stores.engine import (
    READING_MEMORY,
    READING_THREADS,
    engine,
    query_text,
)
from slo_monitor.stores.layout import folder_of, name_of
from slo_monitor.stores.reading import StoreQuery, read_store
from slo_monitor.stores.shelves import shelf
from slo_monitor.stores.wanting import want_cronjobs
from slo_monitor.stores.writing import EvidenceWriter

END = datetime(2026, 11, 22, tzinfo=UTC)
DAYS = 28
ASKED = 5000
COLUMNS = [
    "cluster_name",
    "namespace",
    "cronjob",
    "job",
    "kind",
    "reason",
    "outcome",
    "words",
    "happened_at",
    "obstacle",
]
MEASURES = (
    "scan",
    "copy",
    "fetch",
    "query",
    "read",
    "history scan",
    "history copy",
    "history query",
    "history",
)


def target(number: int) -> CronJobTarget:
    return CronJobTarget("prod", f"team-{number % 40}", f"batch-job-{number}")


def main(events: int, cronjobs: int, folder: str | None) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(folder or temporary)
        if not (root / "events").exists():
            generate(root, events, cronjobs)
        size = sum(path.stat().st_size for path in root.glob("events/*/*"))
        print(f"{events:,} events of {cronjobs:,} CronJobs: {size / 2**20:,.0f} MiB")
        found = {name: best_of_three(root, cronjobs, name) for name in MEASURES}
    compare(found, "query", "scan")
    compare(found, "query", "copy")
    compare(found, "read", "fetch")
    compare(found, "history query", "history scan")
    compare(found, "history query", "history copy")
    for name in ("read", "history"):
        print(
            f"  {name}: {found[name]['seconds']:.2f} s, {found[name]['runs']:,} runs, "
            f"{found[name]['megabytes']:.0f} MB at most"
        )
    with tempfile.TemporaryDirectory() as temporary:
        taking(Path(temporary))


def compare(found: dict[str, dict[str, float]], ours: str, barest: str) -> None:
    ratio = found[ours]["seconds"] / found[barest]["seconds"]
    print(
        f"  {ours} {found[ours]['seconds']:.3f} s, {found[ours]['megabytes']:.0f} MB; "
        f"{barest} {found[barest]['seconds']:.3f} s: ratio {ratio:.2f}"
    )


def generate(root: Path, events: int, cronjobs: int) -> None:
    runs = events // 4 // DAYS // cronjobs
    for day in range(DAYS):
        start = END - timedelta(days=day + 1)
        place = folder_of(root, "events", start.date())
        place.mkdir(parents=True)
        with engine("2GB", 2) as connection:
            rows = connection.sql(
                GENERATED,
                params={
                    "cronjobs": cronjobs,
                    "runs": max(runs, 1),
                    "start": int(start.timestamp()) // 60,
                },
            )
            rows.write_parquet(str(place / "new"), compression="zstd")
        (place / "new").rename(place / name_of(place / "new"))


GENERATED = """
WITH runs AS (
  SELECT
    'team-' || c % 40 AS namespace,
    'batch-job-' || c AS cronjob,
    $start + (r * 1440 // $runs + c * 7) % 1440 AS slot,
    (hash(c, r) % 1700)::INT AS length,
    hash(r, c) % 50 = 0 AS fails
  FROM range($cronjobs) AS a (c), range($runs) AS b (r)
),
jobs AS (
  SELECT *, cronjob || '-' || slot AS job, to_timestamp(slot * 60) AS slot_at FROM runs
),
events AS (
  SELECT *, 'CronJob' AS kind, cronjob AS name, 'SuccessfulCreate' AS reason,
    'Created job ' || job AS message, slot_at AS happened_at, NULL AS outcome,
    NULL AS words
  FROM jobs
  UNION ALL
  SELECT *, 'Job', job, 'SuccessfulCreate', 'Created pod: ' || job || '-' ||
    substr(md5(job), 1, 5), slot_at, NULL, NULL
  FROM jobs
  UNION ALL
  SELECT *, 'Job', job, if(fails, 'BackoffLimitExceeded', 'Completed'),
    if(fails, 'Job has reached the specified backoff limit', 'Job completed'),
    slot_at + to_seconds(length), if(fails, 'failed', 'complete'),
    if(fails, 'Job has reached the specified backoff limit', NULL)
  FROM jobs
  UNION ALL
  SELECT *, 'CronJob', cronjob, 'SawCompletedJob', 'Saw completed job: ' || job ||
    ', condition: ' || if(fails, 'Failed', 'Complete'),
    slot_at + to_seconds(length), if(fails, 'failed', 'complete'), NULL
  FROM jobs
)
SELECT
  'prod' AS cluster_name, kind, namespace, name, reason, message, happened_at,
  happened_at + INTERVAL 1 SECOND AS observed_at, cronjob, job, outcome,
  NULL::VARCHAR AS obstacle, words
FROM events
ORDER BY cluster_name, namespace, cronjob, happened_at, kind, reason
"""


def best_of_three(root: Path, cronjobs: int, name: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--measure", str(root), str(cronjobs), name]
    told = [
        json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        for _ in range(3)
    ]
    return min(told, key=lambda each: each["seconds"])


def measure(root: Path, cronjobs: int, name: str) -> None:
    setrlimit(RLIMIT_AS, (3 * 2**30, 3 * 2**30))
    long = name.startswith("history")
    since = END - timedelta(days=DAYS if long else 2)
    step = max(cronjobs // ASKED, 1) * (10 if long else 1)
    wanted = frozenset(target(number) for number in range(0, cronjobs, step))
    query = StoreQuery(since=since, until=END, cronjobs=wanted, tables=frozenset())
    files = shelf(
        root, "events", (since - timedelta(days=1)).date(), END.date()
    ).files()
    parameters = {"files": files, "since": since, "until": END}
    runs = 0
    with engine(READING_MEMORY, READING_THREADS) as connection:
        start = time.perf_counter()
        if name.endswith("scan"):
            connection.execute(bare("max({})"), parameters).fetchall()
        elif name.endswith("copy"):
            whole = f"CREATE OR REPLACE TEMP TABLE found AS {bare('{}')}"
            connection.execute(whole, parameters)
        elif name == "fetch":
            cursor = connection.execute(bare("{}"), parameters)
            while cursor.fetchmany(10_000):
                pass
        elif name.endswith("query"):
            want_cronjobs(connection, wanted, files)
            for text in ("job_events", "cronjob_events"):
                whole = f"CREATE OR REPLACE TEMP TABLE found AS {query_text(text)}"
                connection.execute(whole, parameters)
        else:
            builder = RunsBuilder()
            read_store(root, query, builder)
            runs = sum(len(each.runs) for each in builder.build().values())
        seconds = time.perf_counter() - start
    memory = peak()
    print(json.dumps({"seconds": seconds, "megabytes": memory, "runs": runs}))


def peak() -> float:
    """MB at most; getrusage would count what this process was forked from."""
    status = Path("/proc/self/status").read_text()
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def bare(form: str) -> str:
    """The same columns of the same files, and nothing else."""
    columns = [
        f"EPOCH_US({form.format(name)})" if name == "happened_at" else form.format(name)
        for name in COLUMNS
    ]
    return (
        f"SELECT {', '.join(columns)} FROM read_parquet($files) "
        "WHERE happened_at BETWEEN $since AND $until"
    )


def taking(root: Path) -> None:
    """2,000 events and a heartbeat a flush, as a watch that brings so many a second."""
    batches, size = 100, 2000
    flushes = []
    appending = time.perf_counter()
    with EvidenceWriter(root) as writer:
        for number in range(batches):
            seen = [event(number * size + each) for each in range(size)]
            beat = Heartbeat(
                kind=Kind.CRONJOBS, scope="prod", complete_until=seen[-1].observed_at
            )
            writer.append([*seen, beat])
            start = time.perf_counter()
            writer.flush()
            flushes.append(time.perf_counter() - start)
            if number % 10 == 0:
                writer.compact(END)
        seconds = time.perf_counter() - appending
        merging = time.perf_counter()
        writer.compact(END + timedelta(days=900))
        merging = time.perf_counter() - merging
    memory = peak()
    print(
        f"  taking: {batches * size / seconds:,.0f} events/s durable; a flush of {size} "
        f"{1000 * sum(flushes) / batches:.0f} ms, {1000 * max(flushes):.0f} ms at most; "
        f"all of the day into one file {merging:.2f} s; {memory:.0f} MB at most"
    )


def event(number: int) -> EventObserved:
    at = END + timedelta(milliseconds=number)
    cronjob = target(number % 3000)
    job = f"{cronjob.name}-{29_922_000 + number // 3000}"
    message = f"Saw completed job: {job}, condition: Complete"
    seen = SeenEvent(
        "prod",
        "CronJob",
        cronjob.namespace,
        cronjob.name,
        "SawCompletedJob",
        message,
        at,
    )
    return EventObserved(event=seen, observed_at=at)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        if sys.argv[1:2] == ["--measure"]:
            measure(Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
        else:
            sizes = [int(each.replace(",", "")) for each in sys.argv[1:3]]
            sizes += (2_000_000, 5000)[len(sizes) :]
            main(*sizes, sys.argv[3] if len(sys.argv) > 3 else None)
