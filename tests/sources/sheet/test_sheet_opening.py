from datetime import date, time, timedelta

import pytest

from slo_monitor.model.objectives import OpensAtTime, OpensBefore
from slo_monitor.sources.sheet.opening import before_deadline, read_opening


@pytest.mark.parametrize(
    ("cell", "opening"),
    [
        ("05:00", OpensAtTime(300)),
        ("翌01:00", OpensAtTime(1500)),
        (time(22, 0), OpensAtTime(1320)),
        (0.25, OpensAtTime(360)),
        ("-6h", OpensBefore(timedelta(hours=6))),
        ("−６ｈ", OpensBefore(timedelta(hours=6))),
        ("- 90m", OpensBefore(timedelta(minutes=90))),
        ("-1d", OpensBefore(timedelta(days=1))),
        ("-1h30m", OpensBefore(timedelta(minutes=90))),
        ("-6時間", OpensBefore(timedelta(hours=6))),
        ("6時間前", OpensBefore(timedelta(hours=6))),
        (timedelta(hours=-6), OpensBefore(timedelta(hours=6))),
        (timedelta(hours=5), OpensAtTime(300)),
    ],
)
def test_not_before_is_a_time_or_a_length(cell, opening):
    assert read_opening(cell) == opening


@pytest.mark.parametrize(
    "cell",
    ["6h", "-0h", "-", "-6x", "前", "soon", "-400d", -0.25, -6, date(2026, 1, 1)],
)
def test_what_is_neither_is_refused(cell):
    with pytest.raises(ValueError, match="neither a time of day nor a length before"):
        read_opening(cell)


@pytest.mark.parametrize(
    ("opens", "deadline", "minutes"),
    [
        (300, 450, 300),
        (1320, 450, -120),  # 22:00 for 07:30 is the evening before
        (1320, 1530, 1320),  # 22:00 for 25:30 is the same evening
        (1560, 1530, 120),
        (300, None, 300),
    ],
)
def test_a_time_later_than_the_deadline_is_the_evening_before(opens, deadline, minutes):
    assert before_deadline(OpensAtTime(opens), deadline) == OpensAtTime(minutes)


def test_a_length_needs_no_deadline():
    lead = OpensBefore(timedelta(hours=6))
    assert before_deadline(lead, 450) == lead


@pytest.mark.parametrize(
    ("opens", "deadline", "why"),
    [
        (450, 450, '"07:30" leaves no time before the deadline 07:30'),
        (2820, 420, '"47:00" leaves no time before the deadline 07:00'),
        (1500, None, '"25:00" says nothing beside a cron expression'),
    ],
)
def test_a_window_that_cannot_be_is_refused(opens, deadline, why):
    with pytest.raises(ValueError, match=why):
        before_deadline(OpensAtTime(opens), deadline)
