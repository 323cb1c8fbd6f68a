"""The columns of the three tabs, and the names that people give them."""

import re
from collections.abc import Mapping
from enum import StrEnum

from slo_monitor.sources.sheet.cells import text_of


class Column(StrEnum):
    """A column by its English name."""

    TARGET = "target"
    DEADLINE = "deadline"
    DAYS = "days"
    TIMEZONE = "timezone"
    WARN_BEFORE = "warn before"
    NOT_BEFORE = "not before"
    PARTITION = "partition"
    MIN_ROWS = "min rows"
    DEPENDS_ON = "depends on"
    OWNER = "owner"
    CHANNEL = "channel"
    SEVERITY = "severity"
    RUNBOOK = "runbook"
    MUTE_UNTIL = "mute until"
    NOTE = "note"

    DATE = "date"
    NAME = "name"

    FROM = "from"
    TO = "to"
    TARGETS = "targets"
    WHY = "why"


Names = Mapping[str, Column]
"""Names as `plain` makes them."""


def plain(header: str) -> str:
    """A header without what does not matter: case, blanks, `_`, full width."""
    return re.sub(r"[\s_]", "", text_of(header).lower())


def _names(japanese: Mapping[Column, str]) -> Names:
    names = {plain(column): column for column in japanese}
    for column, others in japanese.items():
        names |= {plain(name): column for name in others.split("|")}
    return names


OBJECTIVE_NAMES = _names(
    {
        Column.TARGET: "対象",
        Column.DEADLINE: "締切|SLO時刻",
        Column.DAYS: "曜日|対象日",
        Column.TIMEZONE: "タイムゾーン",
        Column.WARN_BEFORE: "事前警告",
        Column.NOT_BEFORE: "開始時刻",
        Column.PARTITION: "パーティション",
        Column.MIN_ROWS: "最小行数",
        Column.DEPENDS_ON: "依存",
        Column.OWNER: "担当",
        Column.CHANNEL: "通知先",
        Column.SEVERITY: "重要度",
        Column.RUNBOOK: "手順書",
        Column.MUTE_UNTIL: "停止期限",
        Column.NOTE: "備考",
    }
)

CALENDAR_NAMES = _names({Column.DATE: "日付", Column.NAME: "名称"})

MAINTENANCE_NAMES = _names(
    {
        Column.FROM: "開始",
        Column.TO: "終了",
        Column.TARGETS: "対象",
        Column.WHY: "理由",
    }
)
