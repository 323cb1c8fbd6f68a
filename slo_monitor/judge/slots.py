"""Slots: the instants at which a CronJob's schedule would start a run."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from slo_monitor.judge.walltime import of_wall, wall
from slo_monitor.model.schedules import as_cron


def slots_after(
    schedule: str | None, timezone: str | None, at: datetime
) -> Iterator[datetime]:
    """Slots later than `at`, ascending; none where the schedule cannot be followed.

    A CronJob without `timeZone` runs in its controller's zone, UTC on all managed clusters.
    """
    expression = as_cron(schedule or "")
    try:
        zone = ZoneInfo(timezone or "UTC")
        matches = CronSim(expression, wall(at, zone).replace(fold=0))
    except (CronSimError, ZoneInfoNotFoundError, ValueError):
        return iter(())
    slots = (of_wall(match, zone) for match in matches)
    return (slot for slot in slots if slot > at)
