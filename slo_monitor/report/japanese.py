"""One Japanese sentence for each reason, with the facts."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from slo_monitor.model.languages import Language
from slo_monitor.model.verdicts import Doubt, Reason, Status
from slo_monitor.report.moments import spelled
from slo_monitor.report.scenes import Meeting, Scene, Tongue


def _met(scene: Scene) -> str:
    return f"{_arrived(scene)}（{_before(scene)}）"


def _not_open(scene: Scene) -> str:
    return f"対象期間は {scene.opens} に始まります"


def _waiting(scene: Scene) -> str:
    return f"まだ何も届いていません（締切 {scene.due}）"


def _last_good(scene: Scene) -> str:
    when = scene.clock(scene.verdict.facts.last_good)
    if not when:
        return ""
    what = "前回のデータ到着は" if scene.is_table else "前回の正常終了は"
    return f"。{what} {when} です"


def _muted(scene: Scene) -> str:
    until = f"{scene.since} まで" if scene.since else ""
    return f"{until}停止中（mute）です{_yet(scene)}"


def _maintenance(scene: Scene) -> str:
    notes = [f"{scene.since} まで"] if scene.since else []
    notes += [scene.message] if scene.message else []
    detail = f"（{'、'.join(notes)}）" if notes else ""
    return f"締切がメンテナンス期間中です{detail}{_yet(scene)}"


def _not_found_out(scene: Scene) -> str:
    return f"確認できません: {scene.message or _doubt(scene)}"


def _doubt(scene: Scene) -> str:
    match scene.verdict.facts.doubt:
        case Doubt.BEHIND:
            return f"情報は {scene.since} までしか届いていません"
        case Doubt.FIRST_SEEN_LATER:
            return f"締切より後の {scene.since} 以前の実行の情報がありません"
        case Doubt.EVENTS_DROPPED:
            return "実行が頻繁で Kubernetes がイベントを捨てます。Job と CronJob も渡してください"
        case Doubt.OUTCOME_UNTOLD:
            return f"{scene.subject} は終わりましたが、結果を示す情報がありません"
        case _:
            return f"{scene.domain} を見ている情報源がありません"


def _never_seen(scene: Scene) -> str:
    objective = scene.verdict.objective
    return (
        f"{objective.target} の形跡がどこにもありません。"
        f"{objective.place} の名前を確認してください"
    )


def _running(scene: Scene) -> str:
    word = f": {scene.message}" if scene.message else ""
    if scene.lasted is None:
        return f"{scene.subject} はまだ実行中です{word}"
    for_how_long = spelled(scene.lasted, Language.JA)
    return f"{scene.subject} は {scene.since} から{for_how_long}実行中です{word}"


def _failed(scene: Scene) -> str:
    when = f" {scene.since} に" if scene.since else ""
    why = f"（{scene.message}）" if scene.message else ""
    return f"{scene.subject} は{when}失敗しました{why}"


def _stuck(scene: Scene) -> str:
    since = f"{scene.since} から" if scene.since else ""
    if scene.verdict.facts.run is None:
        return f"前の実行が終わらないため、{since}実行が見送られています"
    running = f"{scene.subject} が {since}" if since else f"{scene.subject} が"
    return f"{running}実行中のままで、{_swallowed(scene)}"


def _swallowed(scene: Scene) -> str:
    count = scene.verdict.facts.swallowed
    return f"後続の{count}回が見送られました" if count else "後続を開始できません"


def _suspended(scene: Scene) -> str:
    since = f" {scene.since} から" if scene.since else ""
    return f"CronJob が{since}一時停止（suspend）中です。再開するまで実行されません"


def _cannot_start(scene: Scene) -> str:
    since = f"{scene.since} から" if scene.since else ""
    why = f": {scene.message}" if scene.message else ""
    return f"{since}実行を開始できません{why}"


def _not_started(scene: Scene) -> str:
    if scene.over:
        return f"{scene.due} 締切の定期実行は始まりませんでした（対象期間は {scene.opens} から）"
    return f"対象期間の開始（{scene.opens}）以降、定期実行が始まっていません"


def _too_few_rows(scene: Scene) -> str:
    rows, wanted = scene.verdict.facts.rows, scene.verdict.objective.min_rows
    has = "行数が足りません" if rows is None else f"{rows}行しかありません"
    return f"{_data(scene)}は{has}（必要な行数 {wanted}）"


def _rewritten(scene: Scene) -> str:
    when = f" {scene.since} で、" if scene.since else ""
    return (
        f"確認できる最初の書き込みは{when}締切（{scene.due}）より後です。"
        "間に合っていたかは確認できません"
    )


def _no_data(scene: Scene) -> str:
    if scene.part:
        return f"{_data(scene)}がまだありません"
    if scene.over:
        return f"{scene.due} 締切までに書き込みがありません（対象期間は {scene.opens} から）"
    return f"対象期間の開始（{scene.opens}）以降、書き込みがありません"


def _slow(scene: Scene) -> str:
    if scene.verdict.status is Status.LATE:
        return f"{_arrived(scene)}（締切 {scene.due} を{_margin(scene)}超過）{_took(scene)}"
    wanted = spelled(scene.verdict.objective.warn_before, Language.JA)
    return f"{_arrived(scene)}（{_before(scene)}、必要な余裕は{wanted}）{_took(scene)}"


def _data(scene: Scene) -> str:
    if not scene.part:
        return "テーブル"
    return f"{'パーティション' if scene.part.isdigit() else 'シャード'} {scene.part} "


def _arrived(scene: Scene) -> str:
    when = scene.arrived
    if not scene.is_table:
        return f"{scene.subject} は {when} に完了しました"
    return f"{_data(scene) if scene.part else 'データ'}は {when} に届きました"


def _before(scene: Scene) -> str:
    if not scene.verdict.margin:
        return "締切ちょうど"
    return f"締切の{_margin(scene)}前"


def _margin(scene: Scene) -> str:
    return spelled(scene.verdict.margin or timedelta(0), Language.JA)


def _took(scene: Scene) -> str:
    if scene.ran is None:
        return ""
    return f"。{scene.started} に開始し、所要{spelled(scene.ran, Language.JA)}"


def _yet(scene: Scene) -> str:
    return "" if scene.verdict.arrived_at is None else f"。{_arrived(scene)}"


def _inverted(meeting: Meeting) -> str:
    length = spelled(meeting.overlap, Language.JA)
    begin = f"{meeting.downstream} の開始（{meeting.started}）"
    if meeting.arrived:
        came = "届きました" if meeting.upstream_is_table else "完了しました"
        late = f"{begin}の{length}後に {meeting.upstream} が{came}（{meeting.arrived}）"
        return f"{late}。当日分なしで実行されました"
    came = "届いていません" if meeting.upstream_is_table else "完了していません"
    return (
        f"{begin}から{length}たっても {meeting.upstream} が{came}。当日分なしの実行です"
    )


_REASONS: Mapping[Reason, Callable[[Scene], str]] = {
    Reason.MUTED: _muted,
    Reason.MAINTENANCE: _maintenance,
    Reason.SOURCE_UNREADABLE: _not_found_out,
    Reason.SOURCE_BEHIND: _not_found_out,
    Reason.NEVER_SEEN: _never_seen,
    Reason.RUNNING: _running,
    Reason.FAILED: _failed,
    Reason.STUCK: _stuck,
    Reason.SUSPENDED: _suspended,
    Reason.CANNOT_START: _cannot_start,
    Reason.NOT_STARTED: _not_started,
    Reason.TOO_FEW_ROWS: _too_few_rows,
    Reason.REWRITTEN: _rewritten,
    Reason.NO_DATA: _no_data,
    Reason.SLOW: _slow,
}

JAPANESE = Tongue(
    reasons=_REASONS,
    met=_met,
    not_open=_not_open,
    waiting=_waiting,
    last_good=_last_good,
    inverted=_inverted,
)
