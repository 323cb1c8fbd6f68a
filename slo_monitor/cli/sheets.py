"""`sheet validate` and `sheet template`."""

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from slo_monitor.app.requests import PassRequest
from slo_monitor.app.starting import (
    look_around,
    proposed_rows,
    start_sheet,
    tblmonit_rows,
)
from slo_monitor.app.validating import Validated, validate_sheet
from slo_monitor.cli import showing
from slo_monitor.cli.codes import FOUND, OK, UNREADABLE
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.verdicts import Problem


def validate(request: PassRequest, arguments: Namespace) -> int:
    """Print every problem by cell, then hints; 1 if there are problems."""
    request = replace(request, sheet=arguments.file or request.sheet)
    found = validate_sheet(request)
    if arguments.format == "json":
        showing.out_json(_document(found))
    else:
        showing.out(_text(found))
    if found.unreadable:
        showing.unread(found.unreadable)
        return UNREADABLE
    return FOUND if found.problems else OK


def template(request: PassRequest, arguments: Namespace) -> int:
    """Write a starter sheet, and say what to do with it."""
    settings, path = request.settings, Path(arguments.file)
    rows: tuple[DraftRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    unreadable: tuple[str, ...] = ()
    if request.events:
        seen = look_around(request)
        rows, problems = proposed_rows(seen, settings), seen.problems
        unreadable = seen.unreadable
    if arguments.tblmonit:
        taken = tblmonit_rows(Path(arguments.tblmonit))
        rows, problems = rows + taken.rows, problems + taken.problems
    start_sheet(path, rows, settings, force=arguments.force)
    showing.complain("".join(f"{problem}\n" for problem in problems))
    showing.say(_next_steps(path, rows), arguments.format)
    return UNREADABLE if unreadable else OK


def _next_steps(path: Path, rows: tuple[DraftRow, ...]) -> str:
    written = (
        f"{path}: {len(rows)} rows\n" if rows else f"{path}: examples, edit them\n"
    )
    return f"{written}next: slo-monitor sheet validate {path}\n"


def _text(found: Validated) -> str:
    lines = [*_block("", found.problems), *_block("hint: ", found.hints)]
    rows = _counted(found.objectives, "objective")
    problems = _counted(len(found.problems), "problem")
    summary = f"{found.name}: {rows}, {problems}"
    return "\n".join([*lines, summary]) + "\n"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _block(mark: str, problems: Iterable[Problem]) -> list[str]:
    return [f"{mark}{problem}" for problem in problems]


def _document(found: Validated) -> dict[str, object]:
    def listed(problems: tuple[Problem, ...]) -> list[dict[str, str]]:
        return [{"where": each.where, "message": each.message} for each in problems]

    return {
        "sheet": found.name,
        "objectives": found.objectives,
        "problems": listed(found.problems),
        "hints": listed(found.hints),
    }
