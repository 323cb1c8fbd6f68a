"""Merged cells are repeated downwards."""

import pytest

from slo_monitor.sources.sheet.grid import Cell
from slo_monitor.sources.sheet.merged import Merge, fill_down

ROWS: tuple[tuple[Cell, ...], ...] = (
    ("target", "owner"),
    ("a", "@mle"),
    ("b", None),
    (None, None),
    ("c",),
)


def test_a_merged_value_stands_in_every_row_that_holds_something() -> None:
    filled = fill_down(ROWS, [Merge(top=1, bottom=4, column=1)])
    assert filled == (
        ("target", "owner"),
        ("a", "@mle"),
        ("b", "@mle"),
        (None, None),
        ("c", "@mle"),
    )


def test_a_header_two_rows_high_does_not_become_a_row() -> None:
    rows = (("target", "deadline"), (None, None), ("a", "07:30"))
    merges = [Merge(top=0, bottom=1, column=0), Merge(top=0, bottom=1, column=1)]
    assert fill_down(rows, merges) == rows


@pytest.mark.parametrize(
    "merge",
    [
        Merge(top=9, bottom=12, column=0),
        Merge(top=4, bottom=99, column=1),
        Merge(top=4, bottom=4, column=0),
    ],
    ids=["below the last row", "longer than the tab", "of one row"],
)
def test_a_merge_beyond_what_was_sent_changes_nothing(merge: Merge) -> None:
    assert fill_down(ROWS, [merge]) == ROWS
