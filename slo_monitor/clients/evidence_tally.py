"""What the files of one argument gave: facts into the builder, problems, and how they end."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from slo_monitor.errors import UsageError
from slo_monitor.model.evidence import Kind, Write
from slo_monitor.model.verdicts import Problem
from slo_monitor.sources.facts import Fact, Flaw, Landed, Recognised, SeenJobObject
from slo_monitor.sources.json_text import Damage
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder

_MOST_PROBLEMS = 20
"""Of one file; a damaged file has thousands, and they all say the same."""
_HOPELESS = 1000
"""Damaged places after which a file is given up: each costs a search for sound text."""

_NO_JSON = (
    "this is no JSON; export it again (kubectl: `-o json`) or remove it; "
    "everything else was used"
)
_CUT_OFF = (
    "the JSON that starts here is cut off; write the file again; everything before the "
    "end was used"
)


@dataclass(slots=True)
class Gathered:
    """Where the facts of all files go."""

    runs: RunsBuilder
    tables: defaultdict[str, set[Write]] = field(
        default_factory=lambda: defaultdict(set)
    )
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class FileTally:
    """One file: what it held, and what of it could not be read."""

    name: str
    gathered: Gathered
    kinds: set[Kind] = field(default_factory=set)
    unreadable: str = ""
    names_cluster: bool = False
    documents: int = 0
    _newest: datetime | None = None
    _problems: int = 0

    def take(self, fact: Fact, line: int) -> None:
        """Add a fact; raises UsageError where nothing names its cluster."""
        what = fact.what
        if isinstance(what, Recognised):
            self.kinds.add(what.kind)
        elif isinstance(what, Flaw):
            self.flaw(_where(self.name, line, fact.item), what.message)
        elif isinstance(what, Landed):
            self.gathered.tables[what.table].add(what.write)
        else:
            self._take_object(what, fact)

    def _take_object(
        self, what: SeenEvent | SeenJobObject | CronJobObject, fact: Fact
    ) -> None:
        if not fact.cluster:
            raise UsageError(
                f"{self.name} does not name the cluster it comes from; "
                "write `--cluster NAME`"
            )
        self.names_cluster = self.names_cluster or fact.named
        runs = self.gathered.runs
        self._see(*_instants(what))
        if isinstance(what, SeenEvent):
            runs.add_event(what)
        elif isinstance(what, CronJobObject):
            runs.add_cronjob(fact.cluster, what)
        else:
            runs.add_job(
                fact.cluster, what.job, deleted=what.deleted, seen_by=self._newest
            )

    def _see(self, *instants: datetime | None) -> None:
        """Remember how far the stream has come."""
        known = (at for at in chain((self._newest,), instants) if at is not None)
        self._newest = max(known, default=None)

    def flaw(self, where: str, message: str) -> None:
        """Note something that cannot be used: it may have been what people wait for."""
        self.unreadable = self.unreadable or f"{where}: {message}"
        self._problems += 1
        if self._problems <= _MOST_PROBLEMS:
            self.gathered.problems.append(Problem(where, message))

    def damage(self, damage: Damage) -> None:
        """Note text that is no JSON."""
        message = _CUT_OFF if damage.cut_off else _NO_JSON
        self.flaw(_where(self.name, damage.line, None), message)

    @property
    def hopeless(self) -> bool:
        """Whether so much is damaged that reading on is not worth its time."""
        return self._problems >= _HOPELESS

    def note(self, message: str) -> None:
        """Say something that does not make the file unreadable."""
        self.gathered.problems.append(Problem(self.name, message))

    def fail(self, message: str) -> None:
        """Note that the file could not be read, or not to its end."""
        self.flaw(self.name, message)

    def close(self) -> None:
        """Say how many problems were left unsaid."""
        if self.hopeless:
            message = "too much of it is damaged; the rest was not read"
            self.gathered.problems.append(Problem(self.name, message))
        more = self._problems - _MOST_PROBLEMS
        if more > 0:
            message = f"and {more} more problems of this kind; mend the file as a whole"
            self.gathered.problems.append(Problem(self.name, message))


def _instants(
    what: SeenEvent | SeenJobObject | CronJobObject,
) -> tuple[datetime | None, ...]:
    if isinstance(what, SeenEvent):
        return (what.at,)
    if isinstance(what, CronJobObject):
        return what.created_at, what.last_schedule, what.last_success
    return _job_instants(what.job)


def _job_instants(job: JobObject) -> tuple[datetime | None, ...]:
    return job.created_at, job.ended_at, job.heading_since, job.deleting_at


def _where(name: str, line: int, item: int | None) -> str:
    """A list that is the whole file needs no line."""
    if item is None:
        return f"{name} line {line}"
    return f"{name} item {item}" if line == 1 else f"{name} line {line}, item {item}"
