"""What comes in over HTTP, read into requests: JSON, forms, and uploads of either kind."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = b'{"access_token": "a-token", "expires_in": 3600, "token_type": "Bearer"}'


@dataclass(frozen=True)
class Seen:
    """A request as it came in; `data` is what was uploaded, `span` its Content-Range."""

    method: str
    path: str
    body: dict[str, Any]
    authorization: str | None
    data: bytes = b""
    span: str = ""
    host: str = ""


@dataclass(frozen=True)
class Answer:
    """What goes out."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


Answering = Callable[[Seen, dict[str, list[str]]], Answer]


def handler(answering: Answering) -> type[BaseHTTPRequestHandler]:
    """A handler that hands every request to `answering`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            url = urlsplit(self.path)
            sent = self.rfile.read(length)
            if url.path == "/token":  # asked for with a form
                self._send(Answer(200, TOKEN))
                return
            with suppress(BrokenPipeError, ConnectionResetError):  # nobody waits
                seen = _seen(self, unquote(url.path), sent)
                self._send(answering(seen, parse_qs(url.query)))

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body)))
            for header in answer.headers:
                self.send_header(*header)
            self.end_headers()
            self.wfile.write(answer.body)

        do_POST = do_PUT = do_GET  # noqa: N815 - names that http.server looks for

        def log_message(self, *_: Any) -> None:
            """Stay silent."""

    return Handler


def _seen(asked: BaseHTTPRequestHandler, path: str, sent: bytes) -> Seen:
    kind = asked.headers.get("Content-Type") or ""
    body: dict[str, Any] = {}
    data = b""
    if kind.startswith("multipart/"):
        body, data = _parts(kind, sent)
    elif asked.command == "PUT":
        data = sent
    elif sent:
        body = json.loads(sent)
    return Seen(
        method=asked.command,
        path=path,
        body=body,
        authorization=asked.headers.get("Authorization"),
        data=data,
        span=asked.headers.get("Content-Range") or "",
        host=asked.headers.get("Host") or "",
    )


def _parts(content_type: str, sent: bytes) -> tuple[dict[str, Any], bytes]:
    """The job and the data of a multipart upload."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + sent)
    assert message.get_content_type() == "multipart/related", content_type
    job, data = message.get_payload()
    return json.loads(_payload(job)), _payload(data)


def _payload(part: Any) -> bytes:
    held = part.get_payload(decode=True)
    assert isinstance(held, bytes)
    return held
