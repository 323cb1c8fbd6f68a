"""What the command line prints: reports to stdout, words for people to stderr beside JSON."""

import json
import shutil
import sys
from collections.abc import Iterable

from slo_monitor.settings.environment import wants_color

_NARROW_PIPE = 120
"""Columns where stdout is no terminal."""


def out(text: str) -> None:
    """Print to stdout as UTF-8, whatever the locale says."""
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.write(text)


def say(text: str, output_format: str) -> None:
    """Print words for people: stdout belongs to the document where that is JSON."""
    if output_format == "json":
        complain(text)
    else:
        out(text)


def complain(text: str) -> None:
    """Print to stderr."""
    sys.stderr.write(text)


def out_json(document: object) -> None:
    """Print one JSON document to stdout."""
    out(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def width() -> int:
    """Columns of the terminal."""
    return shutil.get_terminal_size((_NARROW_PIPE, 24)).columns


def color() -> bool:
    """Whether stdout takes colours."""
    return wants_color(is_terminal=sys.stdout.isatty())


def unread(sentences: Iterable[str]) -> None:
    """Say which sources could not be read: the exit code alone does not."""
    for sentence in sentences:
        complain(f"slo-monitor: {sentence}\n")
