"""A stream against an API server that does everything that API servers do."""

from datetime import timedelta

import pytest

from slo_monitor.clients.kubernetes.steps import Alive, Gap, Listed, Skewed, Trouble
from tests.clients.kubernetes.watches import QUICK, Taken, job, take
from tests.doubles.kubernetes import Fault, kubernetes

FIVE = [job(n, 100 + n) for n in range(1, 6)]
ALL_FIVE = [(f"0{n}", 100 + n) for n in range(1, 6)]


def all_five(taken: Taken) -> bool:
    return {version for _, version in taken.jobs} == {101, 102, 103, 104, 105}


def test_a_list_is_followed_by_a_watch_of_what_comes_after_it() -> None:
    with kubernetes(FIVE) as double:
        double.advance(2)
        taken = take(double, all_five, on_step=lambda _: double.advance(1))
    assert taken.jobs == ALL_FIVE
    assert taken.names[0] == "Listed"
    assert double.asked("list", "jobs") == 1
    watch = next(each for each in double.requests if each.verb == "watch")
    assert watch.asked["resourceVersion"] == "102"
    assert watch.asked["allowWatchBookmarks"] == "true"


def test_a_list_comes_in_pages_as_of_its_beginning() -> None:
    with kubernetes(FIVE) as double:
        double.advance()
        double.most_in_page = 2
        taken = take(double, all_five)
    pages = taken.of(Listed)
    assert [len(page.objects) for page in pages] == [2, 2, 1]
    assert [page.complete for page in pages] == [False, False, True]
    assert len({page.at for page in pages}) == 1


def test_a_list_whose_next_page_has_expired_is_begun_again() -> None:
    with kubernetes(FIVE) as double:
        double.advance(4)
        double.most_in_page = 2

        def compact(_: object) -> None:
            if double.asked("list", "jobs") == 1:
                double.advance()
                double.compact()

        taken = take(double, lambda t: t.steps[-1].complete, on_step=compact)
    assert taken.jobs == ALL_FIVE[:2] + ALL_FIVE
    assert taken.names == ["Listed"] * 4


def faults_that_resume() -> dict[str, Fault]:
    return {
        "cut between lines": Fault(after=1, then="cut"),
        "cut in mid-line": Fault(after=1, half=True, then="cut"),
        "half a line, then an orderly end": Fault(after=1, half=True, then="end"),
        "an early orderly end": Fault(after=1, then="end"),
        "a silent connection": Fault(after=1, then="hang"),
        "half a line, then silence": Fault(after=1, half=True, then="hang"),
        "no JSON": Fault(after=1, raw=b"<html>502</html>\n", then="hang"),
        "an ERROR line of 500": Fault(after=1, error=500),
        "HTTP 500": Fault(status=500),
        "HTTP 503": Fault(status=503),
        "HTTP 429": Fault(status=429, retry_after=1),
        "HTTP 403": Fault(status=403),
        "HTTP 401": Fault(status=401),
        "a cut before any answer": Fault(then="cut"),
    }


@pytest.mark.parametrize("what", faults_that_resume())
def test_a_broken_watch_goes_on_where_it_broke(what: str) -> None:
    with kubernetes(FIVE) as double:
        double.advance(1)
        double.fail("watch", "jobs", faults_that_resume()[what])
        taken = take(double, all_five, on_step=lambda _: double.advance())
    assert sorted(set(taken.jobs)) == ALL_FIVE
    assert double.asked("list", "jobs") == 1
    assert not taken.of(Gap)


@pytest.mark.parametrize(
    "fault", [Fault(after=1, error=410), Fault(status=410)], ids=["line", "HTTP"]
)
def test_an_expired_version_is_a_gap_and_leads_to_a_list_at_once(fault: Fault) -> None:
    with kubernetes(FIVE) as double:
        double.advance(1)
        double.fail("watch", "jobs", fault)
        taken = take(double, all_five, on_step=lambda _: double.advance(1))
    names = [name for name in taken.names if name != "Alive"]
    assert names[names.index("Gap") + 1] == "Listed"
    assert taken.waits == [0.0]


def test_a_version_forgotten_by_compaction_is_a_gap() -> None:
    with kubernetes(FIVE) as double:
        double.advance(1)
        double.fail("watch", "jobs", Fault(then="cut"))

        def forget(step: object) -> None:
            if isinstance(step, Trouble):
                double.advance(3)
                double.compact()
                double.advance()

        taken = take(double, all_five, on_step=forget)
    assert taken.names.count("Gap") == 1
    assert taken.jobs == ALL_FIVE[:1] + ALL_FIVE


def test_a_server_that_forgets_at_once_is_not_asked_without_pause() -> None:
    with kubernetes(FIVE) as double:
        double.always["watch", "jobs"] = Fault(status=410)
        taken = take(double, lambda t: len(t.of(Gap)) == 5)
    assert taken.waits[0] == 0.0
    assert taken.waits[1:4] == [1.0, 2.0, 4.0]


def test_lines_twice_and_out_of_order_are_all_told() -> None:
    with kubernetes(FIVE) as double:
        double.advance(1)
        double.fail("watch", "jobs", Fault(twice=True, swap=True))
        taken = take(double, all_five, on_step=lambda _: double.advance())
    assert sorted(set(taken.jobs)) == ALL_FIVE


def test_waits_grow_with_failures_up_to_a_limit() -> None:
    with kubernetes(FIVE) as double:
        double.always["list", "jobs"] = Fault(status=500)
        taken = take(double, lambda t: len(t.steps) == 9)
    assert taken.waits == [0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0]
    assert [step.attempt for step in taken.steps] == list(range(1, 10))


def test_missing_rights_are_asked_about_ever_more_seldom() -> None:
    with kubernetes(FIVE) as double:
        double.always["list", "jobs"] = Fault(status=403, message="jobs is forbidden")
        taken = take(double, lambda t: len(t.steps) == 12)
    assert taken.waits[-1] == 150.0
    assert str(taken.steps[0].sentence) == (
        "the API server answered 403 (jobs is forbidden); grant list and watch on "
        "events, jobs and cronjobs in all namespaces"
    )


def test_retry_after_is_waited_for() -> None:
    with kubernetes(FIVE) as double:
        double.fail("list", "jobs", Fault(status=429, retry_after=17))
        taken = take(double, lambda t: bool(t.of(Listed)))
    assert taken.waits == [17.0]


def test_a_server_that_is_away_and_comes_back_on_its_port_is_found_again() -> None:
    with kubernetes(FIVE) as double:
        double.advance(2)

        def restart(step: object) -> None:
            if isinstance(step, Listed):
                double.stop()
            elif isinstance(step, Trouble) and step.attempt == 2:
                double.advance()
                double.start()

        taken = take(double, all_five, on_step=restart)
    assert taken.names[:3] == ["Listed", "unreachable", "unreachable"]
    assert sorted(set(taken.jobs)) == ALL_FIVE


def test_a_slow_start_is_waited_for() -> None:
    with kubernetes(FIVE) as double:
        double.advance()
        double.fail("list", "jobs", Fault(slow=5.0), Fault(status=503), Fault(slow=0.1))
        taken = take(double, all_five)
    assert taken.names == ["silent", "failed", "Listed"]


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (Fault(half=True, then="cut"), "cut"),
        (Fault(half=True, then="hang"), "silent"),
        (Fault(raw=b"<html>login</html>"), "damaged"),
        (Fault(raw=b"{}"), "damaged"),
        (Fault(raw=b'{"items":[],"metadata":{}}'), "damaged"),
        (Fault(status=404), "refused"),
    ],
)
def test_a_damaged_list_is_asked_for_again(fault: Fault, cause: str) -> None:
    with kubernetes(FIVE) as double:
        double.advance()
        double.fail("list", "jobs", fault)
        taken = take(double, all_five)
    assert taken.names == [cause, "Listed"]


def test_a_bookmark_proves_that_nothing_happened() -> None:
    with kubernetes(FIVE) as double:
        double.advance(2)
        double.bookmark_every = 0.1
        taken = take(double, lambda t: len(t.of(Alive)) == 3)
    assert taken.names == ["Listed", "Alive", "Alive", "Alive"]
    ats = [step.at for step in taken.of(Alive)]
    assert ats == sorted(ats)


def test_what_was_missed_proves_nothing_until_it_has_all_come() -> None:
    """Lines sent after a reconnection are old: the newest of them tells the present."""
    with kubernetes(FIVE) as double:
        double.advance(1)
        double.fail("watch", "jobs", Fault(then="cut"), Fault(after=2, then="cut"))

        def miss(step: object) -> None:
            if isinstance(step, Trouble):
                double.advance()

        taken = take(double, lambda t: bool(t.of(Alive)), on_step=miss)
    first = taken.names.index("Alive")
    assert [version for _, version in Taken(taken.steps[:first], []).jobs][-1] == 105


def test_a_server_that_ends_each_watch_at_once_is_not_asked_without_pause() -> None:
    with kubernetes(FIVE) as double:
        double.always["watch", "jobs"] = Fault(then="end")
        taken = take(double, lambda t: len(t.of(Trouble)) == 4)
    assert taken.waits == [0.5, 1.0, 2.0]


def test_three_failures_in_a_row_lead_to_a_list() -> None:
    """A line that cannot be read comes again from the same version, for ever."""
    with kubernetes(FIVE) as double:
        double.advance(1)
        double.fail("watch", "jobs", *[Fault(raw=b"junk\n", then="end")] * 3)
        take(double, lambda t: len(t.of(Listed)) == 2)
    assert double.asked("watch", "jobs") == 3


def test_a_stream_that_proves_nothing_for_long_is_listed_again() -> None:
    from dataclasses import replace

    with kubernetes(FIVE) as double:
        double.advance(1)
        pace = replace(QUICK, list_again=0.0, watch=1, settled=5.0)
        double.fail("watch", "jobs", *[Fault(after=1, slow=0.1, then="end")] * 9)
        take(
            double,
            lambda t: len(t.of(Listed)) == 3,
            pace=pace,
            on_step=lambda _: double.advance(1),
        )


def test_a_clock_that_differs_is_told() -> None:
    with kubernetes(FIVE) as double:
        double.advance()
        double.clock_ahead = 3600
        taken = take(double, lambda t: bool(t.of(Skewed)))
    told = taken.of(Skewed)[0]
    assert timedelta(minutes=59) < told.ahead < timedelta(minutes=61)


def test_an_object_that_cannot_be_used_is_told_and_the_rest_goes_on() -> None:
    import json
    from dataclasses import replace

    bad = json.loads(FIVE[1].item)
    bad["metadata"]["creationTimestamp"] = None
    strange = replace(FIVE[1], item=json.dumps(bad).encode())
    with kubernetes([FIVE[0], strange, *FIVE[2:]]) as double:
        double.advance()
        taken = take(double, lambda t: t.names[-1] == "Listed")
    assert taken.names == ["Flawed", "Listed"]
    assert "has no usable creationTimestamp" in taken.steps[0].sentence
    assert [name for name, _ in taken.jobs] == ["01", "03", "04", "05"]
