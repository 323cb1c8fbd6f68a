"""0 the pass was made, 1 --fail-on or problems, 2 cannot be used, 3 a source was not read."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.calls import AT, check, sources
from tests.scenarios.kubernetes import cronjob, z
from tests.scenarios.stories import Teller, call


def test_a_good_pass_is_0(tmp_path: Path) -> None:
    answer = check(tmp_path)
    assert (answer.code, answer.err) == (0, "")


def test_a_pass_with_misses_is_0_without_fail_on(tmp_path: Path) -> None:
    told = Teller(tmp_path)
    answer = told.check(
        "target|deadline\ncronjob:prod/a/b|07:30", seen=[], at="11-22 08:00"
    )
    assert answer.verdicts[0] == "b 11-22 07:30 missed never_seen -"
    assert answer.code == 0


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ("missed", 1),
        ("missed,late", 1),
        ("late , missed", 1),
        ("late", 0),
        ("pending", 1),
        ("met,near_miss,at_risk,unknown,excused", 0),
    ],
)
def test_fail_on_makes_it_1(tmp_path: Path, statuses: str, code: int) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/a/b|07:30",
        seen=[],
        at="11-22 08:00",
        options=["--fail-on", statuses],
    )
    assert answer.code == code


def test_3_wins_over_1(tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"kind": "List", "items": [')
    answer = check(tmp_path, "--events", broken, "--fail-on", "met,pending")
    assert answer.code == 3
    assert "broken.json" in answer.err


def test_without_any_source_the_pass_is_made_and_says_so(tmp_path: Path) -> None:
    sheet = Teller(tmp_path).sheet("target|deadline\ncronjob:prod/a/b|07:30")
    answer = call("check", "--sheet", sheet, "--at", AT)
    assert answer.code in {0, 3}
    assert "--events" in answer.out + answer.err


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nonsense"],
        ["check", "--nonsense"],
        ["check", "--format", "yaml"],
        ["check", "--at", "tomorrow"],
        ["check", "--at", "2026-11-22T08:00:00"],
        ["check", "--since", "yesterday"],
        ["check", "--since", "-3h"],
        ["check", "--fail-on", "mised"],
        ["check", "--complete-until", "noon"],
        ["check", "--sheet", "absent.csv"],
        ["check", "--config", "absent.yaml"],
        ["check"],
        ["explain"],
        ["explain", "cronjob:prod/ml/train"],
        ["explain", "train"],
        ["sheet"],
        ["sheet", "validate"],
        ["sheet", "validate", "absent.csv"],
        ["sheet", "template", "slos.docx"],
    ],
)
def test_what_cannot_be_used_is_2_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = call(*argv)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.strip()
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("option", ["--events", "--arrivals"])
def test_a_named_file_that_is_missing_is_2_and_named(
    tmp_path: Path, option: str
) -> None:
    answer = check(tmp_path, option, tmp_path / "absent.json")
    assert answer.code == 2
    assert "absent.json" in answer.err


def test_a_wrong_status_names_the_known_ones(tmp_path: Path) -> None:
    answer = check(tmp_path, "--fail-on", "mised")
    assert "mised" in answer.err
    assert "missed" in answer.err


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"a,b\n1,2\n",
        b"\x00\x01\x02",
        b"\xff\xfe\xfd",
        b"PK\x03\x04 not a zip",
    ],
)
@pytest.mark.parametrize("name", ["s.csv", "s.xlsx", "s.ods"])
def test_a_whole_sheet_that_cannot_be_read_is_2(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    answer = call("check", "--sheet", path, "--at", AT)
    assert answer.code == 2
    assert name in answer.err
    assert "Traceback" not in answer.err


def test_a_wrong_cell_is_a_problem_and_the_other_rows_go_on(tmp_path: Path) -> None:
    answer = Teller(tmp_path).check(
        "target|deadline\ncronjob:prod/a/b|25:99\ncronjob:prod/a/c|07:30",
        seen=[cronjob("c", "0 2 * * *")],
        at="11-22 08:00",
    )
    assert answer.code == 0
    assert {verdict["target"] for verdict in answer.document["verdicts"]} == {
        "cronjob:prod/a/c"
    }
    (problem,) = answer.document["problems"]
    assert problem["where"] == "slos.csv row 2, deadline"
    assert '"25:99"' in problem["message"]
    assert "25:30 for 01:30" in problem["message"]


@pytest.mark.parametrize("program", ["slo-monitor", "kubectl-slo"])
def test_the_console_scripts_run(tmp_path: Path, program: str) -> None:
    script = Path(sys.executable).with_name(program)
    argv = [str(each) for each in (script, "check", *sources(tmp_path), "--at", AT)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "cronjob:prod/ml/train" in done.stdout


def test_kubectl_slo_speaks_of_itself_as_kubectl_slo() -> None:
    script = Path(sys.executable).with_name("kubectl-slo")
    argv = [str(script), "check", "--nonsense"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "kubectl slo" in done.stderr


def test_a_reader_that_has_gone_is_no_traceback(tmp_path: Path) -> None:
    """`slo-monitor check | true`"""
    script = Path(sys.executable).with_name("slo-monitor")
    argv = [str(each) for each in (script, "check", *sources(tmp_path), "--at", AT)]
    with subprocess.Popen(
        argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert b"Traceback" not in said
    assert b"Exception ignored" not in said


def test_z_is_what_at_takes() -> None:
    assert z("11-22 08:00") == AT


def test_a_full_disk_behind_stdout_is_a_sentence_and_2(tmp_path: Path) -> None:
    argv = [
        sys.executable,
        "-m",
        "slo_monitor",
        "check",
        *sources(tmp_path),
        "--at",
        AT,
    ]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [str(each) for each in argv],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr.startswith("slo-monitor: No space left on device")
    assert "Traceback" not in done.stderr
