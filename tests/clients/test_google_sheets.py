"""Google Sheets through real gspread, against a double that speaks HTTP."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import stamina

from slo_monitor.clients.google_sheets import (
    GoogleSheet,
    read_google_sheet,
    spreadsheet_id,
)
from slo_monitor.errors import (
    SloMonitorError,
    SourceBusy,
    SourceDown,
    SourceForbidden,
    SourceMissing,
    UsageError,
)
from slo_monitor.sources.sheet.grid import Tab, Workbook
from tests.doubles.sheets import (
    ACCOUNT,
    BAD_GATEWAY,
    BUSY,
    CUT,
    FORBIDDEN,
    HANG,
    MISSING,
    UNAVAILABLE,
    Answer,
    DoubleTab,
    SheetsDouble,
    sheets_double,
    trouble,
)

SLO_ROWS = [
    ["notes above", "", ""],
    [],
    ["target", "deadline", "mute until", "min rows", "owner"],
    ["cronjob:prod/ml/学習", 0.3125, 46357, 30, "@mle"],
    ["cronjob:prod/ml/x", 1.0625, "", True],
    ["", ""],
]


@pytest.fixture
def double() -> Iterator[SheetsDouble]:
    tabs = [
        DoubleTab(
            title="it's slo",
            rows=SLO_ROWS,
            merges=[
                {
                    "sheetId": 0,
                    "startRowIndex": 3,
                    "endRowIndex": 5,
                    "startColumnIndex": 4,
                    "endColumnIndex": 5,
                }
            ],
        ),
        DoubleTab(title="chart", kind="OBJECT"),
        DoubleTab(title="others", rows=[["a"]]),
        DoubleTab(title="Calendar", rows=[["date", "name"], [46357, "closed"]]),
        DoubleTab(title="maintenance"),
    ]
    with sheets_double(tabs=tabs) as running:
        yield running


@pytest.fixture(autouse=True)
def without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=10, cap=True):
        yield


def sheet(double: SheetsDouble) -> GoogleSheet:
    return GoogleSheet(spreadsheet_id=double.spreadsheet_id, api_url=double.url + "/")


def test_a_pass_is_two_requests_whatever_the_number_of_tabs(
    double: SheetsDouble,
) -> None:
    found = read_google_sheet(sheet(double))
    root = f"/v4/spreadsheets/{double.spreadsheet_id}"
    assert [seen.path for seen in double.requests] == [root, f"{root}/values:batchGet"]
    assert [tab.name for tab in found.tabs] == [
        "it's slo",
        "others",
        "Calendar",
        "maintenance",
    ]


def test_cells_come_unformatted_at_the_rows_that_people_see(
    double: SheetsDouble,
) -> None:
    found = read_google_sheet(replace(sheet(double), tab="it's slo"))
    calendar = (("date", "name"), (46357, "closed"))
    rows = (
        ("notes above",),
        (),
        ("target", "deadline", "mute until", "min rows", "owner"),
        ("cronjob:prod/ml/学習", 0.3125, 46357, 30, "@mle"),
        ("cronjob:prod/ml/x", 1.0625, None, True, "@mle"),
    )
    tabs = (Tab("it's slo", rows), Tab("Calendar", calendar), Tab("maintenance", ()))
    assert found == Workbook("SLOs", tabs)


def test_the_calendar_may_be_the_tab_that_was_asked_for(double: SheetsDouble) -> None:
    found = read_google_sheet(replace(sheet(double), tab="Calendar"))
    assert [tab.name for tab in found.tabs] == ["Calendar", "maintenance"]


def test_a_wrong_tab_is_told_with_the_tabs_there_are(double: SheetsDouble) -> None:
    with pytest.raises(UsageError, match=r"no tab 'SLO'.*it's slo, others, Calendar"):
        read_google_sheet(replace(sheet(double), tab="SLO"))
    assert len(double.requests) == 1


def test_a_tab_is_found_without_regard_to_case_and_blanks(double: SheetsDouble) -> None:
    found = read_google_sheet(replace(sheet(double), tab=" Others"))
    assert [tab.name for tab in found.tabs] == ["others", "Calendar", "maintenance"]


@pytest.mark.parametrize(
    "script",
    [[BUSY], [UNAVAILABLE], [BAD_GATEWAY], [CUT], [BUSY, BUSY, UNAVAILABLE, CUT]],
    ids=["429", "503", "502 of a proxy", "cut connection", "one after the other"],
)
def test_trouble_that_passes_is_waited_out(
    double: SheetsDouble, script: list[Answer]
) -> None:
    double.script = list(script)
    assert read_google_sheet(sheet(double)).name == "SLOs"
    assert len(double.requests) == 2 + len(script)


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (FORBIDDEN, SourceForbidden, "share the sheet with the account"),
        (
            trouble(403, "Request had insufficient authentication scopes."),
            SourceForbidden,
            "gcloud auth application-default login with --scopes",
        ),
        (
            trouble(403, "Google Sheets API has not been used in project 1 before"),
            SourceForbidden,
            "enable the Google Sheets API",
        ),
        (MISSING, SourceMissing, "no such sheet; check the id"),
        (
            trouble(400, "This operation is not supported for this document"),
            UsageError,
            "Save as Google Sheets",
        ),
        (
            Answer(status=200, body=b"<html>"),
            SourceDown,
            "not JSON; check sheet.api_url",
        ),
        (Answer(status=200, body=b'{"a": 1}'), SourceDown, "not one of the Sheets API"),
    ],
    ids=["403", "scopes", "API off", "404", "Excel in Drive", "HTML", "other JSON"],
)
def test_trouble_that_stays_is_told_at_once(
    double: SheetsDouble, answer: Answer, error: type[SloMonitorError], sentence: str
) -> None:
    double.script = [answer]
    with pytest.raises(error, match=sentence):
        read_google_sheet(sheet(double))
    assert len(double.requests) == 1


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (BUSY, SourceBusy, "read quota is used up"),
        (UNAVAILABLE, SourceDown, "HTTP 503 .The service is currently unavailable"),
        (BAD_GATEWAY, SourceDown, "HTTP 502 .<html>Bad Gateway"),
        (CUT, SourceDown, "could not be reached"),
    ],
    ids=["429", "503", "502", "cut connections"],
)
def test_retries_end(
    double: SheetsDouble, answer: Answer, error: type[SloMonitorError], sentence: str
) -> None:
    double.script = [answer] * 50
    with pytest.raises(error, match=sentence) as caught:
        read_google_sheet(sheet(double))
    assert caught.value.retryable
    assert len(double.requests) <= 10


def test_a_wait_that_the_deadline_does_not_allow_is_not_begun(
    double: SheetsDouble,
) -> None:
    double.script = [trouble(429, "Quota exceeded", Retry_After="3600")] * 9
    with pytest.raises(SourceBusy):
        read_google_sheet(sheet(double))
    assert len(double.requests) == 1


def test_a_date_in_retry_after_counts_as_none(double: SheetsDouble) -> None:
    double.script = [trouble(503, "x", Retry_After="Wed, 21 Oct 2026 07:28:00 GMT")]
    assert read_google_sheet(sheet(double)).name == "SLOs"


def test_an_answer_that_never_comes_is_given_up(double: SheetsDouble) -> None:
    double.script = [HANG] * 9
    with pytest.raises(SourceDown, match=r"no answer in 0\.1 s"):
        read_google_sheet(replace(sheet(double), timeout=0.1, deadline=0.3))


def test_a_service_that_is_not_there_is_told(double: SheetsDouble) -> None:
    with pytest.raises(SourceDown, match="could not be reached"):
        read_google_sheet(replace(sheet(double), api_url="http://127.0.0.1:1"))


@pytest.mark.parametrize("address", ["sheets.example.com", "http://"])
def test_a_wrong_address_is_told(double: SheetsDouble, address: str) -> None:
    with pytest.raises(UsageError, match=r"sheet\.api_url: '.*' is not an address"):
        read_google_sheet(replace(sheet(double), api_url=address))


def test_an_answer_without_a_tab_that_was_asked_for_is_no_sheet(
    double: SheetsDouble,
) -> None:
    body = b'{"properties": {"title": "t"}, "sheets": [{"properties": {"title": "a"}}]}'
    double.script = [Answer(status=200, body=body), Answer(status=200, body=b"{}")]
    with pytest.raises(SourceDown, match="asked for 1 tabs, got 0"):
        read_google_sheet(sheet(double))


def test_a_spreadsheet_of_charts_alone_is_told(double: SheetsDouble) -> None:
    double.tabs = [DoubleTab(title="chart", kind="OBJECT")]
    with pytest.raises(UsageError, match="no tab with cells"):
        read_google_sheet(sheet(double))


def test_a_service_account_gets_a_token_and_uses_it(
    double: SheetsDouble, tmp_path: Path
) -> None:
    key = double.service_account(tmp_path)
    read_google_sheet(replace(sheet(double), credentials_file=key))
    assert double.tokens == 1
    assert {seen.authorization for seen in double.requests} == {"Bearer token-1"}


def test_403_names_the_account_to_share_the_sheet_with(
    double: SheetsDouble, tmp_path: Path
) -> None:
    key = double.service_account(tmp_path)
    double.script = [FORBIDDEN]
    with pytest.raises(SourceForbidden, match=f"share the sheet with {ACCOUNT}"):
        read_google_sheet(replace(sheet(double), credentials_file=key))


def test_a_revoked_key_is_told(double: SheetsDouble, tmp_path: Path) -> None:
    key = double.service_account(tmp_path)
    double.token_answer = Answer(status=400, body=b'{"error": "invalid_grant"}')
    with pytest.raises(SourceForbidden, match="does not accept the credentials"):
        read_google_sheet(replace(sheet(double), credentials_file=key))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file"),
        ("{", "not the JSON key"),
        ("{}", "not the JSON key"),
    ],
)
def test_a_wrong_credentials_file_is_told(
    double: SheetsDouble, tmp_path: Path, content: str | None, sentence: str
) -> None:
    path = tmp_path / "key.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=f"sheet.credentials_file: .*{sentence}"):
        read_google_sheet(replace(sheet(double), credentials_file=path))


def test_no_credentials_at_all_are_told(
    double: SheetsDouble, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # What google.auth looks at, in its order; the metadata server is switched off.
    monkeypatch.delenv("GOOGLE_APPLICATION_CREDENTIALS", raising=False)
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("NO_GCE_CHECK", "true")
    with pytest.raises(UsageError, match="no credentials for Google Sheets"):
        read_google_sheet(replace(sheet(double), api_url=None))


ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://docs.google.com/spreadsheets/d/{ID}/edit#gid=0", ID),
        (f"https://docs.google.com/spreadsheets/d/{ID}", ID),
        (f"docs.google.com/spreadsheets/u/1/d/{ID}/edit?usp=sharing", ID),
        (f"https://drive.google.com/open?id={ID}", ID),
        (f"https://docs.google.com/spreadsheets/ccc?key={ID}&hl=ja", ID),
        (f" {ID}\n", ID),
        ("slos.csv", None),
        ("sheets/slos", None),
        ("slos", None),
        (f"{ID}.xlsx", None),
        (f"folder/{ID}", None),
        ("https://example.com/slos.csv", None),
    ],
)
def test_an_address_or_an_id_is_told_from_a_file_name(
    text: str, expected: str | None
) -> None:
    assert spreadsheet_id(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://docs.google.com/spreadsheets/d/e/2PACX-1vQ/pubhtml",
        "https://docs.google.com/document/d/abc/edit",
        "https://drive.google.com/drive/my-drive",
    ],
)
def test_an_address_of_something_else_is_told_with_the_remedy(text: str) -> None:
    with pytest.raises(UsageError, match="open the sheet and copy the address"):
        spreadsheet_id(text)
