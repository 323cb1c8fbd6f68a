"""Block Kit blocks within Slack's limits: the worst in full, all others at least named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slo_monitor.clients.tellers import Block
from slo_monitor.notify.slack_entries import Entry

MOST_BLOCKS = 50
LONGEST_SECTION = 3000
LONGEST_HEADER = 150
"""https://docs.slack.dev/reference/block-kit/blocks"""

MOST_CHARACTERS = 12_000
BLOCK_OVERHEAD = 250
"""`msg_blocks_too_long`: the text of all blocks together, about 13,200 characters with some
125 for each object that bears it (measured in github.com/slackapi/bolt-js/issues/2509)."""

LONGEST_REPLY = 12_000
FEWEST_IN_FULL = 3
_FIXED_BLOCKS = 4
_FIXED_CHARACTERS = 1_500
_SAFE_SECTION = 2_900


@dataclass(frozen=True, slots=True)
class Body:
    """The entries as texts of sections, and of replies where they are too many."""

    sections: tuple[str, ...]
    replies: tuple[str, ...] = ()


def body(entries: Sequence[Entry], more: str) -> Body:
    """As many entries in full as leave room to name all others.

    `more` announces the first of those that are only named: `and {count} more:`.
    """
    in_full = sum(1 for entry in entries if _can_be_full(entry))
    for shown in range(min(in_full, MOST_BLOCKS), FEWEST_IN_FULL - 1, -1):
        sections = list(_sections(entries, shown, more))
        if _fit(sections):
            return Body(tuple(sections))
    sections = list(_sections(entries, min(in_full, FEWEST_IN_FULL), more))
    return _with_replies(sections)


def section(text: str) -> Block:
    """A section of mrkdwn; `verbatim` keeps Slack from making links of what is in it."""
    return {"type": "section", "text": _mrkdwn(text)}


def header(text: str) -> Block:
    """The message's title."""
    title = {"type": "plain_text", "text": text[:LONGEST_HEADER], "emoji": True}
    return {"type": "header", "text": title}


def context(text: str) -> Block:
    """A small line below."""
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> dict[str, object]:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _sections(entries: Sequence[Entry], shown: int, more: str) -> Iterator[str]:
    """The first `shown` entries that can be in full, one a section; the rest in brief."""
    waiting, full = "", 0
    demoted = sum(1 for entry in entries if _can_be_full(entry)) - shown
    for entry in entries:
        brief = entry.brief
        if _can_be_full(entry):
            if full < shown:
                full += 1
                yield from (text for text in (waiting, entry.full) if text)
                waiting = ""
                continue
            if demoted:
                brief, demoted = f"{more.format(count=demoted)}\n{brief}", 0
        joined = f"{waiting}{entry.joint}{brief}" if waiting else brief
        if len(joined) > _SAFE_SECTION:
            yield waiting
            joined = brief
        waiting = joined
    if waiting:
        yield waiting


def _can_be_full(entry: Entry) -> bool:
    return 0 < len(entry.full) <= _SAFE_SECTION


def _fit(sections: Sequence[str]) -> bool:
    characters = sum(len(text) + BLOCK_OVERHEAD for text in sections)
    return (
        len(sections) <= MOST_BLOCKS - _FIXED_BLOCKS
        and characters <= MOST_CHARACTERS - _FIXED_CHARACTERS
    )


def _with_replies(sections: Sequence[str]) -> Body:
    """What fits into the message, and the rest as few replies."""
    kept = len(sections)
    while not _fit(sections[:kept]):
        kept -= 1
    replies: list[str] = []
    for text in sections[kept:]:
        if replies and len(replies[-1]) + len(text) < LONGEST_REPLY:
            replies[-1] += "\n" + text
        else:
            replies.append(text)
    return Body(tuple(sections[:kept]), tuple(replies))
