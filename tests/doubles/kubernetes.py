"""The API of Kubernetes over real HTTP: lists, chunked watches, and scripted trouble.

Its timeline is played by the test (`advance`): a list tells the state of that moment, a
watch what comes after its resourceVersion. Forms as recorded from a real API server.
"""

import json
import socket
import threading
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

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


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What goes wrong with one request, after `after` lines where it is a watch.

    `status` answers with it; `error` is the code of an ERROR line; `raw` is sent as it is;
    `half` sends half of the next line (of the list's body) first. Then `then`: go on,
    orderly `end`, `cut` the connection, or `hang` until the double is closed or cut.
    """

    after: int = 0
    status: int = 0
    retry_after: int | None = None
    message: str = "as the test wants it"
    error: int = 0
    raw: bytes = b""
    half: bool = False
    then: str = "go on"
    twice: bool = False
    swap: bool = False
    slow: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was asked."""

    verb: str
    resource: str
    asked: dict[str, str]
    authorization: str | None


class KubernetesDouble:
    """The timeline, how far it has been played, and what is to go wrong."""

    def __init__(self, timeline: Sequence[Moment]) -> None:
        self.timeline = timeline
        self.requests: list[Request] = []
        self.most_in_page = 500
        self.bookmark_every: float | None = None
        self.clock_ahead = 0.0
        self.token: str | None = None
        self.always: dict[tuple[str, str], Fault] = {}
        self.changed = threading.Condition()
        self.played = 0
        self.epoch = 0
        self.bookmarks = 0
        self.compacted = 0
        self._faults: defaultdict[tuple[str, str], deque[Fault]] = defaultdict(deque)
        self._port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def version(self) -> int:
        """Of the newest change that was played."""
        return self.timeline[self.played - 1].version if self.played else 1

    def advance(self, moments: int | None = None) -> None:
        """Let so many more changes happen (all that are left)."""
        with self.changed:
            left = len(self.timeline) - self.played
            self.played += left if moments is None else min(moments, left)
            self.changed.notify_all()

    def play_to(self, version: int) -> None:
        """Let everything up to `version` happen."""
        self.advance(sum(each.version <= version for each in self._future()))

    def fail(self, verb: str, resource: str, *faults: Fault) -> None:
        """Script the next requests of this kind."""
        self._faults[verb, resource].extend(faults)

    def fault(self, verb: str, resource: str) -> Fault:
        """What is to go wrong with this request."""
        queue = self._faults[verb, resource]
        return queue.popleft() if queue else self.always.get((verb, resource), Fault())

    def compact(self) -> None:
        """Forget all but the present state: older versions are gone."""
        self.compacted = self.version

    def bookmark(self) -> None:
        """Send one to each watch that gets them."""
        with self.changed:
            self.bookmarks += 1
            self.changed.notify_all()

    def cut(self) -> None:
        """Break every connection."""
        with self.changed:
            self.epoch += 1
            self.changed.notify_all()
        if self._server is not None:
            self._server.cut()

    def asked(self, verb: str, resource: str) -> int:
        """How many such requests came."""
        return sum((r.verb, r.resource) == (verb, resource) for r in self.requests)

    def start(self) -> None:
        """Listen, after a stop on the same port."""
        handler = type("Handler", (_Handler,), {"double": self})
        self._server = _Server(("127.0.0.1", self._port), handler)
        self._port = self._server.server_port
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Break all connections and listen no more."""
        server, thread = self._server, self._thread
        if server is None or thread is None:
            return
        server.shutdown()
        thread.join()
        self.cut()
        server.server_close()
        self._server = None

    def _future(self) -> Sequence[Moment]:
        return self.timeline[self.played :]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._connections: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        """Break every connection."""
        for each in list(self._connections):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Connections are broken on purpose."""


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


class _Handler(BaseHTTPRequestHandler):
    double: KubernetesDouble
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


@contextmanager
def kubernetes(timeline: Sequence[Moment] = ()) -> Iterator[KubernetesDouble]:
    """Serve until the end of the block."""
    double = KubernetesDouble(timeline)
    double.start()
    try:
        yield double
    finally:
        double.stop()
