"""The table's cells: what stands in each column of one verdict's row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from slo_monitor.model.languages import Language
from slo_monitor.model.verdicts import Reason, Status, Verdict
from slo_monitor.report.moments import clock, compact
from slo_monitor.report.scenes import tidy
from slo_monitor.report.sentences import not_open, sentence
from slo_monitor.report.words import WORDS, Words

_OPEN = frozenset({Status.AT_RISK, Status.PENDING})
_NOTHING_YET = frozenset({Reason.NOT_STARTED, Reason.NO_DATA})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One verdict in texts; `why` is empty where the columns say everything."""

    status: Status
    label: str
    target: str
    due: str
    arrived: str
    margin: str
    owner: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """From where the rows are looked at: instant, language, and the headline's zone."""

    at: datetime
    language: Language
    zone: ZoneInfo

    def head(self) -> Row:
        """The headings, as a row."""
        return Row(status=Status.PENDING, **WORDS[self.language].columns)

    def row(self, verdict: Verdict, stands_for: int = 1) -> Row:
        """The row of `verdict`, the newest of `stands_for` that stand alike."""
        words, objective = WORDS[self.language], verdict.objective
        return Row(
            status=verdict.status,
            label=words.statuses[verdict.status],
            target=tidy(str(objective.target)),
            due=self._local(verdict.occurrence.due_at, objective.timezone),
            arrived=self._arrived(verdict),
            margin=self._margin(verdict, words),
            owner=tidy(objective.owner),
            why=self._why(verdict) + self._and_more(stands_for - 1),
        )

    def _and_more(self, count: int) -> str:
        return WORDS[self.language].alike.format(count=count) if count else ""

    def _why(self, verdict: Verdict) -> str:
        if verdict.status is Status.MET or not_open(verdict, self.at):
            return ""
        if verdict.status is Status.PENDING and verdict.reason in _NOTHING_YET:
            return ""
        return sentence(verdict, self.at, self.language)

    def _arrived(self, verdict: Verdict) -> str:
        if verdict.arrived_at is None:
            return "-"
        return self._local(verdict.arrived_at, verdict.objective.timezone)

    def _local(self, instant: datetime, zone: ZoneInfo) -> str:
        """The wall time, dated unless today; its zone named where it is another one."""
        local = instant.astimezone(zone)
        text = clock(instant, zone, self.at.astimezone(zone).date())
        return text if zone == self.zone else f"{text} {local:%Z}"

    def _margin(self, verdict: Verdict, words: Words) -> str:
        margin = verdict.margin
        if margin is not None:
            return self._of_arrival(margin, words)
        left = verdict.occurrence.due_at - self.at
        if verdict.status in _OPEN:
            return words.left.format(length=compact(left, self.language))
        if verdict.status is Status.MISSED:
            return words.overdue.format(length=compact(left, self.language))
        return "-"

    def _of_arrival(self, margin: timedelta, words: Words) -> str:
        if not margin:
            return words.just_in_time
        form = words.early if margin > timedelta(0) else words.late
        return form.format(length=compact(margin, self.language))
