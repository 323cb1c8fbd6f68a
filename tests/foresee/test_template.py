"""The starter sheet's words agree with what the sheet's reader knows."""

import pytest

from slo_monitor.foresee.template import SEVERITIES, starter_sheet
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Severity
from slo_monitor.sources.sheet.columns import OBJECTIVE_NAMES, Column, plain

ROW = DraftRow(target="cronjob:prod/ml/x", deadline="07:30", note="mine")

ORDER = [
    Column.TARGET,
    Column.DEADLINE,
    Column.DAYS,
    Column.TIMEZONE,
    Column.WARN_BEFORE,
    Column.NOT_BEFORE,
    Column.PARTITION,
    Column.MIN_ROWS,
    Column.DEPENDS_ON,
    Column.OWNER,
    Column.CHANNEL,
    Column.SEVERITY,
    Column.RUNBOOK,
    Column.MUTE_UNTIL,
    Column.NOTE,
]


@pytest.mark.parametrize("language", Language)
def test_headings_are_the_sheets_columns_in_the_order_of_a_rows_cells(
    language: Language,
) -> None:
    headings = starter_sheet((), language).headings
    assert [OBJECTIVE_NAMES[plain(each.name)] for each in headings] == ORDER
    assert len(ROW.cells) == len(headings)


def test_severities_to_choose_from_are_those_of_the_model() -> None:
    assert set(SEVERITIES) == {each.value for each in Severity}


def test_rows_take_the_place_of_the_examples() -> None:
    assert starter_sheet([ROW], Language.EN).rows == (ROW,)


def test_a_commented_row_begins_with_a_sign_that_makes_it_a_note() -> None:
    row = DraftRow(target="t", deadline="07:30", commented=True)
    assert row.cells[:2] == ("# t", "07:30")
    assert ROW.cells[:2] == ("cronjob:prod/ml/x", "07:30")
    assert ROW.cells[-1] == "mine"
