"""Facts: the single things that a document can tell of CronJobs and tables."""

from dataclasses import dataclass

import msgspec

from slo_monitor.model.evidence import Kind, Write
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject


@dataclass(frozen=True, slots=True)
class Landed:
    """A write to a table, `PROJECT.DATASET.TABLE`."""

    table: str
    write: Write


@dataclass(frozen=True, slots=True)
class SeenJobObject:
    """A Job; `deleted` where a watch told that it is gone."""

    job: JobObject
    deleted: bool


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that should have been evidence and cannot be used, and why."""

    message: str


@dataclass(frozen=True, slots=True)
class Recognised:
    """A form that can hold evidence of this kind, whether it does or not."""

    kind: Kind


What = SeenEvent | SeenJobObject | CronJobObject | Landed | Flaw | Recognised


class Fact(msgspec.Struct, frozen=True):
    """One thing told; `item` (from 1) where it stands in a list.

    `cluster` is the one that a log entry itself names (`named`), else the reader's.
    """

    what: What
    cluster: str
    named: bool = False
    item: int | None = None
