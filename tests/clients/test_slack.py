"""Slack's clients against a double that speaks its protocol over HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.error import URLError

import pytest

from slo_monitor.clients.slack import SlackTeller, WebhookTeller
from slo_monitor.clients.slack_patience import Patience, patiently
from slo_monitor.clients.tellers import SlackMessage
from slo_monitor.errors import TellError, TellRejected, TellUnavailable
from tests.doubles.slack import Answer, SlackDouble, error, slack

QUICK = Patience(timeout=1, attempts=3, first_wait=0.01, longest_wait=2.0)
HELLO = SlackMessage(
    channel="#slo",
    text="1 missed: train",
    blocks=(
        {
            "type": "section",
            "text": {
                "type": "mrkdwn",
                "text": "*missed* `train` & co",
                "verbatim": True,
            },
        },
    ),
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def double() -> Iterator[SlackDouble]:
    with slack() as server:
        yield server


@pytest.fixture
def teller(double: SlackDouble) -> SlackTeller:
    return SlackTeller(double.token, double.api_url, QUICK)


@pytest.fixture
def webhook(double: SlackDouble) -> WebhookTeller:
    return WebhookTeller(double.webhook_url, "#slo", QUICK)


def failure(teller: SlackTeller | WebhookTeller, message: SlackMessage) -> TellError:
    with pytest.raises(TellError) as caught:
        teller.tell(message)
    return caught.value


def test_a_message_reaches_its_channel(
    teller: SlackTeller, double: SlackDouble
) -> None:
    teller.tell(HELLO)
    (post,) = double.posts
    assert post.channel == "C0000000SLO"
    assert post.text == "1 missed: train"
    assert post.blocks == list(HELLO.blocks)


def test_what_does_not_fit_goes_into_the_thread(
    teller: SlackTeller, double: SlackDouble
) -> None:
    teller.tell(replace(HELLO, thread=("`a`", "`b`")))
    assert [post.text for post in double.posts] == ["1 missed: train", "`a`", "`b`"]
    assert [post.thread_ts for post in double.posts] == [
        None,
        *["1795000001.000100"] * 2,
    ]


def test_an_unknown_channel_says_what_to_do(teller: SlackTeller) -> None:
    error = failure(teller, replace(HELLO, channel="#typo"))
    assert isinstance(error, TellRejected)
    assert str(error) == (
        "Slack knows no such channel; correct its name in the sheet's channel column or "
        "slack.channel, and if it is private invite the app to it (channel_not_found)"
    )


def test_a_wrong_token_is_told_without_showing_it(double: SlackDouble) -> None:
    said = str(failure(SlackTeller("xoxb-wrong", double.api_url, QUICK), HELLO))
    assert said.startswith("Slack does not accept the token; put a valid bot token")
    assert "wrong" not in said


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("not_in_channel", "invite it there with /invite"),
        ("is_archived", "the channel is archived"),
        ("msg_too_long", "the message is too long"),
        ("invalid_blocks", "Slack refuses the message's blocks"),
        ("missing_scope", "chat:write"),
        ("account_inactive", "removed app or person"),
    ],
)
def test_each_refusal_has_a_remedy_and_is_not_tried_again(
    teller: SlackTeller, double: SlackDouble, code: str, words: str
) -> None:
    double.script = [error(code)]
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellRejected)
    assert words in str(refused)
    assert code in str(refused)
    assert double.requests == 1


def test_a_code_we_do_not_know_is_passed_on(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [Answer(body='{"ok": false, "error": "brand_new_code"}')]
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellRejected)
    assert 'Slack answered 200 "brand_new_code"' in str(refused)


def test_a_page_of_a_proxy_is_not_taken_for_success(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [Answer(body="<html>Please log in</html>")]
    said = str(failure(teller, HELLO))
    assert "check slack.api_url" in said
    assert "\n" not in said


def test_a_rate_limit_is_waited_for_as_slack_says(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [error("ratelimited", 429, Retry_After="1")]
    teller.tell(HELLO)
    assert len(double.posts) == 1
    assert double.requests == 2


def test_a_rate_limit_beyond_our_patience_is_not_waited_for(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [error("ratelimited", 429, Retry_After="3600")]
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellUnavailable)
    assert (
        str(refused)
        == "Slack does not take messages now (429 ratelimited); try again later"
    )
    assert double.requests == 1


def test_a_rate_limit_dated_by_a_proxy_is_tried_again_soon(
    teller: SlackTeller, double: SlackDouble
) -> None:
    date = "Sun, 22 Nov 2026 00:00:00 GMT"
    double.script = [error("ratelimited", 429, Retry_After=date)]
    teller.tell(HELLO)
    assert double.requests == 2


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=500, body="<html>oops</html>"),
        Answer(status=503, body=""),
        error("internal_error", 500),
        error("fatal_error"),
    ],
)
def test_trouble_at_slack_is_tried_again(
    teller: SlackTeller, double: SlackDouble, answer: Answer
) -> None:
    double.script = [answer]
    teller.tell(HELLO)
    assert len(double.posts) == 1


def test_trying_again_prints_nothing(
    teller: SlackTeller, double: SlackDouble, capfd: pytest.CaptureFixture[str]
) -> None:
    double.script = [Answer(status=500, body="<html>oops</html>")] * 3
    refused = failure(teller, HELLO)
    assert str(refused) == "Slack does not take messages now (500); try again later"
    assert capfd.readouterr() == ("", "")


def test_trouble_that_stays_ends_after_a_few_attempts(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [error("internal_error", 500)] * 9
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellUnavailable)
    assert "500 internal_error" in str(refused)
    assert double.requests == 3


def test_a_time_out_is_not_tried_again_lest_it_be_told_twice(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [Answer(hang=True)]
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellUnavailable)
    assert str(refused) == (
        "Slack did not answer in time; the message may or may not stand in the channel"
    )
    assert double.requests == 1


def test_a_broken_connection_is_not_tried_again(
    teller: SlackTeller, double: SlackDouble
) -> None:
    double.script = [Answer(status=0)]
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellUnavailable)
    assert "RemoteDisconnected" in str(refused)
    assert double.requests == 1


def test_a_host_that_cannot_be_reached_is_said_so() -> None:
    teller = SlackTeller("xoxb-double", "http://127.0.0.1:9/api/", QUICK)
    refused = failure(teller, HELLO)
    assert isinstance(refused, TellUnavailable)
    assert "Slack cannot be reached" in str(refused)
    assert "Connection refused" in str(refused)


def test_a_host_that_takes_too_long_to_connect_is_not_told_twice() -> None:
    attempts = []

    def post() -> None:
        attempts.append(1)
        raise URLError(TimeoutError("timed out"))

    with pytest.raises(TellUnavailable, match="did not answer in time"):
        patiently(post, QUICK)
    assert len(attempts) == 1


def test_a_token_that_cannot_be_sent_is_said_so(double: SlackDouble) -> None:
    refused = failure(SlackTeller("xoxb-日本", double.api_url, QUICK), HELLO)
    assert isinstance(refused, TellRejected)
    assert "a token is plain letters and digits" in str(refused)


def test_an_address_that_is_none_is_said_so_without_showing_it() -> None:
    refused = failure(WebhookTeller("hooks.slack.com/services/secret", "#slo"), HELLO)
    assert isinstance(refused, TellRejected)
    assert "start with https://" in str(refused)
    assert "secret" not in str(refused)


def test_a_webhook_posts_to_its_own_channel(
    webhook: WebhookTeller, double: SlackDouble
) -> None:
    webhook.tell(replace(HELLO, thread=("`a`",)))
    assert [post.text for post in double.posts] == ["1 missed: train", "`a`"]
    assert double.posts[0].blocks == list(HELLO.blocks)


def test_a_webhook_names_the_channel_a_message_was_meant_for(
    webhook: WebhookTeller, double: SlackDouble
) -> None:
    webhook.tell(replace(HELLO, channel="#ml"))
    first = double.posts[0].blocks[0]
    assert first["elements"] == [
        {"type": "plain_text", "text": "-> #ml", "emoji": False}
    ]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(status=404, body="no_service"), "the webhook was removed"),
        (Answer(status=403, body="action_prohibited"), "an administrator forbade"),
        (Answer(status=410, body="channel_is_archived"), "the channel is archived"),
        (Answer(status=400, body="invalid_payload"), "refuses the message's form"),
    ],
)
def test_a_webhooks_refusal_has_a_remedy(
    webhook: WebhookTeller, double: SlackDouble, answer: Answer, words: str
) -> None:
    double.script = [answer]
    refused = failure(webhook, HELLO)
    assert isinstance(refused, TellRejected)
    assert words in str(refused)
    assert "secretsecret" not in str(refused)


def test_a_webhooks_trouble_is_tried_again(
    webhook: WebhookTeller, double: SlackDouble
) -> None:
    double.script = [
        Answer(status=500, body="rollup_error"),
        Answer(status=429, body="rate_limited", headers={"Retry-After": "0"}),
    ]
    webhook.tell(HELLO)
    assert double.requests == 3
