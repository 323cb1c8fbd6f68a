from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from slo_monitor.sources.sheet.dates import read_date, read_end, read_start

TOKYO = ZoneInfo("Asia/Tokyo")
FAR = datetime(9999, 12, 31, 23, 59, 59, 999999)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-31",
        "2026/12/31",
        "2026年12月31日",
        "２０２６年１２月３１日",
        "2026年 12月 31日",
        " 2026-12-31 ",
        date(2026, 12, 31),
        datetime(2026, 12, 31),
        datetime(2026, 12, 30, 23, 59, 59, 999999),
        46387,
        46387.0,
        46386.9999999999,
    ],
)
def test_a_date_is_read_in_every_form(cell):
    assert read_date(cell) == date(2026, 12, 31)


def test_single_digits_do():
    assert read_date("2026/1/5") == date(2026, 1, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "12/31",
        "2026-13-01",
        "2026-02-30",
        "tomorrow",
        "2026-12-31 18:00",
        "46387",
        "20261231",
        "1899-12-31",
        20261231,
        0.5,
        -1,
        float("nan"),
        True,
        time(7, 30),
        timedelta(days=1),
        datetime(2026, 12, 31, 18, 0),
        46387.75,
    ],
    ids=repr,
)
def test_what_is_no_date_is_refused(cell):
    with pytest.raises(ValueError, match="is not a date; write a date such as 2026-12"):
        read_date(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-31 18:00",
        "2026-12-31T18:00",
        "2026/12/31 18:00:00",
        "2026年12月31日18時",
        "2026年12月31日 18時00分",
        "2026-12-31T18:00:00+09:00",
        "2026-12-31T18:00:00.000+0900",
        "2026-12-31T09:00:00Z",
        "2026-12-31t04:00:00-05:00",
        datetime(2026, 12, 31, 18, 0),
        datetime(2026, 12, 31, 17, 59, 59, 999998),
        datetime(2026, 12, 31, 9, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 4, 0, tzinfo=timezone(timedelta(hours=-5))),
        46387.75,
    ],
)
def test_an_instant_is_what_the_clock_of_the_zone_says(cell):
    assert read_start(cell, TOKYO) == datetime(2026, 12, 31, 9, 0, tzinfo=UTC)
    assert read_end(cell, TOKYO) == datetime(2026, 12, 31, 9, 0, tzinfo=UTC)


def test_a_date_starts_at_its_midnight_and_ends_at_the_next():
    assert read_start("2026-12-31", TOKYO) == datetime(2026, 12, 30, 15, tzinfo=UTC)
    assert read_end("2026-12-31", TOKYO) == datetime(2026, 12, 31, 15, tzinfo=UTC)


def test_a_day_of_a_change_of_clocks_ends_at_its_own_midnight():
    berlin = ZoneInfo("Europe/Berlin")
    assert read_start("2026-10-25", berlin) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert read_end("2026-10-25", berlin) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_the_hour_24_ends_the_day():
    assert read_end("2026-12-31 24:00", TOKYO) == read_end("2026-12-31", TOKYO)


@pytest.mark.parametrize(
    "cell",
    [
        "9999-12-31",
        "9999-12-31 24:00",
        "9999-12-31T23:00:00-10:00",
        date.max,
        FAR,
        FAR.replace(tzinfo=UTC),
        2958465,
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_for_ever_is_far_ahead(cell, zone):
    assert read_end(cell, ZoneInfo(zone)).year >= 9998


@pytest.mark.parametrize(
    "cell",
    [
        "2026-12-31 24:01",
        "2026-12-31 18:61",
        "2026-12-31T18:00:00+99:99",
        "until fixed",
        "0001-01-01",
        date.min,
        datetime(1899, 12, 31, 18, 0),
        "18:00",
        0.25,
        time(18, 0),
    ],
)
def test_what_is_no_instant_is_refused(cell):
    with pytest.raises(
        ValueError, match=r"is neither a date nor an instant; .*\+09:00"
    ):
        read_end(cell, TOKYO)
