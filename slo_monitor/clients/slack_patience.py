"""When a message is tried again, and what is said when it could not be sent at all."""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException
from logging import CRITICAL, Logger, NullHandler, getLogger
from typing import TypeVar
from urllib.error import URLError

from slo_monitor.clients.slack_errors import SlackBusy
from slo_monitor.errors import TellRejected, TellUnavailable

_T = TypeVar("_T")

# Without a handler Python would print each of stamina's retries, bare, on stderr.
getLogger("stamina").addHandler(NullHandler())


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long one message is worth waiting for; all in seconds.

    `attempts` counts the first one. A `Retry-After` beyond `longest_wait` is not waited for.
    """

    timeout: int = 15
    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 60.0


def patiently(post: Callable[[], _T], patience: Patience) -> _T:
    """`post`, tried again while that can help; its last error otherwise."""
    import stamina

    caller = stamina.RetryingCaller(
        attempts=patience.attempts,
        timeout=None,
        wait_initial=patience.first_wait,
        wait_jitter=patience.first_wait,
    )
    return caller(lambda error: _again(error, patience), _translated, post)


def _again(error: Exception, patience: Patience) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(error, SlackBusy):
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= patience.longest_wait else False


def _translated(post: Callable[[], _T]) -> _T:
    """Broken connections and unusable addresses as errors of ours."""
    from slack_sdk.errors import SlackClientError

    try:
        return post()
    except TimeoutError as error:
        raise _no_answer() from error
    except URLError as error:
        if isinstance(error.reason, TimeoutError):
            raise _no_answer() from error
        raise SlackBusy(
            f"Slack cannot be reached ({error.reason}); check the network and slack.api_url"
        ) from error
    except (HTTPException, OSError) as error:
        raise TellUnavailable(
            f"the connection to Slack broke ({type(error).__name__}); the message may or "
            "may not stand in the channel"
        ) from error
    except (SlackClientError, ValueError):
        raise TellRejected(
            "Slack's address or token has a form that cannot be used; slack.api_url and a "
            "webhook start with https:// (http:// for a proxy or an emulator), a token is "
            "plain letters and digits"
        ) from None  # slack-sdk's own words hold the webhook's address, which is a secret


def _no_answer() -> TellUnavailable:
    return TellUnavailable(
        "Slack did not answer in time; the message may or may not stand in the channel"
    )


def silent() -> Logger:
    """A logger that says nothing: slack-sdk logs whole requests, we report errors."""
    logger = getLogger("slo_monitor.slack")
    logger.setLevel(CRITICAL + 1)
    return logger
