"""What an answer or its absence means: one cause and one sentence each."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from slo_monitor.clients.kubernetes.lines import LineTooLong
from slo_monitor.clients.kubernetes.steps import Cause
from slo_monitor.clients.kubernetes.wire import Status, read_status
from slo_monitor.errors import SourceError, UsageError

if TYPE_CHECKING:
    import httpx2

_REMEDIES = {
    Cause.FORBIDDEN: "grant list and watch on events, jobs and cronjobs in all namespaces",
    Cause.UNAUTHORIZED: "renew the credentials; they are read again at each try",
    Cause.REFUSED: "this server does not offer what is asked for",
    Cause.BUSY: "it is asked again later",
    Cause.FAILED: "it is asked again later",
}
_CAUSES = {
    HTTPStatus.UNAUTHORIZED: Cause.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN: Cause.FORBIDDEN,
    HTTPStatus.GONE: Cause.EXPIRED,
    HTTPStatus.TOO_MANY_REQUESTS: Cause.BUSY,
}
REFUSED = {Cause.CONFIG, Cause.FORBIDDEN, Cause.UNAUTHORIZED, Cause.REFUSED}
"""Causes that somebody must mend; asking often would only fill the server's logs."""


class StreamFailed(SourceError):
    """A request came to nothing; `wait` is what the server asked for, in seconds."""

    retryable = True

    def __init__(self, cause: Cause, sentence: str, wait: float = 0.0) -> None:
        super().__init__(sentence)
        self.cause = cause
        self.wait = wait


def require_success(response: "httpx2.Response", body: bytes) -> None:
    """Raises StreamFailed for any other answer."""
    if response.is_success:
        return
    status = read_status(body)
    known = Status(response.status_code, status.reason, status.message)
    raise failure(known, _retry_after(response))


def failure(status: Status, wait: float = 0.0) -> StreamFailed:
    """What a Status, or an HTTP status, means."""
    failed = status.code >= HTTPStatus.INTERNAL_SERVER_ERROR
    other = Cause.FAILED if failed else Cause.REFUSED
    causes: dict[int, Cause] = {int(code): cause for code, cause in _CAUSES.items()}
    cause = causes.get(status.code, other)
    said = f" ({status.message})" if status.message else ""
    remedy = _REMEDIES.get(cause)
    sentence = f"the API server answered {status.code}{said}"
    return StreamFailed(cause, f"{sentence}; {remedy}" if remedy else sentence, wait)


def _retry_after(response: "httpx2.Response") -> float:
    """Seconds; the API server never writes a date there."""
    text = response.headers.get("Retry-After", "")
    return float(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0.0


@contextmanager
def translated() -> Iterator[None]:
    """Failures of the connection, and answers that are no Kubernetes, as StreamFailed."""
    import httpx2
    from lightkube.core.exceptions import ConfigError

    try:
        yield
    except (UsageError, ConfigError) as error:
        raise StreamFailed(Cause.CONFIG, str(error)) from error
    except (TimeoutError, httpx2.ReadTimeout, httpx2.WriteTimeout) as error:
        sentence = "the API server said nothing for too long"
        raise StreamFailed(Cause.SILENT, sentence) from error
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
        raise StreamFailed(Cause.UNREACHABLE, _unreachable(error)) from error
    except (httpx2.TransportError, httpx2.StreamError) as error:
        sentence = f"the connection to the API server broke ({_words(error)})"
        raise StreamFailed(Cause.CUT, sentence) from error
    except OSError as error:
        sentence = f"the credentials cannot be read ({error})"
        raise StreamFailed(Cause.CONFIG, sentence) from error
    except (httpx2.HTTPError, LineTooLong, ValueError) as error:
        sentence = f"the API server's answer cannot be read ({_words(error)})"
        raise StreamFailed(Cause.DAMAGED, sentence) from error


def _unreachable(error: Exception) -> str:
    return f"the API server cannot be reached ({_words(error)})"


def _words(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
