"""The fixed words of reports and messages, English and Japanese."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from slo_monitor.model.languages import Language
from slo_monitor.model.verdicts import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said around the sentences; `{...}` are filled in where they are used."""

    statuses: Mapping[Status, str]
    comma: str
    columns: Mapping[str, str]
    summary: str
    summary_of_one: str
    deadlines: str
    nothing: str
    inversions: str
    inversions_head: str
    problems_head: str
    hidden: str
    alike: str
    early: str
    just_in_time: str
    late: str
    overdue: str
    left: str


_EN = Words(
    statuses={
        Status.MISSED: "missed",
        Status.AT_RISK: "at risk",
        Status.UNKNOWN: "unknown",
        Status.LATE: "late",
        Status.NEAR_MISS: "near miss",
        Status.EXCUSED: "excused",
        Status.PENDING: "pending",
        Status.MET: "met",
    },
    comma=", ",
    columns={
        "label": "STATUS",
        "target": "TARGET",
        "due": "DUE",
        "arrived": "ARRIVED",
        "margin": "MARGIN",
        "owner": "OWNER",
    },
    summary="{objectives} objectives{deadlines} at {at}: {counts}",
    summary_of_one="{objectives} objective{deadlines} at {at}: {counts}",
    deadlines=", {count} deadlines",
    nothing="No objectives at {at}",
    inversions="{count} inversions",
    inversions_head="INVERSIONS: runs that started before what they depend on was there",
    problems_head="PROBLEMS: what could not be read",
    alike=" (and {count} earlier deadlines alike)",
    hidden="Not shown: {counts} (--format json shows all)",
    early="{length} early",
    just_in_time="just in time",
    late="{length} late",
    overdue="{length} overdue",
    left="{length} left",
)

_JA = Words(
    statuses={
        Status.MISSED: "未達",
        Status.AT_RISK: "要注意",
        Status.UNKNOWN: "不明",
        Status.LATE: "遅延",
        Status.NEAR_MISS: "ぎりぎり",
        Status.EXCUSED: "対象外",
        Status.PENDING: "待機中",
        Status.MET: "達成",
    },
    comma="、",
    columns={
        "label": "状態",
        "target": "対象",
        "due": "締切",
        "arrived": "到着",
        "margin": "余裕",
        "owner": "担当",
    },
    summary="{at} 現在、目標 {objectives} 件{deadlines}: {counts}",
    summary_of_one="{at} 現在、目標 {objectives} 件{deadlines}: {counts}",
    deadlines="（締切 {count} 回）",
    nothing="{at} 現在、目標はありません",
    inversions="順序逆転 {count}",
    inversions_head="順序逆転: 依存先が揃う前に始まった実行",
    problems_head="問題: 読み取れなかったもの",
    alike="（これより前の同じ状態の締切 {count} 回）",
    hidden="表示省略: {counts}（--format json で全件）",
    early="{length}前",
    just_in_time="締切ちょうど",
    late="{length}遅れ",
    overdue="{length}超過",
    left="あと{length}",
)

WORDS: Final[Mapping[Language, Words]] = {Language.EN: _EN, Language.JA: _JA}


def counted(
    pairs: tuple[tuple[Status, int], ...], inversions: int, language: Language
) -> str:
    """`2 missed, 1 at risk, 1 inversion`; `未達 2、要注意 1`."""
    words, english = WORDS[language], language is Language.EN
    named = ((words.statuses[status], count) for status, count in pairs)
    parts = [f"{n} {word}" if english else f"{word} {n}" for word, n in named]
    if inversions:
        parts.append(_plural(words.inversions.format(count=inversions), inversions))
    return words.comma.join(parts)


def _plural(text: str, count: int) -> str:
    return text.removesuffix("s") if count == 1 else text
