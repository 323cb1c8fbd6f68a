"""Telling all channels, and the dry run."""

from collections.abc import Iterator

import pytest

from slo_monitor.clients.dry_run import DryRunTeller
from slo_monitor.clients.slack import SlackTeller
from slo_monitor.clients.slack_patience import Patience
from slo_monitor.clients.tellers import SlackMessage
from slo_monitor.model.languages import Language
from slo_monitor.model.verdicts import Problem
from slo_monitor.notify.slack import messages
from slo_monitor.notify.telling import tell_all
from tests.doubles.slack import SlackDouble, error, slack
from tests.report.verdict_samples import morning


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlackDouble]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    with slack() as server:
        yield server


def hello(channel: str) -> SlackMessage:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "a &lt; b"}}
    return SlackMessage(channel=channel, text="hello", blocks=(section,), thread=("c",))


def test_a_channel_that_fails_does_not_stop_the_others(double: SlackDouble) -> None:
    double.script = [error("internal_error", 500)]
    quick = Patience(timeout=1, attempts=1)
    teller = SlackTeller(double.token, double.api_url, quick)
    told = [hello("#slo"), hello("#typo"), hello("#ml")]
    busy, unknown = tell_all(teller, told)
    assert busy == Problem(
        "#slo", "Slack does not take messages now (500 internal_error); try again later"
    )
    assert unknown.where == "#typo"
    assert [post.channel for post in double.posts] == ["C00000000ML"] * 2


@pytest.mark.parametrize("language", Language)
def test_slack_takes_a_whole_morning(double: SlackDouble, language: Language) -> None:
    teller = SlackTeller(double.token, double.api_url)
    assert tell_all(teller, messages(morning(), language)) == ()
    assert len(double.posts) == 1


def test_a_dry_run_shows_what_would_be_posted() -> None:
    shown: list[str] = []
    assert tell_all(DryRunTeller(shown.append), [hello("#slo")]) == ()
    assert shown == ["--- #slo\n\na < b\n\n--- #slo, reply 1 in the thread\n\nc\n"]


def test_a_dry_run_shows_headers_and_context_too() -> None:
    shown: list[str] = []
    tell_all(DryRunTeller(shown.append), messages(morning(), Language.EN))
    (text,) = shown
    assert text.startswith("--- #slo\n\n2 missed, 1 at risk")
    assert text.endswith("1 excused, 2 pending, 1 met\n")
