from slo_monitor.judge.whole_tables import Windows
from slo_monitor.model.objectives import Occurrence
from tests.judge.values import jst, write


def window(day):
    return Occurrence(
        business_date=jst(f"11-{day} 07:30").date(),
        opens_at=jst(f"11-{day - 1} 07:30"),
        opens_inclusive=False,
        warn_at=jst(f"11-{day} 07:00"),
        due_at=jst(f"11-{day} 07:30"),
    )


def test_an_occurrence_with_none_after_it_takes_no_late_write():
    writes = (write("11-20 05:00"), write("11-22 08:00"))
    windows = Windows(writes=writes, before=lambda _: None, after=lambda _: None)
    assert windows.arrival(window(22)) is None


def test_an_occurrence_with_none_before_it_keeps_its_own_write():
    writes = (write("11-21 08:00"),)
    windows = Windows(writes=writes, before=lambda _: None, after=lambda _: window(23))
    assert windows.arrival(window(22)) is writes[0]


def test_the_chain_of_single_early_writes_ends_where_nothing_came_before():
    writes = (write("11-20 08:00"), write("11-21 08:00"))
    windows = Windows(
        writes=writes,
        before=lambda each: window(21) if each.due_at == window(22).due_at else None,
        after=lambda each: (
            window(22) if each.due_at == window(21).due_at else window(23)
        ),
    )
    assert windows.arrival(window(21)) is writes[0]
    assert windows.arrival(window(22)) is writes[1]
