"""Evidence from files: Kubernetes events and objects, and arrivals, in any form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from slo_monitor.clients.evidence_bytes import TextChunks
from slo_monitor.clients.evidence_folders import exists, files_of
from slo_monitor.clients.evidence_tally import FileTally, Gathered
from slo_monitor.errors import UsageError
from slo_monitor.model.evidence import Evidence, Kind, SourceState, Write
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.facts import Fact
from slo_monitor.sources.json_text import Document, documents
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.recognising import Data, Place, arrivals, events, facts

_STDIN = "-"
_BOTH = frozenset(Kind)
_Read = Callable[[Data, Place], Iterator[Fact]]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRequest:
    """Which files to read.

    `events`, `arrivals` and `mixed` (recognised by content) are paths of files or folders,
    or `-` for `stdin`. `cluster` is what the user said, `fallback_cluster` what the
    configuration implies; an entry that names its own cluster stands before both.
    `complete_until` None means up to the end of time.
    """

    events: tuple[str, ...] = ()
    arrivals: tuple[str, ...] = ()
    mixed: tuple[str, ...] = ()
    cluster: str | None = None
    fallback_cluster: str | None = None
    complete_until: datetime | None = None
    stdin: BinaryIO | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEvidence:
    """What the files tell, and what in them could not be used."""

    evidence: Evidence
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Argument:
    """A path as it was given, how its documents are read, and what they may hold."""

    path: str
    read: _Read
    kinds: frozenset[Kind]


def read_evidence_files(
    request: EvidenceRequest, runs: RunsBuilder | None = None
) -> FileEvidence:
    """Read all files, adding to `runs`; raises UsageError for a path that does not exist."""
    gathered = Gathered(runs if runs is not None else RunsBuilder())
    wanted = _arguments(request)
    _check(wanted, request)
    states = [
        state
        for argument in wanted
        for state in _read_argument(argument, request, gathered)
    ]
    tables = {
        table: tuple(sorted(writes, key=_by_time))
        for table, writes in sorted(gathered.tables.items())
    }
    evidence = Evidence(
        cronjobs=gathered.runs.build(), tables=tables, sources=tuple(states)
    )
    return FileEvidence(evidence=evidence, problems=tuple(gathered.problems))


def _arguments(request: EvidenceRequest) -> list[_Argument]:
    cronjobs, tables = frozenset({Kind.CRONJOBS}), frozenset({Kind.TABLES})
    return [
        *(_Argument(path, events, cronjobs) for path in request.events),
        *(_Argument(path, arrivals, tables) for path in request.arrivals),
        *(_Argument(path, facts, _BOTH) for path in request.mixed),
    ]


def _check(wanted: list[_Argument], request: EvidenceRequest) -> None:
    """Refuse what was mistyped before anything is read."""
    paths = [argument.path for argument in wanted]
    for path in paths:
        if path != _STDIN and not exists(path):
            raise UsageError(f"{path} does not exist; check the path")
    if paths.count(_STDIN) > 1:
        raise UsageError("`-` stands twice; standard input can be read only once")
    if _STDIN in paths and request.stdin is None:
        raise UsageError("`-` was given, but there is no standard input; name a file")


def _read_argument(
    argument: _Argument, request: EvidenceRequest, gathered: Gathered
) -> list[SourceState]:
    path = argument.path
    files, errors = ([path], []) if path == _STDIN else files_of(path)
    tallies = [_read_file(name, argument, request, gathered) for name in files]
    tallies += [_refused(error, gathered) for error in errors]
    if Kind.CRONJOBS in argument.kinds:
        _doubt(argument.path, tallies, gathered)
    named = any(tally.names_cluster for tally in tallies)
    own = None if request.cluster is None or named else frozenset({request.cluster})
    return [
        SourceState(
            name=argument.path,
            kind=kind,
            complete_until=request.complete_until,
            unreadable=_first_sentence(tallies, kind, argument.kinds),
            clusters=own if kind is Kind.CRONJOBS else None,
        )
        for kind in sorted(_held(tallies, argument.kinds))
    ]


def _held(tallies: list[FileTally], expected: frozenset[Kind]) -> frozenset[Kind]:
    """What the files of an argument tell of: all that was expected, unless both were."""
    if expected != _BOTH:
        return expected
    found = frozenset(kind for tally in tallies for kind in tally.kinds or _BOTH)
    return found or _BOTH


def _first_sentence(
    tallies: list[FileTally], kind: Kind, expected: frozenset[Kind]
) -> str:
    sentences = (t.unreadable for t in tallies if kind in _held([t], expected))
    return next(filter(None, sentences), "")


def _read_file(
    name: str, argument: _Argument, request: EvidenceRequest, gathered: Gathered
) -> FileTally:
    tally = FileTally("standard input" if name == _STDIN else name, gathered)
    place = Place(cluster=request.cluster or request.fallback_cluster or "")
    try:
        if name == _STDIN:
            assert request.stdin is not None
            _read_stream(request.stdin, argument.read, place, tally)
        else:
            with Path(name).open("rb") as stream:
                _read_stream(stream, argument.read, place, tally)
    except OSError as error:
        tally.fail(_reason(error))
    tally.close()
    return tally


def _doubt(path: str, tallies: list[FileTally], gathered: Gathered) -> None:
    """Say so where nothing of ours is there: an export that failed leaves just that.

    An empty file may be a watch in which nothing happened; empty standard input, or a list
    of something else, is no evidence of absence.
    """
    if any(tally.kinds or tally.unreadable for tally in tallies):
        return
    for tally in tallies:
        if tally.documents:
            tally.fail("it holds no events, Jobs or CronJobs; name another file")
        elif path == _STDIN:
            tally.fail("it is empty: what was to write it has failed; run it by itself")
        else:
            tally.note("it is empty; if an export wrote it, that has failed")
    if not tallies:
        gathered.problems.append(Problem(path, "there is no file in this folder"))


def _refused(error: OSError, gathered: Gathered) -> FileTally:
    """The tally of a folder that could not be looked into."""
    tally = FileTally(str(error.filename), gathered)
    tally.fail(_reason(error))
    return tally


def _reason(error: OSError) -> str:
    """What the operating system says, as a sentence with its remedy."""
    said = (error.strerror or str(error)).lower()
    return f"it cannot be read ({said}); let this user read it"


def _read_stream(stream: BinaryIO, read: _Read, place: Place, tally: FileTally) -> None:
    chunks = TextChunks(stream)
    for document in documents(chunks):
        if isinstance(document, Document):
            _read_document(document, read, place, tally)
        # Cut off with the stream itself: told once, below.
        elif not (chunks.failure and document.cut_off):
            tally.damage(document)
        if tally.hopeless:
            break
    if chunks.failure:
        tally.fail(chunks.failure)


def _read_document(
    document: Document, read: _Read, place: Place, tally: FileTally
) -> None:
    tally.documents += 1
    known = place.known or Kind.CRONJOBS in tally.kinds
    at = replace(place, known=known, item=document.item, kind=document.kind)
    for fact in read(document.data, at):
        tally.take(fact, document.line)


def _by_time(write: Write) -> tuple[datetime, str, int]:
    return write.at, write.partition or "", -1 if write.rows is None else write.rows
