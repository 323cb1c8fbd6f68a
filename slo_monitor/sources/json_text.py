"""JSON documents in a stream of bytes: a line each, pretty-printed, or one after the other.

Only one document is held at a time, and a damaged one does not take the others with it.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

_BLANK = re.compile(rb"[ \t\r\n]*")
_NEWLINE = re.compile(rb"\n")
# Printed over several lines, a document ends, or the next one starts, in the first column.
_MARGIN = re.compile(rb"\n[\]\[{}]")
_START = re.compile(rb"\n[{\[]")
_TRAILING = re.compile(r"trailing characters \(byte (\d+)\)")
_BYTE = re.compile(r"\(byte (\d+)\)")
_TRUNCATED = "Input data was truncated"

# The head of a list: what stands before its items, if they are not its first member.
_LIST_HEAD = re.compile(
    rb"\{\s*(?:\"(?:apiVersion|kind)\"\s*:\s*\"[^\"]*\"\s*,\s*"
    rb"|\"metadata\"\s*:\s*\{[^{}]*\}\s*,\s*)*\"items\"\s*:\s*\[|\["
)
_LIST_KIND = re.compile(rb"\"kind\"\s*:\s*\"(\w*)List\"")
_BETWEEN = re.compile(rb"[ \t\r\n,]*")


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One JSON value; `line` (from 1) is where it starts.

    `item` (from 1) and `kind` (of its list) are given where its list was cut off.
    """

    line: int
    data: memoryview
    item: int | None = None
    kind: str = ""


class Damage(msgspec.Struct, frozen=True, kw_only=True):
    """Text that is no JSON, from `line` on; `cut_off` where it ends too early."""

    line: int
    cut_off: bool


class _Malformed(Exception):
    """No JSON value starts here."""

    def __init__(self, *, cut_off: bool) -> None:
        super().__init__(cut_off)
        self.cut_off = cut_off


def documents(chunks: Iterable[bytes]) -> Iterator[Document | Damage]:
    """Split `chunks` into documents; a document's data is valid until the next is asked for."""
    window = _Window(iter(chunks))
    while window.skip_blank():
        line = window.line
        try:
            end = window.value_end()
        except _Malformed as malformed:
            yield from _salvage(window, line)
            yield Damage(line=line, cut_off=malformed.cut_off)
            window.skip_damage()
        else:
            yield Document(line=line, data=window.view(end))
            window.advance(end)


def _salvage(window: "_Window", line: int) -> Iterator[Document]:
    """The items of a damaged list, up to the damage."""
    head = _LIST_HEAD.match(window.buffer, window.start)
    if head is None:
        return
    named = _LIST_KIND.search(head.group())
    kind = named.group(1).decode() if named else ""
    window.advance(head.end())
    item = 0
    while window.skip_separators():
        end = _end(window.view(len(window.buffer)))
        if end is None:
            return
        item += 1
        data = window.view(window.start + end)
        yield Document(line=line, data=data, item=item, kind=kind)
        window.advance(window.start + end)


def _end(data: memoryview) -> int | None:
    """The length of the value that `data` begins with; None where it is damaged."""
    try:
        return _length(data)
    except _Malformed:
        return None


def _length(data: memoryview) -> int | None:
    """As `_end`, but None only where `data` ends too early; raises _Malformed."""
    try:
        msgspec.json.decode(data, type=msgspec.Raw)
    except msgspec.DecodeError as error:
        trailing = _TRAILING.search(str(error))
        if trailing is not None:
            return (
                int(trailing.group(1)) - 1
            )  # msgspec counts the byte it has just read
        if str(error) == _TRUNCATED or _stands_last(error, data):
            return None
        raise _Malformed(cut_off=False) from error
    except RecursionError as error:
        raise _Malformed(cut_off=False) from error
    return len(data)


def _stands_last(error: msgspec.DecodeError, data: memoryview) -> bool:
    """Whether what is wrong is the last byte: a lone `-` may yet become a number."""
    place = _BYTE.search(str(error))
    return place is not None and int(place.group(1)) >= len(data)


class _Window:
    """The part of the stream that is held: from `start` of `buffer`, on line `line`."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.buffer = bytearray()
        self.start = 0
        self.line = 1
        self._chunks = chunks

    def view(self, end: int) -> memoryview:
        """What stands between `start` and `end`."""
        return memoryview(self.buffer)[self.start : end]

    def advance(self, end: int) -> None:
        """Leave behind what stands before `end`."""
        self.line += self.buffer.count(b"\n", self.start, end)
        self.start = end

    def skip_blank(self) -> bool:
        """Go to the next byte that is not blank; False at the end of the stream."""
        return self._skip(_BLANK)

    def skip_separators(self) -> bool:
        """Go to the next item of a list, in what is held."""
        return self._skip(_BETWEEN, grow=False)

    def _skip(self, pattern: re.Pattern[bytes], *, grow: bool = True) -> bool:
        while True:
            blank = pattern.match(self.buffer, self.start)
            self.advance(blank.end() if blank else self.start)
            if self.start < len(self.buffer):
                return True
            if not grow or not self._grow():
                return False

    def value_end(self) -> int:
        """Where the value at `start` ends; raises _Malformed."""
        line_end = self.buffer.find(b"\n", self.start)
        if line_end > 0 and _length(self.view(line_end)) == line_end - self.start:
            return line_end  # most often it is a line
        tried = 0
        for end in self._ends():
            # Each failed try costs a scan: the next one waits until there is twice as much.
            if end - self.start < 2 * tried:
                continue
            length = _length(self.view(end))
            if length is not None:
                return self.start + length
            tried = end - self.start
        length = _length(self.view(len(self.buffer)))
        if length is None:
            raise _Malformed(cut_off=True)
        return self.start + length

    def _ends(self) -> Iterator[int]:
        """Where the value may end: with its first line, at the margin, with what is held."""
        pattern, seen = _NEWLINE, 0
        while True:
            found = pattern.search(self.buffer, self.start + seen)
            if found is not None:
                seen = found.start() - self.start
                if pattern is _MARGIN:
                    seen += 2
                yield self._line_end(self.start + seen)
                pattern = _MARGIN
                continue
            seen = max(seen, len(self.buffer) - self.start - 1)
            yield len(self.buffer)
            if not self._grow():
                return

    def _line_end(self, position: int) -> int:
        """The end of the line that holds `position`, as far as it is held."""
        end = self.buffer.find(b"\n", position)
        return len(self.buffer) if end < 0 else end

    def skip_damage(self) -> None:
        """Go to the next line on which a document may start."""
        while True:
            found = _START.search(self.buffer, self.start)
            if found is not None:
                self.advance(found.start() + 1)
                return
            keep = 1 if self.buffer.endswith(b"\n") else 0
            self.advance(max(self.start, len(self.buffer) - keep))
            if not self._grow():
                self.advance(len(self.buffer))
                return

    def _grow(self) -> bool:
        """Hold one chunk more, and let go of what was left behind."""
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        if self.start:
            # A new buffer: views of the old one may still be out.
            self.buffer = self.buffer[self.start :]
            self.start = 0
        self.buffer += chunk
        return True
