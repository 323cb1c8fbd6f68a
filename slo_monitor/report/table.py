"""The terminal table: worst first, what, by when, why and who.

Columns hold what is compared; the sentence stands on lines of its own below its row, so
that neither it nor a long name is cut at 80 columns. Marks are plain ASCII: they work in
every terminal and are one cell wide in all of them, Japanese ones included.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from slo_monitor.model.languages import Language
from slo_monitor.model.results import PassResult
from slo_monitor.model.verdicts import Inversion, Problem, Reason, Status, Verdict
from slo_monitor.report.folding import fold_phrases, fold_words
from slo_monitor.report.layout import Layout, Line
from slo_monitor.report.order import counts, main_zone, order, zone_of, zones
from slo_monitor.report.rows import View
from slo_monitor.report.scenes import tidy
from slo_monitor.report.sentences import inversion_sentence
from slo_monitor.report.words import WORDS, counted

MOST_QUIET_ROWS = 20
"""More met and pending rows than this are counted, not listed: they hide the others."""

NARROWEST = 60
"""Below it lines run over the edge rather than become a column of syllables."""

MOST_ALIKE = 3
"""More deadlines of one row with the same status and reason are told as one."""

_Kind = tuple[str, Status, Reason | None]
_QUIET = frozenset({Status.MET, Status.PENDING})


def render(result: PassResult, language: Language, width: int, *, color: bool) -> str:
    """The whole report on a pass, for a terminal `width` cells wide."""
    width = max(width, NARROWEST)
    blocks = [
        [*_summary(result, language, width)],
        [*_table(result, language, width)],
        [*_inversions(result, language, width)],
        [*_problems(result.problems, language, width)],
    ]
    texts = ["\n".join(_paint(line, color=color) for line in block) for block in blocks]
    return "\n\n".join(text for text in texts if text) + "\n"


def _summary(result: PassResult, language: Language, width: int) -> Iterator[Line]:
    words, verdicts = WORDS[language], result.verdicts
    local = result.at.astimezone(main_zone(verdicts))
    at = f"{local:%Y-%m-%d %H:%M %Z}"
    text = words.nothing.format(at=at)
    if verdicts:
        objectives = len({verdict.objective.key for verdict in verdicts})
        many = objectives != len(verdicts)
        form = words.summary_of_one if objectives == 1 else words.summary
        text = form.format(
            objectives=objectives,
            deadlines=words.deadlines.format(count=len(verdicts)) if many else "",
            at=at,
            counts=counted(counts(verdicts), len(result.inversions), language),
        )
    yield from _heading(text, "bold", width)


def _table(result: PassResult, language: Language, width: int) -> Iterator[Line]:
    shown, hidden = _split(order(result.verdicts))
    shown, alike = _folded(shown)
    view = View(at=result.at, language=language, zone=main_zone(result.verdicts))
    rows = [view.row(verdict, alike[_kind(verdict)]) for verdict in shown]
    if rows:
        layout = Layout.of(rows, view.head(), width)
        yield layout.head(view.head())
        for row in rows:
            yield from layout.lines(row)
    if hidden:
        text = counted(counts(hidden), 0, language)
        text = WORDS[language].hidden.format(counts=text)
        yield from _heading(text, "dim", width)


def _split(
    verdicts: Sequence[Verdict],
) -> tuple[list[Verdict], list[Verdict]]:
    """The verdicts to list, and those only to count."""
    quiet = [verdict for verdict in verdicts if verdict.status in _QUIET]
    if len(quiet) <= MOST_QUIET_ROWS:
        return list(verdicts), []
    return [verdict for verdict in verdicts if verdict.status not in _QUIET], quiet


def _folded(
    verdicts: list[Verdict],
) -> tuple[list[Verdict], Mapping[_Kind, int]]:
    """Of many deadlines of a row that stand alike, the newest, and how many it stands for.

    A row due every few minutes would hide all others.
    """
    many = Counter(map(_kind, verdicts))
    newest = {_kind(each): each for each in sorted(verdicts, key=_due_at)}
    shown = [
        verdict
        for verdict in verdicts
        if many[_kind(verdict)] <= MOST_ALIKE or newest[_kind(verdict)] is verdict
    ]
    return shown, {kind: n if n > MOST_ALIKE else 1 for kind, n in many.items()}


def _kind(verdict: Verdict) -> _Kind:
    return verdict.objective.key, verdict.status, verdict.reason


def _due_at(verdict: Verdict) -> datetime:
    return verdict.occurrence.due_at


def _inversions(result: PassResult, language: Language, width: int) -> Iterator[Line]:
    if not result.inversions:
        return
    yield from _heading(WORDS[language].inversions_head, "bold", width)
    known = zones(result)
    for inversion in result.inversions:
        names = tidy(_names(inversion))
        yield from _indented(names, "! ", "bold yellow", width)
        text = inversion_sentence(inversion, zone_of(inversion, known), language)
        yield from _indented(text, "    ", "", width)


def _names(inversion: Inversion) -> str:
    day = inversion.business_date
    return f"{inversion.upstream} -> {inversion.downstream} ({day:%m-%d})"


def _problems(
    problems: tuple[Problem, ...], language: Language, width: int
) -> Iterator[Line]:
    if not problems:
        return
    yield from _heading(WORDS[language].problems_head, "bold", width)
    for problem in problems:
        yield from _indented(tidy(str(problem), limit=1000), "* ", "", width)


def _heading(text: str, style: str, width: int) -> Iterator[Line]:
    for line in fold_phrases(text, width):
        yield ((line, style),)


def _indented(text: str, mark: str, style: str, width: int) -> Iterator[Line]:
    """`text` folded after `mark`, its further lines aligned with the first."""
    for number, line in enumerate(fold_words(text, width - len(mark))):
        yield ((" " * len(mark) if number else mark, style), (line, ""))


def _paint(line: Line, *, color: bool) -> str:
    if not color:
        return "".join(text for text, _ in line).rstrip()
    from rich.color import ColorSystem
    from rich.style import Style

    system = ColorSystem.STANDARD
    return "".join(
        Style.parse(style).render(text, color_system=system) for text, style in line
    )
