"""The frames of the API's answers; objects inside are left as they are."""

from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class ListMeta(msgspec.Struct, rename="camel"):
    """The metadata of a list: where a watch goes on, and the token of the next page."""

    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")


class Page(msgspec.Struct):
    """A page of a list; an empty one may be null."""

    metadata: ListMeta = msgspec.field(default_factory=ListMeta)
    items: list[msgspec.Raw] | None = None


class Line(msgspec.Struct):
    """A line of a watch."""

    type: str
    object: msgspec.Raw


class Versioned(msgspec.Struct):
    """Any object, for its resourceVersion."""

    metadata: ListMeta = msgspec.field(default_factory=ListMeta)


class Status(msgspec.Struct):
    """Why the server did not do as asked."""

    code: int = 0
    reason: str = ""
    message: str = ""


class _Reader(Generic[T]):
    """Decodes one type; raises ValueError for anything else."""

    def __init__(self, type_: type[T]) -> None:
        self._decoder = msgspec.json.Decoder(type_)

    def __call__(self, data: bytes | memoryview | msgspec.Raw) -> T:
        return self._decoder.decode(data)


read_page = _Reader(Page)
read_line = _Reader(Line)
read_versioned = _Reader(Versioned)
_read_status = _Reader(Status)


def read_status(data: bytes | memoryview | msgspec.Raw) -> Status:
    """The Status in an answer; an empty one where a proxy answered something else."""
    try:
        return _read_status(data)
    except ValueError:
        return Status()
