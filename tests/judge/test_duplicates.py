from zoneinfo import ZoneInfo

from slo_monitor.judge.duplicates import without_duplicates
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.objectives import MONDAY_TO_FRIDAY, Cron, Place, Weekdays
from tests.judge.values import objective


def row(number, **fields):
    return objective(place=Place("slos.csv", number), **fields)


def test_the_later_of_two_rows_with_the_same_due_instants_is_a_problem():
    kept, problems = without_duplicates((row(2), row(9)), Calendar())
    assert [each.place.row for each in kept] == [2]
    (problem,) = problems
    assert problem.where == "slos.csv row 9, target"
    assert "cronjob:prod/ml/train" in problem.message
    assert "row 2" in problem.message


def test_a_cron_expression_may_say_the_same_as_a_deadline():
    cron = row(
        3,
        days=Cron("30 7 * * *"),
        deadline=None,
        key="cronjob:prod/ml/train@30 7 * * *",
    )
    kept, problems = without_duplicates((row(2), cron), Calendar())
    assert len(kept) == len(problems) == 1


def test_the_same_deadline_on_other_days_is_told_apart_by_its_days():
    weekdays = row(3, days=Weekdays(MONDAY_TO_FRIDAY), days_text="mon-fri")
    kept, problems = without_duplicates((row(2), weekdays), Calendar())
    assert not problems
    assert [each.key for each in kept] == [
        "cronjob:prod/ml/train@07:30#daily",
        "cronjob:prod/ml/train@07:30#mon-fri",
    ]


def test_the_same_deadline_in_another_zone_is_told_apart_by_its_zone():
    elsewhere = row(3, timezone=ZoneInfo("America/New_York"))
    kept, problems = without_duplicates((row(2), elsewhere), Calendar())
    assert not problems
    assert [each.key for each in kept] == [
        "cronjob:prod/ml/train@07:30#daily#Asia/Tokyo",
        "cronjob:prod/ml/train@07:30#daily#America/New_York",
    ]


def test_another_deadline_of_the_same_target_keeps_its_plain_key():
    later = row(3, deadline=600, key="cronjob:prod/ml/train@10:00")
    kept, problems = without_duplicates((row(2), later), Calendar())
    assert not problems
    assert [each.key for each in kept] == [
        "cronjob:prod/ml/train@07:30",
        "cronjob:prod/ml/train@10:00",
    ]


def test_three_times_the_same_row_is_two_problems():
    kept, problems = without_duplicates((row(2), row(3), row(4)), Calendar())
    assert len(kept) == 1
    assert [problem.where for problem in problems] == [
        "slos.csv row 3, target",
        "slos.csv row 4, target",
    ]
