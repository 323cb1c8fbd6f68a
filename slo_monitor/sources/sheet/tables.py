"""The columns of tables: `partition` and `min rows`."""

import re
from functools import lru_cache

from slo_monitor.model.objectives import (
    DailyPartition,
    MonthlyPartition,
    Partition,
    WholeTable,
)
from slo_monitor.model.targets import TableTarget, Target
from slo_monitor.sources.sheet.cells import line_of, quote, word_of
from slo_monitor.sources.sheet.grid import Cell

_WORDS: dict[str, Partition] = {
    "today": DailyPartition(0),
    "今日": DailyPartition(0),
    "当日": DailyPartition(0),
    "yesterday": DailyPartition(-1),
    "昨日": DailyPartition(-1),
    "前日": DailyPartition(-1),
    "month": MonthlyPartition(),
    "当月": MonthlyPartition(),
    "月": MonthlyPartition(),
    "none": WholeTable(),
    "なし": WholeTable(),
}
_DAYS_AGO = re.compile(r"- ?(\d{1,3}) ?[d日]|(\d{1,3}) ?日前")
_ROWS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,15}")


@lru_cache(maxsize=1024, typed=True)
def read_partition(cell: Cell) -> Partition:
    """The partition that must land; ValueError says what to write instead."""
    word = word_of(cell)
    if found := _DAYS_AGO.fullmatch(word):
        return DailyPartition(-int(found[1] or found[2]))
    if word not in _WORDS:
        raise ValueError(
            f"{quote(cell)} is not a partition; "
            "write today, yesterday, -2d, month or none",
        )
    return _WORDS[word]


def default_partition(target: Target | None) -> Partition:
    """What is meant by an empty cell."""
    if not isinstance(target, TableTarget) or not target.sharded:
        return WholeTable()
    if "{yyyymmdd}" in target.table:
        return DailyPartition(0)
    return MonthlyPartition()


def checked_partition(partition: Partition, target: Target) -> Partition:
    """The partition; ValueError if the target can have no such one."""
    whole = isinstance(partition, WholeTable)
    if not isinstance(target, TableTarget):
        if not whole:
            raise ValueError("a CronJob has no partitions; leave the cell empty")
    elif target.sharded and whole:
        raise ValueError(
            f"none means the whole table, and {target} is one table a day or month; "
            "write today, yesterday, -2d or month, or leave the cell empty",
        )
    return partition


@lru_cache(maxsize=1024, typed=True)
def read_min_rows(cell: Cell) -> int:
    """How many rows an arrival needs, 1 or more; ValueError says what to write."""
    text = line_of(cell)
    rows = int(text.replace(",", "")) if _ROWS.fullmatch(text) else 0
    if rows < 1:
        raise ValueError(
            f"{quote(cell)} is not a number of rows; write 1 or more, such as 1000",
        )
    return rows
