"""One English sentence for each reason, with the facts."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from slo_monitor.model.languages import Language
from slo_monitor.model.verdicts import Doubt, Reason, Status
from slo_monitor.report.moments import spelled
from slo_monitor.report.scenes import Meeting, Scene, Tongue


def _met(scene: Scene) -> str:
    return f"{_arrived(scene)}, {_before(scene)}"


def _not_open(scene: Scene) -> str:
    return f"Not open yet: its window opens {scene.opens}"


def _waiting(scene: Scene) -> str:
    return f"Nothing has arrived yet; due {scene.due}"


def _last_good(scene: Scene) -> str:
    when = scene.clock(scene.verdict.facts.last_good)
    if not when:
        return ""
    what = "last data came" if scene.is_table else "last good run finished"
    return f"; {what} {when}"


def _muted(scene: Scene) -> str:
    until = f" until {scene.since}" if scene.since else ""
    return f"Muted{until}{_yet(scene)}"


def _maintenance(scene: Scene) -> str:
    until = f" (until {scene.since})" if scene.since else ""
    why = f": {scene.message}" if scene.message else ""
    return f"Due in a maintenance window{until}{why}{_yet(scene)}"


def _not_found_out(scene: Scene) -> str:
    return f"Could not find out: {scene.message or _doubt(scene)}"


def _doubt(scene: Scene) -> str:
    match scene.verdict.facts.doubt:
        case Doubt.BEHIND:
            return f"the evidence reaches only to {scene.since}"
        case Doubt.FIRST_SEEN_LATER:
            return f"no run of it is known before {scene.since}, after it was due"
        case Doubt.EVENTS_DROPPED:
            return (
                "it runs so often that Kubernetes drops its events; add Jobs, CronJobs"
            )
        case Doubt.OUTCOME_UNTOLD:
            return f"{scene.subject} ended, and no source says how"
        case _:
            return f"no source tells of {scene.domain}"


def _never_seen(scene: Scene) -> str:
    objective = scene.verdict.objective
    return (
        f"No trace of {objective.target} anywhere: check the name in {objective.place}"
    )


def _running(scene: Scene) -> str:
    word = f": {scene.message}" if scene.message else ""
    if scene.lasted is None:
        return f"{scene.subject} is still running{word}"
    lasted = spelled(scene.lasted, Language.EN)
    return f"{scene.subject} has been running for {lasted} (since {scene.since}){word}"


def _failed(scene: Scene) -> str:
    when = f" at {scene.since}" if scene.since else ""
    why = f" ({scene.message})" if scene.message else ""
    return f"{scene.subject} failed{when}{why}"


def _stuck(scene: Scene) -> str:
    since = f" since {scene.since}" if scene.since else ""
    if scene.verdict.facts.run is None:
        return f"Runs have been skipped{since}, because an earlier one is still running"
    return f"{scene.subject} has been running{since} and {_swallowed(scene)}"


def _swallowed(scene: Scene) -> str:
    match scene.verdict.facts.swallowed:
        case None | 0:
            return "no later run could start"
        case 1:
            return "1 later run was skipped"
        case count:
            return f"{count} later runs were skipped"


def _suspended(scene: Scene) -> str:
    since = f" (since {scene.since})" if scene.since else ""
    return f"The CronJob is suspended{since}: no run starts until it is resumed"


def _cannot_start(scene: Scene) -> str:
    since = f" since {scene.since}" if scene.since else ""
    why = f": {scene.message}" if scene.message else ""
    return f"No run could be started{since}{why}"


def _not_started(scene: Scene) -> str:
    if scene.over:
        return f"No scheduled run was started for {scene.due} (window open from {scene.opens})"
    return f"No scheduled run has started since the window opened ({scene.opens})"


def _too_few_rows(scene: Scene) -> str:
    rows, wanted = scene.verdict.facts.rows, scene.verdict.objective.min_rows
    has = "too few rows" if rows is None else f"only {rows} row{'s' * (rows != 1)}"
    return f"{_data(scene)} has {has}; at least {wanted} are wanted"


def _rewritten(scene: Scene) -> str:
    when = f" {scene.since}," if scene.since else ""
    return (
        f"The first write known came{when} after it was due ({scene.due}): "
        "whether data was there in time cannot be known"
    )


def _no_data(scene: Scene) -> str:
    if scene.part:
        return f"{_data(scene)} is not there"
    if scene.over:
        return f"Nothing was written by {scene.due} (window open from {scene.opens})"
    return f"Nothing has been written since the window opened ({scene.opens})"


def _slow(scene: Scene) -> str:
    arrived, due = _arrived(scene), f"it was due ({scene.due})"
    if scene.verdict.status is Status.LATE:
        return f"{arrived}, {_margin(scene)} after {due}{_took(scene)}"
    wanted = spelled(scene.verdict.objective.warn_before, Language.EN)
    return f"{arrived}, only {_before(scene)}; {wanted} were wanted{_took(scene)}"


def _data(scene: Scene) -> str:
    if not scene.part:
        return "The table"
    return f"{'Partition' if scene.part.isdigit() else 'Shard'} {scene.part}"


def _arrived(scene: Scene) -> str:
    when = scene.arrived
    if not scene.is_table:
        return f"{scene.subject} finished {when}"
    return f"{_data(scene) if scene.part else 'Data'} arrived {when}"


def _before(scene: Scene) -> str:
    if not scene.verdict.margin:
        return "just when it was due"
    return f"{_margin(scene)} before it was due"


def _margin(scene: Scene) -> str:
    return spelled(scene.verdict.margin or timedelta(0), Language.EN)


def _took(scene: Scene) -> str:
    if scene.ran is None:
        return ""
    return f"; it ran {spelled(scene.ran, Language.EN)} from {scene.started}"


def _yet(scene: Scene) -> str:
    return "" if scene.verdict.arrived_at is None else f"; {_arrived(scene)}"


def _inverted(meeting: Meeting) -> str:
    length = spelled(meeting.overlap, Language.EN)
    after = f"{length} after {meeting.downstream} started ({meeting.started})"
    without = f"it ran without that day's {meeting.upstream}"
    verb = "arrived" if meeting.upstream_is_table else "finished"
    if meeting.arrived:
        return f"{meeting.upstream} {verb} {meeting.arrived}, {after}: {without}"
    return f"{meeting.upstream} has not {verb} yet, {after}: {without}"


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

ENGLISH = Tongue(
    reasons=_REASONS,
    met=_met,
    not_open=_not_open,
    waiting=_waiting,
    last_good=_last_good,
    inverted=_inverted,
)
