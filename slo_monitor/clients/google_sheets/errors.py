"""What gspread, requests and Google's auth raise, as our errors with a remedy."""

from http import HTTPStatus

import requests
from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError

from slo_monitor.clients.google_sheets.settings import GoogleSheet
from slo_monitor.errors import (
    SloMonitorError,
    SourceBusy,
    SourceDown,
    SourceForbidden,
    SourceMissing,
    UsageError,
)

LONGEST_WORD = 300
"""Characters of the service's own words that a sentence quotes."""

SCOPES_REMEDY = (
    "run gcloud auth application-default login with --scopes=https://www.googleapis.com/"
    "auth/spreadsheets.readonly,https://www.googleapis.com/auth/cloud-platform"
)


def translated(exc: Exception, sheet: GoogleSheet, account: str) -> SloMonitorError:
    """Return our error for `exc`; `account` is who asked, empty where unknown."""
    name = f"Google sheet {sheet.spreadsheet_id}"
    if isinstance(exc, APIError):
        return _from_answer(exc, name, account)
    if isinstance(exc, requests.exceptions.InvalidURL):
        return UsageError(f"sheet.api_url: {sheet.api_url!r} is not an address ({exc})")
    if isinstance(exc, requests.exceptions.JSONDecodeError):
        return SourceDown(f"{name}: the answer is not JSON; check sheet.api_url")
    if isinstance(exc, requests.Timeout):
        return SourceDown(f"{name}: no answer in {sheet.timeout:g} s; try again later")
    if isinstance(exc, GoogleAuthError) and not isinstance(exc, TransportError):
        return SourceForbidden(
            f"{name}: Google does not accept the credentials ({_short(str(exc))}); "
            "check sheet.credentials_file, or run gcloud auth application-default login",
        )
    return SourceDown(
        f"{name}: could not be reached ({_short(str(exc))}); check the network and "
        "sheet.api_url",
    )


def _from_answer(exc: APIError, name: str, account: str) -> SloMonitorError:
    status = exc.response.status_code
    said = _short(str(exc.error.get("message", ""))) or f"HTTP {status}"
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return SourceForbidden(f"{name}: {said}; {_remedy(said, account)}")
    if status == HTTPStatus.NOT_FOUND:
        return SourceMissing(f"{name}: no such sheet; check the id in its address")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return SourceBusy(
            f"{name}: Google's read quota is used up (60 a minute for each account, "
            f"shared by all that it runs): {said}; read less often",
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SourceDown(f"{name}: HTTP {status} ({said}); try again later")
    return UsageError(
        f"{name}: Google refuses to read it ({said}); if it is an Excel file in Drive, "
        "use File > Save as Google Sheets",
    )


def _remedy(said: str, account: str) -> str:
    """Return what to do about a 401 or 403, by what Google said."""
    if "scope" in said:
        return SCOPES_REMEDY
    if "API" in said:
        return "enable the Google Sheets API in the account's project"
    who = account or "the account that slo-monitor runs as"
    return f"share the sheet with {who}, as viewer"


def _short(text: str) -> str:
    """Return the first words on one line: proxies answer with whole pages."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_WORD else line[:LONGEST_WORD] + "..."
