"""A scene: one verdict's facts, ready to be put into a sentence of any language."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from slo_monitor.model.objectives import DailyPartition, MonthlyPartition, WholeTable
from slo_monitor.model.targets import CronJobTarget, Target
from slo_monitor.model.verdicts import Reason, Verdict
from slo_monitor.report.moments import clock

LONGEST_MESSAGE = 300
"""Controllers' messages can hold whole stack traces; the start tells what it is about."""

_PLACEHOLDER = re.compile(r"\{(yyyymmdd|yyyymm|yyyy)\}")
_FORMATS = {"yyyymmdd": "%Y%m%d", "yyyymm": "%Y%m", "yyyy": "%Y"}


def tidy(text: str, limit: int = LONGEST_MESSAGE) -> str:
    """`text` on one line, without control characters, cut to `limit` characters."""
    start = text[: limit * 4]
    if not start.isprintable():
        start = "".join(mark if mark.isprintable() else " " for mark in start)
    line = " ".join(start.split())
    return line if len(line) <= limit else line[: limit - 3].rstrip() + "..."


def short_name(target: Target) -> str:
    """The last part of a target's name, as people say it."""
    return target.name if isinstance(target, CronJobTarget) else target.table


@dataclass(frozen=True, slots=True)
class Scene:
    """One verdict seen at `at`; instants are texts in the row's zone, empty if unknown."""

    verdict: Verdict
    at: datetime

    @property
    def is_table(self) -> bool:
        """Whether data is waited for, not a run."""
        return not isinstance(self.verdict.objective.target, CronJobTarget)

    @property
    def subject(self) -> str:
        """The Job, or where none is known the target's short name."""
        run = self.verdict.facts.run
        return short_name(self.verdict.objective.target) if run is None else run.job

    @property
    def since(self) -> str:
        """When the run's state began."""
        return self.clock(self.verdict.facts.since)

    @property
    def lasted(self) -> timedelta | None:
        """How long the run's state has lasted."""
        since = self.verdict.facts.since
        return None if since is None else self.at - since

    @property
    def ran(self) -> timedelta | None:
        """How long the run took, once it ended."""
        run = self.verdict.facts.run
        if run is None or run.finished_at is None:
            return None
        return run.finished_at - run.created_at

    @property
    def started(self) -> str:
        """When the run was created."""
        run = self.verdict.facts.run
        return self.clock(None if run is None else run.created_at)

    @property
    def arrived(self) -> str:
        """When it arrived."""
        return self.clock(self.verdict.arrived_at)

    @property
    def due(self) -> str:
        """When it is due."""
        return self.clock(self.verdict.occurrence.due_at)

    @property
    def opens(self) -> str:
        """When its window opens."""
        return self.clock(self.verdict.occurrence.opens_at)

    @property
    def over(self) -> bool:
        """Whether the window is closed."""
        return self.at > self.verdict.occurrence.due_at

    @property
    def message(self) -> str:
        """The controller's or the source's own words, on one line."""
        return tidy(self.verdict.facts.message)

    @property
    def domain(self) -> str:
        """What a source of the target would have to cover."""
        target = self.verdict.objective.target
        if isinstance(target, CronJobTarget):
            return f"cronjob:{target.cluster}/*"
        return f"table:{target.project}.{target.dataset}.*"

    @property
    def part(self) -> str:
        """The shard or partition waited for; empty for a whole table."""
        objective = self.verdict.objective
        if isinstance(objective.partition, WholeTable):
            return ""
        day = self.verdict.occurrence.business_date
        if isinstance(objective.partition, DailyPartition):
            day += timedelta(days=objective.partition.offset_days)
        name = short_name(objective.target)
        if "{" in name:
            return _PLACEHOLDER.sub(lambda found: f"{day:{_FORMATS[found[1]]}}", name)
        monthly = isinstance(objective.partition, MonthlyPartition)
        return f"{day:%Y%m}" if monthly else f"{day:%Y%m%d}"

    def clock(self, instant: datetime | None) -> str:
        """`instant` in the row's zone, with its date unless it is the business date."""
        if instant is None:
            return ""
        zone = self.verdict.objective.timezone
        return clock(instant, zone, self.verdict.occurrence.business_date)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """An inversion's facts: short names, and instants in the downstream row's zone.

    `arrived` is empty while the upstream is still awaited.
    """

    upstream: str
    upstream_is_table: bool
    downstream: str
    arrived: str
    started: str
    overlap: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language: a sentence for each reason, and for what has none."""

    reasons: Mapping[Reason, Callable[[Scene], str]]
    met: Callable[[Scene], str]
    not_open: Callable[[Scene], str]
    waiting: Callable[[Scene], str]
    last_good: Callable[[Scene], str]
    inverted: Callable[[Meeting], str]
