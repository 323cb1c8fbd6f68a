"""Absence: up to when nothing seen means that nothing happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from slo_monitor.model.evidence import SourceState
from slo_monitor.model.targets import Target
from slo_monitor.model.verdicts import Doubt, Facts, Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """How far absence can be trusted for one target.

    `known_until` None means up to the end of time; `tolerance` is how far it may lie behind
    now. A non-empty `unreadable` says why no absence can be trusted at all; nor can it be
    where no source has `watched`.
    """

    known_until: datetime | None = None
    tolerance: timedelta = timedelta(0)
    unreadable: str = ""
    watched: bool = True

    def doubt(self, needed: datetime) -> tuple[Reason, Facts] | None:
        """Why absence up to `needed` is not known; None where it is."""
        if not self.watched:
            return Reason.SOURCE_UNREADABLE, Facts(doubt=Doubt.NO_SOURCE)
        if self.unreadable:
            return Reason.SOURCE_UNREADABLE, Facts(message=self.unreadable)
        if self.known_until is not None and self.known_until < needed:
            facts = Facts(since=self.known_until, doubt=Doubt.BEHIND)
            return Reason.SOURCE_BEHIND, facts
        return None


def absence(target: Target, sources: tuple[SourceState, ...]) -> Absence:
    """What `sources` together vouch for.

    One unreadable source may have held what is missing elsewhere; among readable ones the
    one that is complete furthest decides.
    """
    vouching = [source for source in sources if source.vouches_for(target)]
    if not vouching:
        return Absence(watched=False)
    for source in vouching:
        if source.unreadable:
            return Absence(unreadable=source.unreadable)
    ends = [source for source in vouching if source.complete_until is not None]
    if len(ends) < len(vouching):
        return Absence()
    best = max(ends, key=_complete_until)
    return Absence(known_until=best.complete_until, tolerance=best.tolerance)


def _complete_until(source: SourceState) -> datetime:
    assert source.complete_until is not None
    return source.complete_until
