"""Who we are to Google: a service account's key, the default credentials, or nobody."""

from pathlib import Path

import google.auth
from google.auth.credentials import AnonymousCredentials, Credentials
from google.auth.exceptions import DefaultCredentialsError, GoogleAuthError
from google.oauth2 import service_account

from slo_monitor.clients.google_sheets.settings import GoogleSheet
from slo_monitor.errors import UsageError

SCOPES = ("https://www.googleapis.com/auth/spreadsheets.readonly",)


def credentials_for(sheet: GoogleSheet) -> Credentials:
    """Return credentials that may read sheets; UsageError if there are none."""
    if sheet.credentials_file is not None:
        return _from_file(sheet.credentials_file)
    if (sheet.api_url or "").startswith("http://"):
        return AnonymousCredentials()  # type: ignore[no-untyped-call] # untyped library
    try:
        found, _ = google.auth.default(scopes=SCOPES)
    except DefaultCredentialsError as exc:
        raise UsageError(
            "no credentials for Google Sheets: set sheet.credentials_file to a service "
            "account's key, or run gcloud auth application-default login",
        ) from exc
    return found


def account(credentials: Credentials) -> str:
    """Return the service account's address; empty for people and where unknown."""
    address = getattr(credentials, "service_account_email", "")
    return address if "@" in address else ""


def _from_file(path: Path) -> Credentials:
    try:
        found: Credentials = service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call] # untyped library
            path,
            scopes=SCOPES,
        )
    except OSError as exc:
        raise UsageError(
            f"sheet.credentials_file: {path} cannot be read: {exc.strerror}",
        ) from exc
    except (ValueError, GoogleAuthError) as exc:
        raise UsageError(
            f"sheet.credentials_file: {path} is not the JSON key of a service account",
        ) from exc
    return found
