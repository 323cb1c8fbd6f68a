"""`collect`: import, export, two at once, and a watched cluster with kills between."""

import json
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from tests.cli.calls import AT, check, good_files
from tests.doubles.kubernetes import kubernetes
from tests.doubles.kubernetes_timeline import recording
from tests.scenarios.stories import call

DATA = Path(__file__).parent.parent / "data" / "kubernetes"
RECORDED = [
    DATA / "watch-events.core-v1.jsonl.gz",
    DATA / "watch-jobs.jsonl.gz",
    DATA / "watch-cronjobs.jsonl.gz",
]
SHEET = Path(__file__).parents[2] / "slo_monitor/samples/recording/slos.csv"


def imported(folder, *options):
    _, events, arrivals = good_files(folder)
    until = ["--complete-until", AT]
    return call(
        *("collect", "--store", folder / "store", "--cluster", "prod"),
        *("--import", events, arrivals, *until, *options),
    )


def configured(folder):
    path = folder / "store.yaml"
    path.write_text(f"evidence: {{store: {folder / 'store'}}}\n")
    return path


def from_store(folder, *options, command="check"):
    sheet, _, _ = good_files(folder)
    named = ("--config", configured(folder), command)
    return call(*named, *options, "--sheet", sheet, "--at", AT)


def test_what_was_imported_gives_the_verdicts_of_the_files(tmp_path):
    assert imported(tmp_path).code == 0
    answer = from_store(tmp_path, "--format", "json")
    assert answer.code == 0
    files = check(tmp_path, "--format", "json")
    assert json.loads(answer.out) == json.loads(files.out)


def test_importing_twice_changes_nothing(tmp_path):
    imported(tmp_path)
    once = from_store(tmp_path, "--format", "json").out
    imported(tmp_path)
    assert from_store(tmp_path, "--format", "json").out == once


def test_what_is_exported_gives_the_verdicts_of_the_store(tmp_path):
    imported(tmp_path)
    out = tmp_path / "out"
    answer = call("collect", "--store", tmp_path / "store", "--export", out)
    assert answer.code == 0
    assert "2 writes to tables" in answer.out
    sheet, _, _ = good_files(tmp_path)
    files = call(
        *(
            "check",
            "--sheet",
            sheet,
            "--at",
            AT,
            "--format",
            "json",
            "--cluster",
            "prod",
        ),
        *("--events", out / "events", "--arrivals", out / "arrivals.jsonl"),
    )
    store = from_store(tmp_path, "--format", "json")
    assert json.loads(files.out)["verdicts"] == json.loads(store.out)["verdicts"]


def test_explain_reads_the_store_too(tmp_path):
    imported(tmp_path)
    answer = from_store(
        tmp_path, "cronjob:prod/ml/train", "--format", "json", command="explain"
    )
    assert answer.code == 0
    assert len(json.loads(answer.out)["runs"]) == 2


def test_beyond_its_heartbeat_a_store_proves_no_absence(tmp_path):
    imported(tmp_path)
    sheet, _, _ = good_files(tmp_path)
    answer = call(
        *("--config", configured(tmp_path), "check", "--sheet", sheet),
        *("--at", "2026-11-23T00:00:00Z", "--format", "json"),
    )
    assert answer.code == 0
    past = [v for v in json.loads(answer.out)["verdicts"] if v["status"] != "pending"]
    assert {v["reason"] for v in past if v["status"] == "unknown"} == {"source_behind"}


def test_a_store_that_is_not_there_is_a_usage_error(tmp_path):
    answer = from_store(tmp_path)
    assert answer.code == 2
    assert "slo-monitor collect" in answer.err


def test_a_damaged_file_makes_absence_unknown_and_is_named(tmp_path):
    imported(tmp_path)
    damaged = max((tmp_path / "store/events").glob("*/*.parquet"))
    damaged.write_bytes(b"PAR1 no more")
    answer = from_store(tmp_path, "--format", "json")
    assert answer.code == 3
    assert str(damaged) in answer.err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "collect needs a store"),
        (["--store", "s"], "there is nothing to collect"),
        (["--store", "s", "--dry-run"], "collect has no dry run"),
        (["--store", "s", "--import", "none.json"], "none.json does not exist"),
        (["--export", "x"], "collect needs a store"),
        (["--store", "s", "--export", "x"], "is no folder"),
    ],
)
def test_what_collect_cannot_do_is_said_in_a_sentence(
    tmp_path, monkeypatch, arguments, sentence
):
    monkeypatch.chdir(tmp_path)
    answer = call("collect", *arguments)
    assert answer.code == 2
    assert sentence in answer.err


def test_a_file_that_names_no_cluster_needs_one(tmp_path):
    _, events, _ = good_files(tmp_path)
    answer = call("collect", "--store", tmp_path / "s", "--import", events)
    assert answer.code == 2
    assert "--cluster NAME" in answer.err


class Collector:
    """`slo-monitor collect` in a process of its own."""

    def __init__(self, folder, api_url):
        path = folder / "collect.yaml"
        path.write_text(
            f"clusters: [{{name: lab, api_url: '{api_url}'}}]\n"
            f"evidence: {{store: {folder / 'store'}}}\n"
        )
        self.config = path
        self.log = folder / "collect.log"

    @contextmanager
    def running(self):
        """A process that does not outlive the block."""
        process = self._start()
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def _start(self):
        command = [sys.executable, "-m", "slo_monitor", "--config", str(self.config)]
        with self.log.open("ab") as log:
            return subprocess.Popen([*command, "collect"], stderr=log)

    def events(self):
        """How many distinct events the store holds."""
        files = self.config.parent / "store/events/*/*.parquet"
        columns = "kind, namespace, name, reason, message, happened_at"
        held = f"SELECT DISTINCT {columns} FROM read_parquet('{files}')"
        try:
            (count,) = duckdb.sql(f"SELECT count(*) FROM ({held})").fetchone()
        except duckdb.Error:
            return 0
        return count

    def store_reaches(self, wanted):
        """Wait until the store holds so many events."""
        for _ in range(300):
            if self.events() >= wanted:
                return
            time.sleep(0.1)
        raise AssertionError(f"{self.events()} of {wanted} events after 30 s")

    def store_rests(self):
        """Wait until nothing new has come for four seconds."""
        count = -1
        while count != (count := self.events()):
            time.sleep(4)


def test_a_collector_killed_twice_and_cut_off_tells_the_same_as_the_recording(tmp_path):
    with kubernetes(recording()) as cluster:
        collector = Collector(tmp_path, cluster.api_url)
        third = len(cluster.timeline) // 3
        cluster.advance(third)
        with collector.running():  # and killed with SIGKILL at its end
            collector.store_reaches(100)
        cluster.advance(third)
        with collector.running():
            cluster.cut()
            collector.store_reaches(400)
        with collector.running() as process:
            time.sleep(2)
            cluster.cut()
            cluster.advance()
            collector.store_rests()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0, collector.log.read_text()
    assert "Traceback" not in collector.log.read_text()
    options = ["--sheet", SHEET, "--at", "2026-11-22T04:20:30Z", "--format", "json"]
    stored = call("--config", collector.config, "check", *options)
    named = [each for path in RECORDED for each in ("--events", path)]
    files = call("check", *named, *options)
    assert told(stored) == told(files)


def told(answer):
    """What is said of each row.

    A collector knows since when a CronJob was suspended, a file does not: there it holds
    always.
    """
    verdicts = json.loads(answer.out)["verdicts"]
    return {
        (v["objective"], v["business_date"]): (
            v["status"],
            "not_started" if v["reason"] == "suspended" else v["reason"],
            v["arrived_at"],
        )
        for v in verdicts
    }


def test_the_options_of_collect_are_in_its_help():
    out = call("collect", "--help").out
    assert all(word in out for word in ("--import", "--export", "--store"))
