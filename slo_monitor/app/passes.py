"""One pass: read the sheet and the evidence, judge, and say what was found."""

from dataclasses import dataclass

from slo_monitor.app.agreements import read_agreements
from slo_monitor.app.gathering import Gathered, gather
from slo_monitor.app.requests import PassRequest
from slo_monitor.judge.inversions import find_inversions
from slo_monitor.judge.judging import Agreements, Span, judge
from slo_monitor.model.results import PassResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a pass found, and what it rests on."""

    result: PassResult
    agreements: Agreements
    gathered: Gathered


def run_pass(request: PassRequest) -> Pass:
    """Make one pass. Raises UsageError where there is nothing to judge with."""
    agreed = read_agreements(request.settings, request.sheet, request.at)
    gathered = gather(request, agreed.agreements)
    evidence = gathered.evidence
    span = Span(at=request.at, since=request.since)
    verdicts = judge(agreed.agreements, evidence, span)
    return Pass(
        result=PassResult(
            at=request.at,
            verdicts=verdicts,
            inversions=find_inversions(verdicts, evidence, request.at),
            problems=agreed.problems + gathered.problems,
        ),
        agreements=agreed.agreements,
        gathered=gathered,
    )
