"""Proposals as rows of a starter sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from slo_monitor.foresee.proposals import NoProposal, Proposal
from slo_monitor.model.drafts import DraftRow
from slo_monitor.model.languages import Language

_LONGEST_WORD = 120
"""Characters of the controller's word that fit into a cell people still read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    proposal: str
    guess: str
    failed: str
    running: str
    schedule: str
    several: str
    refused: dict[NoProposal, str]


_ENGLISH = _Words(
    proposal="proposal: p95 of {runs} run{s} + margin; usual finish {usual}",
    guess="proposal: a guess, since no scheduled run was seen to complete",
    failed="; {count} failed",
    running="; {count} running",
    schedule="; schedule {schedule}",
    several="; runs several times a day, this row is about the run of {slot}",
    refused={
        NoProposal.NO_RUN: "no proposal: no run was seen; write a deadline and delete the #",
        NoProposal.SUSPENDED: "no proposal: it is suspended; write a deadline and delete "
        "the # once it runs",
        NoProposal.TOO_LONG: "no proposal: its runs last beyond 47:59, the latest "
        "deadline; give its last step or its table a row instead",
        NoProposal.ODD_SCHEDULE: "no proposal: its schedule cannot be told in days; write "
        "days and deadline and delete the #",
    },
)
_JAPANESE = _Words(
    proposal="提案(proposal): {runs}回の実行のp95+余裕。ふだんの完了 {usual}",
    guess="提案(proposal): 完了した実行が見つからないため推測です",
    failed="。失敗 {count}回",
    running="。実行中 {count}件",
    schedule="。スケジュール {schedule}",
    several="。1日に何度も動くため、{slot} の実行についての行です",
    refused={
        NoProposal.NO_RUN: "提案なし: 実行が見つかりません。締切を書いて # を消してください",
        NoProposal.SUSPENDED: "提案なし: 一時停止中です。再開したら締切を書いて # を消してください",
        NoProposal.TOO_LONG: "提案なし: 実行が締切の上限 47:59 を超えます。最後の工程かテーブルを"
        "対象にしてください",
        NoProposal.ODD_SCHEDULE: "提案なし: スケジュールを曜日で表せません。曜日と締切を書いて # を"
        "消してください",
    },
)


def proposal_rows(
    proposals: Iterable[Proposal], language: Language
) -> tuple[DraftRow, ...]:
    """A row each; those without a proposal are commented out and say why."""
    words = _JAPANESE if language is Language.JA else _ENGLISH
    return tuple(_row(proposal, words) for proposal in proposals)


def _row(proposal: Proposal, words: _Words) -> DraftRow:
    target = str(proposal.target)
    if proposal.why_not is not None:
        note = words.refused[proposal.why_not] + _seen(proposal, words)
        return DraftRow(target=target, note=note, commented=True)
    return DraftRow(
        target=target,
        deadline="" if proposal.days_are_cron else _clock(proposal.deadline),
        days=proposal.days,
        warn_before=f"{proposal.warn_before}m",
        not_before=_clock(proposal.not_before),
        note=_note(proposal, words),
    )


def _note(proposal: Proposal, words: _Words) -> str:
    if not proposal.runs:
        note = words.guess + _seen(proposal, words)
        return note + _several(proposal, words)
    note = words.proposal.format(
        runs=proposal.runs,
        s="" if proposal.runs == 1 else "s",
        usual=_clock(proposal.usual_finish),
    )
    return note + _several(proposal, words)


def _several(proposal: Proposal, words: _Words) -> str:
    if not proposal.several_a_day:
        return ""
    return words.several.format(slot=_clock(proposal.not_before))


def _seen(proposal: Proposal, words: _Words) -> str:
    """What was seen instead of complete runs."""
    parts = []
    if proposal.failed:
        parts.append(words.failed.format(count=proposal.failed))
    if proposal.running:
        parts.append(words.running.format(count=proposal.running))
    if proposal.schedule:
        parts.append(words.schedule.format(schedule=proposal.schedule))
    word = " ".join(proposal.word.split())[:_LONGEST_WORD]
    return "".join(parts) + (f": {word}" if word else "")


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
