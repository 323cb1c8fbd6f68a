"""What one pass found: the value that the table, the JSON document and messages are made of."""

from dataclasses import dataclass
from datetime import datetime

from slo_monitor.model.verdicts import Inversion, Problem, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PassResult:
    """One pass, judged at `at` (UTC)."""

    at: datetime
    verdicts: tuple[Verdict, ...] = ()
    inversions: tuple[Inversion, ...] = ()
    problems: tuple[Problem, ...] = ()
