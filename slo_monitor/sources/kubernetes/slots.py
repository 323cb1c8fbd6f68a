"""Slots: the instants a CronJob's Jobs are made for, in their names and by its schedule."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from slo_monitor.model.schedules import as_cron

_NAME = re.compile(r"(.+)-([0-9]{7,9})")
_MINUTE = 60
_EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)  # CronJobs came with Kubernetes 1.2
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_OLDEST_START = timedelta(days=366)
_NEWEST_START = timedelta(days=1)


def split_name(job: str) -> tuple[str, datetime] | None:
    """The CronJob and slot in `NAME-<minutes since the epoch>`; None for other names."""
    found = _NAME.fullmatch(job)
    if found is None:
        return None
    slot = datetime.fromtimestamp(int(found.group(2)) * _MINUTE, UTC)
    if not _EARLIEST <= slot < _LATEST:
        return None
    return found.group(1), slot


def slot_of(job: str, cronjob: str, near: datetime | None) -> datetime | None:
    """The slot in the name of a Job of `cronjob`, if it fits what is known to be near it."""
    split = split_name(job)
    if split is None or split[0] != cronjob:
        return None
    fits = near is None or near - _OLDEST_START <= split[1] <= near + _NEWEST_START
    return split[1] if fits else None


def job_name(cronjob: str, slot: datetime) -> str:
    """The name that the controller gives to the Job of `slot`."""
    return f"{cronjob}-{int(slot.timestamp()) // _MINUTE}"


def newest_slot(
    schedule: str | None, timezone: str | None, at: datetime
) -> datetime | None:
    """The newest slot at or before `at`; None where the schedule cannot be followed."""
    expression = as_cron(schedule or "")
    try:
        zone = ZoneInfo(timezone or "UTC")
        after = (at + timedelta(minutes=1)).astimezone(zone).replace(second=0)
        slot = next(CronSim(expression, after.replace(microsecond=0), reverse=True))
    except (CronSimError, ZoneInfoNotFoundError, ValueError, OSError, StopIteration):
        return None
    return slot.astimezone(UTC)
