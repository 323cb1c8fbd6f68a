"""Splitting a stream of bytes into lines, none of them kept longer than needed."""

from slo_monitor.errors import SourceError

LONGEST_LINE = 16 * 1024 * 1024
"""Bytes; etcd takes no object above 1.5 MB (https://etcd.io/docs/v3.6/dev-guide/limit/)."""


class LineTooLong(SourceError):
    """A line that no object can be."""


class LineSplitter:
    """Takes chunks, gives whole lines; the unfinished rest waits for the next chunk."""

    def __init__(self, longest: int = LONGEST_LINE) -> None:
        self._longest = longest
        self._parts: list[bytes] = []
        self._held = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that end in `chunk`, without blank ones. Raises LineTooLong."""
        first, *others = chunk.split(b"\n")
        self._parts.append(first)
        self._held += len(first)
        if not others:
            if self._held > self._longest:
                raise LineTooLong(
                    f"the API server sent a line of more than {self._longest} bytes; "
                    "something between it and here is not Kubernetes"
                )
            return []
        whole = [b"".join(self._parts), *others[:-1]]
        self._parts = [others[-1]]
        self._held = len(others[-1])
        return [line for line in whole if line.strip()]
