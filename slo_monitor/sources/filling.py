"""Rows of queries into runs and writes; their columns are listed in queries/*.sql."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from slo_monitor.model.evidence import Outcome, Write
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.kubernetes.runs import RunsBuilder
from slo_monitor.sources.kubernetes.traces import End, JobTrace, Word

_Rows = Iterable[tuple[Any, ...]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


def instant(microseconds: int | None) -> datetime | None:
    """The UTC instant so long after the epoch."""
    return None if microseconds is None else _at(microseconds)


def _at(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def add_job_events(rows: _Rows, runs: RunsBuilder) -> None:
    """What events tell of Jobs: job_events.*.sql."""
    for row in rows:
        cluster, namespace, job, cronjob, started, alive, over, unexpected = row[:8]
        ended, completed, saw, missing, trimmed, complaint = (
            row[8:11],
            row[11:13],
            row[13],
            row[14:16],
            row[16:18],
            row[18:],
        )
        trace = JobTrace(
            cronjob=cronjob,
            started=instant(started),
            alive=instant(alive),
            over=instant(over),
            unexpected=instant(unexpected),
            ended=_end(*ended),
            completed=_end(*completed),
            saw=_word(saw, ""),
            missing=_word(*missing),
            trimmed=_word(*trimmed),
            complaint=_word(*complaint),
        )
        runs.add_trace(cluster, namespace, job, trace)


def _end(at: int | None, outcome: str, words: str | None = None) -> End | None:
    return None if at is None else End(_at(at), _OUTCOMES[outcome], words or "")


def _word(at: int | None, words: str) -> Word | None:
    return None if at is None else Word(_at(at), words)


def add_cronjob_events(rows: _Rows, runs: RunsBuilder) -> None:
    """What events tell of CronJobs themselves: cronjob_events.*.sql."""
    for cluster, namespace, cronjob, obstacle, at, words in rows:
        runs.add_event(
            SeenEvent(
                cluster=cluster,
                kind="CronJob",
                namespace=namespace,
                name=cronjob,
                reason=obstacle or "",
                message=words or "",
                at=_at(at),
            )
        )


def add_jobs(rows: _Rows, runs: RunsBuilder) -> None:
    """Job objects: jobs.*.sql."""
    for row in rows:
        cluster, namespace, name, cronjob, created, slot, manual, outcome = row[:8]
        ended, message, heading, since, deleting, version, deleted_by = row[8:]
        job = JobObject(
            namespace=namespace,
            name=name,
            cronjob=cronjob or None,
            created_at=_at(created),
            slot=instant(slot),
            manual=manual,
            outcome=_OUTCOMES[outcome],
            ended_at=instant(ended),
            message=message,
            heading=None if heading is None else _OUTCOMES[heading],
            heading_since=instant(since),
            deleting_at=instant(deleting),
            version=version,
        )
        gone = deleted_by is not None
        runs.add_job(cluster, job, deleted=gone, seen_by=instant(deleted_by))


def add_cronjobs(rows: _Rows, runs: RunsBuilder) -> set[CronJobTarget]:
    """CronJob objects, cronjobs.*.sql; which ones there were.

    Observed at the epoch (rows.ALWAYS) means that nobody knows since when.
    """
    found: set[CronJobTarget] = set()
    for row in sorted(rows, key=_age):
        cluster, namespace, name, created, schedule, timezone, suspended = row[:7]
        policy, active, last_schedule, last_success, version, observed = row[7:]
        cronjob = CronJobObject(
            namespace=namespace,
            name=name,
            created_at=instant(created),
            schedule=schedule,
            timezone=timezone,
            suspended=suspended,
            policy=policy,
            active=tuple(active.split()),
            last_schedule=instant(last_schedule),
            last_success=instant(last_success),
            version=version,
        )
        runs.add_cronjob(cluster, cronjob, observed_at=instant(observed or None))
        found.add(CronJobTarget(cluster, namespace, name))
    return found


def _age(row: tuple[Any, ...]) -> tuple[int, int]:
    """The newest last; among those seen too late (version -1) the first of them."""
    version, observed = row[-2:]
    return version, observed if version >= 0 else -observed


def writes_of(rows: _Rows) -> dict[str, tuple[Write, ...]]:
    """Writes by table: writes.*.sql."""
    found: defaultdict[str, list[Write]] = defaultdict(list)
    for table, partition, at, count, only_last, absent_at in rows:
        found[table].append(
            Write(
                at=_at(at),
                partition=partition,
                rows=count,
                only_last=only_last,
                absent_at=instant(absent_at),
            )
        )
    return {table: tuple(writes) for table, writes in found.items()}
