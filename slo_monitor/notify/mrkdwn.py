"""Slack's mrkdwn: other people's text made harmless, owners mentioned, links.

Sheets and controllers' messages are not ours: nothing in them may notify a channel, forge
a link or break the formatting (https://docs.slack.dev/messaging/formatting-message-text).
"""

import re

from slo_monitor.report.scenes import tidy

_LONGEST_OWNER = 200
_LONGEST_NAME = 300
_LONGEST_LINK = 1000

_PAIRED = re.compile(r"(?<!\w)([*_~])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_LOOKALIKES = {"*": "∗", "_": "ˍ", "~": "∼"}
_MENTION = re.compile(
    r"<@(?P<user>[UW][A-Z0-9]{8,})>|<!subteam\^(?P<group>S[A-Z0-9]{8,})>"
    r"|(?<![\w@-])@?(?P<id>(?=[A-Z]*[0-9])[UWS][A-Z0-9]{8,})(?![\w-])"
)
"""`U0123ABCD` (person), `S0123ABCD` (group), also as Slack writes them. A bare id needs a
digit: WAREHOUSE is a word."""


def escape(text: str) -> str:
    """`text` shown as it is: no entities, mentions, links, bold, italics or code."""
    plain = text.replace("`", "'")
    plain = _PAIRED.sub(lambda found: _unpaired(found[1], found[2]), plain)
    return _entities(plain)


def code(name: str) -> str:
    """`name` as inline code: underscores and stars in it stay as they are."""
    return f"`{_entities(tidy(name, _LONGEST_NAME).replace('`', chr(39)))}`"


def link(url: str, label: str) -> str:
    """A link; anything but http(s) is shown as text."""
    address = tidy(url, _LONGEST_LINK)
    if not re.match(r"https?://\S+$", address):
        return escape(f"{label}: {address}")
    safe = address.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E")
    return f"<{safe.replace('&', '&amp;')}|{escape(label)}>"


def mention(owner: str) -> str:
    """`owner` with Slack ids as mentions; a `@handle` cannot be resolved, so it is text."""
    text = tidy(owner, _LONGEST_OWNER)
    pieces, end = [], 0
    for found in _MENTION.finditer(text):
        pieces += [escape(text[end : found.start()]), _mentioned(found)]
        end = found.end()
    return "".join([*pieces, escape(text[end:])])


def _mentioned(found: re.Match[str]) -> str:
    name = found["user"] or found["group"] or found["id"]
    return f"<!subteam^{name}>" if name.startswith("S") else f"<@{name}>"


def _unpaired(mark: str, inner: str) -> str:
    return f"{_LOOKALIKES[mark]}{inner}{_LOOKALIKES[mark]}"


def _entities(text: str) -> str:
    """The three characters Slack gives a meaning: &, < and >."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
