"""Standing: from an arrival, or from its absence, to a status."""

from dataclasses import dataclass, replace
from datetime import datetime

from slo_monitor.judge.absence import Absence
from slo_monitor.model.calendars import Maintenance
from slo_monitor.model.objectives import Objective, Occurrence
from slo_monitor.model.verdicts import Facts, Reason, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One occurrence to be judged at one instant, and how far absence can be trusted."""

    objective: Objective
    occurrence: Occurrence
    at: datetime
    absence: Absence
    maintenance: tuple[Maintenance, ...] = ()

    def verdict(
        self,
        status: Status,
        reason: Reason | None,
        facts: Facts,
        arrived_at: datetime | None = None,
    ) -> Verdict:
        """The verdict, unless the occurrence is excused whatever arrived."""
        excuse = self._excuse()
        if excuse is not None:
            status, reason = Status.EXCUSED, excuse[0]
            facts = Facts(run=facts.run, message=excuse[1], since=excuse[2])
        return Verdict(
            objective=self.objective,
            occurrence=self.occurrence,
            status=status,
            reason=reason,
            arrived_at=arrived_at,
            facts=facts,
        )

    def _excuse(self) -> tuple[Reason, str, datetime] | None:
        """Muted or in maintenance: the reason, why, and until when."""
        due, muted = self.occurrence.due_at, self.objective.mute_until
        if muted is not None and due <= muted:
            return Reason.MUTED, "", muted
        for window in self.maintenance:
            if window.covers(self.objective.target, due):
                return Reason.MAINTENANCE, window.why, window.end
        return None


def arrived(case: Case, at: datetime, facts: Facts) -> Verdict:
    """The verdict on something that arrived at `at`: met, near miss or late."""
    margin = case.occurrence.due_at - at
    if margin < type(margin)(0):
        return case.verdict(Status.LATE, Reason.SLOW, facts, at)
    if margin < case.objective.warn_before:
        return case.verdict(Status.NEAR_MISS, Reason.SLOW, facts, at)
    return case.verdict(Status.MET, None, facts, at)


def absent(case: Case, reason: Reason, facts: Facts) -> Verdict:
    """The verdict on nothing having arrived, for `reason`, if absence can be trusted.

    The tick itself is in time: at `due_at` it is still at risk. Before its window opens
    it is pending, however early the warning.
    """
    occurrence = case.occurrence
    overdue = case.at > occurrence.due_at
    lately = case.at - case.absence.tolerance
    doubt = case.absence.doubt(occurrence.due_at if overdue else lately)
    if doubt is not None:
        reason, facts = doubt[0], doubtful(doubt[1], facts)
    opened = overdue or occurrence.holds(case.at)
    if case.at < occurrence.warn_at or not opened:
        return case.verdict(Status.PENDING, reason, facts)
    if reason in UNKNOWABLE:
        return case.verdict(Status.UNKNOWN, reason, facts)
    return case.verdict(Status.MISSED if overdue else Status.AT_RISK, reason, facts)


def doubtful(doubt: Facts, facts: Facts) -> Facts:
    """The facts of a verdict whose absence cannot be trusted: why, and the last good run."""
    return replace(doubt, last_good=facts.last_good, last_good_run=facts.last_good_run)


UNKNOWABLE = frozenset(
    {Reason.SOURCE_UNREADABLE, Reason.SOURCE_BEHIND, Reason.REWRITTEN}
)
"""Reasons that say that it could not be found out: neither bad nor good."""
