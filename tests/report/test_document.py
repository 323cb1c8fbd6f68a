"""The JSON document of a pass."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from slo_monitor.model.languages import Language
from slo_monitor.model.results import PassResult
from slo_monitor.model.verdicts import Reason, Status
from slo_monitor.report.document import document
from tests.report.verdict_samples import AT, jst, morning, objective, verdict


def test_a_pass_has_the_form_of_the_contract() -> None:
    whole = document(morning(), Language.EN)
    assert list(whole) == ["at", "verdicts", "inversions", "problems"]
    assert whole["at"] == "2026-11-22T00:00:00Z"
    verdicts = whole["verdicts"]
    assert isinstance(verdicts, list)
    assert verdicts[0] == {
        "objective": "cronjob:prod/ml/train@07:30",
        "target": "cronjob:prod/ml/train",
        "business_date": "2026-11-22",
        "opens_at": "2026-11-20T22:30:00Z",
        "warn_at": "2026-11-21T22:00:00Z",
        "due_at": "2026-11-21T22:30:00Z",
        "status": "missed",
        "reason": "stuck",
        "arrived_at": None,
        "margin_seconds": None,
        "run": "train-29391234",
        "detail": (
            "train-29391234 has been running since 11-17 03:00 and 5 later runs were "
            "skipped; last good run finished 11-17 02:10"
        ),
        "owner": "@mle",
    }
    assert whole["inversions"] == [
        {
            "upstream": "table:shop-dwh.mart.fct_sales",
            "downstream": "cronjob:prod/ml/train",
            "business_date": "2026-11-22",
            "upstream_arrived_at": "2026-11-21T18:12:00Z",
            "downstream_started_at": "2026-11-21T18:00:00Z",
            "overlap_seconds": 720,
        }
    ]
    assert whole["problems"] == [
        {
            "where": "slos.csv row 31, deadline",
            "message": (
                '"25:99" is not a time of day; write HH:MM such as 07:30, or 25:30 for '
                "01:30 the next day"
            ),
        }
    ]


def test_verdicts_come_worst_first() -> None:
    verdicts = document(morning(), Language.EN)["verdicts"]
    assert isinstance(verdicts, list)
    assert [each["status"] for each in verdicts] == [
        "missed",
        "missed",
        "at_risk",
        "unknown",
        "late",
        "near_miss",
        "excused",
        "pending",
        "pending",
        "met",
    ]


def only(result: PassResult, language: Language = Language.EN) -> dict[str, object]:
    verdicts = document(result, language)["verdicts"]
    assert isinstance(verdicts, list)
    (one,) = verdicts
    assert isinstance(one, dict)
    return one


def test_what_is_met_has_no_reason_and_a_margin() -> None:
    met = verdict(Status.MET, arrived_at=jst("05:40"), of=objective(owner=""))
    one = only(PassResult(at=AT, verdicts=(met,)))
    assert one["reason"] is None
    assert one["arrived_at"] == "2026-11-21T20:40:00Z"
    assert one["margin_seconds"] == 6600
    assert one["run"] is None
    assert one["owner"] is None


@pytest.mark.parametrize(
    ("lateness", "arrived_at", "margin"),
    [
        (timedelta(0), "2026-11-21T22:30:00Z", 0),
        (timedelta(milliseconds=500), "2026-11-21T22:30:00.500000Z", -1),
        (timedelta(minutes=40), "2026-11-21T23:10:00Z", -2400),
    ],
)
def test_what_is_late_has_a_negative_margin_however_little(
    lateness: timedelta, arrived_at: str, margin: int
) -> None:
    late = verdict(Status.LATE, Reason.SLOW, arrived_at=jst("07:30") + lateness)
    one = only(PassResult(at=AT, verdicts=(late,)))
    assert one["arrived_at"] == arrived_at
    assert one["margin_seconds"] == margin


def test_the_detail_is_in_the_language_asked_for() -> None:
    failed = verdict(Status.MISSED, Reason.FAILED)
    result = PassResult(at=AT, verdicts=(failed,))
    assert only(result, Language.JA)["detail"] == "train は失敗しました"


def test_an_upstream_that_is_still_awaited_is_null() -> None:
    awaited = replace(morning().inversions[0], upstream_arrived_at=None)
    result = PassResult(at=AT, inversions=(awaited,))
    (one,) = json.loads(json.dumps(document(result, Language.EN)))["inversions"]
    assert one["upstream_arrived_at"] is None


def test_instants_of_another_zone_come_as_utc() -> None:
    result = PassResult(at=datetime(2026, 11, 22, 9, tzinfo=objective().timezone))
    assert document(result, Language.EN)["at"] == "2026-11-22T00:00:00Z"
    assert document(PassResult(at=datetime(2026, 1, 1, tzinfo=UTC)), Language.EN) == {
        "at": "2026-01-01T00:00:00Z",
        "verdicts": [],
        "inversions": [],
        "problems": [],
    }
