"""Folding text into columns of terminal cells, where Japanese characters take two."""

import re
from collections.abc import Callable, Iterable

_WIDE = "\u2e80-\uffff"
_WORDS = re.compile(rf"[（「『]*(?:[^\s{_WIDE}]+|[{_WIDE}])[、。，．：）」』]*\s*|\s+")
"""An English word or one Japanese character, with the brackets and stops that stay by it."""

_PHRASES = re.compile(r"[^,、:：]+[,、:：]*\s*|[,、:：]+\s*")

_NAMES = re.compile(r"[^/.:]+[/.:]*|[/.:]+")
"""A step of a target's name; lines break after its separators."""


def cells(text: str) -> int:
    """How many terminal cells `text` takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int) -> str:
    """`text` filled up with spaces to `width` cells."""
    return text + " " * (width - cells(text))


def fold_words(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken between words."""
    return _fold(_WORDS.findall(text), width, str.rstrip)


def fold_phrases(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken after commas and colons."""
    return _fold(_PHRASES.findall(text), width, str.rstrip)


def fold_name(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells, broken after `/`, `.` or `:`."""
    return _fold(_NAMES.findall(text), width, str)


def _fold(tokens: Iterable[str], width: int, trim: Callable[[str], str]) -> list[str]:
    lines, line, taken = [], "", 0
    for token in tokens:
        for piece in _pieces(token, width):
            if line and taken + cells(trim(piece)) > width:
                lines.append(trim(line))
                line, taken = "", 0
            line += piece
            taken += cells(piece)
    return [*lines, trim(line)]


def _pieces(token: str, width: int) -> list[str]:
    """`token` cut by force where it alone is wider than a line."""
    if cells(token) <= width:
        return [token]
    pieces, piece = [], ""
    for mark in token:
        if piece and cells(piece + mark) > width:
            pieces.append(piece)
            piece = ""
        piece += mark
    return [*pieces, piece]
