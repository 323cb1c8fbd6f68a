"""Instants."""

from datetime import UTC, datetime

import pytest

from slo_monitor.sources.instants import instant


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-22T04:00:00Z", datetime(2026, 11, 22, 4, tzinfo=UTC)),
        ("2026-11-22t04:00:00z", datetime(2026, 11, 22, 4, tzinfo=UTC)),
        ("2026-11-22T13:00:00+09:00", datetime(2026, 11, 22, 4, tzinfo=UTC)),
        (
            "2026-11-22T04:00:00.176620123Z",
            datetime(2026, 11, 22, 4, 0, 0, 176620, tzinfo=UTC),
        ),
    ],
)
def test_an_instant_is_read_in_any_zone_and_case(text: str, expected: datetime) -> None:
    assert instant(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        5,
        "yesterday",
        "0001-01-01T00:00:00Z",
        "2026-11-22T04:00:00",
        "9999-12-31T23:59:59-09:00",
    ],
)
def test_what_names_no_instant_is_none(text: object) -> None:
    assert instant(text) is None
