"""Calls of the command line on small files."""

from pathlib import Path

from tests.scenarios.kubernetes import ran, z
from tests.scenarios.stories import Answer, Teller, call, wrote

SHEET = """
target                | deadline | depends on         | owner
cronjob:prod/ml/train | 07:30    | table:p.mart.stock | @mle
table:p.mart.stock    | 06:00    |                    |
"""
AT = z("11-22 08:00")


def good_files(folder: Path) -> tuple[Path, Path, Path]:
    """A sheet, events and arrivals of a morning on which all was met."""
    told = Teller(folder)
    seen = [ran("train", f"{day} 02:00", f"{day} 05:00") for day in ("11-21", "11-22")]
    landed = [wrote("stock", f"{day} 01:00") for day in ("11-21", "11-22")]
    return told.sheet(SHEET), told.kubectl(seen), told.arrivals(landed)


def sources(folder: Path) -> list[object]:
    """The options that name the files of `good_files`."""
    sheet, events, arrivals = good_files(folder)
    named = ["--sheet", sheet, "--events", events, "--arrivals", arrivals]
    return [*named, "--cluster", "prod"]


def check(folder: Path, *options: object) -> Answer:
    """`check` of the good morning."""
    return call("check", *sources(folder), "--at", AT, *options)
