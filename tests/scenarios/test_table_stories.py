"""Tables: partitions, shards, whole tables, rows; and half of a window."""

import pytest

from tests.scenarios.kubernetes import days
from tests.scenarios.stories import Teller, lines, wrote

PARTITIONED = """
target             | deadline | partition | min rows
table:p.mart.sales | 06:00    | {cell}    | {rows}
"""


def sheet(cell: str = "today", rows: str = "") -> str:
    return PARTITIONED.format(cell=cell, rows=rows)


@pytest.mark.parametrize(
    ("cell", "partition"),
    [
        ("today", "20261122"),
        ("yesterday", "20261121"),
        ("-2d", "20261120"),
        ("month", "202611"),
    ],
)
def test_the_partition_of_the_business_date_must_land(
    story: Teller, cell: str, partition: str
) -> None:
    landed = [wrote("sales", "11-22 05:00", partition, 9)]
    answer = story.check(sheet(cell), landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 met - 11-22 05:00"


@pytest.mark.parametrize("partition", ["20261121", "20261123", "202611", None])
def test_another_partition_does_not_count(story: Teller, partition: str | None) -> None:
    landed = [wrote("sales", "11-22 05:00", partition, 9)]
    answer = story.check(sheet(), landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 missed no_data -"


def test_a_partition_that_landed_long_before_its_day_is_in_time(story: Teller) -> None:
    """A forecast table: the partition of the 22nd was there on the 15th."""
    landed = [wrote("sales", "11-15 05:00", "20261122", 9)]
    answer = story.check(sheet(), landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 met - 11-15 05:00"


def test_a_partition_that_lands_after_its_deadline_is_late(story: Teller) -> None:
    """The source was complete at 06:00, so the data was absent then."""
    landed = [wrote("sales", "11-22 06:40", "20261122", 9)]
    answer = story.check(sheet(), landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 late slow 11-22 06:40"


def test_whatever_is_written_later_does_not_make_a_partition_late(
    story: Teller,
) -> None:
    landed = [
        wrote("sales", "11-22 05:00", "20261122", 9),
        wrote("sales", "11-22 09:00", "20261122", 12),
    ]
    answer = story.check(sheet(), landed=landed, at="11-22 10:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 met - 11-22 05:00"


def test_it_arrives_when_it_has_rows_enough(story: Teller) -> None:
    """An empty partition at 05:00, some rows at 05:20, all of them at 06:10."""
    landed = [
        wrote("sales", "11-22 05:00", "20261122", 0),
        wrote("sales", "11-22 05:20", "20261122", 400),
        wrote("sales", "11-22 06:10", "20261122", 1000),
    ]
    told = {
        at: story.check(sheet(rows="1000"), landed=landed, at=at).verdicts[-2:][0]
        for at in ("11-22 06:05", "11-22 07:00")
    }
    assert told == {
        "11-22 06:05": "sales 11-22 06:00 missed too_few_rows -",
        "11-22 07:00": "sales 11-22 06:00 late slow 11-22 06:10",
    }


def test_an_empty_partition_is_too_few_rows(story: Teller) -> None:
    landed = [wrote("sales", "11-22 05:00", "20261122", 0)]
    answer = story.check(sheet(), landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 missed too_few_rows -"


def test_unknown_rows_count_as_enough(story: Teller) -> None:
    landed = [wrote("sales", "11-22 05:00", "20261122", None)]
    answer = story.check(sheet(rows="1000"), landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "sales 11-22 06:00 met - 11-22 05:00"


SHARDED = """
target                           | deadline | partition
table:p.mart.events_{yyyymmdd}   | 06:00    | %s
"""


@pytest.mark.parametrize(
    ("cell", "shard"),
    [
        ("", "events_20261122"),
        ("today", "events_20261122"),
        ("yesterday", "events_20261121"),
    ],
)
def test_a_shard_is_a_table_of_its_own(story: Teller, cell: str, shard: str) -> None:
    landed = [wrote(shard, "11-22 05:00", None, 9)]
    answer = story.check(SHARDED % cell, landed=landed, at="11-22 07:00")
    verdict = answer.document["verdicts"][-1]
    verdict = next(
        each for each in answer.document["verdicts"] if each["status"] != "pending"
    )
    assert verdict["target"] == "table:p.mart.events_{yyyymmdd}"
    assert (verdict["status"], verdict["arrived_at"]) == ("met", "2026-11-21T20:00:00Z")


def test_the_shard_of_another_day_does_not_count(story: Teller) -> None:
    landed = [
        wrote(f"events_2026{day.replace('-', '')}", f"{day} 05:00", None, 9)
        for day in days("11-15", 7)
    ]
    answer = story.check(SHARDED % "", landed=landed, at="11-22 07:00")
    statuses = {each["status"]: each["reason"] for each in answer.document["verdicts"]}
    assert statuses == {"missed": "no_data", "pending": "no_data"}


def test_a_shard_past_midnight_follows_the_business_date(story: Teller) -> None:
    """25:30 of the 21st is due at 01:30 of the 22nd, and needs the shard of the 21st."""
    text = (SHARDED % "").replace("06:00", "25:30")
    landed = [wrote("events_20261121", "11-22 00:40", None, 9)]
    answer = story.check(text, landed=landed, at="11-22 02:00")
    verdict = next(
        each for each in answer.document["verdicts"] if each["status"] != "pending"
    )
    assert (verdict["business_date"], verdict["status"]) == ("2026-11-21", "met")


WHOLE = """
target             | deadline
table:p.mart.stock | 06:00
"""


def test_a_write_settles_the_occurrence_whose_window_holds_it(story: Teller) -> None:
    landed = [wrote("stock", "11-21 05:00"), wrote("stock", "11-22 05:00")]
    answer = story.check(WHOLE, landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "stock 11-22 06:00 met - 11-22 05:00"


def test_a_write_soon_after_the_deadline_is_yesterdays_late_one(story: Teller) -> None:
    """08:00 is two hours into a window of a day: it settles the missed one, late."""
    landed = [wrote("stock", "11-20 05:00"), wrote("stock", "11-21 08:00")]
    answer = story.check(
        WHOLE, landed=landed, at="11-22 07:00", options=["--since", "26h"]
    )
    assert answer.verdicts == lines("""
        stock 11-21 06:00 late    slow    11-21 08:00
        stock 11-22 06:00 missed  no_data -
        stock 11-23 06:00 pending no_data -
    """)


@pytest.mark.parametrize(
    ("write", "expected"),
    [
        ("11-21 17:59", ["late", "missed"]),
        ("11-21 18:01", ["missed", "met"]),
    ],
)
def test_half_a_window_parts_a_late_write_from_an_early_one(
    story: Teller, write: str, expected: list[str]
) -> None:
    """The window from 06:00 to 06:00 is half over at 18:00."""
    landed = [wrote("stock", "11-20 05:00"), wrote("stock", write)]
    answer = story.check(
        WHOLE, landed=landed, at="11-22 07:00", options=["--since", "26h"]
    )
    assert [line.split()[3] for line in answer.verdicts[:2]] == expected


def test_a_late_write_needs_an_unsettled_day_before(story: Teller) -> None:
    """Yesterday was met; a second write at 08:00 belongs to the window it lies in."""
    landed = [wrote("stock", "11-21 05:00"), wrote("stock", "11-21 08:00")]
    answer = story.check(
        WHOLE, landed=landed, at="11-22 07:00", options=["--since", "26h"]
    )
    assert answer.verdicts[:2] == lines("""
        stock 11-21 06:00 met - 11-21 05:00
        stock 11-22 06:00 met - 11-21 08:00
    """)


def test_the_first_write_ever_known_cannot_say_that_the_data_was_absent(
    story: Teller,
) -> None:
    """It was written at 07:00, perhaps again: whether it stood at 06:00 is not known."""
    landed = [wrote("stock", "11-22 06:30")]
    answer = story.check(WHOLE, landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "stock 11-22 06:00 unknown rewritten -"


def test_a_whole_table_counts_its_rows(story: Teller) -> None:
    text = """
    target             | deadline | min rows
    table:p.mart.stock | 06:00    | 100
    """
    landed = [
        wrote("stock", "11-21 05:00", rows=500),
        wrote("stock", "11-22 05:00", rows=3),
    ]
    answer = story.check(text, landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "stock 11-22 06:00 missed too_few_rows -"


def test_a_weekly_whole_table_has_a_window_of_a_week(story: Teller) -> None:
    """Due on Fridays: Wednesday is past half, so its write is early, not late."""
    text = """
    target             | deadline | days
    table:p.mart.stock | 06:00    | fri
    """
    landed = [wrote("stock", "11-06 05:00"), wrote("stock", "11-18 05:00")]
    answer = story.check(
        text, landed=landed, at="11-20 07:00", options=["--since", "8d"]
    )
    assert answer.verdicts[:2] == lines("""
        stock 11-13 06:00 missed no_data -
        stock 11-20 06:00 met    -       11-18 05:00
    """)


def test_another_tables_arrival_is_no_arrival(story: Teller) -> None:
    landed = [
        {
            "table": "p.other.stock",
            "partition": None,
            "arrived_at": "2026-11-21T20:00:00Z",
            "rows": 1,
        },
        {
            "table": "q.mart.stock",
            "partition": None,
            "arrived_at": "2026-11-21T20:00:00Z",
            "rows": 1,
        },
    ]
    answer = story.check(WHOLE, landed=landed, at="11-22 07:00")
    assert answer.verdicts[0] == "stock 11-22 06:00 missed never_seen -"
