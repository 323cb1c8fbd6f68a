"""A heading of the starter sheet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's name, what goes into it, and its width in characters."""

    name: str
    explanation: str
    width: int
