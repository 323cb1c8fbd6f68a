"""Readers beside a busy writer see a history without holes, whatever is merged meanwhile."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event

import pytest

from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.stores.exporting import export
from slo_monitor.stores.reading import StoreQuery, read_store
from slo_monitor.stores.writing import EvidenceWriter
from tests.stores.crashing import BASE, BATCH, LONG_AFTER, acknowledged, batch

REPOSITORY = Path(__file__).parents[2]
QUERY = StoreQuery(since=BASE, until=LONG_AFTER)
TRAIN = CronJobTarget("prod", "ml", "train")


def read(root: Path) -> tuple[int, int]:
    """Up to which number there is no hole, and how many a heartbeat vouches for."""
    runs = RunsBuilder()
    found = read_store(root, QUERY, runs)
    assert found.problems == ()
    (source,) = found.sources
    assert source.complete_until is not None
    assert source.unreadable == ""
    hindrances = runs.build()[TRAIN].hindrances
    numbers = [int(each.message.split()[1]) for each in hindrances]
    assert numbers == list(range(len(numbers)))
    return len(numbers), (source.complete_until - BASE) // timedelta(minutes=1) + 1


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    """A store that another process writes and merges all the time, and its acknowledgements."""
    root, acks = tmp_path / "store", tmp_path / "acks"
    acks.touch()
    code = (
        "import sys; from pathlib import Path\n"
        "from tests.stores.crashing import write_for_ever\n"
        "write_for_ever(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", code, str(root), str(acks)]
    with subprocess.Popen(command, cwd=REPOSITORY) as writer:
        while acknowledged(acks) == 0:
            assert writer.poll() is None
        yield root, acks
        assert writer.poll() is None
        writer.kill()


def test_readers_see_all_that_was_acknowledged_before(busy: tuple[Path, Path]) -> None:
    root, acks = busy

    def look(_: int) -> tuple[int, int, int]:
        before = acknowledged(acks)
        return (before, *read(root))

    with ThreadPoolExecutor(2) as readers:
        looks = list(readers.map(look, range(24)))
    for before, numbers, vouched in looks:
        assert before <= numbers
        assert vouched <= numbers
    assert looks[-1][1] > looks[0][1]


def test_an_export_beside_a_writer_is_whole(
    busy: tuple[Path, Path], tmp_path: Path
) -> None:
    root, acks = busy
    before = acknowledged(acks)
    done = export(root, tmp_path / "out")
    assert (done.problems, done.events % BATCH) == ([], 0)
    assert before <= done.events


def test_threads_may_append_while_another_flushes(tmp_path: Path) -> None:
    ended = Event()
    with EvidenceWriter(tmp_path) as writer, ThreadPoolExecutor(3) as threads:

        def flush() -> int:
            count = 0
            while not ended.is_set():
                count += writer.flush()
                writer.compact(LONG_AFTER)
            return count + writer.flush()

        flushing = threads.submit(flush)
        firsts = range(0, 60 * BATCH, BATCH)
        for _ in threads.map(lambda first: writer.append(batch(first)), firsts):
            pass
        ended.set()
        assert flushing.result() == 60 * (BATCH + 1)
    assert read(tmp_path) == (60 * BATCH, 60 * BATCH)
