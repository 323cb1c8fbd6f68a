"""The languages people are spoken to in."""

from enum import StrEnum


class Language(StrEnum):
    """`language` of the configuration."""

    EN = "en"
    JA = "ja"
