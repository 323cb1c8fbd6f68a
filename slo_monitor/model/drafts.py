"""Drafts: rows of a sheet as people would write them, for people to go on with."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    """One row of a starter sheet, cell by cell in the order of the sheet's columns.

    A commented row is a note to the reader of the sheet until its `#` is deleted.
    """

    target: str
    deadline: str = ""
    days: str = ""
    timezone: str = ""
    warn_before: str = ""
    not_before: str = ""
    partition: str = ""
    min_rows: str = ""
    depends_on: str = ""
    owner: str = ""
    channel: str = ""
    severity: str = ""
    runbook: str = ""
    mute_until: str = ""
    note: str = ""
    commented: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells; a `#` before the target makes the row a note."""
        target, *others = astuple(self)[:-1]
        return (f"# {target}" if self.commented else target, *others)
