"""From a pass to Slack messages."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slo_monitor.clients.tellers import SlackMessage
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Severity
from slo_monitor.model.results import PassResult
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.model.verdicts import Facts, Inversion, Reason, Status, Verdict
from slo_monitor.notify.slack import messages, other_channels
from tests.doubles.slack_blocks import complaint, texts
from tests.report.verdict_samples import (
    AT,
    SALES,
    TODAY,
    TRAIN,
    jst,
    met,
    morning,
    objective,
    run,
    verdict,
)

EN, JA = Language.EN, Language.JA


def missed(name: str = "train", **of: object) -> Verdict:
    target = CronJobTarget("prod", "ml", name)
    return verdict(
        Status.MISSED,
        Reason.FAILED,
        of=objective(target, **of),  # type: ignore[arg-type] # keywords of the builder
        facts=Facts(run=run(f"{name}-1", jst("05:00")), since=jst("05:40")),
    )


def blind(name: str, why: str = "prod: 403") -> Verdict:
    target = CronJobTarget("prod", "ml", name)
    facts = Facts(message=why, last_good=jst("05:00", 21))
    of = objective(target, owner="U012ABCDEF")
    return verdict(Status.UNKNOWN, Reason.SOURCE_UNREADABLE, of=of, facts=facts)


def told(*verdicts: Verdict, language: Language = EN) -> tuple[SlackMessage, ...]:
    return messages(PassResult(at=AT, verdicts=verdicts), language)


def everything(message: SlackMessage) -> str:
    return "\n".join([*texts(message.blocks), *message.thread])


def named(message: SlackMessage, verdicts: Iterable[Verdict]) -> list[str]:
    """The targets that the message does not name."""
    said = everything(message)
    return [
        name
        for name in (str(verdict.objective.target) for verdict in verdicts)
        if f"`{name}`" not in said
    ]


def test_a_morning_is_told_worst_first() -> None:
    (message,) = messages(morning(), EN)
    said = texts(message.blocks)
    assert said[0] == "2 missed, 1 at risk, 1 unknown, 1 late, 1 near miss, 1 inversion"
    assert said[1] == (
        ":rotating_light: *PAGE* :red_circle: *missed* `cronjob:prod/ml/train` @mle\n"
        "train-29391234 has been running since 11-17 03:00 and 5 later runs were skipped\n"
        "Due 07:30 JST | last good run 11-17 02:10 `train-29389794` | "
        "<https://wiki.example.com/train|Runbook>"
    )
    assert said[2] == (
        ":red_circle: *missed* `table:shop-dwh.mart.events_{yyyymmdd}` <@U012ABCDEF>\n"
        "Shard events_20261121 is not there\n"
        "Due 06:00 JST | last data 11-21 05:20"
    )
    assert [line.split(" ")[0] for line in said[3:8]] == [
        ":warning:",
        ":twisted_rightwards_arrows:",
        ":grey_question:",
        ":hourglass:",
        ":stopwatch:",
    ]
    assert said[-1] == (
        "slo-monitor, 2026-11-22 09:00 JST | Also: 1 excused, 2 pending, 1 met"
    )
    assert complaint(message.blocks) is None


def test_a_notification_says_how_many_and_which() -> None:
    (message,) = told(missed("train"), missed("export"))
    assert message.text == (
        "2 missed: missed cronjob:prod/ml/export; missed cronjob:prod/ml/train"
    )


def test_a_morning_is_told_in_japanese() -> None:
    (message,) = messages(morning(), JA)
    said = texts(message.blocks)
    assert said[0] == "未達 2、要注意 1、不明 1、遅延 1、ぎりぎり 1、順序逆転 1"
    assert said[1] == (
        ":rotating_light: *緊急* :red_circle: *未達* `cronjob:prod/ml/train` @mle\n"
        "train-29391234 が 11-17 03:00 から実行中のままで、後続の5回が見送られました\n"
        "締切 07:30 JST | 前回の正常終了 11-17 02:10 `train-29389794` | "
        "<https://wiki.example.com/train|手順書>"
    )


def test_each_channel_hears_of_its_own_objectives() -> None:
    ours, theirs = missed("ours"), missed("theirs", channels=("#ml", "#slo"))
    slo, ml = told(ours, theirs)
    assert (slo.channel, ml.channel) == ("#slo", "#ml")
    assert named(slo, [ours, theirs]) == []
    assert named(ml, [ours, theirs]) == ["cronjob:prod/ml/ours"]


def test_no_news_is_no_message() -> None:
    assert told(met()) == ()
    assert told(verdict(Status.PENDING), verdict(Status.EXCUSED, Reason.MUTED)) == ()


def test_what_is_only_recorded_is_not_told() -> None:
    assert told(missed(severity=Severity.RECORD)) == ()


def test_channels_on_github_are_left_to_the_caller() -> None:
    news = missed(channels=("github:shop/platform", "#slo"))
    quiet = replace(met(), objective=objective(channels=("github:shop/other",)))
    result = PassResult(at=AT, verdicts=(news, quiet))
    assert [message.channel for message in messages(result, EN)] == ["#slo"]
    assert other_channels(result) == ("github:shop/platform",)


def test_an_inversion_is_news_even_when_both_are_green() -> None:
    inversion = Inversion(
        upstream=SALES,
        downstream=TRAIN,
        business_date=TODAY,
        upstream_arrived_at=None,
        downstream_started_at=jst("03:00"),
        overlap=timedelta(hours=6),
    )
    result = PassResult(at=AT, verdicts=(met(),), inversions=(inversion,))
    (message,) = messages(result, EN)
    assert texts(message.blocks)[1] == (
        ":twisted_rightwards_arrows: *inversion* `table:shop-dwh.mart.fct_sales` → "
        "`cronjob:prod/ml/train` (11-22)\n"
        "fct_sales has not arrived yet, 6 h after train started (03:00): it ran without "
        "that day's fct_sales"
    )
    elsewhere = replace(met(SALES), objective=objective(SALES, channels=("#dwh",)))
    other = replace(met(), objective=objective(CronJobTarget("a", "b", "c")))
    result = replace(result, verdicts=(elsewhere, other))
    assert [message.channel for message in messages(result, EN)] == ["#dwh"]


def test_one_blind_source_is_one_line_that_names_all_it_hides() -> None:
    hidden = [blind(f"job-{number:03}") for number in range(188)]
    (message,) = told(*hidden)
    head = (
        ":grey_question: *unknown* 188 objectives: Could not find out: prod: 403\n"
        "`cronjob:prod/ml/job-000`, `cronjob:prod/ml/job-001`, "
    )
    assert texts(message.blocks)[1].startswith(head)
    assert everything(message).count("403") == 1
    assert "U012ABCDEF" not in everything(message)
    assert named(message, hidden) == []
    assert complaint(message.blocks) is None


def test_two_blind_sources_are_two_lines() -> None:
    (message,) = told(
        blind("a"), blind("b"), blind("c", "dwh: 500"), blind("d", "dwh: 500")
    )
    (text,) = texts(message.blocks)[1:-1]
    assert text.count("2 objectives") == 2


def test_one_objective_behind_a_blind_source_is_told_in_full() -> None:
    (message,) = told(blind("a"))
    assert texts(message.blocks)[1].startswith(
        ":grey_question: *unknown* `cronjob:prod/ml/a` <@U012ABCDEF>\nCould not"
    )


def test_many_are_told_the_first_in_full_and_the_others_by_name() -> None:
    many = [missed(f"job-{number:03}") for number in range(80)]
    (message,) = told(*many)
    said = texts(message.blocks)
    full = [text for text in said if "failed at" in text]
    more = 80 - len(full)
    assert len(full) >= 10
    assert f"and {more} more:\n:red_circle: *missed* `cronjob" in everything(message)
    assert named(message, many) == []
    assert message.thread == ()
    assert complaint(message.blocks) is None


@pytest.mark.parametrize("language", Language)
def test_far_too_many_go_on_in_the_thread(language: Language) -> None:
    many = [missed(f"job-{number:04}") for number in range(2000)]
    (message,) = told(*many, language=language)
    assert complaint(message.blocks) is None
    assert message.thread
    assert max(map(len, message.thread)) <= 12_000
    assert named(message, many) == []
    thread = {EN: "The rest is in this thread.", JA: "続きはスレッドにあります。"}
    assert thread[language] in texts(message.blocks)
    assert len(message.text) < 4_000


NAMES = st.text(alphabet="ab<>&*_`~| :日", min_size=1, max_size=250)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(Status), NAMES, NAMES), min_size=1, max_size=70),
    st.sampled_from(Language),
)
def test_slack_takes_whatever_is_told(
    rows: list[tuple[Status, str, str]], language: Language
) -> None:
    verdicts = tuple(
        verdict(
            status,
            Reason.SOURCE_UNREADABLE
            if status is Status.UNKNOWN
            else Reason.CANNOT_START,
            of=objective(CronJobTarget("c", name, text), owner=name, runbook=text),
            facts=Facts(message=text * 3, last_good=AT, last_good_run=name),
        )
        for status, name, text in rows
        if status is not Status.MET
    )
    for message in told(*verdicts, language=language):
        assert complaint(message.blocks) is None
