"""Absence: up to when nothing seen means that nothing happened."""

from dataclasses import dataclass
from datetime import datetime

from slo_monitor.model.evidence import SourceState
from slo_monitor.model.targets import CronJobTarget, Target
from slo_monitor.model.verdicts import Reason


@dataclass(frozen=True, slots=True)
class Absence:
    """How far absence can be trusted for one target.

    `known_until` None means up to the end of time. A non-empty `unreadable` says why no
    absence can be trusted at all.
    """

    known_until: datetime | None = None
    unreadable: str = ""

    def doubt(self, needed: datetime) -> tuple[Reason, str] | None:
        """Why absence up to `needed` is not known; None where it is."""
        if self.unreadable:
            return Reason.SOURCE_UNREADABLE, self.unreadable
        if self.known_until is not None and self.known_until < needed:
            return Reason.SOURCE_BEHIND, ""
        return None


def absence(target: Target, sources: tuple[SourceState, ...]) -> Absence:
    """What `sources` together vouch for.

    One unreadable source may have held what is missing elsewhere; among readable ones the
    one that is complete furthest decides.
    """
    vouching = [source for source in sources if source.vouches_for(target)]
    if not vouching:
        return Absence(unreadable=_no_source(target))
    for source in vouching:
        if source.unreadable:
            return Absence(unreadable=source.unreadable)
    ends = [source.complete_until for source in vouching]
    known = [end for end in ends if end is not None]
    return Absence(max(known) if len(known) == len(ends) else None)


def _no_source(target: Target) -> str:
    if isinstance(target, CronJobTarget):
        return f"no source tells of CronJobs of cluster {target.cluster}"
    return f"no source tells of tables of {target.project}.{target.dataset}"
