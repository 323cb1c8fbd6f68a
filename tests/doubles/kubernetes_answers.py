"""How the double of Kubernetes answers: lists, chunked watches, refusals, and faults."""

import json
import socket
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from time import monotonic, time
from urllib.parse import parse_qsl, urlsplit

from tests.doubles.kubernetes_script import Fault, Request, Script
from tests.doubles.kubernetes_timeline import (
    PATHS,
    Moment,
    bookmark,
    page,
    refusal,
    selected,
    state,
)

_RESOURCES = {path: resource for resource, path in PATHS.items()}
_REASONS = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    410: "Expired",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
}
_TOO_OLD = "The resourceVersion for the provided watch is too old."


@dataclass
class _Cut(Exception):
    """The connection is to be broken."""


@dataclass
class _Sending:
    """One watch: what it has sent, and its fault."""

    fault: Fault
    sent: int = 0
    held: Moment | None = None
    cursor: int = 0
    deadline: float = 0.0
    bookmarks: int = 0
    next_bookmark: float = field(default=float("inf"))


class Answering(BaseHTTPRequestHandler):
    double: Script
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        asked = dict(parse_qsl(url.query))
        resource = _RESOURCES.get(url.path, "")
        verb = "watch" if asked.get("watch") in {"1", "true"} else "list"
        verb = "probe" if asked.get("limit") == "1" else verb
        authorization = self.headers["Authorization"]
        request = Request(
            verb=verb, resource=resource, asked=asked, authorization=authorization
        )
        self.epoch = self.double.epoch
        self.double.requests.append(request)
        with suppress(OSError):
            try:
                self._answer(request)
            except _Cut:
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, request: Request) -> None:
        token = self.double.token
        if not request.resource:
            self._refuse(404, "the server could not find the requested resource")
            return
        if token is not None and request.authorization != f"Bearer {token}":
            self._refuse(401, "Unauthorized")
            return
        fault = self.double.fault(request.verb, request.resource)
        if fault.slow:
            self._hang(fault.slow)
        if fault.status:
            self._refuse(fault.status, fault.message, fault.retry_after)
        elif request.verb == "watch":
            self._watch(request, fault)
        else:
            self._list(request, fault)

    def _refuse(self, code: int, message: str, wait: int | None = None) -> None:
        reason = _REASONS.get(code, "Unknown")
        body = json.dumps(refusal(code, reason, message)).encode()
        self._send(code, body, {} if wait is None else {"Retry-After": str(wait)})

    def _send(self, code: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _list(self, request: Request, fault: Fault) -> None:
        double = self.double
        token = request.asked.get("continue", "")
        version, _, start = token.partition(":")
        if token and int(version) < double.compacted:
            self._refuse(410, "The provided continue parameter is too old.")
            return
        at = int(version) if token else double.version
        known = [m for m in double.timeline[: double.played] if m.version <= at]
        selector = request.asked.get("fieldSelector", "")
        there = selected(state(known, request.resource), selector)
        first = int(start or 0)
        end = first + min(int(request.asked.get("limit", 500)), double.most_in_page)
        left = max(0, len(there) - end)
        onward = f"{at}:{end}" if left else ""
        body = page(request.resource, there[first:end], at, onward, left)
        self._send_list(fault.raw or body, fault)

    def _send_list(self, body: bytes, fault: Fault) -> None:
        if fault.then == "go on":
            self._send(200, body, {})
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if fault.half else b"")
        self._finish(fault.then)

    def _watch(self, request: Request, fault: Fault) -> None:
        double = self.double
        start = int(request.asked["resourceVersion"])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if start < double.compacted:
            self._error(410, _TOO_OLD)
            return
        sending = _Sending(
            fault=fault,
            cursor=sum(each.version <= start for each in double.timeline),
            deadline=monotonic() + float(request.asked.get("timeoutSeconds", 1800)),
            bookmarks=double.bookmarks,
        )
        if double.bookmark_every is not None:
            sending.next_bookmark = monotonic() + double.bookmark_every
        while monotonic() < sending.deadline:
            moments = self._wait(request, sending)
            if not self._deliver(moments, sending):
                return
            self._bookmark(request, sending)
        self._chunk(b"")

    def _wait(self, request: Request, sending: _Sending) -> list[Moment]:
        """What has happened since; waits for something to happen."""
        double = self.double
        with double.changed:
            if sending.cursor >= double.played and not self._trips(sending):
                until = min(sending.deadline, sending.next_bookmark)
                double.changed.wait(max(0.0, until - monotonic()))
            moments = double.timeline[sending.cursor : double.played]
            sending.cursor = max(sending.cursor, double.played)
        if double.epoch != self.epoch:
            raise _Cut
        of = [each for each in moments if each.resource == request.resource]
        return selected(of, request.asked.get("fieldSelector", ""))

    @staticmethod
    def _trips(sending: _Sending) -> bool:
        """Whether the fault comes now, without a further line."""
        fault = sending.fault
        harmless = fault.then == "go on" and not fault.error and not fault.raw
        return not harmless and not fault.half and sending.sent >= fault.after

    def _deliver(self, moments: list[Moment], sending: _Sending) -> bool:
        """Send lines until the fault ends the watch; whether it goes on."""
        fault = sending.fault
        if fault.swap:
            pairs = [moments[i : i + 2] for i in range(0, len(moments), 2)]
            moments = [each for pair in pairs for each in reversed(pair)]
        for each in moments:
            if self._trips(sending):
                return self._trip(sending)
            if fault.half and sending.sent >= fault.after:
                self._chunk(each.line[: len(each.line) // 2])
                return self._trip(sending)
            self._chunk(each.line * (2 if fault.twice else 1))
            sending.sent += 1
        return not self._trips(sending) or self._trip(sending)

    def _trip(self, sending: _Sending) -> bool:
        fault = sending.fault
        sending.fault = Fault()
        if fault.raw:
            self._chunk(fault.raw)
        if fault.error:
            self._error(fault.error, fault.message)
            return False
        if fault.then == "go on":
            return True
        self._finish(fault.then)
        return False

    def _bookmark(self, request: Request, sending: _Sending) -> None:
        due = self.double.bookmarks > sending.bookmarks
        if monotonic() >= sending.next_bookmark:
            sending.next_bookmark = monotonic() + (self.double.bookmark_every or 0)
            due = True
        sending.bookmarks = self.double.bookmarks
        # No watch cache stands before events: they never get one.
        wanted = request.asked.get("allowWatchBookmarks") == "true"
        if due and wanted and request.resource != "events":
            # Only what this watch has been sent: more may have happened meanwhile.
            newest = self.double.timeline[sending.cursor - 1].version
            self._chunk(bookmark(request.resource, newest if sending.cursor else 1))

    def _error(self, code: int, message: str) -> None:
        status = refusal(code, _REASONS.get(code, "Unknown"), message)
        line = json.dumps({"type": "ERROR", "object": status}).encode() + b"\n"
        self._chunk(line)
        self._chunk(b"")

    def _finish(self, then: str) -> None:
        if then == "end":
            self._chunk(b"")
            return
        if then == "hang":
            self._hang(60)
        raise _Cut

    def _hang(self, seconds: float) -> None:
        end = monotonic() + seconds
        while monotonic() < end and self.double.epoch == self.epoch:
            with self.double.changed:
                self.double.changed.wait(end - monotonic())

    def _chunk(self, content: bytes) -> None:
        self.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))

    def date_time_string(self, timestamp: float | None = None) -> str:
        now = time() if timestamp is None else timestamp
        return super().date_time_string(now + self.double.clock_ahead)  # type: ignore[arg-type] # typeshed says int

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 # its name upstream
        """Say nothing."""
