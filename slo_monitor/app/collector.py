"""The collector as a whole: the store, its upkeep, clusters, tables, and signals."""

import asyncio
import signal
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from slo_monitor.app.clock import now
from slo_monitor.app.collecting import Collection, collect
from slo_monitor.app.keeping import Rhythm
from slo_monitor.app.polling import Poll
from slo_monitor.app.remembering import from_bigquery, from_folder
from slo_monitor.app.table_polls import table_polls
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.clients.kubernetes.patience import Clock
from slo_monitor.errors import UsageError
from slo_monitor.settings.values import Settings
from slo_monitor.sources.observations import Observation
from slo_monitor.stores.writing import EvidenceWriter

UPKEEP_EVERY = 60.0
"""Seconds between two looks for small files to merge and old days to remove."""

_LOAD_ROWS = 200_000
"""Rows of one load into BigQuery: it allows 1,500 loads a table and day, one in a minute."""

Say = Callable[[str], None]


def run_collector(settings: Settings, store: Path | None, say: Say) -> None:
    """Collect until SIGINT or SIGTERM; raises where it cannot start or keep anything."""
    root = store or settings.store
    if root is not None:
        _into_folder(settings, root, say)
    elif settings.bigquery is not None and settings.bigquery.store is not None:
        _into_bigquery(settings, settings.bigquery, say)
    else:
        raise UsageError(
            "collect needs a store: give --store FOLDER, or `evidence: {store: FOLDER}` "
            "in slo-monitor.yaml"
        )


def _into_folder(settings: Settings, root: Path, say: Say) -> None:
    with EvidenceWriter(root) as writer:
        known = from_folder(root, now())

        def upkeep() -> Iterable[Observation]:
            writer.compact(now())
            writer.expire(now(), settings.retention)
            return ()

        polls = table_polls(settings, known.memory, now, say)
        keep_tidy = Poll(name=f"upkeep of {root}", every=UPKEEP_EVERY, look=upkeep)
        collection = Collection(
            clusters=settings.clusters,
            store=writer,
            clock=Clock(now=now, sleep=asyncio.sleep),
            say=say,
            polls=polls,
            unfinished=known.unfinished,
        )
        _check_anything(collection)
        _run(replace(collection, polls=(*polls, keep_tidy)), f"into {root}")


def _into_bigquery(settings: Settings, bigquery: BigQuerySettings, say: Say) -> None:
    from slo_monitor.clients.bigquery.writing import FLUSH_EVERY, BigQueryWriter

    with BigQueryWriter(bigquery) as writer:
        known = from_bigquery(bigquery, now())
        every = FLUSH_EVERY.total_seconds()
        collection = Collection(
            clusters=settings.clusters,
            store=writer,
            clock=Clock(now=now, sleep=asyncio.sleep),
            say=say,
            polls=table_polls(settings, known.memory, now, say),
            unfinished=known.unfinished,
            rhythm=Rhythm(
                every=every,
                heartbeat_every=every,
                batch=_LOAD_ROWS,
                most_held=2 * _LOAD_ROWS,
            ),
        )
        _run(collection, f"into {bigquery.store}")


def _check_anything(collection: Collection) -> None:
    """Upkeep alone is nothing to collect."""
    if not collection.clusters and not collection.polls:
        raise UsageError(
            "there is nothing to collect; name clusters or evidence.bigquery.datasets in "
            "slo-monitor.yaml"
        )


def _run(collection: Collection, whereto: str) -> None:
    names = ", ".join(cluster.name for cluster in collection.clusters) or "no cluster"
    collection.say(f"collecting {names} {whereto}; stop with Ctrl-C")
    asyncio.run(_until_signalled(collection))
    collection.say("stopped; everything seen is kept")


async def _until_signalled(collection: Collection) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows has no such handlers
            loop.add_signal_handler(number, stop.set)
    await collect(collection, stop)


def stamp(sentence: str, at: datetime) -> str:
    """A line of the log: when, and what."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ} {sentence}\n"
