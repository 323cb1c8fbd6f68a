"""A writer that is killed at any instant loses nothing acknowledged, and doubles nothing."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.stores.reading import StoreQuery, read_store
from slo_monitor.stores.writing import EvidenceWriter
from tests.stores.crashing import BASE, BATCH, LONG_AFTER, acknowledged, batch

REPOSITORY = Path(__file__).parents[2]
QUERY = StoreQuery(since=BASE, until=LONG_AFTER)


def numbers(root: Path) -> list[int]:
    """What a reader finds, in the order of time."""
    runs = RunsBuilder()
    assert read_store(root, QUERY, runs).problems == ()
    evidence = runs.build()[CronJobTarget("prod", "ml", "train")]
    return [int(each.message.split()[1]) for each in evidence.hindrances]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_killed_writer_loses_and_doubles_nothing(tmp_path: Path, seed: int) -> None:
    root, acks = tmp_path / "store", tmp_path / "acks"
    command = [sys.executable, "-m", "tests.stores.crashing"]
    subprocess.run(
        [*command, str(root), str(acks), str(seed), "30"], cwd=REPOSITORY, check=True
    )
    kept = acknowledged(acks)
    assert kept >= 20 * BATCH
    # The last flush may have come through without being acknowledged.
    found = numbers(root)
    assert found == list(range(len(found)))
    assert len(found) in (kept, kept + BATCH)
    assert all(path.name.startswith(".") for path in root.glob("*/*/*.tmp"))
    with EvidenceWriter(root) as writer:
        assert list(root.glob("*/*/.*.tmp")) == []
        writer.append(batch(kept))
        writer.flush()
        writer.compact(LONG_AFTER)
    assert numbers(root) == list(range(kept + BATCH))
    (count,) = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{root}/events/*/*.parquet')"
    ).fetchall()
    assert count == (kept + BATCH,)


def test_a_heartbeat_never_vouches_for_what_is_not_there(tmp_path: Path) -> None:
    root, acks = tmp_path / "store", tmp_path / "acks"
    command = [sys.executable, "-m", "tests.stores.crashing"]
    subprocess.run(
        [*command, str(root), str(acks), "3", "10"], cwd=REPOSITORY, check=True
    )
    (source,) = read_store(root, QUERY, RunsBuilder()).sources
    assert source.complete_until is not None
    vouched = (source.complete_until - BASE) // timedelta(minutes=1)
    assert vouched <= numbers(root)[-1]
