"""Starting a sheet: rows proposed from what was seen, or taken over from tblmonit."""

from pathlib import Path

from slo_monitor.app.gathering import Gathered, gather
from slo_monitor.app.requests import PassRequest
from slo_monitor.clients.spreadsheet_files import write_sheet
from slo_monitor.errors import UsageError
from slo_monitor.foresee.proposal_rows import proposal_rows
from slo_monitor.foresee.proposals import propose
from slo_monitor.foresee.template import starter_sheet
from slo_monitor.judge.judging import Agreements
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.drafts import DraftRow
from slo_monitor.settings.values import Settings
from slo_monitor.sources.tblmonit import Tables, read_tblmonit

NOTHING_AGREED = Agreements(objectives=(), calendar=Calendar())


def look_around(request: PassRequest) -> Gathered:
    """Read the evidence of a pass that has no sheet yet."""
    return gather(request, NOTHING_AGREED)


def proposed_rows(seen: Gathered, settings: Settings) -> tuple[DraftRow, ...]:
    """A row for every CronJob that was seen; raises UsageError where there is none."""
    proposals = propose(seen.evidence.cronjobs, settings.timezone)
    if not proposals:
        raise UsageError(
            "no CronJob in --events; write them with "
            "`kubectl get events,jobs,cronjobs -A -o json > cluster.json`"
        )
    return proposal_rows(proposals, settings.language)


def tblmonit_rows(path: Path) -> Tables:
    """The rows of a tblmonit file; raises UsageError where it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{path} cannot be read: {exc}") from exc
    return read_tblmonit(text, path.name)


def start_sheet(
    path: Path, rows: tuple[DraftRow, ...], settings: Settings, *, force: bool
) -> None:
    """Write a starter sheet of `rows`, or of examples where there are none."""
    write_sheet(starter_sheet(rows, settings.language), path, force=force)
