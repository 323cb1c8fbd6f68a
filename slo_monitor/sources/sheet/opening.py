"""The column `not before`: when an occurrence's window opens."""

from contextlib import suppress
from datetime import timedelta
from functools import lru_cache

from slo_monitor.model.objectives import NotBefore, OpensAtTime, OpensBefore
from slo_monitor.sources.sheet.cells import quote, word_of
from slo_monitor.sources.sheet.grid import Cell
from slo_monitor.sources.sheet.times import DAY, clock, read_length, read_time

_FORMS = "write HH:MM such as 05:00, or -6h for six hours before the deadline"


@lru_cache(maxsize=4096, typed=True)
def read_opening(cell: Cell) -> NotBefore:
    """`not before` as it stands; ValueError says what to write instead."""
    lead = _lead(cell)
    with suppress(ValueError):
        if lead is None:
            return OpensAtTime(read_time(cell))
        if length := read_length(lead):
            return OpensBefore(length)
    raise ValueError(
        f"{quote(cell)} is neither a time of day nor a length before the deadline; "
        f"{_FORMS}",
    )


def before_deadline(opening: NotBefore, deadline: int | None) -> NotBefore:
    """`opening` with a time later than the deadline as the evening before.

    `deadline` is in minutes after midnight, None where the matches of a cron expression
    stand for it. ValueError if no window would be left.
    """
    if isinstance(opening, OpensBefore):
        return opening
    minutes = opening.minutes
    if deadline is None and minutes >= DAY:
        raise ValueError(
            f'"{clock(minutes)}" says nothing beside a cron expression; {_FORMS}',
        )
    if deadline is None or minutes < deadline:
        return opening
    if minutes == deadline or minutes - DAY >= deadline:
        raise ValueError(
            f'"{clock(minutes)}" leaves no time before the deadline '
            f"{clock(deadline)}; {_FORMS}",
        )
    return OpensAtTime(minutes - DAY)


def _lead(cell: Cell) -> Cell:
    """What stands for the length in `-6h`, `6時間前` or a negative time cell."""
    if isinstance(cell, timedelta) and cell < timedelta():
        return -cell
    if not isinstance(cell, str):
        return None
    text = word_of(cell)
    if text.startswith("-"):
        return text.removeprefix("-").strip()
    return text.removesuffix("前") if text.endswith("前") else None
