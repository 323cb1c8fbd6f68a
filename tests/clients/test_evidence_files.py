"""Evidence read from files, good and bad."""

import gzip
import io
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slo_monitor.clients.evidence_files import (
    EvidenceRequest,
    FileEvidence,
    read_evidence_files,
)
from slo_monitor.errors import UsageError
from slo_monitor.model.evidence import Kind, Outcome, SourceState, Write
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.runs import RunsBuilder

TRAIN = CronJobTarget("prod", "ml", "train")
JOB = "train-29922000"


def event(reason: str, message: str, clock: str = "04:00:00", **fields: object) -> str:
    plain = {
        "kind": "Event",
        "apiVersion": "v1",
        "involvedObject": {"kind": "CronJob", "namespace": "ml", "name": "train"},
        "reason": reason,
        "message": message,
        "lastTimestamp": f"2026-11-22T{clock}Z",
    }
    return json.dumps(plain | fields)


CREATED = event("SuccessfulCreate", f"Created job {JOB}")
DONE = event(
    "SawCompletedJob", f"Saw completed job: {JOB}, condition: Complete", "04:30:00"
)
POD = json.dumps({"kind": "Pod", "metadata": {"name": "x"}})
ARRIVAL = '{"table":"p.d.t","partition":"20261121","arrived_at":"2026-11-21T21:04:11Z"}'
WRITE = Write(
    at=datetime(2026, 11, 21, 21, 4, 11, tzinfo=UTC), partition="20261121", rows=None
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(*events: str, cluster: str | None = "prod") -> FileEvidence:
    return read_evidence_files(EvidenceRequest(events=events, cluster=cluster))


def outcome(found: FileEvidence) -> Outcome:
    (run,) = found.evidence.cronjobs[TRAIN].runs
    return run.outcome


def problems(found: FileEvidence) -> list[str]:
    return [str(problem) for problem in found.problems]


def unreadable(found: FileEvidence) -> str:
    (source,) = found.evidence.sources
    return source.unreadable


WHOLE = f"{CREATED}\n{DONE}\n"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(WHOLE.encode(), id="JSON Lines"),
        pytest.param(b"\xef\xbb\xbf" + WHOLE.encode(), id="UTF-8 with BOM"),
        pytest.param(WHOLE.replace("\n", "\r\n\r\n").encode(), id="CRLF, blank lines"),
        pytest.param(WHOLE.encode("utf-16"), id="UTF-16, as PowerShell writes it"),
        pytest.param(b"\xfe\xff" + WHOLE.encode("utf-16-be"), id="UTF-16 big endian"),
        pytest.param(WHOLE.encode("utf-16-le"), id="UTF-16 without BOM"),
        pytest.param(gzip.compress(WHOLE.encode()), id="gzip"),
        pytest.param(
            gzip.compress(CREATED.encode())
            + gzip.compress(DONE.encode())
            + b"\0" * 512,
            id="gzip members, padded",
        ),
        pytest.param(f"[{CREATED},{DONE}]".encode(), id="array"),
        pytest.param(
            f'{{"kind":"List","items":[{POD},{CREATED},{DONE}]}}'.encode(), id="list"
        ),
    ],
)
def test_a_file_is_read_however_it_is_wrapped(data: bytes) -> None:
    Path("events").write_bytes(data)
    found = read("events")
    assert (outcome(found), found.problems) == (Outcome.COMPLETE, ())
    assert found.evidence.sources == (
        SourceState(name="events", kind=Kind.CRONJOBS, clusters=frozenset({"prod"})),
    )


def test_standard_input_is_read() -> None:
    stdin = io.BytesIO(WHOLE.encode())
    request = EvidenceRequest(events=("-",), cluster="prod", stdin=stdin)
    assert outcome(read_evidence_files(request)) is Outcome.COMPLETE


def test_problems_of_standard_input_say_so() -> None:
    stdin = io.BytesIO(b"hello")
    found = read_evidence_files(
        EvidenceRequest(events=("-",), cluster="prod", stdin=stdin)
    )
    assert found.problems[0].where == "standard input line 1"


def test_a_folder_is_read_with_its_subfolders_but_not_what_is_hidden() -> None:
    for name, text in {
        "events/b.jsonl": DONE,
        "events/deep/a.jsonl": CREATED,
        "events/.hidden.jsonl": "hello",
        "events/..data/a.jsonl": "hello",
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)
    os.mkfifo("events/pipe")
    found = read("events")
    assert (outcome(found), found.problems) == (Outcome.COMPLETE, ())
    assert len(found.evidence.sources) == 1


def test_an_empty_file_may_be_a_watch_in_which_nothing_happened() -> None:
    Path("events").touch()
    found = read("events")
    assert (found.evidence.cronjobs, unreadable(found)) == ({}, "")
    (problem,) = found.problems
    assert problem.message.startswith("it is empty; if an export wrote it")


def test_empty_standard_input_is_an_export_that_failed() -> None:
    request = EvidenceRequest(events=("-",), cluster="prod", stdin=io.BytesIO())
    found = read_evidence_files(request)
    assert "it is empty" in unreadable(found)


def test_a_list_of_something_else_is_no_evidence_of_absence() -> None:
    Path("nodes.json").write_text(
        '{"kind": "NodeList", "apiVersion": "v1", "items": []}'
    )
    assert "it holds no events, Jobs or CronJobs" in unreadable(read("nodes.json"))


def test_a_folder_without_files_is_said() -> None:
    Path("events").mkdir()
    (problem,) = read("events").problems
    assert problem.message == "there is no file in this folder"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param(f"{CREATED}\nhello\n{DONE}", "line 2", id="no JSON"),
        pytest.param(f"{CREATED}\n{CREATED[:40]}\n{DONE}", "line 2", id="half a line"),
        pytest.param(f"{CREATED}\n{DONE}\n{DONE[:40]}", "line 3", id="a cut end"),
        pytest.param(
            f"{CREATED}\n{event('X', 'y', lastTimestamp=None)}\n{DONE}",
            "line 2",
            id="no usable time",
        ),
        pytest.param(
            f'{{"kind":"List","items":[{CREATED},{{"kind":"Job"}},{DONE}]}}',
            "item 2",
            id="an item that does not fit",
        ),
        pytest.param(
            f'{CREATED}\n{{"kind":"List","items":[{{"kind":"Job"}},{DONE}]}}',
            "line 2, item 1",
            id="an item of a list among lines",
        ),
        pytest.param(
            f'{{"kind":"List","items":[{CREATED},{DONE},{DONE[:40]}',
            "line 1",
            id="a list that is cut off",
        ),
        pytest.param(f"{CREATED}\n{ARRIVAL}\n{DONE}", "line 2", id="an arrival"),
    ],
)
def test_damage_is_named_by_its_place_and_the_rest_counts(
    text: str, place: str
) -> None:
    Path("events.jsonl").write_text(text)
    found = read("events.jsonl")
    assert outcome(found) is Outcome.COMPLETE
    (problem,) = found.problems
    assert problem.where == f"events.jsonl {place}"
    assert unreadable(found) == str(problem)


def test_a_truncated_gzip_counts_as_far_as_it_goes() -> None:
    noise = "\n".join(event("Noise", os.urandom(30).hex()) for _ in range(500))
    data = gzip.compress(f"{WHOLE}{noise}".encode())
    Path("events.gz").write_bytes(data[: len(data) // 2])
    found = read("events.gz")
    assert outcome(found) is Outcome.COMPLETE
    assert "events.gz: its gzip data is cut off" in problems(found)[-1]
    assert "gzip" in unreadable(found)


def test_a_truncated_gzip_of_a_list_counts_as_far_as_it_goes() -> None:
    noise = ",".join(event("Noise", os.urandom(30).hex()) for _ in range(500))
    text = f'{{"kind":"List","items":[{CREATED},{DONE},{noise}]}}'
    data = gzip.compress(text.encode())
    Path("events.gz").write_bytes(data[: len(data) // 2])
    found = read("events.gz")
    assert outcome(found) is Outcome.COMPLETE
    assert "cut off" in unreadable(found)


@pytest.mark.parametrize(
    "data", [b"\x1f\x8b" + b"x" * 100, gzip.compress(b"") + b"tail"]
)
def test_damaged_gzip_is_named(data: bytes) -> None:
    Path("events.gz").write_bytes(data)
    assert "events.gz: its gzip data is damaged" in unreadable(read("events.gz"))


def test_many_problems_of_a_file_are_cut_short() -> None:
    Path("events.jsonl").write_text('{"a":1}\n' * 50)
    found = read("events.jsonl")
    assert len(found.problems) == 21
    assert problems(found)[-1].startswith("events.jsonl: and 30 more problems")


def test_a_line_of_many_megabytes_is_one_problem() -> None:
    Path("events.jsonl").write_bytes(b"x" * 5_000_000 + b"\n" + WHOLE.encode())
    found = read("events.jsonl")
    assert outcome(found) is Outcome.COMPLETE
    assert [problem.where for problem in found.problems] == ["events.jsonl line 1"]


def test_a_line_of_many_megabytes_may_be_a_list() -> None:
    pods = f"{POD}," * 60_000
    Path("list.json").write_text(f'{{"kind":"List","items":[{pods}{CREATED},{DONE}]}}')
    found = read("list.json")
    assert (outcome(found), found.problems) == (Outcome.COMPLETE, ())


def test_a_path_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match=r"events\.jsonl does not exist"):
        read("events.jsonl")
    with pytest.raises(UsageError, match="does not exist"):
        read("")
    with pytest.raises(UsageError, match="does not exist"):
        read("a\0b")


def test_standard_input_must_be_there_and_is_read_once() -> None:
    with pytest.raises(UsageError, match="there is no standard input"):
        read("-")
    request = EvidenceRequest(events=("-",), arrivals=("-",), stdin=io.BytesIO())
    with pytest.raises(UsageError, match="`-` stands twice"):
        read_evidence_files(request)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_unreadable() -> None:
    Path("secret.jsonl").write_text(CREATED)
    Path("secret.jsonl").chmod(0)
    Path("folder/inner").mkdir(parents=True)
    Path("folder/inner").chmod(0)
    try:
        assert "permission denied" in unreadable(read("secret.jsonl"))
        assert "permission denied" in unreadable(read("folder"))
        assert "permission denied" in unreadable(read("folder/inner/x.jsonl"))
    finally:
        Path("folder/inner").chmod(0o700)


def test_what_cannot_be_opened_is_unreadable() -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("events.jsonl")
        found = read("events.jsonl")
    assert "events.jsonl: it cannot be read (no such device" in unreadable(found)


class Broken(io.RawIOBase):
    """A disk that fails after the first bytes."""

    def __init__(self) -> None:
        self._parts = [WHOLE.encode()]

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:  # noqa: ARG002 - the protocol's signature
        if self._parts:
            return self._parts.pop()
        raise OSError(5, "Input/output error")


def test_a_disk_that_fails_leaves_what_was_read() -> None:
    request = EvidenceRequest(
        events=("-",),
        cluster="prod",
        stdin=Broken(),  # type: ignore[arg-type]
    )
    found = read_evidence_files(request)
    assert outcome(found) is Outcome.COMPLETE
    assert "Input/output error" in unreadable(found)


LOGGED = json.dumps(
    {
        "resource": {"labels": {"cluster_name": "prod"}},
        "jsonPayload": json.loads(CREATED),
    }
)


def test_an_entry_names_its_own_cluster() -> None:
    Path("log.jsonl").write_text(LOGGED)
    for cluster in (None, "dev"):
        found = read("log.jsonl", cluster=cluster)
        assert list(found.evidence.cronjobs) == [TRAIN]
        assert found.evidence.sources[0].clusters is None


def test_the_configured_cluster_stands_in_but_does_not_bound_the_source() -> None:
    Path("events.jsonl").write_text(CREATED)
    request = EvidenceRequest(events=("events.jsonl",), fallback_cluster="prod")
    found = read_evidence_files(request).evidence
    assert list(found.cronjobs) == [TRAIN]
    assert found.sources[0].clusters is None


def test_without_any_cluster_the_file_is_refused() -> None:
    Path("events.jsonl").write_text(f"{LOGGED}\n{POD}\n{CREATED}")
    with pytest.raises(
        UsageError, match=r"events\.jsonl does not name .*--cluster NAME"
    ):
        read("events.jsonl", cluster=None)


def test_arrivals_are_sorted_and_counted_once() -> None:
    late = ARRIVAL.replace("21:04", "22:04").replace("}", ',"rows":7}')
    Path("a.jsonl").write_text(f"{late}\n{ARRIVAL}\n{ARRIVAL}\n")
    found = read_evidence_files(EvidenceRequest(arrivals=("a.jsonl", "a.jsonl")))
    later = Write(at=WRITE.at.replace(hour=22), partition="20261121", rows=7)
    assert found.evidence.tables == {"p.d.t": (WRITE, later)}
    assert found.evidence.sources == (
        SourceState(name="a.jsonl", kind=Kind.TABLES),
        SourceState(name="a.jsonl", kind=Kind.TABLES),
    )


def test_a_wrong_arrival_makes_its_file_unreadable() -> None:
    Path("a.jsonl").write_text(f'{ARRIVAL}\n{{"table":"p.d.t"}}\n')
    found = read_evidence_files(EvidenceRequest(arrivals=("a.jsonl",)))
    assert found.evidence.tables == {"p.d.t": (WRITE,)}
    assert unreadable(found).startswith("a.jsonl line 2: this is no arrival")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        pytest.param(CREATED, {Kind.CRONJOBS: False}, id="events"),
        pytest.param(ARRIVAL, {Kind.TABLES: False}, id="arrivals"),
        pytest.param(
            f"{ARRIVAL}\n{CREATED}",
            {Kind.CRONJOBS: False, Kind.TABLES: False},
            id="both",
        ),
        pytest.param(
            "hello", {Kind.CRONJOBS: True, Kind.TABLES: True}, id="not to be told"
        ),
        pytest.param(f"{ARRIVAL}\nhello", {Kind.TABLES: True}, id="damaged arrivals"),
    ],
)
def test_a_configured_file_is_known_by_its_content(
    text: str, kinds: dict[Kind, bool]
) -> None:
    Path("any").write_text(text)
    found = read_evidence_files(EvidenceRequest(mixed=("any",), cluster="prod"))
    states = {source.kind: bool(source.unreadable) for source in found.evidence.sources}
    assert states == kinds


def test_a_file_of_a_folder_only_spoils_the_kind_it_holds() -> None:
    Path("evidence").mkdir()
    Path("evidence/a.jsonl").write_text(f"{ARRIVAL}\nhello")
    Path("evidence/b.jsonl").write_text(CREATED)
    found = read_evidence_files(EvidenceRequest(mixed=("evidence",), cluster="prod"))
    states = {source.kind: source.unreadable for source in found.evidence.sources}
    assert states[Kind.CRONJOBS] == ""
    assert "evidence/a.jsonl line 2" in states[Kind.TABLES]


def test_the_end_of_what_is_complete_is_passed_on() -> None:
    Path("events.jsonl").write_text(CREATED)
    until = datetime(2026, 11, 22, 5, tzinfo=UTC)
    request = EvidenceRequest(
        events=("events.jsonl",), cluster="prod", complete_until=until
    )
    assert read_evidence_files(request).evidence.sources[0].complete_until == until


def test_files_add_to_what_other_sources_saw() -> None:
    Path("a.jsonl").write_text(CREATED)
    Path("b.jsonl").write_text(DONE)
    runs = RunsBuilder()
    for name in ("a.jsonl", "b.jsonl"):
        read_evidence_files(EvidenceRequest(events=(name,), cluster="prod"), runs)
    (run,) = runs.build()[TRAIN].runs
    assert run.outcome is Outcome.COMPLETE


def test_a_deleted_job_failed_when_the_stream_had_come_so_far() -> None:
    job = {
        "kind": "Job",
        "metadata": {
            "name": JOB,
            "namespace": "ml",
            "creationTimestamp": "2026-11-22T04:00:00Z",
            "ownerReferences": [{"kind": "CronJob", "name": "train"}],
        },
    }
    cronjob = {
        "kind": "CronJob",
        "metadata": {"name": "other", "namespace": "ml"},
        "status": {"lastSuccessfulTime": "2026-11-22T04:07:00Z"},
    }
    lines = [("ADDED", job), ("MODIFIED", cronjob), ("DELETED", job)]
    text = [json.dumps({"type": kind, "object": value}) for kind, value in lines]
    Path("watch.jsonl").write_text("\n".join(text))
    (run,) = read("watch.jsonl").evidence.cronjobs[TRAIN].runs
    assert run.outcome is Outcome.FAILED
    assert run.finished_at == datetime(2026, 11, 22, 4, 7, tzinfo=UTC)


def test_a_file_damaged_all_over_is_given_up(tmp_path):
    path = tmp_path / "hostile.json"
    path.write_text('{"a": 1,\n' * 5000)
    read = read_evidence_files(EvidenceRequest(events=(str(path),), cluster="prod"))
    said = [problem.message for problem in read.problems]
    assert len(said) == 22
    assert "too much of it is damaged; the rest was not read" in said
    (source,) = read.evidence.sources
    assert source.unreadable
