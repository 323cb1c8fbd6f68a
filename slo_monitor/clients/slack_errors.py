"""Slack's error codes as sentences: what is wrong, and what to do about it.

Codes of chat.postMessage and of incoming webhooks (docs.slack.dev/reference/methods/
chat.postMessage and docs.slack.dev/messaging/sending-messages-using-incoming-webhooks).
"""

import re
from collections.abc import Mapping
from typing import Final

from slo_monitor.errors import TellError, TellRejected, TellUnavailable

_NEW_BOT = "put a valid bot token (xoxb-...) where slack.token_env or token_file points"
_NEW_HOOK = "create a new incoming webhook and put it where slack.webhook_env points"
_TOO_LONG = "report this: slo-monitor should have split it"

_REMEDIES: Final[Mapping[str, str]] = {
    "channel_not_found": (
        "Slack knows no such channel; correct its name in the sheet's channel column or "
        "slack.channel, and if it is private invite the app to it"
    ),
    "not_in_channel": "the app is not in the channel; invite it there with /invite",
    "is_archived": "the channel is archived; name another one, or unarchive it",
    "channel_is_archived": "the channel is archived; name another one, or unarchive it",
    "restricted_action": "posting there is restricted; let the app post in it",
    "restricted_action_read_only_channel": "the channel is read-only; let the app post",
    "action_prohibited": "an administrator forbade posting there; ask them to allow it",
    "posting_to_general_channel_denied": "the app may not post to #general; name another",
    "user_not_found": "Slack knows no such person; correct the name in the sheet",
    "invalid_auth": f"Slack does not accept the token; {_NEW_BOT}",
    "not_authed": f"no token was sent; {_NEW_BOT}",
    "account_inactive": f"the token belongs to a removed app or person; {_NEW_BOT}",
    "token_revoked": f"the token was revoked; {_NEW_BOT}",
    "token_expired": f"the token has expired; {_NEW_BOT}",
    "missing_scope": "the token lacks the scope chat:write; add it and reinstall the app",
    "not_allowed_token_type": f"that kind of token may not post; {_NEW_BOT}",
    "no_service": f"the webhook was removed; {_NEW_HOOK}",
    "no_service_id": f"the webhook's address is not whole; {_NEW_HOOK}",
    "no_active_hooks": f"the webhook was disabled; {_NEW_HOOK}",
    "no_team": f"the webhook's workspace is gone; {_NEW_HOOK}",
    "team_disabled": f"the webhook's workspace is gone; {_NEW_HOOK}",
    "invalid_token": f"the webhook's address is wrong; {_NEW_HOOK}",
    "msg_too_long": f"the message is too long; {_TOO_LONG}",
    "msg_blocks_too_long": f"the message's blocks are too long; {_TOO_LONG}",
    "no_text": f"the message is empty; {_TOO_LONG}",
    "invalid_blocks": "Slack refuses the message's blocks; report this with the message",
    "invalid_blocks_format": "Slack refuses the message's blocks; report this",
    "invalid_payload": "Slack refuses the message's form; report this with the message",
}

_PASSING: Final = frozenset(
    {
        "ratelimited",
        "rate_limited",
        "message_limit_exceeded",
        "internal_error",
        "fatal_error",
        "service_unavailable",
        "request_timeout",
        "team_added_to_org",
        "rollup_error",
    }
)
"""Codes that say nothing against the message: later it may be taken."""

_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_LONGEST_ANSWER = 100
_CODE = re.compile("[a-z_]+")


class SlackBusy(TellUnavailable):
    """Slack did not take the message and says when to come again, in seconds if known."""

    def __init__(self, sentence: str, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


def refusal(status: int, answer: str, retry_after: str | None = None) -> TellError:
    """The error for an HTTP status and Slack's error code, or whatever stood in its place."""
    code = " ".join(answer.split())[:_LONGEST_ANSWER]
    if status == _TOO_MANY_REQUESTS or code in _PASSING or status >= _SERVER_ERROR:
        said = f"{status} {code}" if _CODE.fullmatch(code) else str(status)
        sentence = f"Slack does not take messages now ({said}); try again later"
        return SlackBusy(sentence, _seconds(retry_after))
    if code in _REMEDIES:
        return TellRejected(f"{_REMEDIES[code]} ({code})")
    return TellRejected(
        f'Slack answered {status} "{code}"; look it up at '
        "https://docs.slack.dev/reference/methods/chat.postMessage, and check slack.api_url"
    )


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds; Slack sends whole seconds, proxies sometimes dates."""
    if retry_after is None or not retry_after.strip().isdecimal():
        return None
    return float(retry_after)
