"""tblmonit's TOML (https://github.com/hirosassa/tblmonit): its tables as rows of a sheet.

A table there is late if it was modified after TimeThreshold, and stale if it was not
modified for DurationThreshold. A row here says by when the data must have landed.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any

from slo_monitor.errors import UsageError
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.verdicts import Problem

_FIRST_PROJECT = re.compile(r"^\[\[project\]\]", re.IGNORECASE | re.MULTILINE)

# HH:MM:SS, as `freshness` reads it, or the instant that `config expand` prints.
_CLOCK = re.compile(r"(?:\d{4}-\d\d-\d\dT)?(\d{1,2}):(\d\d):(\d\d)(?:Z|[+-]\d\d:\d\d)?")

# Go's time.ParseDuration, without what is shorter than a minute and signs.
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:\d+s)?")

_ONE_DAY = timedelta(days=1)

_LEAF = ("Table", "DateForShards", "TimeThreshold", "DurationThreshold")

_SHARDS = {
    "": ("", "", ""),
    "TODAY": ("{yyyymmdd}", "", "today"),
    "ONE_DAY_AGO": ("{yyyymmdd}", "", "yesterday"),
    "FIRST_DAY_OF_THE_MONTH": ("{yyyymm}01", "day 1", "month"),
}
"""DateForShards: what is appended to the name, `days` and `partition`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """What a file says: rows, and what could not be understood."""

    rows: tuple[DraftRow, ...]
    problems: tuple[Problem, ...]


def read_tblmonit(text: str, name: str) -> Tables:
    """The tables in `text`; UsageError if the file `name` is not of tblmonit."""
    root = _folded(_parsed(text, name))
    if "project" not in root:
        raise UsageError(f"{name} has no [[Project]]; {_remedy(root)}")
    rows: list[DraftRow] = []
    problems: list[Problem] = []
    for place, dataset, table in _tables(root):
        try:
            rows.append(_row(dataset, table))
        except ValueError as exc:
            problems.append(Problem(f"{name}, {place}", str(exc)))
    return Tables(rows=tuple(rows), problems=tuple(problems))


def _parsed(text: str, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        first = exc
    # `tblmonit config expand` prints a Go value before the TOML.
    start = _FIRST_PROJECT.search(text)
    try:
        return tomllib.loads(text[start.start() :] if start else text)
    except tomllib.TOMLDecodeError:
        raise UsageError(f"{name} is not TOML: {first}") from first


def _remedy(root: Mapping[str, Any]) -> str:
    if "flexproject" in root:
        return "write the tables out with `tblmonit config expand` first"
    return "is it the file that `tblmonit freshness` reads?"


def _folded(value: Any) -> Any:
    """`value` with keys in lower case: Go's TOML reader does not mind case either."""
    if isinstance(value, dict):
        return {key.lower(): _folded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_folded(part) for part in value]
    return value


def _tables(
    root: Mapping[str, Any],
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Each TableConfig with its place and its dataset, `PROJECT.DATASET`."""
    for project in _list(root, "project"):
        for dataset in _list(project, "dataset"):
            parent = f"{_id(project)}.{_id(dataset)}"
            for number, table in enumerate(_list(dataset, "tableconfig"), 1):
                yield f"{parent}, TableConfig {number}", parent, table


def _list(parent: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = parent.get(key, [])
    parts = found if isinstance(found, list) else [found]
    return [part for part in parts if isinstance(part, dict)]


def _id(parent: Mapping[str, Any]) -> str:
    """`ID`; tblmonit's README writes `Name` in one place."""
    return str(parent.get("id") or parent.get("name") or "")


def _row(parent: str, table: Mapping[str, Any]) -> DraftRow:
    """One table's row; ValueError says what is wrong with it."""
    name, shards, at, within = (table.get(key.lower(), "") for key in _LEAF)
    if not isinstance(name, str) or not name:
        raise ValueError('Table is missing; write Table = "name"')
    if "" in parent.split("."):
        raise ValueError('ID of the Project or Dataset is missing; write ID = "name"')
    shards = str(shards)
    if shards not in _SHARDS:
        raise ValueError(
            f'DateForShards: "{shards}" is not one of TODAY, ONE_DAY_AGO, '
            'FIRST_DAY_OF_THE_MONTH or ""',
        )
    suffix, days, partition = _SHARDS[shards]
    target = f"table:{parent}.{name}{suffix}"
    age = _duration(within) if within else None
    if not at:
        return DraftRow(target=target, days=days, note=_hint(age), commented=True)
    return DraftRow(
        target=target,
        deadline=_deadline(at),
        days=days,
        not_before=_lead(age) if not shards else "",
        partition=partition,
        note=_origin(shards),
    )


def _deadline(value: object) -> str:
    """TimeThreshold as HH:MM; seconds count as the next minute."""
    text = value.isoformat() if isinstance(value, time) else str(value)
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(f'TimeThreshold: "{text}" is not HH:MM:SS, such as 09:00:00')
    hour, minute, second = map(int, found.groups())
    if hour > 23 or minute > 59 or second > 59:  # noqa: PLR2004 - of the clock
        raise ValueError(f'TimeThreshold: "{text}" is not a time of day')
    hours, minutes = divmod(hour * 60 + minute + (second > 0), 60)
    return f"{hours:02}:{minutes:02}"


def _duration(value: object) -> timedelta:
    """DurationThreshold in whole minutes."""
    found = _DURATION.fullmatch(str(value))
    length = timedelta()
    if found:
        hours, minutes = (int(part or 0) for part in found.groups())
        length = timedelta(hours=hours, minutes=minutes)
    if not length:
        raise ValueError(
            f'DurationThreshold: "{value}" is not a length such as 24h or 1h30m',
        )
    return length


def _lead(age: timedelta | None) -> str:
    """`not before`, so that older data does not count; a day is what a row has anyway.

    Shards go without: they are written once, and tblmonit calls each of them stale later.
    """
    return "" if age in {None, _ONE_DAY} else f"-{_length(age)}"


def _hint(age: timedelta | None) -> str:
    if age is None:
        return (
            "tblmonit: no TimeThreshold, so it only asked whether the table exists; write "
            "a deadline and delete the #"
        )
    return (
        f"tblmonit: to be modified every {_length(age)}; write the deadline of each day "
        f"(with not before -{_length(age)}), or a cron expression in days, and delete the #"
    )


def _origin(shards: str) -> str:
    if shards == "FIRST_DAY_OF_THE_MONTH":
        return (
            "from tblmonit, which asked every day; due on the first of each month here"
        )
    return "from tblmonit"


def _length(age: timedelta | None) -> str:
    assert age is not None
    hours, minutes = divmod(int(age.total_seconds()) // 60, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if minutes else "")
