from datetime import date, datetime, time, timedelta

import pytest

from slo_monitor.sources.sheet.times import clock, read_length, read_time


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("07:30", 450),
        ("7:30", 450),
        (" 7:30 ", 450),
        ("０７：３０", 450),
        ("7:30:00", 450),
        ("0:00", 0),
        ("24:00", 1440),
        ("25:30", 1530),
        ("47:59", 2879),
        ("翌01:30", 1530),
        ("翌1:30", 1530),
        ("翌日01:30", 1530),
        ("翌日 1:30", 1530),
        ("翌１：３０", 1530),
        ("7時30分", 450),
        ("７時３０分", 450),
        ("7時", 420),
        ("翌1時30分", 1530),
        ("PT25H30M00S", 1530),
        (time(7, 30), 450),
        (time(7, 29, 59, 999999), 450),
        (timedelta(hours=25, minutes=30), 1530),
        (datetime(1900, 1, 1, 1, 30), 1530),
        (date(1900, 1, 1), 1440),
        (0.3125, 450),
        (0.31249999999, 450),
        (1.0625, 1530),
        (0, 0),
        (1, 1440),
    ],
)
def test_a_time_of_day_is_minutes_after_midnight(cell, minutes):
    assert read_time(cell) == minutes


@pytest.mark.parametrize(
    "cell",
    [
        "25:99",
        "48:00",
        "翌24:00",
        "7:3",
        "7:30:30",
        "730",
        "7.30",
        "7:30 PM",
        "-1:00",
        "morning",
        None,
        "07:30-08:00",
        "0.3125",
        2,
        7.5,
        -0.5,
        float("nan"),
        float("inf"),
        10**40,
        True,
        time(7, 30, 15),
        0.3126,
        timedelta(hours=48),
        timedelta(hours=-1),
        datetime(2026, 11, 22, 7, 30),
        date(2026, 11, 22),
    ],
    ids=repr,
)
def test_what_is_no_time_of_day_is_refused(cell):
    with pytest.raises(ValueError, match="is not a time of day; write HH:MM such as"):
        read_time(cell)


def test_the_sentence_quotes_the_cell_as_it_was_written():
    with pytest.raises(ValueError, match=r'^"２５：９９" is not a time of day'):
        read_time("２５：９９")


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "00:00"), (450, "07:30"), (1530, "25:30")]
)
def test_the_clock_goes_on_past_midnight(minutes, text):
    assert clock(minutes) == text


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("30m", 30),
        ("1h30m", 90),
        ("1h 30m", 90),
        ("2h", 120),
        ("1d", 1440),
        ("45 min", 45),
        ("90 minutes", 90),
        ("30", 30),
        ("３０", 30),
        ("0", 0),
        ("0m", 0),
        ("30分", 30),
        ("1時間30分", 90),
        ("２時間", 120),
        ("1日", 1440),
        ("1:30", 90),
        ("0:30:00", 30),
        (30, 30),
        (30.0, 30),
        (0, 0),
        (0.0, 0),
        (time(0, 30), 30),
        (timedelta(minutes=90), 90),
        (0.0208333333, 30),
    ],
    ids=repr,
)
def test_a_length_is_told_in_minutes_and_hours(cell, minutes):
    assert read_length(cell) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "cell",
    [
        "90s",
        "1h30",
        "-30",
        "-30m",
        "soon",
        "1.5h",
        "400d",
        "999999",
        -30,
        1.5,
        10**40,
        float("nan"),
        float("-inf"),
        True,
        timedelta(minutes=-5),
        time(0, 0, 30),
        date(2026, 11, 22),
    ],
    ids=repr,
)
def test_what_is_no_length_is_refused(cell):
    with pytest.raises(ValueError, match=r"30m, 1h30m or 0 \(minutes are the finest"):
        read_length(cell)
