"""From a pass to Slack messages: one a channel, worst first, none where there is no news."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from slo_monitor.clients.tellers import Block, SlackMessage
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Severity
from slo_monitor.model.results import PassResult
from slo_monitor.model.verdicts import Inversion, Verdict
from slo_monitor.notify.mrkdwn import escape
from slo_monitor.notify.slack_blocks import body, context, header, section
from slo_monitor.notify.slack_entries import MARKS, entries
from slo_monitor.notify.slack_words import SLACK_WORDS
from slo_monitor.report.order import counts, main_zone, order
from slo_monitor.report.scenes import tidy
from slo_monitor.report.words import WORDS, counted

NEWS = frozenset(MARKS)
"""Statuses that are told; the others are only counted."""

_GITHUB = "github:"
_LONGEST_TEXT = 3_000


def messages(result: PassResult, language: Language) -> tuple[SlackMessage, ...]:
    """One message for each Slack channel that has news, in the order of the sheet's worst."""
    told = [verdict for verdict in order(result.verdicts) if _is_told(verdict)]
    composed = [
        _message(channel, _of_channel(channel, told, result), language)
        for channel in _channels(told)
        if not channel.startswith(_GITHUB)
    ]
    return tuple(message for message in composed if message is not None)


def other_channels(result: PassResult) -> tuple[str, ...]:
    """Channels that would have news but are not Slack's: the caller says so."""
    told = (verdict for verdict in result.verdicts if _is_told(verdict))
    news = (verdict for verdict in told if verdict.status in NEWS)
    return tuple(name for name in _channels(news) if name.startswith(_GITHUB))


def _is_told(verdict: Verdict) -> bool:
    return verdict.objective.severity is not Severity.RECORD


def _channels(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The channels named, each once, in the order first seen."""
    found = (name for verdict in verdicts for name in verdict.objective.channels)
    return tuple(dict.fromkeys(found))


def _of_channel(channel: str, told: list[Verdict], result: PassResult) -> PassResult:
    mine = tuple(each for each in told if channel in each.objective.channels)
    return replace(
        result, verdicts=mine, inversions=tuple(_concerning(mine, result.inversions))
    )


def _concerning(
    verdicts: tuple[Verdict, ...], inversions: tuple[Inversion, ...]
) -> Iterator[Inversion]:
    targets = {verdict.objective.target for verdict in verdicts}
    for inversion in inversions:
        if inversion.upstream in targets or inversion.downstream in targets:
            yield inversion


def _message(channel: str, mine: PassResult, language: Language) -> SlackMessage | None:
    news = replace(
        mine, verdicts=tuple(each for each in mine.verdicts if each.status in NEWS)
    )
    if not news.verdicts and not news.inversions:
        return None
    words = SLACK_WORDS[language]
    content = body(entries(mine, language), words.more)
    summary = counted(counts(news.verdicts), len(news.inversions), language)
    blocks: list[Block] = [header(summary), *map(section, content.sections)]
    if content.replies:
        blocks.append(section(words.in_thread))
    blocks.append(context(_footer(mine, language)))
    return SlackMessage(
        channel=channel,
        text=_fallback(summary, news, language),
        blocks=tuple(blocks),
        thread=content.replies,
    )


def _footer(mine: PassResult, language: Language) -> str:
    """When it was judged, and how the channel's other objectives stand."""
    local = mine.at.astimezone(main_zone(mine.verdicts))
    quiet = [verdict for verdict in mine.verdicts if verdict.status not in NEWS]
    when = f"slo-monitor, {local:%Y-%m-%d %H:%M %Z}"
    if not quiet:
        return when
    rest = counted(counts(quiet), 0, language)
    return f"{when} | {SLACK_WORDS[language].rest.format(counts=rest)}"


def _fallback(summary: str, news: PassResult, language: Language) -> str:
    """What a notification shows: the counts, then the targets while there is room."""
    statuses = WORDS[language].statuses
    names = [
        f"{statuses[verdict.status]} {tidy(str(verdict.objective.target))}"
        for verdict in news.verdicts
    ]
    names += [
        f"{tidy(str(each.upstream))} > {tidy(str(each.downstream))}"
        for each in news.inversions
    ]
    return f"{summary}: {escape(tidy('; '.join(names), _LONGEST_TEXT))}"
