"""The bytes of a file as UTF-8 text, whatever it is wrapped in: gzip, UTF-16, a BOM."""

import codecs
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from slo_monitor.errors import SourceError

_CHUNK = 1 << 20
_PACKED_CHUNK = 1 << 16
_REMEDY = "copy the file again; what could be read was used"
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's code for gzip's header and trailer
_UTF_8_BOM = codecs.BOM_UTF8
_UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"{\0": "utf-16-le",
    b"[\0": "utf-16-le",
    b"\0{": "utf-16-be",
    b"\0[": "utf-16-be",
}
"""PowerShell's `>` writes UTF-16; without a BOM, JSON's first character tells."""


class TextChunks:
    """UTF-8 bytes of `stream`, up to the first that cannot be read.

    `failure` then holds the sentence: what came before is still to be used.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.failure = ""
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from _as_utf_8(_gunzipped(_chunks(self._stream)))
        except SourceError as error:
            self.failure = str(error)


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    try:
        while chunk := stream.read(_CHUNK):
            yield chunk
    except OSError as error:
        raise SourceError(f"it cannot be read: {error.strerror or error}") from error


def _gunzipped(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unpack gzip, told by its first bytes, however many members it has."""
    head, chunks = _peek(chunks, len(_GZIP))
    if not head.startswith(_GZIP):
        return chunks
    return _members(chunks)


def _members(chunks: Iterator[bytes]) -> Iterator[bytes]:
    member = zlib.decompressobj(_GZIP_WINDOW)
    for packed in _small(chunks):
        rest = packed
        while rest:
            if member.eof:
                rest = rest.lstrip(b"\0")  # padding, as gzip allows
                member = zlib.decompressobj(_GZIP_WINDOW) if rest else member
            yield _inflate(member, rest)
            rest = member.unused_data if rest else b""
    if not member.eof:
        raise SourceError(f"its gzip data is cut off; {_REMEDY}")


def _inflate(member: "zlib._Decompress", data: bytes) -> bytes:
    try:
        return member.decompress(data)
    except zlib.error as error:
        raise SourceError(f"its gzip data is damaged; {_REMEDY}") from error


def _small(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Packed data by small steps: it may grow a thousandfold."""
    for chunk in chunks:
        for start in range(0, len(chunk), _PACKED_CHUNK):
            yield chunk[start : start + _PACKED_CHUNK]


def _as_utf_8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    head, chunks = _peek(chunks, len(_UTF_8_BOM))
    encoding = _UTF_16.get(head[:2])
    if encoding is not None:
        return _recoded(chunks, encoding)
    return _without_bom(chunks) if head == _UTF_8_BOM else chunks


def _without_bom(chunks: Iterator[bytes]) -> Iterator[bytes]:
    yield next(chunks)[len(_UTF_8_BOM) :]
    yield from chunks


def _recoded(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode(errors="replace")


def _peek(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """The first `size` bytes, and all chunks, the first of them at least so long."""
    first = b""
    while len(first) < size:
        chunk = next(chunks, None)
        if chunk is None:
            break
        first += chunk
    return first[:size], _chain(first, chunks)


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest
