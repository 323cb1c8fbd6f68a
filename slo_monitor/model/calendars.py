"""Calendars: closed days and maintenance windows."""

from dataclasses import dataclass
from datetime import date, datetime
from fnmatch import fnmatchcase

from slo_monitor.model.targets import Target

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Holidays and the company's own closed days, as dates."""

    closed: frozenset[date] = frozenset()

    def is_business_day(self, day: date) -> bool:
        """Whether `day` is Monday to Friday and not closed."""
        return day.weekday() < SATURDAY and day not in self.closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Maintenance:
    """A window that excuses the occurrences whose due instant lies in it, ends included.

    `targets` are globs over the target's text; instants are UTC.
    """

    start: datetime
    end: datetime
    targets: tuple[str, ...]
    why: str = ""

    def covers(self, target: Target, due_at: datetime) -> bool:
        """Whether an occurrence of `target` due at `due_at` is excused."""
        if not self.start <= due_at <= self.end:
            return False
        text = str(target)
        return any(fnmatchcase(text, pattern) for pattern in self.targets)
