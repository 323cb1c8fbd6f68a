from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from slo_monitor.model.objectives import (
    BusinessDayOfMonth,
    Cron,
    DailyPartition,
    Objective,
    OpensAtTime,
    OpensBefore,
    Place,
    Severity,
    Weekdays,
    WholeTable,
)
from slo_monitor.model.targets import CronJobTarget, TableTarget
from tests.sources.sheet.sheets import read, read_cells, told

EVENTS = TableTarget("p", "d", "events_{yyyymmdd}")
TRAIN = CronJobTarget("prod", "ml", "train")


def test_a_row_needs_only_a_target_and_a_deadline():
    sheet = read("""
        target                | deadline
        cronjob:prod/ml/train | 07:30
    """)
    assert told(sheet) == []
    assert sheet.objectives == (
        Objective(
            key="cronjob:prod/ml/train@07:30",
            target=TRAIN,
            days=Weekdays(frozenset(range(7))),
            days_text="daily",
            deadline=450,
            timezone=ZoneInfo("Asia/Tokyo"),
            warn_before=timedelta(minutes=30),
            not_before=None,
            partition=WholeTable(),
            min_rows=1,
            depends_on=(),
            owner="",
            channels=("#slo",),
            severity=Severity.NOTIFY,
            runbook="",
            mute_until=None,
            note="",
            place=Place("slos.csv", 2),
        ),
    )


FULL = Objective(
    key="table:p.d.events_{yyyymmdd}@25:30",
    target=EVENTS,
    days=BusinessDayOfMonth(3),
    days_text="business day 3",
    deadline=1530,
    timezone=ZoneInfo("Europe/Berlin"),
    warn_before=timedelta(minutes=90),
    not_before=OpensBefore(timedelta(hours=6)),
    partition=DailyPartition(-1),
    min_rows=1000,
    depends_on=(TRAIN,),
    owner="@mle",
    channels=("#a", "github:o/r"),
    severity=Severity.PAGE,
    runbook="https://wiki/x",
    mute_until=datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
    note="new in May",
    place=Place("slos.csv", 2),
)


def test_every_column_in_english():
    sheet = read("""
        target|deadline|days|timezone|warn before|not before|partition|min rows|depends on|owner|channel|severity|runbook|mute until|note
        table:p.d.events_{yyyymmdd}|25:30|Business day 3|Europe/Berlin|1h30m|-6h|yesterday|1,000|cronjob:prod/ml/train|@mle|#a, github:o/r|page|https://wiki/x|2026-12-31|new in May
        cronjob:prod/ml/train|01:00
    """)
    assert told(sheet) == []
    assert sheet.objectives[0] == FULL


def test_every_column_in_japanese():
    sheet = read("""
        対象|締切|曜日|タイムゾーン|事前警告|開始時刻|パーティション|最小行数|依存|担当|通知先|重要度|手順書|停止期限|備考
        table：ｐ.d.events_{yyyymmdd}|翌１：３０|BUSINESS　DAY ３|Europe/Berlin|1時間30分|６時間前|前日|１，０００|cronjob:prod/ml/train|＠mle|＃a、github:o/r|呼出|https://wiki/x|2026年12月31日|new in May
        cronjob:prod/ml/train|1時
    """)
    assert told(sheet) == []
    assert sheet.objectives[0] == FULL


def test_typed_cells_are_read_like_text():
    sheet = read_cells(
        ("target", "deadline", "warn before", "not before", "min rows", "mute until"),
        ("table:p.d.t", time(7, 30), 45.0, time(22), 10.0, datetime(2026, 12, 31)),
        ("table:p.d.u", 1.0625, 0.03125, 0.25, 10, 46387),
        ("table:p.d.v", timedelta(hours=25, minutes=30), 45, None, 10, date.max),
    )
    assert told(sheet) == []
    first, second, third = sheet.objectives
    assert first.deadline == 450
    assert second.deadline == third.deadline == 1530
    assert {objective.warn_before for objective in sheet.objectives} == {
        timedelta(minutes=45)
    }
    assert first.not_before == OpensAtTime(-120)
    assert first.mute_until == second.mute_until
    assert {objective.min_rows for objective in sheet.objectives} == {10}


def test_the_key_has_two_digits_of_hours():
    sheet = read("""
        target      | deadline
        table:p.d.t | 7:30
    """)
    assert sheet.objectives[0].key == "table:p.d.t@07:30"


def test_a_cron_expression_stands_for_the_deadline():
    sheet = read("""
        target      | deadline | days         | not before
        table:p.d.t |          | 30 7 * * 1-5 | 05:00
    """)
    (objective,) = sheet.objectives
    assert objective.key == "table:p.d.t@30 7 * * 1-5"
    assert objective.days == Cron("30 7 * * 1-5")
    assert objective.deadline is None
    assert objective.not_before == OpensAtTime(300)


def test_a_cron_expression_needs_no_column_deadline():
    sheet = read("""
        target      | days
        table:p.d.t | 30 7 * * 1-5
    """)
    assert told(sheet) == []


def test_a_deadline_beside_a_cron_expression_is_a_problem():
    sheet = read("""
        target      | deadline | days
        table:p.d.t | 07:30    | 30 7 * * 1-5
    """)
    assert sheet.objectives == ()
    assert told(sheet) == [
        (
            'slos.csv row 2, deadline: "07:30" stands beside a cron expression, whose '
            "matches are the deadlines; empty this cell or the one under days"
        ),
    ]


def test_a_row_without_deadline_is_a_problem():
    sheet = read("""
        target      | deadline | days
        table:p.d.t |          | mon-fri
        table:p.d.u
    """)
    assert told(sheet) == [
        f"slos.csv row {row}, deadline: the cell is empty; write HH:MM such as 07:30, "
        "or 25:30 for 01:30 the next day"
        for row in (2, 3)
    ]


def test_a_row_without_target_is_a_problem():
    sheet = read("""
        target      | deadline
                    | 07:30
    """)
    assert told(sheet) == [
        (
            "slos.csv row 2, target: the cell is empty; write "
            "cronjob:CLUSTER/NAMESPACE/NAME or table:PROJECT.DATASET.TABLE"
        ),
    ]


def test_cells_are_quoted_as_they_were_written():
    sheet = read("""
        target | deadline
        ｔｒａｉｎ  | ２５：９９
    """)
    assert [problem.message[:7] for problem in sheet.problems] == [
        '"ｔｒａｉｎ"',
        '"２５：９９"',
    ]


def test_every_wrong_cell_is_told_at_once_and_other_rows_go_on():
    sheet = read("""
        対象 | Deadline | days | 重要度 | 依存
        train       | 25:99 | foo | high | table:p.d.nowhere
        table:p.d.t | 07:30
    """)
    assert [o.key for o in sheet.objectives] == ["table:p.d.t@07:30"]
    assert [problem.where for problem in sheet.problems] == [
        "slos.csv row 2, 対象",
        "slos.csv row 2, days",
        "slos.csv row 2, deadline",
        "slos.csv row 2, 重要度",
        "slos.csv row 2, 依存",
    ]
    assert told(sheet)[2] == (
        'slos.csv row 2, deadline: "25:99" is not a time of day; '
        "write HH:MM such as 07:30, or 25:30 for 01:30 the next day"
    )


def test_not_before_at_the_deadline_is_a_problem():
    sheet = read("""
        target      | deadline | not before
        table:p.d.t | 07:30    | 07:30
        table:p.d.u | 7.30     | 07:30
    """)
    assert [problem.where for problem in sheet.problems] == [
        "slos.csv row 2, not before",
        "slos.csv row 3, deadline",
    ]


@pytest.mark.parametrize(
    ("target", "partition", "problems"),
    [
        ("table:p.d.t", "yesterday", 0),
        ("table:p.d.t_{yyyymmdd}", "none", 1),
        ("cronjob:prod/ml/train", "none", 0),
        ("cronjob:prod/ml/train", "today", 1),
        ("cronjob:prod/ml/train", "foo", 1),
        ("train", "foo", 2),
        ("train", "today", 1),
    ],
)
def test_a_partition_must_fit_its_target(target, partition, problems):
    sheet = read(f"""
        target   | deadline | partition
        {target} | 07:30    | {partition}
    """)
    assert len(sheet.problems) == problems


def test_rows_of_a_cronjob_are_not_looked_at():
    sheet = read("""
        target                | deadline | min rows
        cronjob:prod/ml/train | 07:30    | x
    """)
    assert [objective.min_rows for objective in sheet.objectives] == [1]


def test_targets_depended_on_are_split_and_each_taken_once():
    sheet = read(r"""
        target                | deadline | depends on
        cronjob:prod/ml/train | 07:30    | table:p.d.t\ntable:p.d.u、table:p.d.t,
        table:p.d.t           | 05:00
        table:p.d.u           | 05:00
    """)
    assert told(sheet) == []
    assert sheet.objectives[0].depends_on == (
        TableTarget("p", "d", "t"),
        TableTarget("p", "d", "u"),
    )


def test_what_cannot_be_depended_on_is_a_problem_and_the_row_stays():
    sheet = read("""
        target                | deadline | depends on
        cronjob:prod/ml/train | 07:30    | table:p.d.t, table:p.d.gone, cronjob:prod/ml/train, x
        table:p.d.t           | 05:00
    """)
    assert sheet.objectives[0].depends_on == (TableTarget("p", "d", "t"),)
    where = "slos.csv row 2, depends on: "
    assert told(sheet) == [
        where + '"table:p.d.gone" has no row in this sheet; add one, or take it out',
        where + '"cronjob:prod/ml/train" is the row\'s own target; take it out',
        where + '"x" is not a target; write cronjob:CLUSTER/NAMESPACE/NAME or '
        "table:PROJECT.DATASET.TABLE",
    ]


def test_a_wrong_row_is_told_of_once_and_nothing_depends_on_it():
    sheet = read("""
        target                | deadline | depends on
        cronjob:prod/ml/train | 07:30    | table:p.d.t
        table:p.d.t           | 25:99
    """)
    assert [problem.where for problem in sheet.problems] == ["slos.csv row 3, deadline"]
    assert sheet.objectives[0].depends_on == ()


def test_a_mute_ends_with_the_day_in_the_zone_of_the_row():
    sheet = read("""
        target      | deadline | timezone         | mute until
        table:p.d.t | 07:30    | America/New_York | 2026-12-31
        table:p.d.u | 07:30    | JST              | 2026-12-31
    """)
    (objective,) = sheet.objectives
    assert objective.mute_until == datetime(2027, 1, 1, 5, 0, tzinfo=UTC)
    assert told(sheet) == [
        'slos.csv row 3, timezone: "JST" is not an IANA time zone; write Asia/Tokyo',
    ]
