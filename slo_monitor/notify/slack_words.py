"""What Slack messages say around the sentences, English and Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from slo_monitor.model.languages import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackWords:
    """`{...}` are filled in where they are used."""

    page: str
    inversion: str
    due: str
    arrived: str
    last_good_run: str
    last_good_data: str
    runbook: str
    more: str
    in_thread: str
    rest: str
    blind: str


SLACK_WORDS: Final[Mapping[Language, SlackWords]] = {
    Language.EN: SlackWords(
        page="PAGE",
        inversion="inversion",
        due="Due {due}",
        arrived="arrived {arrived}",
        last_good_run="last good run {when}",
        last_good_data="last data {when}",
        runbook="Runbook",
        more="and {count} more:",
        in_thread="The rest is in this thread.",
        rest="Also: {counts}",
        blind="{count} objectives",
    ),
    Language.JA: SlackWords(
        page="緊急",
        inversion="順序逆転",
        due="締切 {due}",
        arrived="到着 {arrived}",
        last_good_run="前回の正常終了 {when}",
        last_good_data="前回のデータ到着 {when}",
        runbook="手順書",
        more="ほか {count} 件:",
        in_thread="続きはスレッドにあります。",
        rest="ほか: {counts}",
        blind="{count} 件",
    ),
}
