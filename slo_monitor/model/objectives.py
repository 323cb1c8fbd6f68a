"""Objectives: one row of the sheet each."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from slo_monitor.model.targets import Target

EVERY_WEEKDAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))


class Severity(StrEnum):
    """How loudly an objective's news is told."""

    PAGE = "page"
    NOTIFY = "notify"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Weekdays:
    """These days of the week, holidays or not; Monday is 0."""

    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """Monday to Friday without holidays and closed days."""


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """The `day`-th (1 to 31) of each month that has one."""

    day: int


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """The last calendar day of each month."""


@dataclass(frozen=True, slots=True)
class BusinessDayOfMonth:
    """The `nth` (from 1) business day of each month."""

    nth: int


@dataclass(frozen=True, slots=True)
class Cron:
    """A 5-field cron expression whose matches, in the row's zone, are the due instants."""

    expression: str


Days = Weekdays | BusinessDays | DayOfMonth | MonthEnd | BusinessDayOfMonth | Cron


@dataclass(frozen=True, slots=True)
class OpensAtTime:
    """`not before` as a wall time: minutes after the business date's midnight."""

    minutes: int


@dataclass(frozen=True, slots=True)
class OpensBefore:
    """`not before` as a length, `-6h`: the window opens so long before it is due."""

    lead: timedelta


NotBefore = OpensAtTime | OpensBefore


@dataclass(frozen=True, slots=True)
class WholeTable:
    """Any write to the table counts (`partition` is `none`)."""


@dataclass(frozen=True, slots=True)
class DailyPartition:
    """The partition or shard YYYYMMDD of the business date plus `offset_days` (0, -1, ...)."""

    offset_days: int


@dataclass(frozen=True, slots=True)
class MonthlyPartition:
    """The partition or shard YYYYMM of the business date's month."""


Partition = WholeTable | DailyPartition | MonthlyPartition


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands, for people: `slos.csv row 14, deadline`."""

    file: str
    row: int
    column: str = ""

    def __str__(self) -> str:
        column = f", {self.column}" if self.column else ""
        return f"{self.file} row {self.row}{column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """One row of the sheet: a target, when it must be done, whom to tell.

    `deadline` is in minutes after local midnight of the business date (0 to 2879), None if
    `days` is a Cron. `key` is the target, `@`, the deadline as HH:MM or the cron expression,
    and `#days` where the same target and deadline stand twice (`days_text`: the cell as
    written, `daily` where it was empty).
    """

    key: str
    target: Target
    days: Days
    days_text: str
    deadline: int | None
    timezone: ZoneInfo
    warn_before: timedelta
    not_before: NotBefore | None
    partition: Partition
    min_rows: int
    depends_on: tuple[Target, ...]
    owner: str
    channels: tuple[str, ...]
    severity: Severity
    runbook: str
    mute_until: datetime | None
    note: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One objective on one business date; all instants are UTC.

    The window is `(opens_at, due_at]`, or `[opens_at, due_at]` where `opens_inclusive`.
    """

    business_date: date
    opens_at: datetime
    opens_inclusive: bool
    warn_at: datetime
    due_at: datetime

    def holds(self, instant: datetime) -> bool:
        """Whether `instant` lies in the window."""
        if instant == self.opens_at:
            return self.opens_inclusive
        return self.opens_at < instant <= self.due_at
