"""Tables: which data settled an occurrence, and why none did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from slo_monitor.judge import shards
from slo_monitor.judge.occurrences import before, next_ones
from slo_monitor.judge.standing import UNKNOWABLE, Case, absent, arrived, doubtful
from slo_monitor.judge.whole_tables import Windows
from slo_monitor.model.calendars import Calendar
from slo_monitor.model.evidence import Write
from slo_monitor.model.objectives import WholeTable
from slo_monitor.model.targets import TableTarget
from slo_monitor.model.verdicts import Facts, Reason, Status, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The writes of all tables, and when each family of shards was first seen."""

    writes: Mapping[str, tuple[Write, ...]]
    traces: Mapping[str, datetime]

    def of(self, table: str, at: datetime) -> tuple[Write, ...]:
        """Writes to `table` up to `at`, by time."""
        return tuple(write for write in self.writes.get(table, ()) if write.at <= at)


def judge_table(case: Case, tables: Tables, calendar: Calendar) -> Verdict:
    """The verdict on one occurrence of a table's objective."""
    objective, occurrence = case.objective, case.occurrence
    waited = shards.awaited(objective, occurrence.business_date)
    seen = tables.of(waited.table, case.at)
    writes = tuple(filter(waited.holds, seen))
    if isinstance(objective.partition, WholeTable):
        return _judge_whole(case, writes, calendar)
    enough = shards.counted(writes, objective.min_rows)
    if enough:
        return _judge_arrival(case, enough[0])
    if writes:
        return absent(case, Reason.TOO_FEW_ROWS, _too_few(writes))
    return absent(
        case, _no_trace(case, tables, seen), _last_good(case, tables, calendar)
    )


def _judge_whole(case: Case, writes: tuple[Write, ...], calendar: Calendar) -> Verdict:
    """Any write counts, so the windows before tell which one this occurrence is due."""
    occurrence, objective = case.occurrence, case.objective
    enough = shards.counted(writes, objective.min_rows)
    windows = Windows(
        writes=enough,
        before=lambda each: next(before(objective, calendar, each), None),
        after=lambda each: next(
            iter(next_ones(objective, calendar, each.due_at, 1)), None
        ),
    )
    arrival = windows.arrival(occurrence)
    if arrival is not None:
        return _judge_arrival(case, arrival)
    if enough and enough[0].at > occurrence.due_at:
        return absent(case, Reason.REWRITTEN, Facts(since=enough[0].at))
    good = [write.at for write in enough if write.at <= occurrence.opens_at]
    last_good = good[-1] if good else None
    short = tuple(w for w in writes if occurrence.holds(w.at) and w not in enough)
    if short:
        return absent(case, Reason.TOO_FEW_ROWS, _too_few(short, last_good))
    reason = Reason.NO_DATA if writes else Reason.NEVER_SEEN
    return absent(case, reason, Facts(last_good=last_good))


def _judge_arrival(case: Case, write: Write) -> Verdict:
    """Late is said only where it is known that the data was absent when it was due."""
    facts = Facts(rows=write.rows)
    due = case.occurrence.due_at
    if write.at <= due:
        return arrived(case, write.at, facts)
    if write.only_last and (write.absent_at is None or write.absent_at < due):
        return absent(case, Reason.REWRITTEN, Facts(since=write.at, rows=write.rows))
    doubt = case.absence.doubt(due)
    if doubt is not None:
        assert doubt[0] in UNKNOWABLE
        return case.verdict(Status.UNKNOWN, doubt[0], doubtful(doubt[1], facts))
    return arrived(case, write.at, facts)


def _no_trace(case: Case, tables: Tables, seen: tuple[Write, ...]) -> Reason:
    """Whether the table was ever seen; of a sharded one, any of its shards."""
    target = case.objective.target
    assert isinstance(target, TableTarget)
    trace = tables.traces.get(shards.family(target)) if target.sharded else None
    known = bool(seen) or (trace is not None and trace <= case.at)
    return Reason.NO_DATA if known else Reason.NEVER_SEEN


def _too_few(writes: tuple[Write, ...], last_good: datetime | None = None) -> Facts:
    most = max(write.rows or 0 for write in writes)
    return Facts(rows=most, since=writes[-1].at, last_good=last_good)


def _last_good(case: Case, tables: Tables, calendar: Calendar) -> Facts:
    """When the business date before this one landed, if it did."""
    earlier = next(before(case.objective, calendar, case.occurrence), None)
    if earlier is None:
        return Facts()
    waited = shards.awaited(case.objective, earlier.business_date)
    writes = filter(waited.holds, tables.of(waited.table, case.at))
    enough = shards.counted(writes, case.objective.min_rows)
    return Facts(last_good=enough[0].at if enough else None)
