"""One sentence with the facts for every verdict and inversion, in the language asked for.

Times are in the row's zone, `HH:MM`, with the date where it is not the business date.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from slo_monitor.model.languages import Language
from slo_monitor.model.targets import TableTarget
from slo_monitor.model.verdicts import Inversion, Reason, Status, Verdict
from slo_monitor.report.english import ENGLISH
from slo_monitor.report.japanese import JAPANESE
from slo_monitor.report.moments import clock
from slo_monitor.report.scenes import Meeting, Scene, Tongue, short_name, tidy

TONGUES: Final[Mapping[Language, Tongue]] = {
    Language.EN: ENGLISH,
    Language.JA: JAPANESE,
}

_LONGEST = 2_000
_WITHOUT_LAST_GOOD = frozenset({Reason.MUTED, Reason.MAINTENANCE, Reason.SLOW})


def sentence(verdict: Verdict, at: datetime, language: Language) -> str:
    """Why it stands so at `at`: since when, which Job, last good run."""
    tail = TONGUES[language].last_good(Scene(verdict, at))
    return core(verdict, at, language) + (tail if tells_last_good(verdict, at) else "")


def core(verdict: Verdict, at: datetime, language: Language) -> str:
    """The sentence without its clause on the last good run; one clean line."""
    return tidy(_phrase(verdict, at, language), _LONGEST)


def _phrase(verdict: Verdict, at: datetime, language: Language) -> str:
    tongue, scene = TONGUES[language], Scene(verdict, at)
    if verdict.status is Status.MET:
        return tongue.met(scene)
    if not_open(verdict, at):
        return tongue.not_open(scene)
    if verdict.reason is None:
        return tongue.waiting(scene)
    return tongue.reasons[verdict.reason](scene)


def not_open(verdict: Verdict, at: datetime) -> bool:
    """Whether it is pending because its window opens only later."""
    return verdict.status is Status.PENDING and verdict.occurrence.opens_at > at


def tells_last_good(verdict: Verdict, at: datetime) -> bool:
    """Whether the sentence ends with the last good run or data, where one is known."""
    if verdict.status is Status.MET or not_open(verdict, at):
        return False
    return verdict.reason not in _WITHOUT_LAST_GOOD


def inversion_sentence(inversion: Inversion, zone: ZoneInfo, language: Language) -> str:
    """What ran before what, and by how much; instants in `zone`."""
    day, arrived = inversion.business_date, inversion.upstream_arrived_at
    meeting = Meeting(
        upstream=short_name(inversion.upstream),
        upstream_is_table=isinstance(inversion.upstream, TableTarget),
        downstream=short_name(inversion.downstream),
        arrived="" if arrived is None else clock(arrived, zone, day),
        started=clock(inversion.downstream_started_at, zone, day),
        overlap=inversion.overlap,
    )
    return tidy(TONGUES[language].inverted(meeting), _LONGEST)
