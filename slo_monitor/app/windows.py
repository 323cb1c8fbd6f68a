"""From when a pass needs evidence."""

from datetime import datetime, timedelta

from slo_monitor.app.requests import PassRequest
from slo_monitor.judge.judging import Agreements
from slo_monitor.judge.occurrences import between
from slo_monitor.model.targets import CronJobTarget

_FARTHEST_BACK = timedelta(days=40)
"""How far back a query may reach: a month's window and some days."""


def read_from(request: PassRequest, agreements: Agreements) -> datetime:
    """One window before the first that the pass looks at.

    Without the run before nothing would tell a CronJob that did not start from one that
    never was.
    """
    openings = [
        occurrence.opens_at - (occurrence.due_at - occurrence.opens_at)
        for objective in agreements.objectives
        if isinstance(objective.target, CronJobTarget)
        for occurrence in between(
            objective, agreements.calendar, request.since, request.at
        )[:1]
    ]
    return max(min([request.since, *openings]), request.at - _FARTHEST_BACK)
