from datetime import UTC, date, datetime

import pytest

from slo_monitor.errors import UsageError
from slo_monitor.model.calendars import Maintenance
from slo_monitor.sources.sheet.reading import read_sheet
from tests.sources.sheet.sheets import TOKYO, book, read, told

FIRST = """
    target      | deadline
    table:p.d.t | 07:30
"""
SECOND = """
    target      | deadline
    table:p.d.u | 07:30
"""


def keys(workbook, tab=None):
    return [o.key for o in read_sheet(workbook, TOKYO, tab).objectives]


def test_a_tab_may_be_asked_for():
    workbook = book(first=FIRST, Second=SECOND)
    assert keys(workbook, "Second") == ["table:p.d.u@07:30"]
    assert keys(workbook, "second") == ["table:p.d.u@07:30"]


def test_the_very_name_wins_over_one_that_is_alike():
    workbook = book(ours=FIRST, Ours=SECOND)
    assert keys(workbook, "Ours") == ["table:p.d.u@07:30"]


def test_a_tab_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(UsageError) as caught:
        keys(book(first=FIRST, second=SECOND), "third")
    assert str(caught.value) == (
        'slos.xlsx has no tab "third"; it has tabs first, second'
    )


def test_a_tab_asked_for_must_have_a_header():
    with pytest.raises(UsageError, match=r"no cell reads .* in tab notes; write"):
        keys(book(first=FIRST, notes="hello"), "notes")


@pytest.mark.parametrize("name", ["slo", "SLO", "slos", "ＳＬＯ", "目標"])
def test_a_tab_named_slo_is_read_before_others(name):
    assert keys(book(first=FIRST, **{name: SECOND})) == ["table:p.d.u@07:30"]


def test_a_tab_named_slo_without_header_is_not_passed_over():
    with pytest.raises(UsageError, match="in tab slo; write"):
        keys(book(slo="hello", other=FIRST))


def test_else_the_first_tab_with_a_header_is_read():
    workbook = book(notes="hello", first=FIRST, second=SECOND)
    assert keys(workbook) == ["table:p.d.t@07:30"]


def test_many_tabs_are_listed_in_part():
    with pytest.raises(UsageError, match=r"in tabs t0, .*, t19, \.\.\.; write"):
        keys(book(**{f"t{number}": "x" for number in range(30)}))


def test_places_name_the_tab_where_there_are_several():
    workbook = book(
        notes="hello",
        slo="""
            target      | deadline
            table:p.d.t | 25:99
        """,
    )
    (problem,) = read_sheet(workbook, TOKYO).problems
    assert problem.where == "slos.xlsx tab slo row 2, deadline"


def test_the_only_tab_is_read_whatever_its_name():
    assert keys(book(calendar=FIRST)) == ["table:p.d.t@07:30"]


@pytest.mark.parametrize(
    ("tab", "header"), [("calendar", "date | name"), ("カレンダー", "日付 | 名称")]
)
def test_closed_days_come_from_the_calendar(tab, header):
    calendar = f"""
        our own days
        {header}
        2026-12-29 | year end
        2026年12月30日
        # 2026-12-31
    """
    sheet = read_sheet(book(**{"slo": FIRST, tab: calendar}), TOKYO)
    assert sheet.closed == {date(2026, 12, 29), date(2026, 12, 30)}
    assert told(sheet) == []


def test_a_wrong_closed_day_is_a_problem():
    calendar = """
        Date       | name | name
        12/29      | year end
                   | founding day
        2026-12-30 | year end
    """
    sheet = read_sheet(book(slo=FIRST, calendar=calendar), TOKYO)
    assert sheet.closed == {date(2026, 12, 30)}
    where = "slos.xlsx tab calendar row"
    assert told(sheet) == [
        (
            f'{where} 1, name: "name" heads a second column of the same meaning; the first '
            "counts, rename or remove this one"
        ),
        f'{where} 2, date: "12/29" is not a date; write a date such as 2026-12-31',
        f"{where} 3, date: the cell is empty; write a date such as 2026-12-31",
    ]


def test_a_calendar_without_header_is_a_problem_unless_it_is_empty():
    workbook = book(slo=FIRST, calendar="2026-12-29", maintenance=" | ")
    assert told(read_sheet(workbook, TOKYO)) == [
        "slos.xlsx tab calendar: there is no header row; write date, name in one row",
    ]


@pytest.mark.parametrize(
    ("tab", "header"),
    [
        ("maintenance", "from | to | targets | why"),
        ("メンテナンス", "開始 | 終了 | 対象 | 理由"),
    ],
)
def test_maintenance_windows(tab, header):
    maintenance = f"""
        {header}
        2026-12-05 00:00 | 2026-12-05T06:00:00+09:00 | CronJob:prod/*, table:`p.d.t` | upgrade
        2026/12/6        | 2026/12/6                 | *
    """
    sheet = read_sheet(book(**{tab: maintenance, "x": FIRST}), TOKYO)
    assert told(sheet) == []
    assert sheet.maintenance == (
        Maintenance(
            start=datetime(2026, 12, 4, 15, 0, tzinfo=UTC),
            end=datetime(2026, 12, 4, 21, 0, tzinfo=UTC),
            targets=("cronjob:prod/*", "table:p.d.t"),
            why="upgrade",
        ),
        Maintenance(
            start=datetime(2026, 12, 5, 15, 0, tzinfo=UTC),
            end=datetime(2026, 12, 6, 15, 0, tzinfo=UTC),
            targets=("*",),
        ),
    )


@pytest.mark.parametrize(
    ("row", "problems"),
    [
        ("2026-12-05 | 2026-12-05 | [ct]*, cron*, table:p.?", []),
        (
            "2026-12-05 | 2026-12-05 | prod/*",
            [
                (
                    'targets: "prod/*" matches no target; write a pattern such as '
                    "cronjob:prod/*, table:p.mart.* or *"
                )
            ],
        ),
        (
            "2026-12-05 | 2026-12-05 | prod/ml/x",
            ['targets: "prod/ml/x" is not a target; write cronjob:prod/ml/x'],
        ),
        (
            "2026-12-05 18:00 | 2026-12-05 09:00 | *",
            ['to: "2026-12-05 09:00" is not after the start; write a later one'],
        ),
        (
            "2026-12-05 | | ",
            [
                (
                    "to: the cell is empty; write a date or an instant such as "
                    "2026-12-31T18:00:00+09:00"
                ),
                (
                    "targets: the cell is empty; write targets such as cronjob:prod/*, "
                    "or * for all"
                ),
            ],
        ),
        (
            "soon | 2026-12-05 | *",
            [
                (
                    'from: "soon" is neither a date nor an instant; write a date such as '
                    "2026-12-31, or an instant such as 2026-12-31T18:00:00+09:00"
                )
            ],
        ),
        (
            "2026-12-05 | 2026-12-05 | ,",
            ['targets: "," names no target; write * for all'],
        ),
    ],
)
def test_what_is_wrong_with_a_window(row, problems):
    maintenance = f"""
        from | to | targets
        {row}
    """
    sheet = read_sheet(book(slo=FIRST, maintenance=maintenance), TOKYO)
    place = "slos.xlsx tab maintenance row 2, "
    assert told(sheet) == [place + problem for problem in problems]
    assert len(sheet.maintenance) == (0 if problems else 1)


def test_a_sheet_of_one_tab_has_no_calendar():
    sheet = read(FIRST)
    assert sheet.closed == frozenset()
    assert sheet.maintenance == ()
