"""Why a verdict: the evidence it rests on, and what is due next."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from slo_monitor.model.evidence import Hindrance, Outcome, Run, Write
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Objective, Occurrence
from slo_monitor.model.verdicts import Verdict
from slo_monitor.report.moments import clock, compact, spelled, utc
from slo_monitor.report.sentences import sentence
from slo_monitor.report.words import WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Everything known of one target at `at` (UTC), in its rows' zone.

    `arrivals` are the writes by table; `due` the next due instants, each with its row.
    """

    at: datetime
    target: str
    zone: ZoneInfo
    verdicts: tuple[Verdict, ...]
    runs: tuple[Run, ...] = ()
    hindrances: tuple[Hindrance, ...] = ()
    arrivals: tuple[tuple[str, Write], ...] = ()
    due: tuple[tuple[Objective, Occurrence], ...] = ()


_HEADS = {
    Language.EN: ("VERDICTS", "RUNS", "THE CONTROLLER SAID", "ARRIVALS", "NEXT DUE"),
    Language.JA: ("判定", "実行", "コントローラの通知", "到着", "次の締切"),
}
_NONE = {Language.EN: "none seen", Language.JA: "なし"}


def explain(explanation: Explanation, language: Language) -> str:
    """For people: each verdict with its sentence, then one line a run, a write, a due."""
    blocks = (
        (_verdict_lines(explanation, language), True),
        (_run_lines(explanation, language), not explanation.arrivals),
        (_hindrance_lines(explanation), False),
        (_arrival_lines(explanation), not explanation.runs),
        (_due_lines(explanation), True),
    )
    zone = explanation.at.astimezone(explanation.zone)
    parts = [f"{explanation.target}  ({zone:%Y-%m-%d %H:%M %Z})"]
    for head, (lines, always) in zip(_HEADS[language], blocks, strict=True):
        found = list(lines)
        if found or always:
            parts.append("\n  ".join([head, *(found or [_NONE[language]])]))
    return "\n\n".join(parts) + "\n"


def explanation_document(explanation: Explanation) -> dict[str, object]:
    """The same as JSON values: `runs`, `arrivals`, `due`; all instants UTC."""
    return {
        "runs": [
            {
                "job": run.job,
                "scheduled_at": utc(run.scheduled_at),
                "created_at": utc(run.created_at),
                "finished_at": _finished(run),
                "outcome": run.outcome.value,
                "manual": run.manual,
            }
            for run in explanation.runs
        ],
        "arrivals": [
            {
                "table": table,
                "partition": write.partition,
                "arrived_at": utc(write.at),
                "rows": write.rows,
            }
            for table, write in explanation.arrivals
        ],
        "due": [
            {
                "objective": objective.key,
                "business_date": occurrence.business_date.isoformat(),
                "opens_at": utc(occurrence.opens_at),
                "warn_at": utc(occurrence.warn_at),
                "due_at": utc(occurrence.due_at),
            }
            for objective, occurrence in explanation.due
        ],
    }


def _finished(run: Run) -> str | None:
    """When it finished; of a run that is only known to be gone nobody knows."""
    if run.finished_at is None or run.outcome is Outcome.ENDED:
        return None
    return utc(run.finished_at)


def _verdict_lines(explanation: Explanation, language: Language) -> Iterator[str]:
    for verdict in sorted(explanation.verdicts, key=_due_at):
        due = _local(verdict.occurrence.due_at, explanation.zone)
        status = WORDS[language].statuses[verdict.status]
        yield f"{due}  {status}: {sentence(verdict, explanation.at, language)}"


def _due_at(verdict: Verdict) -> datetime:
    return verdict.occurrence.due_at


def _run_lines(explanation: Explanation, language: Language) -> Iterator[str]:
    zone = explanation.zone
    for run in explanation.runs:
        slot = run.scheduled_at.astimezone(zone).date()
        end = clock(run.finished_at, zone, slot) if run.finished_at else "..."
        gone = run.outcome is Outcome.ENDED
        ran = (run.finished_at or explanation.at) - run.created_at
        parts = [
            _local(run.scheduled_at, zone),
            run.job,
            run.outcome.value,
            f"{clock(run.created_at, zone, slot)} -> {end}",
            "(gone by then)" if gone else f"({spelled(ran, language)})",
        ]
        parts += ["manual"] if run.manual else []
        yield "  ".join([*parts, *([run.message] if run.message else [])])


def _hindrance_lines(explanation: Explanation) -> Iterator[str]:
    for hindrance in explanation.hindrances:
        at = _local(hindrance.at, explanation.zone)
        yield f"{at}  {hindrance.obstacle.value}  {hindrance.message}".rstrip()


def _arrival_lines(explanation: Explanation) -> Iterator[str]:
    for table, write in explanation.arrivals:
        parts = [_local(write.at, explanation.zone), table]
        parts += [f"${write.partition}"] if write.partition else []
        parts += [] if write.rows is None else [f"{write.rows} rows"]
        yield "  ".join(parts)


def _due_lines(explanation: Explanation) -> Iterator[str]:
    for objective, occurrence in explanation.due:
        due = _local(occurrence.due_at, explanation.zone)
        left = compact(occurrence.due_at - explanation.at, Language.EN)
        yield f"{due}  {occurrence.due_at.astimezone(explanation.zone):%a}  {left}  {objective.key}"


def _local(instant: datetime, zone: ZoneInfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}"
