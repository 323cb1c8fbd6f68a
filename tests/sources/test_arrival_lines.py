"""Arrivals as JSON Lines."""

import json
from datetime import UTC, datetime

import pytest

from slo_monitor.model.evidence import Write
from slo_monitor.sources.arrivals import parse_arrival

AT = datetime(2026, 11, 21, 21, 4, 11, tzinfo=UTC)


def parse(**fields: object) -> tuple[str, Write]:
    line = {"table": "p.d.t", "arrived_at": "2026-11-21T21:04:11Z"} | fields
    return parse_arrival(memoryview(json.dumps(line).encode()))


@pytest.mark.parametrize(
    ("fields", "write"),
    [
        ({}, Write(at=AT)),
        ({"partition": None, "rows": None}, Write(at=AT)),
        ({"partition": ""}, Write(at=AT)),
        (
            {"partition": "20261121", "rows": 0},
            Write(at=AT, partition="20261121", rows=0),
        ),
        ({"partition": "2026-11-21"}, Write(at=AT, partition="20261121")),
        ({"partition": "2026-11"}, Write(at=AT, partition="202611")),
        ({"partition": "2026112105"}, Write(at=AT, partition="2026112105")),
        ({"arrived_at": "2026-11-22T06:04:11+09:00"}, Write(at=AT)),
    ],
)
def test_a_line_is_a_write(fields: dict[str, object], write: Write) -> None:
    assert parse(**fields) == ("p.d.t", write)


def test_a_project_may_hold_dots() -> None:
    assert parse(table="example.com:p.d.t")[0] == "example.com:p.d.t"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"arrived_at": "2026-11-21 21:04"}, "is not a time with its offset"),
        ({"arrived_at": "2026-11-21T21:04:11"}, "is not a time with its offset"),
        ({"arrived_at": 5}, "this is no arrival"),
        ({"table": "d.t"}, '"d.t" is not PROJECT.DATASET.TABLE'),
        ({"table": "`p.d.t`"}, "is not PROJECT.DATASET.TABLE"),
        ({"table": None}, "this is no arrival"),
        ({"rows": -1}, "rows: -1 is negative"),
        ({"rows": "12"}, "this is no arrival"),
        ({"partiton": "20261121"}, "unknown field `partiton`"),
        ({"partition": 20261121}, "this is no arrival"),
    ],
)
def test_a_wrong_line_says_what_to_write(
    fields: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse(**fields)


def test_a_line_that_is_not_utf_8_is_wrong() -> None:
    with pytest.raises(ValueError, match="this is no arrival"):
        parse_arrival(memoryview(b'{"table":"p.d.\xff","arrived_at":""}'))
