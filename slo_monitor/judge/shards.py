"""Shards and partitions: what a table's occurrence waits for, by its business date."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from slo_monitor.model.evidence import Write
from slo_monitor.model.objectives import (
    DailyPartition,
    Objective,
    WholeTable,
)
from slo_monitor.model.targets import TableTarget

_FORMATS = {"{yyyymmdd}": "%Y%m%d", "{yyyymm}": "%Y%m", "{yyyy}": "%Y"}
_PLACEHOLDER = re.compile("|".join(map(re.escape, _FORMATS)))
_DATE = re.compile(r"\d{8}|\d{6}|\d{4}")


@dataclass(frozen=True, slots=True)
class Awaited:
    """The table (`PROJECT.DATASET.TABLE`) and its partition; None means any write."""

    table: str
    partition: str | None

    def holds(self, write: Write) -> bool:
        """Whether `write` is one to this partition."""
        return self.partition is None or write.partition == self.partition


def awaited(objective: Objective, business_date: date) -> Awaited:
    """What must land for the occurrence of `business_date`."""
    target, partition = objective.target, objective.partition
    assert isinstance(target, TableTarget)
    if isinstance(partition, WholeTable):
        return Awaited(target.name, None)
    if isinstance(partition, DailyPartition):
        day = business_date + timedelta(days=partition.offset_days)
        name = day.strftime("%Y%m%d")
    else:
        day = business_date.replace(day=1)
        name = day.strftime("%Y%m")
    return (
        Awaited(_shard(target, day), None)
        if target.sharded
        else Awaited(target.name, name)
    )


def first_traces(tables: Mapping[str, tuple[Write, ...]]) -> Mapping[str, datetime]:
    """When each family of shards was first seen, by its name without dates."""
    traces: dict[str, datetime] = {}
    for table, writes in tables.items():
        family = _DATE.sub("#", table)
        first = min(write.at for write in writes)
        traces[family] = min(first, traces.get(family, first))
    return traces


def family(target: TableTarget) -> str:
    """The name that all shards of `target` share in `first_traces`."""
    return _DATE.sub("#", _PLACEHOLDER.sub("#", target.name))


def counted(writes: Iterable[Write], min_rows: int) -> tuple[Write, ...]:
    """The writes with enough rows; unknown rows count."""
    return tuple(w for w in writes if w.rows is None or w.rows >= min_rows)


def _shard(target: TableTarget, day: date) -> str:
    return _PLACEHOLDER.sub(lambda m: day.strftime(_FORMATS[m.group()]), target.name)
