"""What one message tells of, worst first: each verdict or inversion in full and in brief."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Severity
from slo_monitor.model.results import PassResult
from slo_monitor.model.targets import CronJobTarget
from slo_monitor.model.verdicts import Inversion, Reason, Status, Verdict
from slo_monitor.notify.mrkdwn import code, escape, link, mention
from slo_monitor.notify.slack_words import SLACK_WORDS
from slo_monitor.report.order import zone_of, zones
from slo_monitor.report.scenes import Scene
from slo_monitor.report.sentences import core, inversion_sentence
from slo_monitor.report.words import WORDS

MARKS: Final = {
    Status.MISSED: ":red_circle:",
    Status.AT_RISK: ":warning:",
    Status.UNKNOWN: ":grey_question:",
    Status.LATE: ":hourglass:",
    Status.NEAR_MISS: ":stopwatch:",
}
"""The statuses that are news, each with its mark."""

_INVERSION = ":twisted_rightwards_arrows:"
_URGENT = frozenset({Status.MISSED, Status.AT_RISK})
_BLIND = frozenset({Reason.SOURCE_UNREADABLE, Reason.SOURCE_BEHIND})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing told: `full` is empty where `brief` says everything.

    `joint` goes before `brief` in a list of brief ones.
    """

    full: str
    brief: str
    joint: str = "\n"


def entries(mine: PassResult, language: Language) -> tuple[Entry, ...]:
    """What one channel's pass (verdicts worst first, and inversions) has to tell.

    Inversions stand after what is missed or at risk, before what is merely unknown or over.
    """
    at, known = mine.at, zones(mine)
    news = [verdict for verdict in mine.verdicts if verdict.status in MARKS]
    urgent = [verdict for verdict in news if verdict.status in _URGENT]
    other = [verdict for verdict in news if verdict.status not in _URGENT]
    told = [_told(verdict, at, language) for verdict in urgent]
    told += [
        _inverted(inversion, zone_of(inversion, known), language)
        for inversion in mine.inversions
    ]
    return (*told, *_others(other, at, language))


def _others(
    verdicts: Sequence[Verdict], at: datetime, language: Language
) -> Iterator[Entry]:
    """One blind source is one piece of news, however many objectives it hides."""
    blind: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.status is Status.UNKNOWN and verdict.reason in _BLIND:
            blind.setdefault(core(verdict, at, language), []).append(verdict)
    for why, hidden in blind.items():
        yield from _hidden(why, hidden, at, language)
    for verdict in verdicts:
        if verdict.status is not Status.UNKNOWN or verdict.reason not in _BLIND:
            yield _told(verdict, at, language)


def _hidden(
    why: str, verdicts: Sequence[Verdict], at: datetime, language: Language
) -> Iterator[Entry]:
    """Nobody is mentioned for many at once: it is not their jobs that are in trouble."""
    if len(verdicts) == 1:
        yield _told(verdicts[0], at, language)
        return
    count = SLACK_WORDS[language].blind.format(count=len(verdicts))
    label = WORDS[language].statuses[Status.UNKNOWN]
    mark = MARKS[Status.UNKNOWN]
    yield Entry("", f"{mark} *{label}* {count}: {escape(why)}")
    joint = "\n"
    for verdict in verdicts:
        yield Entry("", code(str(verdict.objective.target)), joint)
        joint = ", "


def _told(verdict: Verdict, at: datetime, language: Language) -> Entry:
    words, objective = SLACK_WORDS[language], verdict.objective
    label = WORDS[language].statuses[verdict.status]
    page = f":rotating_light: *{words.page}* "
    loud = page if objective.severity is Severity.PAGE else ""
    name = f"{loud}{MARKS[verdict.status]} *{label}* {code(str(objective.target))}"
    due = words.due.format(due=_due(verdict, at))
    owner = f" {mention(objective.owner)}" if objective.owner else ""
    why = escape(core(verdict, at, language))
    facts = _facts(verdict, at, language)
    full = f"{name}{owner}\n{why}\n{' | '.join([due, *facts])}"
    return Entry(full, f"{name} {due}{owner}")


def _facts(verdict: Verdict, at: datetime, language: Language) -> Iterator[str]:
    words, scene = SLACK_WORDS[language], Scene(verdict, at)
    if scene.arrived:
        yield words.arrived.format(arrived=scene.arrived)
    facts = verdict.facts
    if facts.last_good is not None:
        by_job = isinstance(verdict.objective.target, CronJobTarget)
        form = words.last_good_run if by_job else words.last_good_data
        job = f" {code(facts.last_good_run)}" if facts.last_good_run else ""
        yield form.format(when=scene.clock(facts.last_good)) + job
    if verdict.objective.runbook:
        yield link(verdict.objective.runbook, words.runbook)


def _due(verdict: Verdict, at: datetime) -> str:
    """The due time, dated where it is not of the day of `at`; always with its zone."""
    zone = verdict.objective.timezone
    local, today = verdict.occurrence.due_at.astimezone(zone), at.astimezone(zone)
    day = "" if local.date() == today.date() else f"{local:%m-%d} "
    return f"{day}{local:%H:%M %Z}"


def _inverted(inversion: Inversion, zone: ZoneInfo, language: Language) -> Entry:
    names = f"{code(str(inversion.upstream))} → {code(str(inversion.downstream))}"
    head = f"{_INVERSION} *{SLACK_WORDS[language].inversion}* {names}"
    day = f"({inversion.business_date:%m-%d})"
    why = escape(inversion_sentence(inversion, zone, language))
    return Entry(f"{head} {day}\n{why}", f"{head} {day}")
