"""What a pass needs, read from a store that others may be writing meanwhile."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slo_monitor.errors import UsageError
from slo_monitor.model.evidence import Kind, SourceState, Write
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.filling import (
    add_cronjob_events,
    add_cronjobs,
    add_job_events,
    add_jobs,
    instant,
    writes_of,
)
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.rows import SHAPES
from slo_monitor.stores.engine import (
    READING_MEMORY,
    READING_THREADS,
    engine,
    engine_errors,
    rows_of,
)
from slo_monitor.stores.layout import day_of, days_of
from slo_monitor.stores.shelves import Shelf, Vanished, shelf
from slo_monitor.stores.wanting import want_cronjobs, want_tables, wanted_keys

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AROUND = timedelta(days=1)
_FAR_BACK = timedelta(days=40)
"""How far back objects and writes are looked for: a month's window and some days."""
_ATTEMPTS = 10
_KINDS = {
    "events": Kind.CRONJOBS,
    "jobs": Kind.CRONJOBS,
    "cronjobs": Kind.CRONJOBS,
    "writes": Kind.TABLES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreQuery:
    """What is asked for: events and writes of `since` to `until`, both UTC and inclusive.

    None as `cronjobs` or `tables` means all of them.
    """

    since: datetime
    until: datetime
    cronjobs: frozenset[CronJobTarget] | None = None
    tables: frozenset[TableTarget] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreEvidence:
    """What came besides runs: writes by table, a source a heartbeat, and problems."""

    tables: Mapping[str, tuple[Write, ...]] = field(default_factory=dict)
    sources: tuple[SourceState, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_store(root: Path, query: StoreQuery, runs: RunsBuilder) -> StoreEvidence:
    """Add runs to `runs`; raises UsageError where there is no such folder."""
    for _ in range(_ATTEMPTS):
        try:
            if not root.is_dir():
                raise UsageError(
                    f"{root} is no folder; name the one that `slo-monitor collect` writes, "
                    "or start it first"
                )
            return _Reading(root, query, runs).evidence()
        except Vanished:
            continue
        except OSError as error:
            return _unreadable(root, error)
    return _unreadable(root, OSError("its files change faster than they can be read"))


def _unreadable(root: Path, error: Exception) -> StoreEvidence:
    said = str(error).partition("\n")[0]
    message = f"{root} cannot be read ({said}); check the folder and its rights"
    return StoreEvidence(
        sources=tuple(
            SourceState(name=str(root), kind=kind, unreadable=message) for kind in Kind
        ),
        problems=(Problem(str(root), message),),
    )


class _Reading:
    """One attempt."""

    def __init__(self, root: Path, query: StoreQuery, runs: RunsBuilder) -> None:
        self._root = root
        self._query = query
        self._runs = runs
        self._problems: list[Problem] = []
        self._unreadable: dict[Kind, str] = {}
        self._shelves: list[Shelf] = []

    def evidence(self) -> StoreEvidence:
        """All of it; raises Vanished or OSError."""
        with engine(READING_MEMORY, READING_THREADS) as connection:
            try:
                return self._read(connection)
            except engine_errors() as error:
                if not all(each.complete() for each in self._shelves):
                    raise Vanished from error
                return _unreadable(self._root, error)

    def _read(self, connection: "DuckDBPyConnection") -> StoreEvidence:
        # First the heartbeats: they vouch for what was written before them.
        beats = self._heartbeats(connection)
        if self._query.cronjobs != frozenset():
            self._events(connection)
            self._jobs(connection)
            self._cronjobs(connection)
        tables: dict[str, tuple[Write, ...]] = {}
        if self._query.tables != frozenset():
            tables = self._writes(connection)
        if not any(days_of(self._root, table) for table in SHAPES):
            message = "holds no evidence yet; `slo-monitor collect` writes it"
            self._problems.append(Problem(str(self._root), message))
        sources = tuple(self._sources(beats))
        return StoreEvidence(
            tables=tables, sources=sources, problems=tuple(self._problems)
        )

    def _shelf(self, table: str, since: date, until: date = date.max) -> Shelf:
        found = shelf(self._root, table, since, until)
        self._shelves.append(found)
        for path in found.damaged:
            message = (
                "is damaged, and what it held is not known; put it back from a backup, "
                "or delete it to go on without"
            )
            self._problems.append(Problem(str(path), message))
            if table in _KINDS:
                self._unreadable.setdefault(_KINDS[table], f"{path} {message}")
        return found

    @property
    def _first(self) -> date:
        return day_of(self._query.since - _AROUND)

    @property
    def _last(self) -> date:
        return day_of(self._query.until + _AROUND)

    @property
    def _far(self) -> date:
        return day_of(self._query.since - _FAR_BACK)

    def _heartbeats(self, connection: "DuckDBPyConnection") -> list[tuple[Any, ...]]:
        files = self._shelf("heartbeats", date.min).files()
        return (
            list(rows_of(connection, "heartbeats", {"files": files})) if files else []
        )

    def _sources(self, beats: list[tuple[Any, ...]]) -> Iterator[SourceState]:
        told = set()
        for kind_name, scope, until in beats:
            kind = Kind(kind_name)
            told.add(kind)
            yield SourceState(
                name=f"{self._root}, {scope}",
                kind=kind,
                complete_until=instant(until),
                unreadable=self._unreadable.get(kind, ""),
                clusters=frozenset({scope}) if kind is Kind.CRONJOBS else None,
                datasets=frozenset({scope}) if kind is Kind.TABLES else None,
            )
        for kind, sentence in self._unreadable.items():
            if kind not in told:
                yield SourceState(name=str(self._root), kind=kind, unreadable=sentence)

    def _events(self, connection: "DuckDBPyConnection") -> None:
        files = self._shelf("events", self._first, self._last).files()
        if not files:
            return
        want_cronjobs(connection, self._query.cronjobs, files)
        parameters = {
            "files": files,
            "since": self._query.since,
            "until": self._query.until,
        }
        add_job_events(rows_of(connection, "job_events", parameters), self._runs)
        add_cronjob_events(
            rows_of(connection, "cronjob_events", parameters), self._runs
        )

    def _jobs(self, connection: "DuckDBPyConnection") -> None:
        """Jobs of the time asked for, and older ones that were not over before it.

        Of an older day in one file, in which each Job stands once, only those need be read.
        """
        found = self._shelf("jobs", self._far, self._last)
        older = [files for day, files in found.days if day < self._first]
        settled = [str(files[0]) for files in older if len(files) == 1]
        others = [file for file in found.files() if file not in set(settled)]
        for files, over_since in ((others, None), (settled, self._query.since)):
            if files:
                want_cronjobs(connection, self._query.cronjobs, files)
                parameters = {
                    "files": files,
                    "until": self._query.until,
                    "over_since": over_since,
                }
                add_jobs(rows_of(connection, "jobs", parameters), self._runs)

    def _cronjobs(self, connection: "DuckDBPyConnection") -> None:
        """States of the time asked for; of CronJobs without one, older ones."""
        found = self._shelf("cronjobs", date.min, self._last)
        recent = found.files(self._first)
        seen: set[CronJobTarget] = set()
        if recent:
            want_cronjobs(connection, self._query.cronjobs, recent)
            seen = self._states(connection, recent)
        older = found.files(last=self._first - _AROUND)
        if older:
            wanted = self._query.cronjobs
            if wanted is None:
                want_cronjobs(connection, None, older)
                wanted = wanted_keys(connection)
            if wanted - seen:
                want_cronjobs(connection, wanted - seen, older)
                self._states(connection, older)

    def _states(
        self, connection: "DuckDBPyConnection", files: list[str]
    ) -> set[CronJobTarget]:
        parameters = {"files": files, "until": self._query.until}
        return add_cronjobs(rows_of(connection, "cronjobs", parameters), self._runs)

    def _writes(self, connection: "DuckDBPyConnection") -> dict[str, tuple[Write, ...]]:
        files = self._shelf("writes", self._far, self._last).files()
        if not files:
            return {}
        want_tables(connection, self._query.tables, files)
        parameters = {
            "files": files,
            "since": self._query.since - _FAR_BACK,
            "until": self._query.until,
        }
        return writes_of(rows_of(connection, "writes", parameters))
