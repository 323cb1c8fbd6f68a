"""Builders of test values: everything has a plain default."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from slo_monitor.judge.judging import Agreements, Span, judge
from slo_monitor.model.calendars import Calendar, Maintenance
from slo_monitor.model.evidence import (
    CronJobEvidence,
    Evidence,
    Hindrance,
    Kind,
    Outcome,
    Run,
    SourceState,
    Write,
)
from slo_monitor.model.objectives import (
    EVERY_WEEKDAY,
    Objective,
    Place,
    Severity,
    Weekdays,
    WholeTable,
)
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.model.verdicts import Verdict

TOKYO = ZoneInfo("Asia/Tokyo")
TRAIN = CronJobTarget("prod", "ml", "train")
SALES = TableTarget("p", "mart", "sales")
CRONJOBS = SourceState(name="events.json", kind=Kind.CRONJOBS)
TABLES = SourceState(name="arrivals.jsonl", kind=Kind.TABLES)


def jst(text):
    """`11-22 07:30` in Tokyo, 2026, as UTC."""
    form = "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M"
    local = datetime.strptime(f"2026-{text}", form)  # noqa: DTZ007 - zone follows
    return local.replace(tzinfo=TOKYO).astimezone(UTC)


def objective(**fields):
    """Train by 07:30 Tokyo time, every day, warned 30 minutes ahead."""
    values = {
        "key": "cronjob:prod/ml/train@07:30",
        "target": TRAIN,
        "days": Weekdays(EVERY_WEEKDAY),
        "days_text": "daily",
        "deadline": 450,
        "timezone": TOKYO,
        "warn_before": timedelta(minutes=30),
        "not_before": None,
        "partition": WholeTable(),
        "min_rows": 1,
        "depends_on": (),
        "owner": "@mle",
        "channels": ("#slo",),
        "severity": Severity.NOTIFY,
        "runbook": "",
        "mute_until": None,
        "note": "",
        "place": Place("slos.csv", 2),
    }
    return Objective(**(values | fields))


def table_objective(**fields):
    """Sales by 07:30, any write counts."""
    values = {"key": "table:p.mart.sales@07:30", "target": SALES}
    return objective(**(values | fields))


def run(scheduled, finished=None, outcome=Outcome.COMPLETE, **fields):
    """A run of train made on its slot; running where it has no end."""
    at = jst(scheduled)
    values = {
        "job": f"train-{int(at.timestamp()) // 60}",
        "scheduled_at": at,
        "created_at": at,
        "finished_at": jst(finished) if finished else None,
        "outcome": outcome if finished else Outcome.RUNNING,
        "from_object": True,
    }
    return Run(**(values | fields))


def manual(created, finished=None, outcome=Outcome.COMPLETE, **fields):
    """A run of train made by hand."""
    return run(created, finished, outcome, manual=True, job="by-hand", **fields)


def write(at, rows=None, partition=None, **fields):
    """A write to a table."""
    return Write(at=jst(at), rows=rows, partition=partition, **fields)


def of_runs(*runs, hindrances=(), sources=(CRONJOBS,), target=TRAIN, **facts):
    """Evidence of one CronJob."""
    ordered = tuple(sorted(runs, key=lambda each: each.created_at))
    instants = [each.created_at for each in ordered] + [h.at for h in hindrances]
    known = CronJobEvidence(
        **{
            "runs": ordered,
            "hindrances": tuple(sorted(hindrances)),
            "first_seen": min(instants, default=None),
            "objects_seen": True,
            **facts,
        }
    )
    return Evidence(cronjobs={target: known}, sources=tuple(sources))


def of_writes(*writes, table="p.mart.sales", sources=(TABLES,)):
    """Evidence of one table."""
    tables = {table: tuple(sorted(writes, key=lambda each: each.at))} if writes else {}
    return Evidence(tables=tables, sources=tuple(sources))


def hindrance(at, obstacle, message=""):
    return Hindrance(jst(at), obstacle, message)


def judged(
    row,
    evidence,
    at,
    since_hours=24,
    closed=(),
    maintenance: tuple[Maintenance, ...] = (),
) -> dict[str, Verdict]:
    """Verdicts of one row by due instant, `11-22 07:30` in Tokyo."""
    instant = jst(at)
    agreed = Agreements(
        objectives=(row,), calendar=Calendar(frozenset(closed)), maintenance=maintenance
    )
    span = Span(at=instant, since=instant - timedelta(hours=since_hours))
    return {
        verdict.occurrence.due_at.astimezone(TOKYO).strftime("%m-%d %H:%M"): verdict
        for verdict in judge(agreed, evidence, span)
    }


def said(verdict: Verdict) -> str:
    """`missed stuck`, `met`."""
    return " ".join(filter(None, [verdict.status, verdict.reason]))
