from dataclasses import replace
from datetime import date

import pytest

from slo_monitor.model.objectives import Occurrence
from tests.judge.values import jst

WINDOW = Occurrence(
    business_date=date(2026, 11, 22),
    opens_at=jst("11-21 07:30"),
    opens_inclusive=False,
    warn_at=jst("11-22 07:00"),
    due_at=jst("11-22 07:30"),
)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        ("11-21 07:29:59", False),
        ("11-21 07:30", False),
        ("11-21 07:30:01", True),
        ("11-22 07:30", True),
        ("11-22 07:30:01", False),
    ],
)
def test_a_window_holds_its_end_and_not_its_start(instant, expected):
    assert WINDOW.holds(jst(instant)) is expected


def test_a_window_that_opens_inclusively_holds_both_ticks():
    window = replace(WINDOW, opens_inclusive=True)
    assert window.holds(window.opens_at)
    assert window.holds(window.due_at)
