"""What a store tells of the recordings is what the recordings tell."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from slo_monitor.clients.evidence_files import EvidenceRequest, read_evidence_files
from slo_monitor.model.evidence import CronJobEvidence
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.observations import CronJobObserved
from slo_monitor.stores.exporting import Exported, export
from slo_monitor.stores.reading import StoreQuery, read_store
from slo_monitor.stores.writing import EvidenceWriter
from tests.stores.recorded import (
    ALL,
    CRONJOBS,
    EVENTS,
    JOBS,
    START,
    observations,
    told,
)

EVERYTHING = (EVENTS, JOBS, CRONJOBS)
LATER = START + timedelta(days=400)


def read(root: Path, query: StoreQuery = ALL) -> dict[CronJobTarget, CronJobEvidence]:
    runs = RunsBuilder()
    assert read_store(root, query, runs).problems == ()
    return runs.build()


def once(writer: EvidenceWriter) -> None:
    writer.append(observations(*EVERYTHING))
    writer.flush()


def in_bits(writer: EvidenceWriter) -> None:
    seen = list(observations(*EVERYTHING))
    for start in range(0, len(seen), 150):
        writer.append(seen[start : start + 150])
        writer.flush()


def twice(writer: EvidenceWriter) -> None:
    in_bits(writer)
    once(writer)


def merged(writer: EvidenceWriter) -> None:
    in_bits(writer)
    assert writer.compact(LATER).into == 3


def merged_between(writer: EvidenceWriter) -> None:
    merged(writer)
    once(writer)


@pytest.mark.parametrize("write", [once, in_bits, twice, merged, merged_between])
def test_a_store_tells_what_was_seen(
    tmp_path: Path, write: Callable[[EvidenceWriter], None]
) -> None:
    with EvidenceWriter(tmp_path) as writer:
        write(writer)
    assert read(tmp_path) == told(observations(*EVERYTHING))


@pytest.mark.parametrize("name", EVERYTHING)
def test_each_witness_alone_tells_what_it_saw(tmp_path: Path, name: str) -> None:
    with EvidenceWriter(tmp_path) as writer:
        writer.append(observations(name))
        writer.flush()
    assert read(tmp_path) == told(observations(name))


def test_only_what_is_asked_for_is_read(tmp_path: Path) -> None:
    with EvidenceWriter(tmp_path) as writer:
        once(writer)
    everything = told(observations(*EVERYTHING))
    wanted = frozenset(
        target
        for target in everything
        if target.name in {"backup", "ingest-users", "deleted-active", "p7"}
    )
    found = read(tmp_path, replace(ALL, cronjobs=wanted))
    assert found == {target: everything[target] for target in wanted}
    assert read(tmp_path, replace(ALL, cronjobs=frozenset())) == {}


def test_nothing_is_read_of_other_days(tmp_path: Path) -> None:
    with EvidenceWriter(tmp_path) as writer:
        writer.append(observations(EVENTS))
        writer.flush()
    later = StoreQuery(since=START + timedelta(days=3), until=LATER)
    assert read(tmp_path, later) == {}


def _undated(
    evidence: dict[CronJobTarget, CronJobEvidence],
) -> dict[CronJobTarget, CronJobEvidence]:
    """Files do not say when a CronJob was seen."""
    return {
        target: replace(each, observed_at=None) for target, each in evidence.items()
    }


def test_an_export_tells_what_the_store_tells(tmp_path: Path) -> None:
    with EvidenceWriter(tmp_path / "store") as writer:
        merged_between(writer)
    out = tmp_path / "out"
    done = export(tmp_path / "store", out)
    assert done == Exported(events=862, jobs=170, cronjobs=362)
    files = (str(out / "events"), str(out / "objects" / "prod"))
    read_back = read_evidence_files(EvidenceRequest(events=files, cluster="prod"))
    assert read_back.problems == ()
    found = dict(read_back.evidence.cronjobs)
    assert found == _undated(told(observations(*EVERYTHING)))


def test_a_cronjob_of_a_file_is_so_always(tmp_path: Path) -> None:
    undated = [
        replace(each, observed_at=None)
        for each in observations(CRONJOBS)
        if isinstance(each, CronJobObserved)
    ]
    with EvidenceWriter(tmp_path) as writer:
        writer.append(undated)
        writer.flush()
    assert read(tmp_path) == _undated(told(observations(CRONJOBS)))
