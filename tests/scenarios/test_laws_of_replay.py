"""Laws that hold for any history: replay, settlement, brokenness."""

import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenarios.kubernetes import (
    Json,
    cronjob,
    event,
    instant,
    job,
    job_of,
    manual_job,
    skipped,
)
from tests.scenarios.stories import Answer, Teller, wrote

START = instant("11-20 00:00")
SHEET = """
target                | deadline | depends on
cronjob:prod/ml/train | 07:30    | table:p.mart.stock
cronjob:prod/ml/eval  | 25:30    | cronjob:prod/ml/train
table:p.mart.stock    | 06:00    |
"""
MINUTES = st.integers(min_value=0, max_value=4 * 24 * 60)
RUNS = st.lists(
    st.tuples(
        st.sampled_from(["train", "eval"]),
        MINUTES,
        st.integers(min_value=1, max_value=2000),
        st.sampled_from(["condition: Complete", "condition: Failed", ""]),
    ),
    max_size=8,
    unique_by=lambda run: run[:2],
)
WRITES = st.lists(MINUTES, max_size=6)
LAWS = settings(max_examples=80, deadline=None)


def wall(minutes: int) -> str:
    local = START + timedelta(minutes=minutes, hours=9)
    return local.strftime("%m-%d %H:%M")


def events(runs: Iterable[tuple[str, int, int, str]]) -> list[Json]:
    seen = []
    for name, slot, length, outcome in runs:
        of = job_of(name, wall(slot))
        seen.append(event(name, "SuccessfulCreate", f"Created job {of}", wall(slot)))
        if outcome:
            message = f"Saw completed job: {of}, {outcome}"
            end = wall(slot + length)
            seen.append(event(name, "SawCompletedJob", message, end))
    return seen


def judged(seen: list[Json], landed: list[Json], at: int, *more: object) -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        return Teller(Path(folder)).check(
            SHEET,
            seen=seen,
            landed=landed,
            at=wall(at),
            options=["--since", "72h", *more],
        )


def until(facts: list[Json], key: str, at: int) -> list[Json]:
    now = START + timedelta(minutes=at)
    return [each for each in facts if datetime.fromisoformat(each[key]) <= now]


@LAWS
@given(RUNS, WRITES, MINUTES)
def test_what_comes_later_changes_nothing_now(
    runs: list[tuple[str, int, int, str]], writes: list[int], at: int
) -> None:
    seen = events(runs)
    landed = [wrote("stock", wall(minute)) for minute in writes]
    now = judged(until(seen, "lastTimestamp", at), until(landed, "arrived_at", at), at)
    later = judged(seen, landed, at)
    assert later.document == now.document


@LAWS
@given(RUNS, WRITES, MINUTES, st.integers(min_value=1, max_value=24 * 60))
def test_what_was_in_time_once_stays_so(
    runs: list[tuple[str, int, int, str]], writes: list[int], at: int, more: int
) -> None:
    seen = events(runs)
    landed = [wrote("stock", wall(minute)) for minute in writes]
    before, after = judged(seen, landed, at), judged(seen, landed, at + more)
    later = {
        (each["objective"], each["due_at"]): each for each in after.document["verdicts"]
    }
    for each in before.document["verdicts"]:
        if each["status"] not in {"met", "near_miss"}:
            continue
        same = later.get((each["objective"], each["due_at"]))
        assert same is None or same["status"] in {"met", "near_miss"}


@LAWS
@given(RUNS, WRITES, MINUTES)
def test_blindness_takes_away_only_what_rests_on_absence(
    runs: list[tuple[str, int, int, str]], writes: list[int], at: int
) -> None:
    """With a source that cannot be read: what was there stays, what was not is unknown."""
    seen = events(runs)
    landed = [wrote("stock", wall(minute)) for minute in writes]
    whole = judged(seen, landed, at).document["verdicts"]
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder) / "broken.jsonl"
        broken.write_text('{"type":')
        blind = judged(seen, landed, at, "--events", broken, "--arrivals", broken)
    assert blind.code == 3
    for one, other in zip(whole, sorted_like(whole, blind), strict=True):
        if one["status"] in {"missed", "at_risk"}:
            assert (other["status"], other["reason"]) == (
                "unknown",
                "source_unreadable",
            )
        elif one["status"] in {"met", "near_miss", "pending"}:
            assert other["status"] == one["status"]
        else:
            assert other["status"] in {one["status"], "unknown"}


def sorted_like(whole: list[Json], answer: Answer) -> list[Json]:
    found = {
        (each["objective"], each["due_at"]): each
        for each in answer.document["verdicts"]
    }
    return [found[each["objective"], each["due_at"]] for each in whole]


@LAWS
@given(RUNS, WRITES, MINUTES)
def test_every_verdict_agrees_with_itself(
    runs: list[tuple[str, int, int, str]], writes: list[int], at: int
) -> None:
    """Status, reason, arrival, margin and instants are one story."""
    landed = [wrote("stock", wall(minute)) for minute in writes]
    document = judged(events(runs), landed, at).document
    now = document["at"]
    for each in document["verdicts"]:
        status, arrived = each["status"], each["arrived_at"]
        assert each["opens_at"] <= each["due_at"] >= each["warn_at"]
        assert (arrived is not None) == (status in {"met", "near_miss", "late"})
        assert (each["reason"] is None) == (status == "met")
        if arrived:
            assert arrived <= now
            assert (status == "late") == (arrived > each["due_at"])
            assert each["margin_seconds"] == int(
                (_at(each["due_at"]) - _at(arrived)).total_seconds()
            )
        if status == "at_risk":
            assert each["warn_at"] <= now <= each["due_at"]
        if status == "missed":
            assert now > each["due_at"]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


OBJECTS = st.lists(
    st.tuples(MINUTES, st.integers(min_value=1, max_value=2000), st.booleans()),
    max_size=6,
    unique_by=lambda run: run[0],
)


def objects(runs: list[tuple[int, int, bool]], at: int) -> list[Json]:
    """Jobs of train as the API server showed them at `at`; some made by hand."""
    seen = [cronjob("train", "0 2 * * *")]
    for created, length, by_hand in runs:
        if created > at:
            continue
        end = wall(created + length) if created + length <= at else ""
        if by_hand:
            name = f"by-hand-{created}"
            seen.append(manual_job("train", name, wall(created), complete=end))
        else:
            seen.append(job("train", wall(created), complete=end))
    return seen


@LAWS
@given(OBJECTS, st.lists(MINUTES, max_size=3), MINUTES)
def test_jobs_read_later_tell_the_same_of_now(
    runs: list[tuple[int, int, bool]], skips: list[int], at: int
) -> None:
    """Objects read a week later hold what objects read at the time did."""
    said = [skipped("train", wall(minute)) for minute in skips]
    now = judged(objects(runs, at) + until(said, "lastTimestamp", at), [], at)
    later = judged(objects(runs, at + 10_000) + said, [], at)
    assert later.document == now.document
