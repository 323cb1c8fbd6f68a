"""Slack itself, through slack-sdk: a bot token, or an incoming webhook.

Tried again: 429 (when Slack says so), answers of 5xx and refused connections. Not tried
again: a time-out, since the message may already stand in the channel.
"""

from slo_monitor.clients.slack_errors import refusal
from slo_monitor.clients.slack_patience import Patience, patiently, silent
from slo_monitor.clients.tellers import Block, SlackMessage

SLACK_API = "https://slack.com/api/"

_OK = 200


class SlackTeller:
    """Posts with a bot token: chat.postMessage, further parts into the message's thread."""

    def __init__(
        self, token: str, api_url: str = SLACK_API, patience: Patience | None = None
    ) -> None:
        from slack_sdk import WebClient

        self._patience = patience or Patience()
        self._client = WebClient(
            token=token,
            base_url=api_url,
            timeout=self._patience.timeout,
            retry_handlers=[],
            logger=silent(),
        )

    def tell(self, message: SlackMessage) -> None:
        """Post `message`; TellRejected or TellUnavailable with one sentence."""
        blocks = [dict(block) for block in message.blocks]
        channel, thread = self._post(message.channel, message.text, blocks)
        for reply in message.thread:
            self._post(channel, reply, thread=thread)

    def _post(
        self,
        channel: str,
        text: str,
        blocks: list[dict[str, object]] | None = None,
        thread: str | None = None,
    ) -> tuple[str, str]:
        """The channel's id and the message's `ts`, as Slack answers."""
        from slack_sdk.errors import SlackApiError

        def once() -> tuple[str, str]:
            try:
                answer = self._client.chat_postMessage(
                    channel=channel,
                    text=text,
                    blocks=blocks,
                    thread_ts=thread,
                    unfurl_links=False,
                    unfurl_media=False,
                )
            except SlackApiError as error:
                response = error.response
                wait = response.headers.get("Retry-After")
                said = str(response.get("error", ""))
                raise refusal(response.status_code, said, wait) from error
            return str(answer["channel"]), str(answer["ts"])

        return patiently(once, self._patience)


class WebhookTeller:
    """Posts to an incoming webhook, which has one channel of its own: `channel`.

    A message meant for another channel says so at its top. A webhook knows no threads:
    further parts follow as messages. The address is a secret and never shown.
    """

    def __init__(
        self, url: str, channel: str, patience: Patience | None = None
    ) -> None:
        from slack_sdk.webhook import WebhookClient

        self._channel = channel
        self._patience = patience or Patience()
        self._client = WebhookClient(
            url, timeout=self._patience.timeout, retry_handlers=[], logger=silent()
        )

    def tell(self, message: SlackMessage) -> None:
        """Post `message`; TellRejected or TellUnavailable with one sentence."""
        blocks: list[Block] = list(message.blocks)
        if message.channel != self._channel:
            blocks.insert(0, _meant_for(message.channel))
        self._post(text=message.text, blocks=blocks)
        for reply in message.thread:
            self._post(text=reply)

    def _post(self, **content: object) -> None:
        def once() -> None:
            answer = self._client.send_dict(
                {**content, "unfurl_links": False, "unfurl_media": False}
            )
            if answer.status_code != _OK:
                wait = answer.headers.get("Retry-After")
                raise refusal(answer.status_code, answer.body, wait)

        patiently(once, self._patience)


def _meant_for(channel: str) -> Block:
    text = {"type": "plain_text", "text": f"-> {channel}", "emoji": False}
    return {"type": "context", "elements": [text]}
