"""`collect`: watch into the store, take files into it, or write it out."""

from argparse import Namespace
from pathlib import Path

from slo_monitor.app.clock import now
from slo_monitor.cli import showing
from slo_monitor.cli.codes import OK, UNREADABLE
from slo_monitor.cli.moments import instant
from slo_monitor.clients.evidence_files import EvidenceRequest
from slo_monitor.errors import UsageError
from slo_monitor.settings.values import Settings


def collect(arguments: Namespace, settings: Settings) -> int:
    """Run the collector, or import or export and end."""
    if arguments.dry_run:
        raise UsageError(
            "collect has no dry run: it tells nobody, and keeps what it sees"
        )
    store = Path(arguments.store) if arguments.store else None
    if arguments.import_files:
        return _import(arguments, settings, store)
    if arguments.export:
        return _export(arguments, _root(settings, store))
    from slo_monitor.app.collector import run_collector, stamp

    run_collector(settings, store, lambda said: showing.complain(stamp(said, now())))
    return OK


def _import(arguments: Namespace, settings: Settings, store: Path | None) -> int:
    from slo_monitor.app.importing import import_files
    from slo_monitor.stores.writing import EvidenceWriter

    until = arguments.complete_until
    names = [cluster.name for cluster in settings.clusters]
    request = EvidenceRequest(
        mixed=tuple(arguments.import_files),
        cluster=arguments.cluster,
        fallback_cluster=names[0] if len(names) == 1 else None,
        complete_until=instant("--complete-until", until) if until else None,
    )
    with EvidenceWriter(_root(settings, store)) as writer:
        done = import_files(request, writer, now())
        writer.compact(now())
    showing.complain("".join(f"{problem}\n" for problem in done.problems))
    showing.say(f"{done.count} observations taken\n", arguments.format)
    return UNREADABLE if done.unreadable else OK


def _export(arguments: Namespace, root: Path) -> int:
    from slo_monitor.stores.exporting import export

    done = export(root, Path(arguments.export))
    counts = f"{done.events} events, {done.jobs} Jobs, {done.cronjobs} CronJobs"
    showing.complain("".join(f"{problem}\n" for problem in done.problems))
    text = f"{counts}, {done.writes} writes to tables written to {arguments.export}\n"
    showing.say(text, arguments.format)
    if done.uncertain:
        showing.complain(
            f"{done.uncertain} of the writes are the last that their source knew; files "
            "cannot say that there may have been one before\n"
        )
    return UNREADABLE if done.problems else OK


def _root(settings: Settings, store: Path | None) -> Path:
    root = store or settings.store
    if root is None:
        raise UsageError(
            "collect needs a store: give --store FOLDER, or `evidence: {store: FOLDER}` "
            "in slo-monitor.yaml"
        )
    return root
