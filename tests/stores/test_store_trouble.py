"""Damaged files, full and read-only disks, a second writer, a store that is not there."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest

from slo_monitor.errors import (
    StoreBusy,
    StoreError,
    StoreFull,
    StoreReadOnly,
    UsageError,
)
from slo_monitor.model.evidence import Kind
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import EventObserved, Heartbeat, Observation
from slo_monitor.stores.exporting import export
from slo_monitor.stores.reading import StoreEvidence, StoreQuery, read_store
from slo_monitor.stores.writing import EvidenceWriter

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=400)
QUERY = StoreQuery(since=NOON - timedelta(hours=1), until=NOON + timedelta(hours=1))
TRAIN = CronJobTarget("prod", "ml", "train")


def event(number: int, day: int = 0) -> EventObserved:
    at = NOON + timedelta(days=day, seconds=number)
    seen = SeenEvent("prod", "CronJob", "ml", "train", "FailedCreate", f"{number}", at)
    return EventObserved(event=seen, observed_at=at)


BEAT = Heartbeat(kind=Kind.CRONJOBS, scope="prod", complete_until=NOON)


def fill(root: Path, *flushes: list[Observation]) -> list[Path]:
    """Files of events, in the order in which they were written."""
    files: list[Path] = []
    with EvidenceWriter(root) as writer:
        for flush in flushes:
            writer.append(flush)
            writer.flush()
            files += [f for f in root.glob("events/*/*.parquet") if f not in files]
    return files


def read(root: Path) -> tuple[list[str], StoreEvidence]:
    runs = RunsBuilder()
    evidence = read_store(root, QUERY, runs)
    found = runs.build().get(TRAIN)
    return [] if found is None else [
        each.message for each in found.hindrances
    ], evidence


DAMAGES = {
    "cut off": lambda data: data[:-100],
    "empty": lambda _: b"",
    "garbage": lambda data: os.urandom(len(data)),
    "one byte flipped": lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_told_and_the_rest_is_read(
    tmp_path: Path, damage: str
) -> None:
    bad, _ = fill(tmp_path, [event(1), BEAT], [event(2)])
    bad.write_bytes(DAMAGES[damage](bad.read_bytes()))
    messages, evidence = read(tmp_path)
    assert messages == ["2"]
    (problem,) = evidence.problems
    assert problem.where == str(bad)
    assert problem.message == (
        "is damaged, and what it held is not known; put it back from a backup, or delete "
        "it to go on without"
    )
    (source,) = evidence.sources
    assert source.unreadable == f"{bad} {problem.message}"
    assert source.complete_until == NOON


def test_the_writer_sets_a_damaged_file_aside_and_what_it_held_stays_unknown(
    tmp_path: Path,
) -> None:
    good = [[event(number)] for number in range(2, 9)]
    bad, *_ = fill(tmp_path, [event(1), BEAT], *good)
    original = bad.read_bytes()
    bad.write_bytes(original[:-1])
    with EvidenceWriter(tmp_path) as writer:
        done = writer.compact(NOON)
    aside = tmp_path / "damaged" / "events" / "day=2026-11-22" / bad.name
    assert (done.merged, done.into) == (7, 1)
    (sentence,) = done.set_aside
    assert sentence == (
        f"{bad} was damaged and is now in {aside.parent}; put it back from a backup, or "
        "delete it to go on without what it held"
    )
    messages, evidence = read(tmp_path)
    assert messages == [str(number) for number in range(2, 9)]
    assert evidence.sources[0].unreadable.startswith(str(aside))
    aside.unlink()
    assert read(tmp_path)[1].sources[0].unreadable == ""
    bad.write_bytes(original)
    assert read(tmp_path)[0] == [str(number) for number in range(1, 9)]


def test_damage_on_other_days_is_not_even_looked_at(tmp_path: Path) -> None:
    (old,) = fill(tmp_path, [event(1, day=-3), BEAT])
    old.write_bytes(b"")
    _, evidence = read(tmp_path)
    assert evidence.problems == ()
    assert evidence.sources[0].unreadable == ""


def test_damage_where_no_heartbeat_is_known_makes_a_source_of_its_own(
    tmp_path: Path,
) -> None:
    (bad,) = fill(tmp_path, [event(1)])
    bad.write_bytes(b"")
    (source,) = read(tmp_path)[1].sources
    assert (source.kind, source.clusters) == (Kind.CRONJOBS, None)
    assert source.unreadable.startswith(str(bad))


def test_a_damaged_heartbeat_is_only_told(tmp_path: Path) -> None:
    fill(tmp_path, [event(1), BEAT])
    (beat,) = tmp_path.glob("heartbeats/*/*.parquet")
    beat.write_bytes(b"")
    messages, evidence = read(tmp_path)
    assert (messages, evidence.sources) == (["1"], ())
    assert [problem.where for problem in evidence.problems] == [str(beat)]


def test_an_export_leaves_damaged_files_out_and_says_so(tmp_path: Path) -> None:
    bad, _ = fill(tmp_path / "store", [event(1)], [event(2)])
    bad.write_bytes(b"")
    done = export(tmp_path / "store", tmp_path / "out")
    assert (done.events, [problem.where for problem in done.problems]) == (
        1,
        [str(bad)],
    )


def test_a_second_writer_is_told_who_holds_the_store(tmp_path: Path) -> None:
    with EvidenceWriter(tmp_path), pytest.raises(StoreBusy) as told:
        EvidenceWriter(tmp_path).__enter__()
    assert str(told.value) == (
        f"{tmp_path} is being written by another collector (process {os.getpid()}); stop "
        "that one, or give this one a store of its own"
    )
    with EvidenceWriter(tmp_path) as writer:
        assert writer.pending == 0


def test_a_second_writer_in_another_process_leaves_everything_as_it_is(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from slo_monitor.stores.writing import EvidenceWriter\n"
        "EvidenceWriter(Path(sys.argv[1])).__enter__()"
    )
    with EvidenceWriter(tmp_path) as writer:
        writer.append([event(1)])
        unfinished = tmp_path / "events" / "day=2026-11-22" / ".half.tmp"
        unfinished.parent.mkdir(parents=True)
        unfinished.touch()
        done = subprocess.run(
            [sys.executable, "-c", code, str(tmp_path)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "StoreBusy" in done.stderr
        assert unfinished.exists()
        assert writer.flush() == 1
    assert read(tmp_path)[0] == ["1"]


@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """What a full disk does, without one: larger files cannot be written."""
    soft, hard = getrlimit(RLIMIT_FSIZE)
    setrlimit(RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [100, 3000])
def test_what_a_full_disk_does_not_take_is_kept_until_it_does(
    tmp_path: Path, size: int
) -> None:
    with EvidenceWriter(tmp_path) as writer:
        writer.append([event(1, day=-1), BEAT])
        assert writer.flush() == 2
        writer.append(event(number) for number in range(300))
        with no_file_beyond(size), pytest.raises(StoreFull) as told:
            writer.flush()
        assert str(tmp_path) in str(told.value)
        assert told.value.retryable
        assert writer.pending == 300
        assert list(tmp_path.glob("*/*/.*")) == []
        writer.append([event(300), event(7)])
        assert writer.flush() == 301
        assert writer.pending == 0
    assert read(tmp_path)[0] == [str(number) for number in range(301)]


def test_a_merge_that_a_full_disk_refuses_changes_nothing(tmp_path: Path) -> None:
    fill(tmp_path, *([event(number)] for number in range(8)))
    before = sorted(tmp_path.glob("*/*/*.parquet"))
    with EvidenceWriter(tmp_path) as writer:
        with no_file_beyond(1000), pytest.raises(StoreFull):
            writer.compact(LATER)
        assert sorted(tmp_path.glob("*/*/*")) == before
        assert writer.compact(LATER).merged == 8
    assert read(tmp_path)[0] == [str(number) for number in range(8)]


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A store on a file system that takes nothing."""
    root = tmp_path / "store"
    fill(root, [event(1), BEAT])
    if os.geteuid() != 0:
        for folder in (root, *root.glob("**/")):
            folder.chmod(0o555)
        yield root
        for folder in (root, *root.glob("**/")):
            folder.chmod(0o755)
        return
    mount = ["mount", "--bind", "-o", "ro", str(root), str(root)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("root writes everywhere, and may not mount here")
    yield root
    subprocess.run(["umount", str(root)], check=True)


def test_a_read_only_store_can_be_read_but_not_written(read_only: Path) -> None:
    assert read(read_only)[0] == ["1"]
    with pytest.raises(StoreReadOnly, match="cannot be written") as told:
        EvidenceWriter(read_only).__enter__()
    assert not told.value.retryable


def test_a_file_in_the_place_of_the_store_is_told(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.touch()
    with pytest.raises(StoreError, match="cannot be used"):
        EvidenceWriter(path / "store").__enter__()
    with pytest.raises(UsageError, match="is no folder"):
        read_store(path, QUERY, RunsBuilder())


def test_a_store_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(UsageError) as told:
        read_store(missing, QUERY, RunsBuilder())
    assert str(told.value) == (
        f"{missing} is no folder; name the one that `slo-monitor collect` writes, or start "
        "it first"
    )
    with pytest.raises(UsageError, match="is no folder"):
        export(missing, tmp_path / "out")


def test_an_empty_store_says_so(tmp_path: Path) -> None:
    messages, evidence = read(tmp_path)
    assert (messages, evidence.sources) == ([], ())
    assert [problem.message for problem in evidence.problems] == [
        "holds no evidence yet; `slo-monitor collect` writes it"
    ]


def test_an_export_never_mixes_with_what_is_there(tmp_path: Path) -> None:
    fill(tmp_path / "store", [event(1)])
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(UsageError, match="is not empty"):
        export(tmp_path / "store", tmp_path / "out")


def test_a_folder_that_cannot_be_listed_is_unreadable_not_empty(
    tmp_path: Path,
) -> None:
    (tmp_path / "events").symlink_to(tmp_path / "events")
    _, evidence = read(tmp_path)
    assert {source.kind for source in evidence.sources} == set(Kind)
    assert all("cannot be read" in source.unreadable for source in evidence.sources)


def test_days_past_their_retention_go(tmp_path: Path) -> None:
    fill(tmp_path, [event(1, day=-3), event(2, day=-2), event(3), BEAT])
    aside = tmp_path / "damaged" / "jobs" / "day=2026-11-01"
    aside.mkdir(parents=True)
    with EvidenceWriter(tmp_path) as writer:
        assert writer.expire(NOON, timedelta(days=2)) == 2
    days = sorted(folder.name for folder in (tmp_path / "events").iterdir())
    assert days == ["day=2026-11-20", "day=2026-11-22"]
    assert not aside.exists()
