"""Kills a writer again and again: `python -m tests.stores.crashing ROOT ACKS SEED POINTS`.

Each writer goes on after the last number that an earlier one acknowledged, as a watch that is
resumed does: what was flushed and not acknowledged comes again.
"""

import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb  # noqa: F401 - once, not in each child

from slo_monitor.model.evidence import Kind
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.observations import EventObserved, Heartbeat, Observation
from slo_monitor.stores.layout import is_sound
from slo_monitor.stores.writing import EvidenceWriter

BASE = datetime(2026, 11, 22, tzinfo=UTC)
LONG_AFTER = BASE + timedelta(days=3650)
BATCH = 25


def batch(first: int) -> Iterator[Observation]:
    """Numbered events, one a minute, and the heartbeat behind them."""
    for number in range(first, first + BATCH):
        at = BASE + timedelta(minutes=number)
        event = SeenEvent(
            "prod", "CronJob", "ml", "train", "FailedCreate", f"number {number}", at
        )
        yield EventObserved(event=event, observed_at=at)
    yield Heartbeat(kind=Kind.CRONJOBS, scope="prod", complete_until=at)


def acknowledged(acks: Path) -> int:
    """The next number after all that were acknowledged."""
    return max(map(int, acks.read_text().split()), default=0)


def write_for_ever(root: Path, acks: Path) -> None:
    number = acknowledged(acks)
    with EvidenceWriter(root) as writer, acks.open("a", buffering=1) as out:
        while True:
            writer.append(batch(number))
            writer.flush()
            number += BATCH
            out.write(f"{number}\n")
            if number // BATCH % 3 == 0:
                writer.compact(LONG_AFTER)


def await_kill(dice: random.Random, acks: Path, child: int) -> None:
    """A few flushes, so that a slow machine gets on as well, and a random bit of the next."""
    until = acknowledged(acks) + BATCH * dice.randrange(4)
    while acknowledged(acks) < until:
        assert os.waitpid(child, os.WNOHANG) == (0, 0), "the writer ended by itself"
        time.sleep(0.001)
    time.sleep(dice.uniform(0.0, 0.04))


def main(root: Path, acks: Path, seed: int, points: int) -> None:
    dice = random.Random(seed)
    acks.touch()
    for _ in range(points):
        child = os.fork()
        if child == 0:
            write_for_ever(root, acks)
        await_kill(dice, acks, child)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert all(map(is_sound, root.glob("*/day=*/[!.]*.parquet")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
