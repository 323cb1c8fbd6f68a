"""gspread's HTTP client with another address, and with retries that end."""

import logging
import time
from typing import Any

import requests
import stamina
from google.auth.credentials import Credentials
from google.auth.exceptions import GoogleAuthError, TransportError
from gspread.exceptions import APIError
from gspread.http_client import HTTPClient

from slo_monitor.clients.google_sheets.settings import GoogleSheet
from slo_monitor.errors import UsageError

GOOGLE = "https://sheets.googleapis.com"
"""gspread knows no other address: https://github.com/burnash/gspread gspread/urls.py"""

RETRIED = frozenset({429, 500, 502, 503, 504})
LOST = (
    requests.ConnectionError,
    requests.Timeout,
    requests.exceptions.ChunkedEncodingError,
    TransportError,
)

# Without a handler Python would print each of stamina's retries, bare, on stderr.
logging.getLogger("stamina").addHandler(logging.NullHandler())

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 16.0
LEAST_TIMEOUT = 0.1
MOST_ATTEMPTS = 10


class SheetsHTTPClient(HTTPClient):
    """One pass: its requests share one deadline.

    Not gspread's BackOffHTTPClient: that retries for ever, and does not heed Retry-After.
    """

    def __init__(self, root: str, credentials: Credentials, sheet: GoogleSheet) -> None:
        super().__init__(credentials)
        self._root = root
        self._longest = sheet.timeout
        self._give_up_at = time.monotonic() + sheet.deadline
        self._pause = FIRST_PAUSE

    def request(
        self,
        method: str,
        endpoint: str,
        *args: Any,
        **kwargs: Any,
    ) -> requests.Response:
        """Send, and send again while that can help and time is left."""
        url = endpoint.replace(GOOGLE, self._root, 1)
        retries = stamina.retry_context(
            on=self._wait_after,
            attempts=MOST_ATTEMPTS,
            timeout=None,
        )
        for attempt in retries:
            with attempt:
                self.set_timeout(max(min(self._longest, self._left()), LEAST_TIMEOUT))
                return super().request(method, url, *args, **kwargs)
        raise AssertionError("stamina raises after the last attempt")

    def _left(self) -> float:
        return self._give_up_at - time.monotonic()

    def _wait_after(self, exc: Exception) -> bool | float:
        """Return the seconds to wait after `exc`, or False to give up."""
        if not _may_pass(exc):
            return False
        wait = _retry_after(exc) or self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)
        return wait if wait < self._left() else False


def _may_pass(exc: Exception) -> bool:
    if isinstance(exc, APIError):
        # Not exc.code: that is -1 where a proxy answered without Google's error object.
        return exc.response.status_code in RETRIED
    if isinstance(exc, GoogleAuthError):
        return bool(exc.retryable) or isinstance(exc, TransportError)
    return isinstance(exc, LOST) and not isinstance(exc, requests.exceptions.SSLError)


def _retry_after(exc: Exception) -> float | None:
    """Return the seconds of Retry-After; a date there is rare and counts as none."""
    if not isinstance(exc, APIError):
        return None
    text = exc.response.headers.get("Retry-After", "")
    return float(text) if text.isascii() and text.isdigit() else None


def root(api_url: str | None) -> str:
    """Return the address that stands for Google's; UsageError if it is none."""
    if api_url is None:
        return GOOGLE
    if not api_url.startswith(("http://", "https://")):
        raise UsageError(
            f"sheet.api_url: {api_url!r} is not an address; write one such as {GOOGLE}/",
        )
    return api_url.rstrip("/")
