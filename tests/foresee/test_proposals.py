"""Proposals: a deadline that the runs seen would have kept."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.foresee.proposal_rows import proposal_rows
from slo_monitor.foresee.proposals import NoProposal, Proposal, propose
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.evidence import CronJobEvidence, Outcome, Run
from slo_monitor.model.languages import Language
from slo_monitor.model.targets import CronJobTarget

TOKYO = ZoneInfo("Asia/Tokyo")
TRAIN = CronJobTarget("prod", "ml", "train")
MONDAY = datetime(2026, 11, 2, tzinfo=TOKYO)


def run(day: int, start: str, minutes: float, **others: object) -> Run:
    """Return a complete run that many days after Monday, in Tokyo."""
    hour, minute = map(int, start.split(":"))
    scheduled = (MONDAY + timedelta(days=day, hours=hour, minutes=minute)).astimezone(
        UTC
    )
    known = {
        "job": f"train-{day}-{start}",
        "scheduled_at": scheduled,
        "created_at": scheduled,
        "finished_at": scheduled + timedelta(minutes=minutes),
        "outcome": Outcome.COMPLETE,
    }
    return Run(**(known | others))  # type: ignore[arg-type] # known by name


def proposal(*runs: Run, **others: object) -> Proposal:
    """Return the proposal for TRAIN with this evidence."""
    evidence = CronJobEvidence(runs=runs, **others)  # type: ignore[arg-type] # as above
    (found,) = propose({TRAIN: evidence}, TOKYO)
    return found


def test_the_deadline_is_p95_and_a_margin_rounded_up_to_five_minutes() -> None:
    runs = [run(day, "05:00", 40) for day in range(10)] + [run(10, "05:00", 61)]
    found = proposal(*runs)
    # p95 of eleven: halfway between 40 and 61 minutes
    assert found == Proposal(
        target=TRAIN,
        runs=11,
        usual_finish=5 * 60 + 40,
        deadline=6 * 60 + 10,
        days="daily",
        warn_before=15,
    )


def test_a_wide_spread_gives_a_wide_margin_and_the_usual_warning() -> None:
    runs = [run(day, "05:00", 40) for day in range(10)]
    runs += [run(day, "05:00", 200) for day in range(10, 13)]
    found = proposal(*runs)
    assert found.deadline == 5 * 60 + 200 + 80
    assert found.warn_before == 30


def test_a_finish_after_midnight_belongs_to_the_day_of_the_start() -> None:
    found = proposal(*(run(day, "23:50", 50) for day in range(5)))
    assert (found.usual_finish, found.deadline) == (24 * 60 + 40, 24 * 60 + 55)
    assert found.not_before is None


def test_a_run_of_more_than_a_day_opens_its_window_at_its_start() -> None:
    found = proposal(*(run(day, "05:00", 26 * 60) for day in range(0, 10, 2)))
    assert (found.deadline, found.not_before) == (31 * 60 + 15, 5 * 60)


def test_a_single_run_is_proposed_as_it_was() -> None:
    found = proposal(run(0, "05:00", 2.5))
    assert (found.runs, found.usual_finish, found.deadline) == (1, 302, 320)


def test_several_runs_a_day_give_one_row_about_the_latest_of_the_usual_slots() -> None:
    runs = [run(day, f"{hour:02}:00", 10) for day in range(3) for hour in range(24)]
    found = proposal(*runs[4:-2])
    assert found.several_a_day
    assert (found.not_before, found.deadline) == (21 * 60, 21 * 60 + 25)
    assert found.runs == len(runs) - 6


def test_a_failed_run_between_tells_that_it_runs_several_times_a_day() -> None:
    failed = run(0, "11:00", 5, outcome=Outcome.FAILED)
    found = proposal(run(0, "05:00", 10), failed, run(1, "05:00", 10))
    assert (found.several_a_day, found.not_before) == (True, 5 * 60)


def test_manual_unfinished_and_failed_runs_say_nothing_of_the_finish() -> None:
    found = proposal(
        run(0, "05:00", 10),
        run(1, "05:00", 300, outcome=Outcome.FAILED),
        run(2, "05:00", 300, outcome=Outcome.RUNNING, finished_at=None),
        run(3, "12:00", 300, manual=True),
    )
    assert (found.runs, found.usual_finish) == (1, 310)


@pytest.mark.parametrize(
    ("found", "why_not", "runs"),
    [
        (proposal(), NoProposal.NO_RUN, 0),
        (proposal(run(0, "05:00", 5), suspended=True), NoProposal.SUSPENDED, 1),
        (proposal(run(0, "05:00", 60 * 43)), NoProposal.TOO_LONG, 1),
        (
            proposal(run(0, "23:50", 60), schedule="50 14 1,15 * *"),
            NoProposal.ODD_SCHEDULE,
            1,
        ),
        (
            proposal(run(0, "05:00", 60), schedule="0 20 1,15 * *"),
            NoProposal.ODD_SCHEDULE,
            1,
        ),
    ],
    ids=[
        "no run",
        "suspended",
        "longer than two days",
        "odd days past midnight",
        "odd days of another zone",
    ],
)
def test_where_nothing_can_be_proposed_the_reason_stands(
    found: Proposal, why_not: NoProposal, runs: int
) -> None:
    assert (found.runs, found.why_not, found.deadline) == (runs, why_not, None)


@pytest.mark.parametrize(
    ("schedule", "timezone", "days"),
    [
        ("0 5 * * *", "Asia/Tokyo", "daily"),
        ("0 5 * * 1-5", "Asia/Tokyo", "mon-fri"),
        ("0 5 * * MON,thu", "Asia/Tokyo", "mon,thu"),
        ("0 5 * * 0,6", "Asia/Tokyo", "sat,sun"),
        ("0 5 ? * 5-7", "Asia/Tokyo", "fri,sat,sun"),
        ("0 20 * * 0-4", None, "mon-fri"),
        ("0 20 * * 0-4", "No/Such", "mon-fri"),
        ("0 5 1 * *", "Asia/Tokyo", "day 1"),
        ("0 20 1 * *", None, "day 2"),
        ("@monthly", "Asia/Tokyo", "day 1"),
        ("@daily", None, "daily"),
        ("@every 24h", None, "daily"),
        ("0 5 31 * *", "Asia/Tokyo", "20 5 31 * *"),
        ("0 5 1,15 * *", "Asia/Tokyo", "20 5 1,15 * *"),
        ("0 5 * 1-6 *", "Asia/Tokyo", "20 5 * 1-6 *"),
        ("0 5 13 * 5", "Asia/Tokyo", "20 5 13 * 5"),
        ("0 5 * * */2", "Asia/Tokyo", "20 5 * * */2"),
        ("0 5 * * mon-zzz", "Asia/Tokyo", "20 5 * * mon-zzz"),
        (None, None, "daily"),
    ],
)
def test_days_follow_the_schedule_in_the_zone_of_the_sheet(
    schedule: str | None, timezone: str | None, days: str
) -> None:
    found = proposal(run(0, "05:00", 5), schedule=schedule, timezone=timezone)
    assert found.days == days
    assert found.days_are_cron == days.startswith("20 5")


def test_a_schedule_whose_slots_change_the_date_with_summer_time_is_still_daily() -> (
    None
):
    zone = ZoneInfo("Europe/Berlin")
    slots = [datetime(2026, month, 20, 22, 30, tzinfo=UTC) for month in (1, 7)]
    runs = tuple(
        Run(
            job="x",
            scheduled_at=slot,
            created_at=slot,
            finished_at=slot + timedelta(minutes=5),
            outcome=Outcome.COMPLETE,
        )
        for slot in slots
    )
    (found,) = propose(
        {TRAIN: CronJobEvidence(runs=runs, schedule="30 22 * * *")}, zone
    )
    assert found.days == "daily"


@pytest.mark.parametrize(
    ("watched", "days"), [(range(5), "daily"), ((0, 1, 2, 3, 4, 7, 14), "mon-fri")]
)
def test_without_a_schedule_days_are_those_seen_in_two_weeks(
    watched: range, days: str
) -> None:
    found = proposal(*(run(day, "05:00", 5) for day in watched))
    assert found.days == days


def test_every_cronjob_has_a_proposal_in_the_order_of_targets() -> None:
    names = ["b", "a", "c"]
    evidence = {CronJobTarget("prod", "ml", name): CronJobEvidence() for name in names}
    found = propose(evidence, TOKYO)
    assert [each.target.name for each in found] == ["a", "b", "c"]


@given(
    start=st.integers(0, 1439),
    lags=st.lists(st.floats(0, 600), min_size=1, max_size=30),
)
def test_most_runs_would_have_kept_the_proposed_deadline_with_the_margin(
    start: int, lags: list[float]
) -> None:
    clock = f"{start // 60:02}:{start % 60:02}"
    found = proposal(*(run(day, clock, lag) for day, lag in enumerate(lags)))
    assert found.deadline is not None
    assert found.deadline % 5 == 0
    in_time = [lag for lag in lags if start + lag <= found.deadline - found.warn_before]
    # The p95 lies between two of the finishes seen: at most one in twenty, and one, is above.
    assert len(in_time) >= 0.95 * len(lags) - 1


PROPOSED = Proposal(
    target=TRAIN,
    runs=28,
    usual_finish=341,
    deadline=370,
    days="mon-fri",
    warn_before=15,
)


@pytest.mark.parametrize(
    ("found", "row"),
    [
        (
            PROPOSED,
            DraftRow(
                target="cronjob:prod/ml/train",
                deadline="06:10",
                days="mon-fri",
                warn_before="15m",
                note="proposal: p95 of 28 runs + margin; usual finish 05:41",
            ),
        ),
        (
            Proposal(
                target=TRAIN,
                runs=1,
                usual_finish=1265,
                deadline=1285,
                days="daily",
                not_before=1260,
                several_a_day=True,
                warn_before=15,
            ),
            DraftRow(
                target="cronjob:prod/ml/train",
                deadline="21:25",
                days="daily",
                warn_before="15m",
                not_before="21:00",
                note="proposal: p95 of 1 run + margin; usual finish 21:05; runs several "
                "times a day, this row is about the run of 21:00",
            ),
        ),
        (
            Proposal(
                target=TRAIN,
                runs=2,
                usual_finish=305,
                deadline=320,
                days="20 5 1,15 * *",
                days_are_cron=True,
                warn_before=15,
            ),
            DraftRow(
                target="cronjob:prod/ml/train",
                days="20 5 1,15 * *",
                warn_before="15m",
                note="proposal: p95 of 2 runs + margin; usual finish 05:05",
            ),
        ),
        (
            Proposal(target=TRAIN, runs=0, why_not=NoProposal.NO_RUN),
            DraftRow(
                target="cronjob:prod/ml/train",
                note="no proposal: no run was seen; write a deadline and delete the #",
                commented=True,
            ),
        ),
    ],
    ids=["once a day", "several a day", "cron", "none"],
)
def test_a_proposal_is_a_row_that_says_what_it_rests_on(
    found: Proposal, row: DraftRow
) -> None:
    assert proposal_rows([found], Language.EN) == (row,)


def test_notes_are_in_the_language_asked_for() -> None:
    (row,) = proposal_rows([PROPOSED], Language.JA)
    assert row.note == "提案(proposal): 28回の実行のp95+余裕。ふだんの完了 05:41"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("why_not", NoProposal)
def test_every_reason_has_its_sentence(language: Language, why_not: NoProposal) -> None:
    (row,) = proposal_rows([Proposal(target=TRAIN, runs=0, why_not=why_not)], language)
    assert row.commented
    assert row.note


def test_a_cronjob_that_only_fails_gets_a_guess_that_says_what_was_seen() -> None:
    found = proposal(
        run(0, "05:00", 5, outcome=Outcome.FAILED, message="Back off\nlimit"),
        run(1, "05:00", 9, outcome=Outcome.RUNNING, finished_at=None),
        schedule="0 20 * * *",
        timezone="UTC",
    )
    assert (found.runs, found.deadline, found.days) == (0, 375, "daily")
    (row,) = proposal_rows([found], Language.EN)
    assert not row.commented
    assert row.note == (
        "proposal: a guess, since no scheduled run was seen to complete; 1 failed; "
        "1 running; schedule 0 20 * * * UTC: Back off limit"
    )
    (row,) = proposal_rows([found], Language.JA)
    assert "推測" in row.note


def test_a_guess_takes_the_time_of_a_run_by_hand() -> None:
    found = proposal(
        run(0, "05:00", 5, outcome=Outcome.FAILED),
        run(0, "12:00", 20, manual=True),
    )
    assert found.deadline == 335


def test_a_guess_for_a_frequent_cronjob_takes_no_longer_than_its_interval() -> None:
    found = proposal(
        run(0, "05:00", 1, outcome=Outcome.FAILED),
        run(0, "05:10", 1, outcome=Outcome.FAILED),
    )
    assert (found.not_before, found.deadline) == (310, 335)
    (row,) = proposal_rows([found], Language.EN)
    assert "this row is about the run of 05:10" in row.note
