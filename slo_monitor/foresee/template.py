"""The starter sheet: notes, column names with what goes into them, example rows."""

from collections.abc import Sequence
from dataclasses import dataclass

from slo_monitor.foresee import template_english, template_japanese
from slo_monitor.foresee.headings import Heading
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.languages import Language

__all__ = ["Heading", "StarterSheet", "starter_sheet"]

SEVERITIES = ("page", "notify", "record")


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterSheet:
    """A sheet to be written: `notes` stand above the headings, each a `#` row."""

    notes: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: tuple[DraftRow, ...]


def starter_sheet(rows: Sequence[DraftRow], language: Language) -> StarterSheet:
    """A sheet of `rows`, or of examples where there are none."""
    words = template_japanese if language is Language.JA else template_english
    return StarterSheet(
        notes=words.NOTES,
        headings=words.HEADINGS,
        rows=tuple(rows) or words.EXAMPLES,
    )
