"""The demo's two samples, and what the READMEs say of them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from slo_monitor.app.demo import demo_request, samples
from slo_monitor.app.passes import run_pass
from slo_monitor.app.telling import dry_run_teller, tell
from slo_monitor.model.languages import Language
from slo_monitor.model.results import PassResult
from slo_monitor.model.verdicts import Reason, Status, Verdict
from slo_monitor.report.table import render
from slo_monitor.settings.loading import load_settings
from slo_monitor.sources.sheet.columns import OBJECTIVE_NAMES

ROOT = Path(__file__).parents[2]
READMES = {Language.EN: "README.md", Language.JA: "README.ja.md"}


@pytest.fixture(scope="module")
def day() -> PassResult:
    return run_pass(demo_request(None, recording=False)).result


@pytest.fixture(scope="module")
def recording() -> PassResult:
    return run_pass(demo_request(None, recording=True)).result


def of(result: PassResult, target: str) -> list[Verdict]:
    """The verdicts on `target`, the earliest due first."""
    mine = [v for v in result.verdicts if str(v.objective.target) == target]
    return sorted(mine, key=lambda verdict: verdict.occurrence.due_at)


def blocks(readme: str, kind: str) -> list[str]:
    text = (ROOT / readme).read_text(encoding="utf-8")
    found = text.split(f"```{kind}\n")[1:]
    return [block.split("```", maxsplit=1)[0] for block in found]


def shown(block: str) -> Iterator[str]:
    """The lines of a transcript that are no ellipsis."""
    return (line for line in block.splitlines() if line not in {"", "..."})


def test_every_status_occurs_on_the_made_up_day(day: PassResult) -> None:
    assert {verdict.status for verdict in day.verdicts} == set(Status)


def test_every_reason_that_files_alone_can_tell_occurs_on_the_made_up_day(
    day: PassResult,
) -> None:
    told = {v.reason for v in day.verdicts if v.status is not Status.PENDING}
    assert set(Reason) - told == {Reason.SOURCE_UNREADABLE, Reason.SOURCE_BEHIND}


def test_two_jobs_that_met_their_deadlines_are_inverted(day: PassResult) -> None:
    features = of(day, "cronjob:prod/etl/user-features")[0]
    training = of(day, "cronjob:prod/ml/train-ranking")[0]
    assert [features.status, training.status] == [Status.MET, Status.MET]
    found = {(str(each.upstream), str(each.downstream)) for each in day.inversions}
    assert (
        "cronjob:prod/etl/user-features",
        "cronjob:prod/ml/train-ranking",
    ) in found


def test_the_made_up_jobs_grow_until_they_overlap() -> None:
    request = demo_request(None, recording=False)
    evidence = run_pass(request).gathered.evidence
    features, training = (
        runs.runs
        for target, runs in evidence.cronjobs.items()
        if target.name in {"user-features", "train-ranking"}
    )
    starts = {run.scheduled_at.date(): run.created_at for run in training}
    overlaps = [
        run.finished_at > starts[run.finished_at.date()]
        for run in features
        if run.finished_at is not None and run.finished_at.date() in starts
    ]
    assert overlaps == sorted(overlaps)
    assert len(set(overlaps)) == 2


def test_the_monday_after_the_made_up_day_is_a_holiday(day: PassResult) -> None:
    last = of(day, "cronjob:prod/etl/close-books")[-1]
    assert last.occurrence.business_date.isoformat() == "2026-11-24"


def test_the_made_up_sheet_holds_one_wrong_cell(day: PassResult) -> None:
    assert [each.where for each in day.problems] == ["slos.csv row 18, deadline"]


def test_the_committed_day_is_what_the_script_writes(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "make_demo_day.py"
    subprocess.run([sys.executable, "-B", script, tmp_path], check=True)
    for written in sorted(tmp_path.iterdir()):
        committed = samples("day") / written.name
        assert written.read_text() == committed.read_text(), written.name
    assert len(list(tmp_path.iterdir())) == 3


def test_each_of_the_23_recorded_cronjobs_has_a_verdict(recording: PassResult) -> None:
    judged = [v for v in recording.verdicts if v.status is not Status.PENDING]
    assert len({verdict.objective.target for verdict in judged}) == 23
    assert not recording.problems


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("data-etl/ingest-users", "met", None),
        ("data-etl/history-zero", "met", None),
        ("data-etl/retry-then-ok", "met", None),
        ("platform/daily-jst", "met", None),
        ("platform/ttl-clean", "near_miss", "slow"),
        ("platform/indexed", "late", "slow"),
        ("ml-train/gpu-eval", "late", "slow"),
        ("ml-train/nightly-train", "missed", "stuck"),
        ("ml-train/oom-train", "missed", "failed"),
        ("ml-train/gpu-finetune", "missed", "failed"),
        ("platform/deleted-active", "missed", "failed"),
        ("platform/backup", "missed", "not_started"),
        ("data-etl/ingest-orders", "missed", "not_started"),
        ("quota-zero/pod-quota", "missed", "cannot_start"),
        ("quota-zero/no-quota", "missed", "running"),
    ],
)
def test_a_recorded_cronjob_is_judged_by_what_is_known_of_it(
    recording: PassResult, name: str, status: str, reason: str | None
) -> None:
    verdict = of(recording, f"cronjob:lab/{name}")[0]
    assert (verdict.status, verdict.reason) == (status, reason)


def test_a_recorded_run_by_hand_settles_its_deadline(recording: PassResult) -> None:
    run = of(recording, "cronjob:lab/data-etl/ingest-users")[0].facts.run
    assert run is not None
    assert run.job == "manual-backfill"


def test_the_demo_can_be_judged_at_another_instant() -> None:
    earlier = demo_request(None, recording=False).at.replace(day=19)
    result = run_pass(demo_request(earlier, recording=False)).result
    verdict = of(result, "cronjob:prod/bi/export-kpi")[0]
    assert verdict.status is Status.PENDING or verdict.arrived_at is not None


@pytest.mark.parametrize("readme", READMES.values())
def test_the_first_two_commands_of_a_readme_set_everything_up(readme: str) -> None:
    commands = blocks(readme, "sh")
    assert commands[:2] == ["scripts/demo\n", "scripts/test\n"]
    assert all((ROOT / command.strip()).is_file() for command in commands[:2])


def test_both_readmes_show_the_same_commands_and_sheet() -> None:
    for kind in ("sh", "csv", "json"):
        assert blocks("README.md", kind) == blocks("README.ja.md", kind)


@pytest.mark.parametrize("readme", READMES.values())
def test_a_readme_names_every_column_status_and_reason(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    words = {*Status, *Reason, *OBJECTIVE_NAMES.values()}
    assert not {word for word in words if word not in text}


def test_the_rows_in_the_readme_are_rows_of_the_demo(day: PassResult) -> None:
    rows = blocks("README.md", "csv")[0].splitlines()[1:]
    assert all(of(day, row.split(",")[0]) for row in rows)
    assert len(rows) == 5


@pytest.mark.parametrize(("language", "readme"), READMES.items())
def test_the_configuration_in_a_readme_can_be_read(
    tmp_path: Path, language: Language, readme: str
) -> None:
    file = tmp_path / "slo-monitor.yaml"
    collected, whole = blocks(readme, "yaml")
    file.write_text(collected, encoding="utf-8")
    assert [cluster.name for cluster in load_settings(file).clusters] == [
        "prod",
        "gpu-tokyo",
    ]
    file.write_text(whole, encoding="utf-8")
    assert load_settings(file).language is language


@pytest.mark.parametrize(("language", "readme"), READMES.items())
def test_a_readme_shows_what_the_demo_prints(
    day: PassResult, language: Language, readme: str
) -> None:
    printed = render(day, language, 100, color=False).splitlines()
    transcript = blocks(readme, "text")[0]
    assert [line for line in shown(transcript) if line not in printed] == []


@pytest.mark.parametrize(("language", "readme"), READMES.items())
def test_a_readme_shows_what_would_be_posted(
    day: PassResult, language: Language, readme: str
) -> None:
    posts: list[str] = []
    tell(day, dry_run_teller(posts.append), language)
    posted = "\n".join(posts).splitlines()
    transcript = blocks(readme, "text")[1]
    assert [line for line in shown(transcript) if line not in posted] == []
