"""The API of Kubernetes over real HTTP: lists, chunked watches, and scripted trouble.

Its timeline is played by the test (`advance`): a list tells the state of that moment, a
watch what comes after its resourceVersion. Forms as recorded from a real API server.
"""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from typing import Any

from tests.doubles.kubernetes_answers import Answering
from tests.doubles.kubernetes_script import Fault, Script
from tests.doubles.kubernetes_timeline import Moment

__all__ = ["Fault", "KubernetesDouble", "kubernetes"]


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


class KubernetesDouble(Script):
    """The server: it may be cut, stopped, and started again on its port."""

    def __init__(self, timeline: Sequence[Moment]) -> None:
        super().__init__(timeline)
        self._port = 0
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def cut(self) -> None:
        """Break every connection."""
        super().cut()
        if self._server is not None:
            self._server.cut()

    def start(self) -> None:
        """Listen, after a stop on the same port."""
        handler = type("Handler", (Answering,), {"double": self})
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


@contextmanager
def kubernetes(timeline: Sequence[Moment] = ()) -> Iterator[KubernetesDouble]:
    """Serve until the end of the block."""
    double = KubernetesDouble(timeline)
    double.start()
    try:
        yield double
    finally:
        double.stop()
