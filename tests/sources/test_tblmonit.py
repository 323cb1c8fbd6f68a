"""tblmonit's files become rows that say the same."""

import pytest

from slo_monitor.errors import UsageError
from slo_monitor.model.drafts import DraftRow
from slo_monitor.sources.sheet.targets import read_target
from slo_monitor.sources.tblmonit import Tables, read_tblmonit

# In the form of its README: Timethreshold for TimeThreshold, and Name for ID once.
README = """
[[Project]]
    ID = "project-1"
    [[Project.Dataset]]
        ID = "dataset1"
        [[Project.Dataset.TableConfig]]
            Table = "table1"
            DateForShards = ""
            Timethreshold = "09:00:00"
            DurationThreshold = "24h"
    [[Project.Dataset]]
        ID = "dataset2"
        [[Project.Dataset.TableConfig]]
            Table = "sharded_on_"
            DateForShards = "ONE_DAY_AGO"
            Timethreshold = "12:00:00"
            DurationThreshold = "1h"
[[Project]]
    Name = "project-2"
    [[Project.Dataset]]
        ID = "dataset3"
        [[Project.Dataset.TableConfig]]
            Table = "table1"
            TimeThreshold = 09:00:30
"""


def table(*lines: str) -> str:
    """Return a file of one table with these lines."""
    start = """
        [[Project]]
        ID = "p"
        [[Project.Dataset]]
        ID = "d"
        [[Project.Dataset.TableConfig]]
        Table = "t"
    """
    return "\n".join((start, *lines))


def row(*lines: str) -> DraftRow:
    found = read_tblmonit(table(*lines), "t.toml")
    assert found.problems == ()
    (only,) = found.rows
    return only


def test_a_file_in_the_form_of_the_readme_is_read() -> None:
    note = "from tblmonit"
    assert read_tblmonit(README, "tables.toml") == Tables(
        rows=(
            DraftRow(
                target="table:project-1.dataset1.table1", deadline="09:00", note=note
            ),
            DraftRow(
                target="table:project-1.dataset2.sharded_on_{yyyymmdd}",
                deadline="12:00",
                partition="yesterday",
                note=note,
            ),
            DraftRow(
                target="table:project-2.dataset3.table1", deadline="09:01", note=note
            ),
        ),
        problems=(),
    )


@pytest.mark.parametrize(
    ("shards", "target", "days", "partition"),
    [
        ("", "table:p.d.t", "", ""),
        ("TODAY", "table:p.d.t{yyyymmdd}", "", "today"),
        ("ONE_DAY_AGO", "table:p.d.t{yyyymmdd}", "", "yesterday"),
        ("FIRST_DAY_OF_THE_MONTH", "table:p.d.t{yyyymm}01", "day 1", "month"),
    ],
)
def test_shards_carry_their_date_in_the_name(
    shards: str, target: str, days: str, partition: str
) -> None:
    found = row(f'DateForShards = "{shards}"', 'TimeThreshold = "09:00:00"')
    assert (found.target, found.days, found.partition) == (target, days, partition)
    assert str(read_target(found.target)) == target


@pytest.mark.parametrize(
    ("threshold", "deadline"),
    [
        ("09:00:00", "09:00"),
        ("9:05:00", "09:05"),
        ("09:59:01", "10:00"),
        ("23:59:59", "24:00"),
        ("2020-12-13T09:00:00+09:00", "09:00"),
    ],
)
def test_seconds_of_the_threshold_count_as_the_next_minute(
    threshold: str, deadline: str
) -> None:
    assert row(f'TimeThreshold = "{threshold}"').deadline == deadline


@pytest.mark.parametrize(
    ("duration", "not_before"),
    [("24h", ""), ("24h0m0s", ""), ("1h", "-1h"), ("90m", "-1h30m"), ("168h", "-168h")],
)
def test_another_age_than_a_day_opens_the_window_so_long_before(
    duration: str, not_before: str
) -> None:
    found = row('TimeThreshold = "09:00:00"', f'DurationThreshold = "{duration}"')
    assert found.not_before == not_before


def test_a_table_with_an_age_alone_is_commented_out_with_what_to_write() -> None:
    found = row('DurationThreshold = "1h30m"')
    assert found.commented
    assert found.note == (
        "tblmonit: to be modified every 1h30m; write the deadline of each day (with not "
        "before -1h30m), or a cron expression in days, and delete the #"
    )


def test_a_table_without_any_threshold_is_commented_out_with_what_to_write() -> None:
    found = row()
    assert found.commented
    assert "only asked whether the table exists" in found.note


def test_what_config_expand_prints_before_the_toml_is_passed_over() -> None:
    found = read_tblmonit("{[{p [{d [{t  09:00}]}]}]}\n" + README, "t.toml")
    assert len(found.rows) == 3


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (['DateForShards = "YESTERDAY"'], 'DateForShards: "YESTERDAY" is not one of'),
        (["DateForShards = []"], 'DateForShards: "[]" is not one of'),
        (['TimeThreshold = "9am"'], 'TimeThreshold: "9am" is not HH:MM:SS'),
        (['TimeThreshold = "25:00:00"'], '"25:00:00" is not a time of day'),
        (['TimeThreshold = "09:61:00"'], '"09:61:00" is not a time of day'),
        (['TimeThreshold = "09:00:61"'], '"09:00:61" is not a time of day'),
        (['DurationThreshold = "soon"'], 'DurationThreshold: "soon" is not a length'),
        (['DurationThreshold = "0h"'], 'DurationThreshold: "0h" is not a length'),
    ],
)
def test_a_wrong_value_is_a_problem_with_its_place(
    lines: list[str], message: str
) -> None:
    found = read_tblmonit(table(*lines) + "\n" + README, "t.toml")
    assert len(found.rows) == 3
    (problem,) = found.problems
    assert problem.where == "t.toml, p.d, TableConfig 1"
    assert message in problem.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('Table = "t"', "", "Table is missing"),
        ('Table = "t"', "Table = 5", "Table is missing"),
        ('ID = "d"', "", "ID of the Project or Dataset is missing"),
    ],
)
def test_a_missing_name_is_a_problem(old: str, new: str, message: str) -> None:
    (problem,) = read_tblmonit(table().replace(old, new), "t.toml").problems
    assert message in problem.message


def test_parts_of_another_shape_are_passed_over() -> None:
    assert read_tblmonit("Project = [1]", "t.toml") == Tables(rows=(), problems=())
    one = 'Project = {ID = "p", Dataset = {ID = "d", TableConfig = {Table = "t"}}}'
    assert len(read_tblmonit(one, "t.toml").rows) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("= 1", "t.toml is not TOML: .*line 1"),
        ("[[Project]]\n= 1", "t.toml is not TOML: .*line 2"),
        ("", "has no .*Project.*; is it the file that `tblmonit freshness` reads"),
        ("[[FlexProject]]", "`tblmonit config expand` first"),
    ],
)
def test_a_file_of_something_else_is_told_with_the_remedy(
    text: str, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        read_tblmonit(text, "t.toml")
