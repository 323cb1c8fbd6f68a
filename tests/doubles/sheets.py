"""The Sheets API over real HTTP: metadata, values:batchGet, tokens, and scripted trouble.

Every answer is checked against Google's discovery document before it is sent, and every
query parameter against the method's.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.doubles.discovery import check, document

COMMON = {"fields", "alt", "prettyPrint"}
"""Query parameters that every method takes."""

SPREADSHEETS = document("sheets", "v4")["resources"]["spreadsheets"]
METHOD = {"Spreadsheet": "get", "BatchGetValuesResponse": "batchGet"}
"""Which method answers with which schema."""

ACCOUNT = "slo-reader@project.iam.gserviceaccount.com"


@dataclass(frozen=True, kw_only=True)
class DoubleTab:
    """One tab: what values:batchGet says of it, and the metadata that matters."""

    title: str
    rows: list[list[Any]] = field(default_factory=list)
    kind: str = "GRID"
    merges: list[dict[str, int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A scripted answer: status 0 closes the connection, `wait` waits for the end."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    wait: bool = False


def _json(body: object) -> bytes:
    return json.dumps(body).encode()


def trouble(status: int, message: str, kind: str = "", **headers: str) -> Answer:
    """Return an answer in the form of Google's errors."""
    error = {"code": status, "message": message, "status": kind}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, body=_json({"error": error}), headers=named)


FORBIDDEN = trouble(403, "The caller does not have permission", "PERMISSION_DENIED")
MISSING = trouble(404, "Requested entity was not found.", "NOT_FOUND")
BUSY = trouble(429, "Quota exceeded for quota metric 'Read requests'", Retry_After="1")
UNAVAILABLE = trouble(503, "The service is currently unavailable.", "UNAVAILABLE")
BAD_GATEWAY = Answer(status=502, body=b"<html>Bad Gateway</html>")
HANG = Answer(status=200, wait=True)
CUT = Answer(status=0)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request as it came in."""

    path: str
    query: dict[str, list[str]]
    authorization: str | None


@dataclass(kw_only=True)
class SheetsDouble:
    """The service: its one spreadsheet, what it will say next, what it was asked."""

    spreadsheet_id: str = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"
    title: str = "SLOs"
    tabs: list[DoubleTab] = field(default_factory=list)
    script: list[Answer] = field(default_factory=list)
    requests: list[Seen] = field(default_factory=list)
    tokens: int = 0
    token_answer: Answer | None = None
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, query: dict[str, list[str]]) -> Answer:
        """Return the scripted answer if there is one, else the true one."""
        if self.script:
            return self.script.pop(0)
        root = f"/v4/spreadsheets/{self.spreadsheet_id}"
        if path == root:
            return _checked(
                "Spreadsheet", SPREADSHEETS["methods"], query, self._metadata()
            )
        if path == f"{root}/values:batchGet":
            return self._values(query)
        return MISSING

    def _metadata(self) -> dict[str, Any]:
        return {
            "spreadsheetId": self.spreadsheet_id,
            "properties": {
                "title": self.title,
                "locale": "ja_JP",
                "timeZone": "Asia/Tokyo",
            },
            "sheets": [_sheet(number, tab) for number, tab in enumerate(self.tabs)],
        }

    def _values(self, query: dict[str, list[str]]) -> Answer:
        by_name = {tab.title: tab for tab in self.tabs}
        names = [_unquoted(name) for name in query.get("ranges", [])]
        unknown = [name for name in names if name not in by_name]
        if unknown or not names:
            return trouble(400, f"Unable to parse range: {unknown}", "INVALID_ARGUMENT")
        show = _shown(query.get("valueRenderOption", ["FORMATTED_VALUE"])[0])
        found = [_value_range(by_name[name], show) for name in names]
        body = {"spreadsheetId": self.spreadsheet_id, "valueRanges": found}
        methods = SPREADSHEETS["resources"]["values"]["methods"]
        return _checked("BatchGetValuesResponse", methods, query, body)

    def service_account(self, folder: Path) -> Path:
        """Write a service account's key whose tokens this double gives."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        content = {
            "type": "service_account",
            "client_email": ACCOUNT,
            "private_key": pem.decode(),
            "token_uri": f"{self.url}/token",
        }
        path = folder / "key.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path


def _checked(
    schema: str,
    methods: dict[str, Any],
    query: dict[str, list[str]],
    body: dict[str, Any],
) -> Answer:
    """Return `body` as an answer, if Google could have said it to that question."""
    parameters = methods[METHOD[schema]]["parameters"]
    if unknown := set(query) - COMMON - set(parameters):
        return trouble(400, f"Unknown name {unknown}", "INVALID_ARGUMENT")
    check("sheets", "v4", schema, body)
    return Answer(status=200, body=_json(body))


def _sheet(number: int, tab: DoubleTab) -> dict[str, Any]:
    properties = {
        "sheetId": number,
        "title": tab.title,
        "index": number,
        "sheetType": tab.kind,
    }
    return {"properties": properties} | ({"merges": tab.merges} if tab.merges else {})


def _unquoted(name: str) -> str:
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _shown(option: str) -> Callable[[Any], Any]:
    """Return how cells are shown; the formatted text of numbers is not imitated."""
    return (lambda cell: cell) if option == "UNFORMATTED_VALUE" else str


def _value_range(tab: DoubleTab, show: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the cells without empty ones at the ends of rows and of the tab."""
    rows = [[show(cell) for cell in _trimmed(row, "")] for row in tab.rows]
    kept = _trimmed(rows, [])
    found = {"range": f"'{tab.title}'!A1:Z1000", "majorDimension": "ROWS"}
    return found | ({"values": kept} if kept else {})


def _trimmed(values: list[Any], empty: object) -> list[Any]:
    end = len(values)
    while end and values[end - 1] == empty:
        end -= 1
    return values[:end]


@contextmanager
def sheets_double(**known: Any) -> Iterator[SheetsDouble]:
    """Run the double on 127.0.0.1 until the block ends."""
    double = SheetsDouble(**known)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(double))
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield double
    finally:
        double.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(double: SheetsDouble) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            path, query = unquote(url.path), parse_qs(url.query)
            seen = Seen(
                path=path, query=query, authorization=self.headers["Authorization"]
            )
            double.requests.append(seen)
            self._send(double.answer(path, query))

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            double.tokens += 1
            body = {
                "access_token": "token-1",
                "expires_in": 3600,
                "token_type": "Bearer",
            }
            self._send(double.token_answer or Answer(status=200, body=_json(body)))

        def _send(self, answer: Answer) -> None:
            if answer.wait:
                double.over.wait(10)
            if answer.wait or answer.status == 0:
                self.close_connection = True
                return
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer.body)))
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    return Handler
