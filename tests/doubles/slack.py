"""Slack over real HTTP: chat.postMessage, incoming webhooks, and scripted trouble.

Arguments are checked against Slack's published list, answers against its published schema
(tests/data/slack_chat_post_message.json, of 2020; codes that came later are named below).
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from jsonschema import Draft4Validator

from tests.doubles.slack_blocks import complaint

_SPEC = json.loads(
    (Path(__file__).parents[1] / "data" / "slack_chat_post_message.json").read_text()
)
_NEWER_ARGUMENTS = {"metadata", "markdown_text"}
_NEWER_CODES = {
    "ratelimited",
    "invalid_blocks",
    "msg_blocks_too_long",
    "restricted_action",
    "token_revoked",
    "missing_scope",
    "internal_error",
    "fatal_error",
}
LONGEST_TEXT = 40_000


@dataclass(frozen=True, kw_only=True)
class Post:
    """A message that Slack took."""

    channel: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A scripted answer: status 0 closes the connection, `hang` gives none until the end."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    hang: bool = False


def error(code: str, status: int = 200, **headers: str) -> Answer:
    """An error of chat.postMessage, in the form Slack gives it."""
    body = {"ok": False, "error": code}
    if code not in _NEWER_CODES:
        _check("error", body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body=json.dumps(body), headers=named)


class SlackDouble:
    """The server's address, what it knows, and what was posted."""

    def __init__(self, address: str) -> None:
        self.api_url = f"{address}/api/"
        self.webhook_url = f"{address}/services/T00000000/B00000000/secretsecret"
        self.token = "xoxb-double"
        self.channels = {"#slo": "C0000000SLO", "#ml": "C00000000ML"}
        self.webhook_channel = "#slo"
        self.script: list[Answer] = []
        self.posts: list[Post] = []
        self.requests = 0
        self.over = threading.Event()

    def post_message(self, authorization: str | None, sent: dict[str, Any]) -> Answer:
        """Answer chat.postMessage."""
        assert set(sent) <= {*_SPEC["parameters"], *_NEWER_ARGUMENTS}, sorted(sent)
        if authorization != f"Bearer {self.token}":
            return error("invalid_auth")
        channel = self.channels.get(sent["channel"], sent["channel"])
        if channel not in self.channels.values():
            return error("channel_not_found")
        wrong = _wrong(sent)
        if wrong:
            return error(wrong)
        self._take(channel, sent)
        ts = f"{1_795_000_000 + len(self.posts)}.000100"
        message = {
            "type": "message",
            "subtype": "bot_message",
            "text": sent["text"],
            "ts": ts,
            "bot_id": "B0DOUBLE00",
        }
        body = {"ok": True, "channel": channel, "ts": ts, "message": message}
        _check("success", body)
        return Answer(body=json.dumps(body))

    def webhook(self, sent: dict[str, Any]) -> Answer:
        """Answer an incoming webhook: plain words, and HTTP statuses that mean something."""
        assert set(sent) <= {"text", "blocks", "unfurl_links", "unfurl_media"}
        if _wrong(sent):
            return Answer(status=400, body="invalid_blocks")
        self._take(self.channels[self.webhook_channel], sent)
        return Answer(body="ok")

    def _take(self, channel: str, sent: dict[str, Any]) -> None:
        post = Post(
            channel=channel,
            text=sent["text"],
            blocks=sent.get("blocks", []),
            thread_ts=sent.get("thread_ts"),
        )
        self.posts.append(post)


def _wrong(sent: dict[str, Any]) -> str | None:
    if not sent.get("text"):
        return "no_text"
    if len(sent["text"]) > LONGEST_TEXT:
        return "msg_too_long"
    return complaint(sent["blocks"]) if "blocks" in sent else None


def _check(schema: str, body: object) -> None:
    whole = {**_SPEC[schema], "definitions": _SPEC["definitions"]}
    Draft4Validator(whole).validate(body)


class _Handler(BaseHTTPRequestHandler):
    double: SlackDouble

    def do_POST(self) -> None:
        double = self.double
        double.requests += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = double.script.pop(0) if double.script else self._answer(body)
        if answer.hang:
            double.over.wait(timeout=30)
        if answer.hang or not answer.status:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        content = answer.body.encode()
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _answer(self, body: bytes) -> Answer:
        assert self.headers["Content-Type"] == "application/json;charset=utf-8"
        sent = json.loads(body)
        if self.path == "/api/chat.postMessage":
            return self.double.post_message(self.headers["Authorization"], sent)
        if self.double.webhook_url.endswith(self.path):
            return self.double.webhook(sent)
        return Answer(status=404, body="no_service")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # its name upstream
        """Say nothing."""


@contextmanager
def slack() -> Iterator[SlackDouble]:
    """Serve until the end of the block."""
    handler = type("Handler", (_Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        double = SlackDouble(f"http://127.0.0.1:{server.server_port}")
        handler.double = double  # type: ignore[attr-defined] # the class made above
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield double
        finally:
            double.over.set()
            server.shutdown()
            thread.join()
