"""The files of some days of a table, as a reader finds them beside a busy writer."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from slo_monitor.stores.layout import Day, days_of, is_sound, set_aside


class Vanished(Exception):
    """A file that was listed is gone: it was merged meanwhile, so list again."""


@dataclass(slots=True)
class Shelf:
    """The sound files of each day, ascending, and the damaged ones of all."""

    days: list[tuple[date, list[Path]]] = field(default_factory=list)
    damaged: list[Path] = field(default_factory=list)

    def files(self, first: date = date.min, last: date = date.max) -> list[str]:
        """The files of the days from `first` to `last`."""
        wanted = (files for day, files in self.days if first <= day <= last)
        return [str(path) for files in wanted for path in files]

    def complete(self) -> bool:
        """Whether every file is still there."""
        return all(path.exists() for _, files in self.days for path in files)


def shelf(root: Path, table: str, first: date, last: date) -> Shelf:
    """The files of the days from `first` to `last`; raises OSError or Vanished."""
    found = Shelf()
    try:
        for day in days_of(root, table):
            if first <= day.date <= last:
                _put(day, found)
        for day in set_aside(root, table):
            if first <= day.date <= last:
                found.damaged += day.files()
    except FileNotFoundError:
        raise Vanished from None
    return found


def _put(day: Day, found: Shelf) -> None:
    sound: list[Path] = []
    for path in day.files():
        (sound if is_sound(path) else found.damaged).append(path)
    found.days.append((day.date, sound))
