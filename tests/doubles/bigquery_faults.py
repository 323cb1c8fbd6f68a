"""Scripted trouble for the BigQuery double."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum


class When(Enum):
    """When trouble comes."""

    INSTEAD = "nothing is done"
    AFTER = "it is done, and the answer is lost"
    WITHIN = "the job is made, and fails"


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Trouble for requests whose method, path and body hold `on`; `status` 0 hangs."""

    status: int
    when: When = When.INSTEAD
    reason: str = ""
    message: str = "a message"
    on: str = ""
    times: int = 1_000_000
    body: bytes | None = None


@dataclass
class Faults:
    """Counts how often each trouble has come."""

    _left: dict[int, int] = field(default_factory=dict)

    def next(self, faults: Sequence[Fault], request: str) -> Fault | None:
        """The first of `faults` that this request meets."""
        for fault in faults:
            left = self._left.setdefault(id(fault), fault.times)
            if fault.on in request and left:
                self._left[id(fault)] = left - 1
                return fault
        return None
