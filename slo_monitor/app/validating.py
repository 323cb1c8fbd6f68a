"""Validating a sheet: every problem by cell, and hints where evidence is at hand."""

from dataclasses import dataclass

from slo_monitor.app.agreements import read_agreements
from slo_monitor.app.gathering import gather
from slo_monitor.app.requests import PassRequest
from slo_monitor.judge.hints import hints, without_row
from slo_monitor.model.verdicts import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Validated:
    """How many objectives a sheet has, what is wrong in it, what is worth a look."""

    name: str
    objectives: int
    problems: tuple[Problem, ...]
    hints: tuple[Problem, ...] = ()
    unreadable: tuple[str, ...] = ()


def validate_sheet(request: PassRequest) -> Validated:
    """Read the sheet; with evidence also look for rows that say less than they seem to."""
    agreed = read_agreements(request.settings, request.sheet, request.at)
    name, count = agreed.name, len(agreed.agreements.objectives)
    if not (request.events or request.arrivals):
        return Validated(name=name, objectives=count, problems=agreed.problems)
    gathered = gather(request, agreed.agreements)
    return Validated(
        name=name,
        objectives=count,
        problems=agreed.problems,
        hints=gathered.problems
        + hints(agreed.agreements, gathered.evidence, request.at)
        + without_row(agreed.agreements, gathered.evidence),
        unreadable=gathered.unreadable,
    )
