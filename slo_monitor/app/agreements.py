"""Reading what the team agreed on: the sheet, its calendar and its maintenance."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from slo_monitor.clients.google_sheets import (
    GoogleSheet,
    read_google_sheet,
    spreadsheet_id,
)
from slo_monitor.clients.spreadsheets import read_workbook
from slo_monitor.errors import UsageError
from slo_monitor.judge.duplicates import without_duplicates
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import BusinessDayOfMonth, BusinessDays, Objective
from slo_monitor.model.verdicts import Problem
from slo_monitor.settings.values import Settings
from slo_monitor.sources.holidays import public_holidays
from slo_monitor.sources.sheet.grid import Workbook
from slo_monitor.sources.sheet.reading import Defaults, Sheet, read_sheet

_YEARS_AROUND = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """The agreements, and what is wrong with the sheet they stand in, by its `name`."""

    name: str
    agreements: Agreements
    problems: tuple[Problem, ...]


def read_agreements(settings: Settings, sheet: str | None, at: datetime) -> Agreed:
    """Read the sheet; raises UsageError or SourceError where it cannot be read at all."""
    workbook, tab = _workbook(settings, sheet)
    defaults = Defaults(timezone=settings.timezone, channels=settings.channels)
    read = read_sheet(workbook, defaults, tab)
    calendar = Calendar(settings.closed | read.closed | _holidays(settings, read, at))
    objectives, repeated = without_duplicates(read.objectives, calendar)
    return Agreed(
        name=workbook.name,
        agreements=Agreements(
            objectives=objectives,
            calendar=calendar,
            maintenance=settings.maintenance + read.maintenance,
        ),
        problems=read.problems + repeated,
    )


def _workbook(settings: Settings, sheet: str | None) -> tuple[Workbook, str | None]:
    """The named sheet, else the configured one, and the tab asked for."""
    wanted = settings.sheet if sheet is None else sheet
    if wanted is None:
        raise UsageError(
            "no sheet: give --sheet FILE, or `sheet:` in slo-monitor.yaml; "
            "`slo-monitor sheet template slos.csv` writes one to start with"
        )
    if isinstance(wanted, GoogleSheet):
        return read_google_sheet(wanted), wanted.tab
    google = spreadsheet_id(wanted)
    if google is None:
        return read_workbook(Path(wanted)), None
    configured = settings.sheet
    base = configured if isinstance(configured, GoogleSheet) else None
    named = GoogleSheet(spreadsheet_id=google)
    named = replace(base, spreadsheet_id=google, tab=None) if base else named
    return read_google_sheet(named), None


def _holidays(settings: Settings, sheet: Sheet, at: datetime) -> frozenset[date]:
    """Public holidays, where some row asks for business days."""
    if not any(map(_needs_holidays, sheet.objectives)):
        return frozenset()
    years = range(at.year - _YEARS_AROUND, at.year + _YEARS_AROUND + 1)
    return public_holidays(settings.country, years)


def _needs_holidays(objective: Objective) -> bool:
    return isinstance(objective.days, BusinessDays | BusinessDayOfMonth)
