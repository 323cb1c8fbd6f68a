"""Which sheet to read, and how to recognise one."""

import re
from dataclasses import dataclass
from pathlib import Path

from slo_monitor.errors import UsageError

BARE_ID = re.compile(r"[A-Za-z0-9_-]{25,100}")
"""Ids are 44 characters today; older ones were shorter."""

ID_IN_URL = re.compile(
    r"(?:/spreadsheets/(?:u/\d+/)?d/|[?&](?:id|key)=)([\w-]{20,100})"
)

GOOGLE_HOSTS = ("docs.google.com/", "drive.google.com/")


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleSheet:
    """Which sheet to read, and how.

    `tab` None reads all tabs. Without `credentials_file` (a service account's key) the
    application default credentials are used; none at all where `api_url` is plain http.
    `timeout` bounds one answer, `deadline` the pass with all its retries, in seconds.
    """

    spreadsheet_id: str
    tab: str | None = None
    credentials_file: Path | None = None
    api_url: str | None = None
    timeout: float = 30
    deadline: float = 60


def spreadsheet_id(text: str) -> str | None:
    """Return the id in a Google Sheets address, or a bare id; None for a file name."""
    text = text.strip()
    plain = text.removeprefix("https://").removeprefix("http://")
    if not plain.startswith(GOOGLE_HOSTS):
        return text if BARE_ID.fullmatch(text) else None
    if found := ID_IN_URL.search(plain):
        return found[1]
    raise UsageError(
        f"{text} is not the address of a Google sheet; open the sheet and copy the "
        "address from the browser: https://docs.google.com/spreadsheets/d/...",
    )
