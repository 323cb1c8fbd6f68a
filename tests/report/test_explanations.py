"""What `explain` says, to people and to programs."""

from dataclasses import replace
from datetime import date

import pytest

from slo_monitor.model.evidence import Hindrance, Obstacle, Outcome, Run, Write
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Occurrence
from slo_monitor.model.verdicts import Reason, Status
from slo_monitor.report.explanation import Explanation, explain, explanation_document
from slo_monitor.report.sizes import size_text
from tests.report.verdict_samples import jst, objective, verdict

AT = jst("09:00")
OBJECTIVE = objective()
RUN = Run(
    job="train-1",
    scheduled_at=jst("05:00"),
    created_at=jst("05:00"),
    finished_at=jst("05:40"),
    outcome=Outcome.FAILED,
    message="BackoffLimitExceeded",
)
BY_HAND = replace(
    RUN,
    job="by-hand",
    finished_at=None,
    outcome=Outcome.RUNNING,
    manual=True,
    message="",
)
DUE = Occurrence(
    business_date=date(2026, 11, 23),
    opens_at=jst("07:30"),
    opens_inclusive=False,
    warn_at=jst("07:00", 23),
    due_at=jst("07:30", 23),
)
OF_RUNS = Explanation(
    at=AT,
    target="cronjob:prod/ml/train",
    zone=OBJECTIVE.timezone,
    verdicts=(verdict(Status.MISSED, Reason.FAILED),),
    runs=(RUN, BY_HAND),
    hindrances=(Hindrance(jst("06:00"), Obstacle.SKIPPED, "Not starting job"),),
    due=((OBJECTIVE, DUE),),
)
OF_TABLE = Explanation(
    at=AT,
    target="table:p.mart.sales",
    zone=OBJECTIVE.timezone,
    verdicts=(),
    arrivals=(
        ("p.mart.sales", Write(at=jst("05:50"), partition="20261122", rows=12)),
        ("p.mart.sales", Write(at=jst("06:50"))),
    ),
)


def test_a_cronjob_is_explained_a_line_a_run():
    text = explain(OF_RUNS, Language.EN)
    assert "cronjob:prod/ml/train  (2026-11-22 09:00 JST)" in text
    assert "2026-11-22 05:00  train-1  failed  05:00 -> 05:40  (40 min)" in text
    assert "BackoffLimitExceeded" in text
    assert "by-hand  running  05:00 -> ...  (4 h)  manual" in text
    assert (
        "THE CONTROLLER SAID\n  2026-11-22 06:00  JobAlreadyActive  Not starting"
        in text
    )
    assert "2026-11-23 07:30  Mon  22h30m" in text
    assert "ARRIVALS" not in text


def test_a_table_is_explained_a_line_a_write():
    text = explain(OF_TABLE, Language.EN)
    assert "2026-11-22 05:50  p.mart.sales  $20261122  12 rows" in text
    assert "2026-11-22 06:50  p.mart.sales\n" in text
    assert "RUNS" not in text
    assert "VERDICTS\n  none seen" in text


def test_the_explanation_speaks_japanese():
    text = explain(replace(OF_RUNS, runs=()), Language.JA)
    assert "判定" in text
    assert "実行\n  なし" in text


def test_programs_get_runs_arrivals_and_due_instants():
    document = explanation_document(OF_RUNS)
    assert set(document) == {"runs", "arrivals", "due"}
    assert document["runs"] == [
        {
            "job": "train-1",
            "scheduled_at": "2026-11-21T20:00:00Z",
            "created_at": "2026-11-21T20:00:00Z",
            "finished_at": "2026-11-21T20:40:00Z",
            "outcome": "failed",
            "manual": False,
        },
        {
            "job": "by-hand",
            "scheduled_at": "2026-11-21T20:00:00Z",
            "created_at": "2026-11-21T20:00:00Z",
            "finished_at": None,
            "outcome": "running",
            "manual": True,
        },
    ]
    assert document["due"] == [
        {
            "objective": OBJECTIVE.key,
            "business_date": "2026-11-23",
            "opens_at": "2026-11-21T22:30:00Z",
            "warn_at": "2026-11-22T22:00:00Z",
            "due_at": "2026-11-22T22:30:00Z",
        }
    ]
    assert explanation_document(OF_TABLE)["arrivals"] == [
        {
            "table": "p.mart.sales",
            "partition": "20261122",
            "arrived_at": "2026-11-21T20:50:00Z",
            "rows": 12,
        },
        {
            "table": "p.mart.sales",
            "partition": None,
            "arrived_at": "2026-11-21T21:50:00Z",
            "rows": None,
        },
    ]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 B"),
        (512, "512 B"),
        (1536, "1.5 KiB"),
        (10 * 2**30, "10.0 GiB"),
        (2**51, "2048.0 TiB"),
    ],
)
def test_sizes_are_read_at_a_glance(count, text):
    assert size_text(count) == text


def test_of_a_run_that_is_only_known_to_be_gone_no_end_is_told():
    gone = replace(RUN, outcome=Outcome.ENDED, message="")
    explanation = replace(OF_RUNS, runs=(gone,))
    assert "ended  05:00 -> 05:40  (gone by then)" in explain(explanation, Language.EN)
    (run,) = explanation_document(explanation)["runs"]
    assert run["finished_at"] is None
