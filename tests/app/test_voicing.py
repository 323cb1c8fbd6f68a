"""What is said of a cluster's trouble: once when it begins, once when it is over."""

from datetime import UTC, datetime, timedelta

import pytest

from slo_monitor.app.tallies import ClusterTally
from slo_monitor.app.voicing import Voice
from slo_monitor.clients.kubernetes.steps import (
    Alive,
    Cause,
    Flawed,
    Gap,
    Listed,
    Skewed,
    Step,
    Trouble,
)

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
WELL = Alive(AT)


def said(*steps: tuple[str, Step]) -> list[str]:
    lines: list[str] = []
    voice = Voice("prod", lines.append, ClusterTally())
    for resource, step in steps:
        voice.hear(resource, step)
    return [line.removeprefix("cluster prod").partition(";")[0] for line in lines]


def trouble(cause: Cause, attempt: int = 1) -> Trouble:
    return Trouble(cause, str(cause), attempt)


AWAY, AWAY_STILL = trouble(Cause.UNREACHABLE), trouble(Cause.UNREACHABLE, 2)
FORGOTTEN = "the API server has forgotten what happened since the last line (410)"
OVER = ": everything can be read again"


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        pytest.param(
            [("jobs", AWAY), ("jobs", AWAY_STILL), ("jobs", WELL), ("jobs", WELL)],
            [", jobs: unreachable", OVER],
            id="of one stream, once",
        ),
        pytest.param(
            [("jobs", AWAY), ("events", AWAY), ("jobs", WELL), ("events", WELL)],
            [", jobs: unreachable", OVER],
            id="of the whole cluster, once for all streams",
        ),
        pytest.param(
            [("jobs", AWAY), ("jobs", trouble(Cause.FAILED, 2)), ("jobs", WELL)],
            [", jobs: unreachable", OVER],
            id="that takes another form, not again",
        ),
        pytest.param(
            [("jobs", AWAY), ("events", trouble(Cause.FORBIDDEN))],
            [", jobs: unreachable", ", events: forbidden"],
            id="of one resource, beside the cluster's",
        ),
        pytest.param(
            [("jobs", trouble(Cause.FORBIDDEN, n)) for n in (1, 2, 3)],
            [", jobs: forbidden"],
            id="that stays, once",
        ),
        pytest.param(
            [("jobs", trouble(Cause.CUT)), ("jobs", WELL)], [], id="that passes, never"
        ),
        pytest.param(
            [("jobs", trouble(Cause.CUT)), ("jobs", trouble(Cause.CUT, 2))],
            [", jobs: cut"],
            id="that does not pass",
        ),
        pytest.param(
            [("jobs", AWAY), ("jobs", Listed((), AT, complete=False))],
            [", jobs: unreachable"],
            id="not over with a list's first page",
        ),
        pytest.param([("events", Gap(AT))], [], id="gaps of events are normal"),
        pytest.param(
            [("jobs", Gap(AT))],
            [f", jobs: {FORGOTTEN}"],
            id="gaps of objects are said",
        ),
        pytest.param(
            [("jobs", Flawed("bad")), ("jobs", Flawed("bad"))],
            [", jobs: bad"],
            id="the same flaw once",
        ),
        pytest.param(
            [("jobs", Flawed(f"bad {n}")) for n in range(99)],
            [f", jobs: bad {n}" for n in range(20)],
            id="the first twenty flaws",
        ),
        pytest.param(
            [
                ("jobs", Skewed(timedelta(seconds=90))),
                ("events", Skewed(timedelta(seconds=91))),
                ("jobs", Skewed(timedelta(0))),
            ],
            [
                ": its clock is 90 s ahead of this one",
                ": its clock and this one agree again",
            ],
            id="a clock that differs, and agrees again",
        ),
    ],
)
def test_trouble(steps: list[tuple[str, Step]], lines: list[str]) -> None:
    assert said(*steps) == lines
