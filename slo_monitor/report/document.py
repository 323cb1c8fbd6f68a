"""The JSON document of a pass: the contract other programs rely on."""

from datetime import datetime, timedelta

from slo_monitor.model.languages import Language
from slo_monitor.model.results import PassResult
from slo_monitor.model.verdicts import Inversion, Verdict
from slo_monitor.report.moments import utc
from slo_monitor.report.order import order
from slo_monitor.report.sentences import sentence

_SECOND = timedelta(seconds=1)


def document(result: PassResult, language: Language) -> dict[str, object]:
    """The pass as JSON values, worst first; all instants UTC with `Z`."""
    return {
        "at": utc(result.at),
        "verdicts": [
            _verdict(verdict, result.at, language) for verdict in order(result.verdicts)
        ],
        "inversions": [_inversion(inversion) for inversion in result.inversions],
        "problems": [
            {"where": problem.where, "message": problem.message}
            for problem in result.problems
        ],
    }


def _verdict(verdict: Verdict, at: datetime, language: Language) -> dict[str, object]:
    objective, occurrence = verdict.objective, verdict.occurrence
    margin, run = verdict.margin, verdict.facts.run
    return {
        "objective": objective.key,
        "target": str(objective.target),
        "business_date": occurrence.business_date.isoformat(),
        "opens_at": utc(occurrence.opens_at),
        "warn_at": utc(occurrence.warn_at),
        "due_at": utc(occurrence.due_at),
        "status": verdict.status.value,
        "reason": None if verdict.reason is None else verdict.reason.value,
        "arrived_at": _or_none(verdict.arrived_at),
        "margin_seconds": None if margin is None else _seconds(margin),
        "run": None if run is None else run.job,
        "detail": sentence(verdict, at, language),
        "owner": objective.owner or None,
    }


def _inversion(inversion: Inversion) -> dict[str, object]:
    return {
        "upstream": str(inversion.upstream),
        "downstream": str(inversion.downstream),
        "business_date": inversion.business_date.isoformat(),
        "upstream_arrived_at": _or_none(inversion.upstream_arrived_at),
        "downstream_started_at": utc(inversion.downstream_started_at),
        "overlap_seconds": _seconds(inversion.overlap),
    }


def _seconds(length: timedelta) -> int:
    """Whole seconds, rounded down: what is late by half a second stays negative."""
    return length // _SECOND


def _or_none(instant: datetime | None) -> str | None:
    return None if instant is None else utc(instant)
