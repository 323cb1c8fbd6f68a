import pytest

from slo_monitor.errors import UsageError
from slo_monitor.sources.sheet.grid import Tab, Workbook
from slo_monitor.sources.sheet.reading import read_sheet
from tests.sources.sheet.sheets import TOKYO, read, read_cells, told


def keys(sheet):
    return [objective.key for objective in sheet.objectives]


@pytest.mark.parametrize(
    "target", ["target", "TARGET", " Tar get ", "ｔａｒｇｅｔ", "対象", "対 象"]
)
@pytest.mark.parametrize(
    "deadline", ["dead_line", "Deadline", "締切", "SLO時刻", "ｓｌｏ時刻"]
)
def test_headers_match_whatever_their_case_blanks_and_width(target, deadline):
    sheet = read(f"""
        {target}    | {deadline}
        table:p.d.t | 07:30
    """)
    assert keys(sheet) == ["table:p.d.t@07:30"]


def test_rows_above_the_header_blank_rows_and_notes_are_left_out():
    sheet = read("""
        Deadlines of the data platform
        ask @mle | 07:30
        |
        team | target        | deadline
        a    | table:p.d.t   | 07:30
        |
        # table:p.d.x        | 07:30
        ＃   | table:p.d.y   | 07:30
        |  # later: | 07:30
        b    | table:p.d.u   | 07:30
    """)
    assert keys(sheet) == ["table:p.d.t@07:30", "table:p.d.u@07:30"]
    assert told(sheet) == []
    assert [objective.place.row for objective in sheet.objectives] == [5, 10]


def test_columns_of_the_team_are_ignored():
    sheet = read_cells(
        ("done", "target", None, "deadline", 5),
        (True, "table:p.d.t", "x", "07:30", "y", "beyond the header"),
        (False, None, None, "", None),
        (False,),
    )
    assert keys(sheet) == ["table:p.d.t@07:30"]
    assert told(sheet) == []


def test_a_channel_left_of_the_target_is_no_note():
    sheet = read("""
        channel | target      | deadline
        #a      | table:p.d.t | 07:30
        #b      |             | 07:30
    """)
    assert [objective.channels for objective in sheet.objectives] == [("#a",)]
    assert told(sheet) == []


def test_a_formula_that_fails_is_a_problem_and_no_note():
    sheet = read("""
        target  | deadline
        #REF!   | 07:30
    """)
    assert told(sheet) == [
        (
            'slos.csv row 2, target: "#REF!" is not a target; write '
            "cronjob:CLUSTER/NAMESPACE/NAME or table:PROJECT.DATASET.TABLE"
        ),
    ]


def test_the_first_of_two_columns_of_one_meaning_counts():
    sheet = read("""
        target      | deadline | 締切
        table:p.d.t | 07:30    | 08:00
    """)
    assert keys(sheet) == ["table:p.d.t@07:30"]
    assert told(sheet) == [
        (
            'slos.csv row 1, 締切: "締切" heads a second column of the same meaning; the '
            "first counts, rename or remove this one"
        ),
    ]


def test_a_sheet_without_header_says_what_to_write():
    with pytest.raises(UsageError) as caught:
        read("""
            tarqet      | deadline
            table:p.d.t | 07:30
        """)
    assert str(caught.value) == (
        'slos.csv has no header row: no cell reads "target" or "対象" in tab slos.csv '
        '("tarqet" may be meant as target); write the column names in one row, such as '
        "target, deadline, days, channel"
    )


def test_a_header_that_is_no_text_is_none():
    with pytest.raises(UsageError, match=r"in tab slos.csv; write the column names"):
        read_cells((1, None, 2.5))


def test_a_workbook_without_tabs_has_no_header():
    with pytest.raises(UsageError, match="in no tab at all; write the column names"):
        read_sheet(Workbook("slos.xlsx", ()), TOKYO)


def test_the_deadline_is_missed_where_nothing_else_says_when():
    with pytest.raises(UsageError) as caught:
        read("target")
    assert str(caught.value) == "slos.csv row 1 has no column deadline (締切); add it"


def test_a_misspelt_deadline_is_pointed_at():
    with pytest.raises(UsageError, match=r'column deadline .*; rename "deadlne"'):
        read("target | deadlne")


def test_a_misspelt_deadline_beside_days_is_a_problem():
    sheet = read("""
        target      | deadlne | days
        table:p.d.t | 07:30   | 30 7 * * *
    """)
    assert keys(sheet) == ["table:p.d.t@30 7 * * *"]
    assert told(sheet) == [
        'slos.csv row 1: no column deadline (締切); rename "deadlne"',
    ]


def test_a_target_twice_is_two_objectives():
    tab = Tab(
        "x", (("target", "deadline"), ("table:p.d.t", "7:00"), ("table:p.d.t", "8:00"))
    )
    sheet = read_sheet(Workbook("x.csv", (tab,)), TOKYO)
    assert keys(sheet) == ["table:p.d.t@07:00", "table:p.d.t@08:00"]
