"""What Slack takes for blocks: shapes and limits.

Slack's published schema leaves blocks open ("a very loose definition"), so these checks are
written from https://docs.slack.dev/reference/block-kit/blocks, and the limit on all blocks
together from measurements in https://github.com/slackapi/bolt-js/issues/2509.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

MOST_BLOCKS = 50
LONGEST_HEADER = 150
LONGEST_TEXT = 3000
MOST_ELEMENTS = 10
LONGEST_TOGETHER = 13_200
PER_OBJECT = 125

ENTITY = re.compile(
    r"<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<https?://[^|<>\s]+\|[^<>|]+>"
)
"""The only things between < and > that a message of ours may hold."""


def complaint(blocks: Sequence[Mapping[str, Any]]) -> str | None:
    """The error code Slack would answer with; None for good blocks."""
    if not 1 <= len(blocks) <= MOST_BLOCKS:
        return "invalid_blocks"
    if not all(map(_is_good, blocks)):
        return "invalid_blocks"
    if sum(map(_weight, blocks)) > LONGEST_TOGETHER:
        return "msg_blocks_too_long"
    return None


def raw_brackets(text: str) -> str:
    """What is left of `<` and `>` once mentions and links are taken out; must be empty."""
    return "".join(re.findall(r"[<>]", ENTITY.sub("", text)))


def texts(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Every text in `blocks`, in order."""
    return [each["text"] for block in blocks for each in _objects(block)]


def _is_good(block: Mapping[str, Any]) -> bool:
    objects = _objects(block)
    match block.get("type"):
        case "header":
            return set(block) == {"type", "text"} and _is_title(objects[0])
        case "section":
            return set(block) == {"type", "text"} and _is_text(objects[0])
        case "context":
            few = 1 <= len(objects) <= MOST_ELEMENTS
            return (
                set(block) == {"type", "elements"}
                and few
                and all(map(_is_text, objects))
            )
        case _:
            return False


def _objects(block: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = block.get("elements", [block.get("text", {})])
    return list(found)


def _is_title(text: Mapping[str, Any]) -> bool:
    return text.get("type") == "plain_text" and len(text["text"]) <= LONGEST_HEADER


def _is_text(text: Mapping[str, Any]) -> bool:
    allowed = {
        "mrkdwn": {"type", "text", "verbatim"},
        "plain_text": {"type", "text", "emoji"},
    }.get(text.get("type", ""), set())
    good = set(text) <= allowed and 1 <= len(text["text"]) <= LONGEST_TEXT
    return good and (text["type"] == "plain_text" or not raw_brackets(text["text"]))


def _weight(block: Mapping[str, Any]) -> int:
    return sum(len(each["text"]) + PER_OBJECT for each in _objects(block)) + PER_OBJECT
