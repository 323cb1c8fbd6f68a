"""What a row of looks at table metadata tells, and what a restart remembers of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.model.evidence import Kind, Write
from slo_monitor.sources.first_seen import FirstSeen, Look
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.observations import (
    EventObserved,
    Heartbeat,
    Observation,
    WriteObserved,
)

MART = "p.mart"
ORDERS = "p.mart.orders"


def at(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, 22, hour, minute, tzinfo=UTC)


def last(clock: str, rows: int | None = 5, partition: str | None = None) -> Write:
    return Write(at=at(clock), rows=rows, partition=partition, only_last=True)


def looked(
    memory: FirstSeen, clock: str, *writes: Write, tables: tuple[str, ...] = (ORDERS,)
) -> list[WriteObserved]:
    """The writes that a look at one table finds new."""
    found = {ORDERS: writes} if writes else {}
    look = Look(dataset=MART, at=at(clock), tables=frozenset(tables), writes=found)
    *news, beat = memory.news(look)
    assert beat == Heartbeat(kind=Kind.TABLES, scope=MART, complete_until=at(clock))
    assert all(isinstance(each, WriteObserved) for each in news)
    return [each for each in news if isinstance(each, WriteObserved)]


def writes(news: list[WriteObserved]) -> list[Write]:
    return [each.write for each in news]


def test_the_first_look_ever_says_what_is_there_and_not_since_when_it_was_not() -> None:
    news = looked(FirstSeen(), "05:00", last("04:00"))
    assert news == [
        WriteObserved(table=ORDERS, write=last("04:00"), observed_at=at("05:00"))
    ]


def test_what_did_not_change_is_no_news() -> None:
    memory = FirstSeen()
    looked(memory, "05:00", last("04:00"))
    assert looked(memory, "05:05", last("04:00")) == []


def test_a_later_write_was_absent_at_the_look_before() -> None:
    memory = FirstSeen()
    looked(memory, "05:00", last("04:00"))
    looked(memory, "05:05", last("04:00"))
    news = looked(memory, "05:10", last("05:07", 9))
    assert writes(news) == [replace(last("05:07", 9), absent_at=at("05:05"))]


def test_a_table_that_was_looked_for_in_vain_was_absent() -> None:
    memory = FirstSeen()
    looked(memory, "05:00")
    news = looked(memory, "05:05", last("05:01"))
    assert writes(news) == [replace(last("05:01"), absent_at=at("05:00"))]


def test_a_partition_that_appears_was_absent_while_its_table_was_there() -> None:
    memory = FirstSeen()
    old = last("04:00", partition="20261121")
    looked(memory, "05:00", old)
    new = last("05:02", partition="20261122")
    news = looked(memory, "05:05", old, new)
    assert writes(news) == [replace(new, absent_at=at("05:00"))]


def test_of_a_table_that_was_not_looked_for_before_no_absence_is_claimed() -> None:
    memory = FirstSeen()
    looked(memory, "05:00", tables=("p.mart.other",))
    assert writes(looked(memory, "05:05", last("05:01"))) == [last("05:01")]


def test_a_write_before_the_look_before_proves_no_absence() -> None:
    memory = FirstSeen()
    looked(memory, "05:00")
    assert writes(looked(memory, "05:05", last("05:00"))) == [last("05:00")]
    assert writes(looked(memory, "05:10", last("05:00", 7))) == [last("05:00", 7)]


def test_a_last_write_that_moves_back_is_no_write() -> None:
    memory = FirstSeen()
    looked(memory, "05:00", last("04:00", 5))
    assert looked(memory, "05:05", last("03:00", 9)) == []


def test_a_restart_goes_on_where_the_store_ends() -> None:
    memory = FirstSeen()
    memory.remember(Heartbeat(kind=Kind.TABLES, scope=MART, complete_until=at("05:00")))
    memory.remember(Heartbeat(kind=Kind.TABLES, scope=MART, complete_until=at("04:55")))
    for write in (last("04:30", 5), last("04:30", 7), last("04:00")):
        memory.remember(
            WriteObserved(table=ORDERS, write=write, observed_at=at("05:00"))
        )
    assert looked(memory, "06:00", last("04:30", 7)) == []
    news = looked(memory, "06:05", last("06:01", 9))
    assert writes(news) == [replace(last("06:01", 9), absent_at=at("06:00"))]


def test_after_a_restart_a_known_table_was_looked_at_when_its_dataset_was() -> None:
    memory = FirstSeen()
    memory.remember(Heartbeat(kind=Kind.TABLES, scope=MART, complete_until=at("05:00")))
    memory.remember(
        WriteObserved(table=ORDERS, write=last("04:00"), observed_at=at("04:05"))
    )
    news = looked(memory, "06:00", last("05:30"))
    assert writes(news) == [replace(last("05:30"), absent_at=at("05:00"))]


def test_after_a_restart_of_a_table_never_seen_no_absence_is_claimed() -> None:
    memory = FirstSeen()
    memory.remember(Heartbeat(kind=Kind.TABLES, scope=MART, complete_until=at("05:00")))
    assert writes(looked(memory, "06:00", last("05:30"))) == [last("05:30")]


@pytest.mark.parametrize(
    "other",
    [
        Heartbeat(kind=Kind.CRONJOBS, scope=MART, complete_until=at("05:00")),
        EventObserved(
            event=SeenEvent("prod", "Job", "ml", "a", "Completed", "", at("05:00")),
            observed_at=at("05:00"),
        ),
    ],
)
def test_what_clusters_tell_is_not_remembered(other: Observation) -> None:
    memory = FirstSeen()
    memory.remember(other)
    assert writes(looked(memory, "06:00", last("05:30"))) == [last("05:30")]


STEPS = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=20
)
"""For each minute: whether the table is written, looked at, and the collector restarted."""


@given(STEPS)
def test_absence_is_never_claimed_where_the_data_was_there(
    steps: list[tuple[bool, bool, bool]],
) -> None:
    memory, stored = FirstSeen(), list[Observation]()
    written: list[datetime] = []
    start = at("00:00")
    for minute, (writes_now, looks_now, restarts) in enumerate(steps):
        now = start + timedelta(minutes=minute)
        if writes_now:
            written.append(now)
        if restarts:
            memory = FirstSeen()
            for each in stored:
                memory.remember(each)
        if looks_now:
            tell = {ORDERS: (Write(at=written[-1], only_last=True),)} if written else {}
            look = Look(
                dataset=MART,
                at=now + timedelta(seconds=1),
                tables=frozenset({ORDERS}),
                writes=tell,
            )
            stored.extend(memory.news(look))
    told = [each.write for each in stored if isinstance(each, WriteObserved)]
    assert sorted(write.at for write in told) == sorted({write.at for write in told})
    for write in told:
        if write.absent_at is not None:
            assert write.absent_at < write.at
            looks = {
                each.complete_until for each in stored if isinstance(each, Heartbeat)
            }
            assert write.absent_at in looks
