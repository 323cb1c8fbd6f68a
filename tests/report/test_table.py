"""The terminal table."""

import re
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from slo_monitor.model.languages import Language
from slo_monitor.model.results import PassResult
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.model.verdicts import Facts, Problem, Reason, Status, Verdict
from slo_monitor.report.folding import fold_name, fold_phrases, fold_words
from slo_monitor.report.table import render
from tests.report.verdict_samples import (
    AT,
    TRAIN,
    jst,
    met,
    morning,
    objective,
    verdict,
)

EN, JA = Language.EN, Language.JA


def lines(result: PassResult, width: int = 140, language: Language = EN) -> list[str]:
    return render(result, language, width, color=False).splitlines()


def rows(*verdicts: Verdict, width: int = 140) -> list[str]:
    """The lines of the table itself."""
    return lines(PassResult(at=AT, verdicts=verdicts), width)[2:]


def test_a_morning_at_80_columns_reads_like_this() -> None:
    assert render(morning(), EN, 80, color=False) == (
        """\
9 objectives, 10 deadlines at 2026-11-22 09:00 JST: 2 missed, 1 at risk,
1 unknown, 1 late, 1 near miss, 1 excused, 2 pending, 1 met, 1 inversion

  STATUS     TARGET                                   DUE          MARGIN
x missed     cronjob:prod/ml/train                    07:30        1h30m overdue
             train-29391234 has been running since 11-17 03:00 and 5 later runs
             were skipped; last good run finished 11-17 02:10 [@mle]
x missed     table:shop-dwh.mart.events_{yyyymmdd}    06:00        3h overdue
             Shard events_20261121 is not there; last data came 11-21 05:20
             [U012ABCDEF]
! at risk    cronjob:prod/recommendation/             09:20        20m left
             build-item-embeddings
             build-item-embeddings-29398740 failed at 06:41
             (BackoffLimitExceeded: Job has reached the specified backoff
             limit); last good run finished 11-21 06:38 [Recommendation team
             <reco@example.com>]
? unknown    table:shop-dwh.mart.fct_sales            06:30        -
             Could not find out: arrivals.jsonl line 812: half a JSON line;
             export it again
~ late       cronjob:prod/ml/features                 07:30        40m late
             features-29398440 finished 08:10, 40 min after it was due (07:30);
             it ran 3 h 10 min from 05:00 [@mle]
~ near miss  cronjob:prod/ml/export                   07:30        10m early
             export-29398500 finished 07:20, only 10 min before it was due; 30
             min were wanted; it ran 1 h from 06:20 [@mle]
- excused    cronjob:dev/ml/sandbox                   08:00        -
             Muted until 11-30 23:59 [@mle]
. pending    cronjob:prod/ml/daily-report             12:00        3h left
             daily-report-29398860 has been running for 1 h (since 08:00) [@mle]
. pending    cronjob:prod/ml/train                    11-23 07:30  22h30m left
+ met        cronjob:prod/ml/cleanup                  08:00        2h20m early

INVERSIONS: runs that started before what they depend on was there
! table:shop-dwh.mart.fct_sales -> cronjob:prod/ml/train (11-22)
    fct_sales arrived 03:12, 12 min after train started (03:00): it ran without
    that day's fct_sales

PROBLEMS: what could not be read
* slos.csv row 31, deadline: "25:99" is not a time of day; write HH:MM such as
  07:30, or 25:30 for 01:30 the next day
"""
    )


def test_a_wide_terminal_shows_arrivals_and_owners() -> None:
    head, first = lines(morning())[3:5]
    assert head.split() == ["STATUS", "TARGET", "DUE", "ARRIVED", "MARGIN", "OWNER"]
    assert first.split() == [
        *("x", "missed", "cronjob:prod/ml/train", "07:30", "-"),
        *("1h30m", "overdue", "@mle"),
    ]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [60, 80, 100, 110, 140, 200])
def test_no_line_is_wider_than_the_terminal(language: Language, width: int) -> None:
    assert max(map(cell_len, lines(morning(), width, language))) <= width


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [80, 100, 140])
def test_columns_are_aligned_in_both_languages(language: Language, width: int) -> None:
    told = lines(morning(), width, language)
    starts = {
        cell_len(line[: found.start()])
        for line in told
        if (found := re.search(r"(cronjob|table):", line)) and line[0] in "x!?~-.+"
        if "->" not in line
    }
    assert len(starts) == 1


def test_english_is_plain_ascii() -> None:
    assert render(morning(), EN, 80, color=False).isascii()


def test_there_is_no_color_unless_asked_for() -> None:
    plain = render(morning(), EN, 100, color=False)
    colored = render(morning(), EN, 100, color=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31mx missed" in colored
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in stripped.splitlines()] == plain.splitlines()


def test_the_headline_counts_one_inversion_in_the_singular() -> None:
    assert lines(morning())[1] == "1 inversion"


def test_the_headline_names_the_zone_most_rows_are_in() -> None:
    berlin = objective(timezone=ZoneInfo("Europe/Berlin"), deadline="01:30")
    other = verdict(Status.MISSED, Reason.FAILED, of=berlin)
    head, *_ = lines(PassResult(at=AT, verdicts=(other, met(), met())))
    assert head == (
        "2 objectives, 3 deadlines at 2026-11-22 09:00 JST: 1 missed, 2 met"
    )
    (row,) = (line for line in rows(other, met(), met()) if line.startswith("x"))
    assert "01:30 CET" in row


def test_a_pass_without_objectives_says_so() -> None:
    assert lines(PassResult(at=AT)) == ["No objectives at 2026-11-22 00:00 UTC"]
    problem = Problem("slos.csv", "has no rows")
    assert lines(PassResult(at=AT, problems=(problem,)), language=JA) == [
        "2026-11-22 00:00 UTC 現在、目標はありません",
        "",
        "問題: 読み取れなかったもの",
        "* slos.csv: has no rows",
    ]


def test_many_quiet_rows_are_only_counted() -> None:
    quiet = [met(CronJobTarget("prod", "ml", f"job-{n}")) for n in range(20)]
    waiting = verdict(Status.PENDING, Reason.NOT_STARTED)
    bad = verdict(Status.MISSED, Reason.FAILED)
    assert len(rows(*quiet)) == 21
    assert rows(bad, waiting, *quiet)[-2:] == [
        "          train failed",
        "Not shown: 1 pending, 20 met (--format json shows all)",
    ]
    assert lines(PassResult(at=AT, verdicts=(waiting, *quiet)))[2:] == [
        "Not shown: 1 pending, 20 met (--format json shows all)"
    ]


@pytest.mark.parametrize(
    ("made", "margin"),
    [
        (verdict(Status.MET, arrived_at=jst("05:40")), "1h50m early"),
        (verdict(Status.MET, arrived_at=jst("07:30")), "just in time"),
        (verdict(Status.LATE, Reason.SLOW, arrived_at=jst("07:30", 24)), "2d late"),
        (verdict(Status.MISSED, Reason.FAILED), "1h30m overdue"),
        (
            verdict(Status.AT_RISK, Reason.FAILED, of=objective(deadline="09:12")),
            "12m left",
        ),
        (verdict(Status.PENDING, on=date(2026, 11, 23)), "22h30m left"),
        (verdict(Status.UNKNOWN, Reason.SOURCE_BEHIND), "-"),
        (verdict(Status.EXCUSED, Reason.MUTED), "-"),
    ],
)
def test_the_margin_says_how_much_is_left_or_lost(made: Verdict, margin: str) -> None:
    assert f"  {margin}  " in rows(made)[1]


def test_what_is_only_pending_takes_one_line() -> None:
    for reason in (Reason.NOT_STARTED, Reason.NO_DATA):
        assert len(rows(verdict(Status.PENDING, reason))) == 2
    assert len(rows(verdict(Status.PENDING, Reason.FAILED))) == 3


def test_rows_without_an_owner_need_no_column_for_it() -> None:
    nobody = verdict(Status.MISSED, Reason.FAILED, of=objective(owner=""))
    assert "OWNER" not in rows(nobody)[0]
    assert rows(nobody, width=80)[-1].strip() == "train failed"


def test_a_long_owner_is_folded_beside_its_row() -> None:
    many = objective(owner="Data platform team and recommendation team")
    row, second, third, why = rows(verdict(Status.MISSED, Reason.FAILED, of=many))[1:]
    assert row.endswith("Data platform team")
    assert second.strip() == "and recommendation"
    assert third.strip() == "team"
    assert why.strip() == "train failed"


def test_text_of_others_cannot_move_the_cursor() -> None:
    evil = objective(CronJobTarget("a", "b", "c\x1b[2J"), owner="x\r\ny\u202e")
    failed = verdict(
        Status.MISSED, Reason.FAILED, of=evil, facts=Facts(message="\x07!")
    )
    problem = Problem("slos.csv row 2", "\x1b]0;title\x07")
    result = PassResult(at=AT, verdicts=(failed,), problems=(problem,))
    text = render(result, EN, 140, color=False)
    assert all(mark.isprintable() or mark == "\n" for mark in text)


def test_the_worst_come_first_then_the_loudest_then_the_earliest_due() -> None:
    late = verdict(Status.LATE, Reason.SLOW, arrived_at=jst("08:00"))
    early = verdict(Status.MISSED, Reason.FAILED, of=objective(deadline="05:00"))
    later = verdict(Status.MISSED, Reason.FAILED, of=objective(deadline="06:00"))
    paged = morning().verdicts[2]
    told = rows(late, later, early, paged)
    dues = [line.split()[3] for line in told if line.startswith(("x ", "~ "))]
    assert dues == ["07:30", "05:00", "06:00", "07:30"]


def test_an_inversion_without_rows_is_told_in_utc() -> None:
    result = PassResult(at=AT, inversions=morning().inversions)
    assert "arrived 11-21 18:12" in "\n".join(lines(result))
    upstream_only = replace(result, verdicts=(met(morning().inversions[0].upstream),))
    assert "arrived 03:12" in "\n".join(lines(upstream_only))
    assert morning().inversions[0].downstream == TRAIN


TEXT = st.text(alphabet="ab/.: ,日（）。、\u3000é🙂")


@given(TEXT, st.integers(2, 12))
def test_folding_keeps_every_letter_and_the_width(text: str, width: int) -> None:
    for fold in (fold_words, fold_name, fold_phrases):
        folded = fold(text, width)
        assert max(map(cell_len, folded)) <= width
        assert "".join("".join(folded).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "width", "folded"),
    [
        ("a bc def", 5, ["a bc", "def"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("完了しました。次", 14, ["完了しました。", "次"]),
        ("（失敗）です", 6, ["（失", "敗）で", "す"]),
        ("", 5, [""]),
    ],
)
def test_words_fold_at_blanks_and_between_japanese_characters(
    text: str, width: int, folded: list[str]
) -> None:
    assert fold_words(text, width) == folded


def test_many_deadlines_of_a_row_that_stand_alike_are_told_as_one() -> None:
    days = [date(2026, 11, day) for day in (19, 20, 21, 22)]
    alike = [verdict(Status.MISSED, Reason.FAILED, on=day) for day in days]
    text = "\n".join(rows(*alike))
    assert text.count("x missed") == 1
    assert "(and 3 earlier deadlines alike)" in text
    few = "\n".join(rows(*alike[1:]))
    assert few.count("x missed") == 3


def test_one_objective_is_not_told_in_the_plural() -> None:
    result = PassResult(at=AT, verdicts=(verdict(Status.MISSED, Reason.FAILED),))
    assert lines(result)[0].startswith("1 objective at ")
