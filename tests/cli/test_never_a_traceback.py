"""Whatever stands in a file, the answer is a code and a sentence."""

import gzip
import io
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cli.calls import AT, good_files
from tests.scenarios.kubernetes import ran
from tests.scenarios.stories import Answer, call

ALLOWED = {0, 2, 3}
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=10)
    | st.sampled_from(["Event", "List", "Job", "CronJob", "ADDED", "batch/v1", "v1"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("kind", "apiVersion", "items", "type", "object", "metadata"),
                    *("status", "spec", "involvedObject", "reason", "message"),
                    *("lastTimestamp", "creationTimestamp", "name", "namespace"),
                    *("jsonPayload", "resource", "labels", "table", "arrived_at"),
                    *("conditions", "ownerReferences", "annotations", "active"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def judged(option: str, content: bytes, name: str = "given.json") -> Answer:
    with tempfile.TemporaryDirectory() as folder:
        sheet, events, arrivals = good_files(Path(folder))
        path = Path(folder) / name
        path.write_bytes(content)
        argv = {"--sheet": sheet, "--events": events, "--arrivals": arrivals}
        argv[option] = path
        named = [each for pair in argv.items() for each in pair]
        return call("check", *named, "--cluster", "prod", "--at", AT)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
@pytest.mark.parametrize("option", ["--events", "--arrivals"])
def test_any_bytes_as_evidence_give_a_code_and_a_sentence(
    option: str, content: bytes
) -> None:
    answer = judged(option, content)
    assert answer.code in ALLOWED
    assert answer.code == 0 or answer.err.strip()


@settings(max_examples=60, deadline=None)
@given(JSON)
@pytest.mark.parametrize("option", ["--events", "--arrivals"])
def test_any_json_as_evidence_gives_a_code(option: str, value: object) -> None:
    answer = judged(option, json.dumps(value).encode())
    assert answer.code in ALLOWED


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_real_event_with_any_part_replaced_gives_a_code(data: st.DataObject) -> None:
    event = ran("train", "11-22 02:00", "11-22 05:00")[1]
    key = data.draw(st.sampled_from(sorted(event)))
    event[key] = data.draw(JSON)
    assert judged("--events", json.dumps(event).encode()).code in ALLOWED


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
@pytest.mark.parametrize("name", ["s.csv", "s.xlsx", "s.ods"])
def test_any_bytes_as_a_sheet_give_a_code_and_a_sentence(
    name: str, content: bytes
) -> None:
    answer = judged("--sheet", content, name)
    assert answer.code in ALLOWED
    assert answer.code == 0 or answer.err.strip()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=6))
def test_any_cells_under_a_header_give_a_code(rows: list[list[str]]) -> None:
    header = ["target", "deadline", "days", "mute until"]
    text = "\n".join(",".join(map(json.dumps, row)) for row in [header, *rows])
    content = text.encode("utf-8", "replace")
    assert judged("--sheet", content, "s.csv").code in ALLOWED


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=1))
def test_a_gzip_cut_anywhere_gives_a_code(cut: int) -> None:
    seen = ran("train", "11-22 02:00", "11-22 05:00")
    whole = gzip.compress("\n".join(map(json.dumps, seen)).encode())
    answer = judged("--events", whole[: cut % len(whole)])
    assert answer.code in {0, 3}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_as_a_config_give_a_code_and_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheet, events, _ = good_files(Path(folder))
        config = Path(folder) / "c.yaml"
        config.write_bytes(content)
        argv = ["--sheet", sheet, "--events", events, "--config", config, "--at", AT]
        answer = call("check", *argv)
    assert answer.code in ALLOWED
    assert answer.code == 0 or answer.err.strip()


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
@pytest.mark.parametrize("option", ["--at", "--since", "--fail-on", "--complete-until"])
def test_any_text_as_an_option_gives_a_code(option: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sheet, events, _ = good_files(Path(folder))
        argv = ["--sheet", sheet, "--events", events]
        answer = call("check", *argv, f"{option}={text}")
    assert answer.code in {0, 1, 2, 3}


@pytest.mark.parametrize(
    "at",
    [
        *("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        *("0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-05:00"),
        *("1900-01-01T00:00:00Z", "2999-01-01T00:00:00Z"),
    ],
)
def test_the_ends_of_time_give_a_code_and_a_sentence(tmp_path: Path, at: str) -> None:
    sheet, events, arrivals = good_files(tmp_path)
    argv = ["--sheet", sheet, "--events", events, "--arrivals", arrivals]
    answer = call("check", *argv, "--at", at)
    assert answer.code in ALLOWED
    assert answer.code == 0 or answer.err.strip()


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"kind":"List","items":' + "[" * 100_000,
    ],
)
def test_deep_json_gives_a_code(text: str) -> None:
    answer = judged("--events", text.encode())
    assert answer.code == 3


def test_stdin_is_read_as_a_file(tmp_path: Path) -> None:
    sheet, events, arrivals = good_files(tmp_path)
    argv = ["--sheet", sheet, "--events", "-", "--arrivals", arrivals, "--at", AT]
    done = run_with_input(argv, events.read_bytes())
    assert done.returncode == 0
    train = next(
        each
        for each in json.loads(done.stdout)["verdicts"]
        if each["target"] == "cronjob:prod/ml/train" and each["status"] != "pending"
    )
    assert train["status"] == "met"


def test_gzip_on_stdin_is_known_by_its_content(tmp_path: Path) -> None:
    sheet, events, arrivals = good_files(tmp_path)
    argv = ["--sheet", sheet, "--events", "-", "--arrivals", arrivals, "--at", AT]
    done = run_with_input(argv, gzip.compress(events.read_bytes()))
    assert done.returncode == 0
    assert b'"met"' in done.stdout


def test_an_empty_stdin_is_no_traceback(tmp_path: Path) -> None:
    sheet, _, arrivals = good_files(tmp_path)
    argv = ["--sheet", sheet, "--events", "-", "--arrivals", arrivals, "--at", AT]
    done = run_with_input(argv, b"")
    assert done.returncode in ALLOWED
    assert b"Traceback" not in done.stderr


def run_with_input(
    argv: list[object], given: bytes
) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "slo_monitor", "check", "--format", "json"]
    return subprocess.run(
        [*command, *map(str, argv)], input=given, capture_output=True, check=False
    )


@pytest.mark.parametrize("kind", ["letters", "one string", "spaces", "gzip"])
def test_100_mb_of_one_line_is_answered_in_bounded_memory(
    tmp_path: Path, kind: str
) -> None:
    sheet, _, arrivals = good_files(tmp_path)
    huge = tmp_path / "huge.json"
    chunk = {"spaces": b" "}.get(kind, b"x") * 1_000_000
    with huge.open("wb") as plain:
        file: io.BufferedIOBase | gzip.GzipFile = plain
        if kind == "gzip":
            file = gzip.GzipFile(fileobj=plain, mode="wb", compresslevel=1)
        if kind == "one string":
            file.write(b'{"kind":"Event","message":"')
        for _ in range(100):
            file.write(chunk)
        if file is not plain:
            file.close()
    command = [sys.executable, "-m", "slo_monitor", "check", "--at", AT]
    argv = ["--sheet", sheet, "--events", huge, "--arrivals", arrivals]
    limit = 700 * 1024 * 1024
    done = subprocess.run(
        [*command, *map(str, argv)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit)),
    )
    assert done.returncode == (0 if kind == "spaces" else 3), done.stderr[-500:]
    assert "Traceback" not in done.stderr
    if kind != "spaces":
        assert "huge.json" in done.stderr
