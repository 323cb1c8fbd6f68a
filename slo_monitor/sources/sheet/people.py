"""The columns about whom to tell and how: `channel`, `severity`, `runbook`."""

import re
from functools import lru_cache

from slo_monitor.model.objectives import Severity
from slo_monitor.sources.sheet.cells import FORMULA_ERRORS, line_of, quote, word_of
from slo_monitor.sources.sheet.grid import Cell

_SEVERITIES = {severity.value: severity for severity in Severity} | {
    "呼出": Severity.PAGE,
    "呼び出し": Severity.PAGE,
    "通知": Severity.NOTIFY,
    "記録": Severity.RECORD,
}

_BETWEEN = re.compile(r"[,、\s]+")
# Ids hold a digit; without one it is a word in capitals.
_SLACK = re.compile(r"#[^#\s]+|[CDG](?=[A-Z]*\d)[A-Z0-9]{8,}")
_GITHUB = re.compile(r"github:([\w.-]+/[\w.-]+)", re.IGNORECASE | re.ASCII)
_URL = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


@lru_cache(maxsize=1024, typed=True)
def read_severity(cell: Cell) -> Severity:
    """How loudly to tell; ValueError says what to write instead."""
    word = word_of(cell)
    if word not in _SEVERITIES:
        raise ValueError(
            f"{quote(cell)} is not a severity; write page, notify or record"
        )
    return _SEVERITIES[word]


@lru_cache(maxsize=1024, typed=True)
def read_channels(cell: Cell) -> tuple[str, ...]:
    """The channels, each once; ValueError says what to write instead."""
    names = [_channel(name) for name in _BETWEEN.split(line_of(cell)) if name]
    if not names:
        raise ValueError(f"{quote(cell)} names no channel; write one such as #slo")
    return tuple(dict.fromkeys(names))


@lru_cache(maxsize=4096, typed=True)
def read_runbook(cell: Cell) -> str:
    """A web address; ValueError says what to write instead."""
    url = line_of(cell)
    if not _URL.fullmatch(url):
        raise ValueError(
            f"{quote(cell)} is not a web address; "
            "write one that begins with https://, and other words into the note",
        )
    return url


def _channel(name: str) -> str:
    if _SLACK.fullmatch(name) and name.upper() not in FORMULA_ERRORS:
        return name
    if found := _GITHUB.fullmatch(name):
        return f"github:{found[1]}"
    raise ValueError(
        f"{quote(name)} is not a channel; write #channel, a Slack id such as C0123ABCD, "
        "or github:owner/repo",
    )
