"""Tellers: doors through which a channel is told, the real one and a dry run alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Block = Mapping[str, object]
"""One Block Kit block, as Slack's API takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackMessage:
    """One message to one channel.

    `text` is what notifications and screen readers say; `thread` holds what did not fit
    into `blocks`, each a reply of its own.
    """

    channel: str
    text: str
    blocks: tuple[Block, ...]
    thread: tuple[str, ...] = ()


class Teller(Protocol):
    """Tells one message, or raises TellRejected or TellUnavailable."""

    def tell(self, message: SlackMessage) -> None:
        """Tell `message` to its channel."""
        ...
