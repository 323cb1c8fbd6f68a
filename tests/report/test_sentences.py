"""One sentence with the facts for every verdict."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import (
    DailyPartition,
    Partition,
)
from slo_monitor.model.verdicts import Facts, Reason, Status, Verdict
from slo_monitor.report.sentences import TONGUES, sentence
from tests.report.verdict_samples import (
    AT,
    SALES,
    TRAIN,
    jst,
    objective,
    said,
    verdict,
)

EN, JA = Language.EN, Language.JA


MISSED, UNKNOWN, EXCUSED = Status.MISSED, Status.UNKNOWN, Status.EXCUSED
GOOD = jst("02:10", 17)


def test_before_its_window_opens_only_that_is_said() -> None:
    tomorrow = verdict(
        Status.PENDING,
        Reason.NOT_STARTED,
        of=objective(deadline="12:00"),
        on=date(2026, 11, 23),
        facts=Facts(last_good=GOOD),
    )
    assert sentence(tomorrow, AT, EN) == "Not open yet: its window opens 11-22 12:00"
    assert sentence(tomorrow, AT, JA) == "対象期間は 11-22 12:00 に始まります"


def test_a_verdict_without_a_reason_says_when_it_is_due() -> None:
    assert said(Status.PENDING, None) == (
        "Nothing has arrived yet; due 07:30",
        "まだ何も届いていません（締切 07:30）",
    )


def test_times_are_in_the_rows_zone_dated_unless_of_the_business_date() -> None:
    berlin = objective(timezone=ZoneInfo("Europe/Berlin"))
    failed = replace(
        verdict(MISSED, Reason.FAILED, of=berlin),
        facts=Facts(
            since=jst("07:30"), last_good=datetime(2025, 12, 31, 22, tzinfo=UTC)
        ),
    )
    assert sentence(failed, AT, EN) == (
        "train failed at 11-21 23:30; last good run finished 2025-12-31 23:00"
    )


def test_a_controllers_long_message_is_cut() -> None:
    english, _ = said(MISSED, Reason.CANNOT_START, message="quota " * 100_000)
    assert len(english) < 350
    assert english.endswith("...")


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_a_sentence_in_every_language(language: Language) -> None:
    assert set(TONGUES[language].reasons) == set(Reason)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("partition", [None, DailyPartition(0)])
@pytest.mark.parametrize("target", [TRAIN, SALES])
@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("reason", [None, *Reason])
def test_every_verdict_has_a_sentence_even_without_facts(
    status: Status,
    reason: Reason | None,
    target: object,
    partition: Partition | None,
    language: Language,
) -> None:
    of = objective(target, partition=partition)  # type: ignore[arg-type] # two kinds
    bare: Verdict = verdict(status, reason, of=of)
    assert sentence(bare, AT, language).strip()
