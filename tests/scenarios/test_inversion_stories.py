"""A after B: reported whatever both statuses are, never where there is nothing to report."""

from tests.scenarios.kubernetes import (
    cronjob,
    ended,
    failed,
    job,
    manual_job,
    ran,
    started,
)
from tests.scenarios.stories import Teller, lines, wrote

TRAIN_AFTER = """
target                | deadline | depends on
{upstream}            | 05:00    |
cronjob:prod/ml/train | 07:30    | {upstream}
"""
FEATURES = TRAIN_AFTER.format(upstream="cronjob:prod/ml/features")
SALES = TRAIN_AFTER.format(upstream="table:p.mart.sales")


def test_a_table_that_landed_after_its_reader_started(story: Teller) -> None:
    """The table made its own deadline; train had started 14 minutes before."""
    answer = story.check(
        SALES,
        seen=ran("train", "11-22 03:00", "11-22 05:00"),
        landed=[wrote("sales", "11-21 02:00"), wrote("sales", "11-22 03:14")],
        at="11-22 08:00",
    )
    assert answer.verdicts[:2] == lines("""
        sales 11-22 05:00 met - 11-22 03:14
        train 11-22 07:30 met - 11-22 05:00
    """)
    assert answer.inversions == ["sales 11-22 03:14 after train 11-22 03:00 by 840"]


def test_an_upstream_that_never_arrived_counts_up_to_now(story: Teller) -> None:
    answer = story.check(
        SALES,
        seen=ran("train", "11-22 03:00", "11-22 05:00"),
        landed=[wrote("sales", "11-21 02:00")],
        at="11-22 08:00",
    )
    (inversion,) = answer.document["inversions"]
    assert inversion == {
        "upstream": "table:p.mart.sales",
        "downstream": "cronjob:prod/ml/train",
        "business_date": "2026-11-22",
        "upstream_arrived_at": None,
        "downstream_started_at": "2026-11-21T18:00:00Z",
        "overlap_seconds": 5 * 3600,
    }


def test_a_before_b_is_no_inversion(story: Teller) -> None:
    seen = [
        ran("features", "11-22 00:00", "11-22 02:59:59"),
        ran("train", "11-22 03:00", "11-22 05:00"),
    ]
    assert story.check(FEATURES, seen=seen, at="11-22 08:00").inversions == []


def test_a_downstream_that_has_not_started_inverts_nothing(story: Teller) -> None:
    seen = [
        started("features", "11-22 00:00"),
        ran("train", "11-21 03:00", "11-21 05:00"),
        ran("features", "11-21 00:00", "11-21 02:00"),
    ]
    assert story.check(FEATURES, seen=seen, at="11-22 08:00").inversions == []


def test_the_start_is_that_of_the_earliest_run_even_if_it_failed(story: Teller) -> None:
    seen = [
        ran("features", "11-22 00:00", "11-22 03:30"),
        started("train", "11-22 03:00"),
        failed("train", "11-22 03:00", "11-22 03:20"),
        started("train", "11-22 04:00"),
        ended("train", "11-22 04:00", "11-22 06:00"),
    ]
    answer = story.check(FEATURES, seen=seen, at="11-22 08:00")
    assert answer.inversions == ["features 11-22 03:30 after train 11-22 03:00 by 1800"]


def test_the_start_is_when_the_job_was_made_not_its_slot(story: Teller) -> None:
    """The controller made the Job of 03:00 at 03:20, after features had arrived."""
    seen = [
        ran("features", "11-22 00:00", "11-22 03:10"),
        started("train", "11-22 03:00", "11-22 03:20"),
        ended("train", "11-22 03:00", "11-22 05:00"),
    ]
    assert story.check(FEATURES, seen=seen, at="11-22 08:00").inversions == []


def test_late_upstreams_invert_as_well(story: Teller) -> None:
    seen = [
        ran("features", "11-22 00:00", "11-22 06:00"),
        ran("train", "11-22 03:00", "11-22 05:00"),
    ]
    answer = story.check(FEATURES, seen=seen, at="11-22 08:00")
    assert answer.verdicts[0] == "features 11-22 05:00 late slow 11-22 06:00"
    assert answer.inversions == [
        "features 11-22 06:00 after train 11-22 03:00 by 10800"
    ]


def test_two_upstreams_two_inversions(story: Teller) -> None:
    sheet = """
    target                   | deadline | depends on
    table:p.mart.sales       | 05:00    |
    cronjob:prod/ml/features | 05:00    |
    cronjob:prod/ml/train    | 07:30    | table:p.mart.sales, cronjob:prod/ml/features
    """
    answer = story.check(
        sheet,
        seen=[
            ran("features", "11-22 00:00", "11-22 03:10"),
            ran("train", "11-22 03:00", "11-22 05:00"),
        ],
        landed=[wrote("sales", "11-21 02:00"), wrote("sales", "11-22 03:14")],
        at="11-22 08:00",
    )
    assert sorted(answer.inversions) == [
        "features 11-22 03:10 after train 11-22 03:00 by 600",
        "sales 11-22 03:14 after train 11-22 03:00 by 840",
    ]


def test_depends_on_a_target_without_a_row_is_a_problem(story: Teller) -> None:
    sheet = """
    target                | deadline | depends on
    cronjob:prod/ml/train | 07:30    | cronjob:prod/ml/featres
    """
    answer = story.check(sheet, seen=[], at="11-22 08:00")
    (problem,) = answer.document["problems"]
    assert problem["where"] == "slos.csv row 2, depends on"
    assert "cronjob:prod/ml/featres" in problem["message"]
    assert answer.code == 0


def test_days_without_the_upstream_are_not_compared(story: Teller) -> None:
    """Features runs on weekdays; on Sunday the 22nd train reads Friday's on purpose."""
    sheet = """
    target                   | deadline | days     | depends on
    cronjob:prod/ml/features | 05:00    | weekdays |
    cronjob:prod/ml/train    | 07:30    | daily    | cronjob:prod/ml/features
    """
    seen = [
        ran("features", "11-20 00:00", "11-20 02:00"),
        ran("train", "11-22 03:00", "11-22 05:00"),
        cronjob("features", "0 0 * * 1-5", last_schedule="11-20 00:00"),
        job("features", "11-20 00:00", complete="11-20 02:00"),
    ]
    answer = story.check(sheet, seen=seen, at="11-22 08:00")
    assert answer.inversions == []


def test_a_manual_repair_of_the_upstream_does_not_undo_what_was_read(
    story: Teller,
) -> None:
    seen = [
        started("features", "11-22 00:00"),
        failed("features", "11-22 00:00", "11-22 01:00"),
        ran("train", "11-22 03:00", "11-22 05:00"),
        manual_job("features", "fix", "11-22 04:00", complete="11-22 04:40"),
    ]
    answer = story.check(FEATURES, seen=seen, at="11-22 08:00")
    assert answer.inversions == ["features 11-22 04:40 after train 11-22 03:00 by 6000"]


def test_an_hourly_upstream_owes_what_was_due_when_its_reader_started(
    story: Teller,
) -> None:
    """Train of 03:00 read the table of 02:40, as it should; those after it are no matter."""
    sheet = """
    target                | deadline | days      | warn before | depends on
    table:p.mart.hourly   |          | 0 * * * * | 5m          |
    cronjob:prod/ml/train | 07:30    |           |             | table:p.mart.hourly
    """
    landed = [wrote("hourly", f"11-22 {hour:02}:40") for hour in range(8)]
    seen = ran("train", "11-22 03:00", "11-22 05:00")
    answer = story.check(sheet, seen=seen, landed=landed, at="11-22 08:00")
    assert answer.inversions == []
    landed[2] = wrote("hourly", "11-22 03:10")
    answer = story.check(sheet, seen=seen, landed=landed, at="11-22 08:00")
    assert answer.inversions == ["hourly 11-22 03:10 after train 11-22 03:00 by 600"]


def test_a_muted_upstream_inverts_as_well(story: Teller) -> None:
    """Muting silences a deadline; what train read is still yesterday's."""
    sheet = """
    target                   | deadline | depends on               | mute until
    cronjob:prod/ml/features | 05:00    |                          | 2026-12-01
    cronjob:prod/ml/train    | 07:30    | cronjob:prod/ml/features |
    """
    seen = [
        ran("features", "11-22 00:00", "11-22 03:10"),
        ran("train", "11-22 03:00", "11-22 05:00"),
    ]
    answer = story.check(sheet, seen=seen, at="11-22 08:00")
    assert answer.inversions == ["features 11-22 03:10 after train 11-22 03:00 by 600"]


def test_the_business_date_pairs_them_past_midnight(story: Teller) -> None:
    """25:30 and 30:00 of the 21st are both in the night to the 22nd."""
    sheet = """
    target                   | deadline | depends on
    cronjob:prod/ml/features | 25:30    |
    cronjob:prod/ml/train    | 30:00    | cronjob:prod/ml/features
    """
    seen = [
        ran("features", "11-20 23:00", "11-21 01:10"),
        ran("train", "11-21 02:00", "11-21 03:00"),
        ran("features", "11-21 23:00", "11-22 02:10"),
        ran("train", "11-22 02:00", "11-22 03:00"),
    ]
    answer = story.check(sheet, seen=seen, at="11-22 08:00")
    (inversion,) = answer.document["inversions"]
    assert inversion["business_date"] == "2026-11-21"
    assert inversion["overlap_seconds"] == 600


def test_an_upstream_that_nobody_could_read_accuses_nobody(story: Teller) -> None:
    """No arrivals were given: that the table came too late is not known."""
    answer = story.check(
        SALES, seen=ran("train", "11-22 03:00", "11-22 05:00"), at="11-22 08:00"
    )
    assert answer.of("sales", "11-22")["status"] == "unknown"
    assert answer.inversions == []
