"""What went wrong at BigQuery, as one sentence that says what to do about it.

The reason in the answer decides, not the HTTP status alone: 403 can mean both a missing
permission and a quota used up.
https://docs.cloud.google.com/bigquery/docs/error-messages
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.errors import (
    SourceBusy,
    SourceDown,
    SourceError,
    SourceForbidden,
    SourceMissing,
)

BUSY = frozenset({"quotaExceeded", "rateLimitExceeded", "jobRateLimitExceeded"})
LOGIN = (
    "log in with `gcloud auth application-default login`, or name a key in "
    "evidence.bigquery.credentials_file"
)
TOO_MANY_REQUESTS = 429
UNAUTHORIZED = 401
FORBIDDEN = 403
NOT_FOUND = 404
SERVER_ERROR = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for (`what`, of `dataset`), for the sentence that says it failed.

    `again` is when it is tried once more, `role` what is needed on the dataset.
    """

    what: str
    dataset: str
    key: str
    settings: BigQuerySettings
    again: str = "it is asked again in the next pass"
    role: str = "roles/bigquery.dataViewer"


@contextmanager
def translated(asked: Asked) -> Iterator[None]:
    """Raise what the vendor's libraries raise inside as a SourceError."""
    import requests
    from google.api_core.exceptions import GoogleAPIError
    from google.auth.exceptions import GoogleAuthError

    try:
        yield
    except (
        GoogleAPIError,
        GoogleAuthError,
        requests.RequestException,
        ConnectionError,
        TimeoutError,
        KeyError,  # this and below: an answer in another shape, so not BigQuery's
        TypeError,
        ValueError,
    ) as error:
        raise _sentence(error, asked) from error


def _sentence(error: BaseException | None, asked: Asked) -> SourceError:
    import requests
    from google.api_core.exceptions import GoogleAPICallError, RetryError
    from google.auth.exceptions import GoogleAuthError, TransportError

    while isinstance(error, RetryError):  # the retry of a job wraps that of a request
        error = error.cause
    if isinstance(error, GoogleAPICallError):
        return _answered(error.code or 0, _reason(error), _message(error), asked)
    if isinstance(error, TransportError | requests.ConnectionError | ConnectionError):
        return Unreachable(
            f"BigQuery at {_address(asked)} cannot be reached: {_cause(error)}; "
            "see evidence.bigquery.api_url and the network",
        )
    if isinstance(error, GoogleAuthError):
        return NotLoggedIn(f"not logged in to Google Cloud: {_cause(error)}; {LOGIN}")
    if isinstance(error, TimeoutError | requests.Timeout):
        return SourceDown(
            f"{asked.what}: BigQuery did not answer within "
            f"{asked.settings.timeout:g} seconds; {asked.again}",
        )
    return SourceDown(
        f"{asked.what}: {_address(asked)} gave an answer that is not BigQuery's "
        f"({type(error).__name__}: {_cause(error)}); see evidence.bigquery.api_url"
    )


class Unreachable(SourceDown):
    """Nobody answers at BigQuery's address: no further query can do better."""


class NotLoggedIn(SourceForbidden):
    """Without credentials no query can do better."""


def _answered(code: int, reason: str, message: str, asked: Asked) -> SourceError:
    if reason == "bytesBilledLimitExceeded":
        return _too_many_bytes(message, asked)
    if reason in BUSY or code == TOO_MANY_REQUESTS:
        return SourceBusy(
            f"{asked.what}: BigQuery's quota is used up ({message}); {asked.again}",
        )
    if code == UNAUTHORIZED:
        return NotLoggedIn(f"not logged in to Google Cloud ({message}); {LOGIN}")
    if code >= SERVER_ERROR:
        return SourceDown(
            f"{asked.what}: BigQuery failed ({code} {reason}: {message}); {asked.again}",
        )
    return _refused(code, reason, message, asked)


def _refused(code: int, reason: str, message: str, asked: Asked) -> SourceError:
    if reason == "accessDenied" or code == FORBIDDEN:
        return _denied(message, asked)
    if reason == "notFound" or code == NOT_FOUND:
        return SourceMissing(
            f"{asked.what}: not found ({message}); correct {asked.key}"
        )
    return SourceError(
        f"{asked.what}: BigQuery refuses ({reason}: {message}); see {asked.key}",
    )


def _denied(message: str, asked: Asked) -> SourceError:
    project = asked.settings.project
    if "bigquery.jobs.create" in message:
        remedy = f"grant roles/bigquery.jobUser on project {project}"
    else:
        remedy = f"grant {asked.role} on dataset {asked.dataset}"
    return SourceForbidden(f"{asked.what}: access denied ({message}); {remedy}")


def _too_many_bytes(message: str, asked: Asked) -> SourceError:
    needed = re.search(r"(\d+) or higher required", message)
    would = f"{_size(int(needed[1]))} are needed" if needed else message
    return SourceError(
        f"{asked.what}: the query would bill more than the limit of "
        f"{_size(asked.settings.max_bytes_billed)} ({would}); "
        "raise evidence.bigquery.max_bytes_billed",
    )


def _size(count: int) -> str:
    return f"{count} bytes ({count / 2**20:.0f} MiB)"


def _address(asked: Asked) -> str:
    return asked.settings.api_url or "bigquery.googleapis.com"


def _reason(error: BaseException) -> str:
    for found in getattr(error, "errors", ()):
        if isinstance(found, dict) and found.get("reason"):
            return str(found["reason"])
    return ""


def _message(error: BaseException) -> str:
    """Its first line, without what the client puts before it and repeats after it."""
    first = str(getattr(error, "message", error)).partition("\n")[0]
    said = re.sub(r"^(GET|POST|PUT) \S+: ", "", first)
    return re.sub(r"; reason: \w+, .*$", "", said)


def _cause(error: BaseException | None) -> str:
    """The innermost reason: `Connection refused` rather than the pool that met it."""
    text = str(error)
    found = re.search(r"\[Errno -?\d+\] [\w ]+", text)
    return found[0] if found else text.partition("\n")[0] or type(error).__name__
