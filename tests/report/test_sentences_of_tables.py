"""Why a table has not arrived, what is not known, what is excused, in one sentence."""

import pytest

from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import (
    DailyPartition,
    MonthlyPartition,
    Objective,
)
from slo_monitor.model.targets import TableTarget
from slo_monitor.model.verdicts import Doubt, Reason, Status
from tests.report.verdict_samples import (
    SALES,
    jst,
    objective,
    said,
)

EN, JA = Language.EN, Language.JA
WHOLE = objective(SALES)
DAILY = objective(SALES, partition=DailyPartition(-1), min_rows=1000)
MONTHLY = objective(SALES, partition=MonthlyPartition())
SHARD = TableTarget("p", "d", "events_{yyyymmdd}")
SHARDED = objective(SHARD, partition=DailyPartition(0))


MISSED, UNKNOWN, EXCUSED = Status.MISSED, Status.UNKNOWN, Status.EXCUSED


@pytest.mark.parametrize(
    ("status", "reason", "of", "facts", "english", "japanese"),
    [
        (
            MISSED,
            Reason.NO_DATA,
            DAILY,
            {"last_good": jst("06:50", 21)},
            "Partition 20261121 is not there; last data came 11-21 06:50",
            "パーティション 20261121 がまだありません。前回のデータ到着は 11-21 06:50 です",
        ),
        (
            MISSED,
            Reason.NO_DATA,
            SHARDED,
            {},
            "Shard events_20261122 is not there",
            "シャード events_20261122 がまだありません",
        ),
        (
            MISSED,
            Reason.NO_DATA,
            MONTHLY,
            {},
            "Partition 202611 is not there",
            "パーティション 202611 がまだありません",
        ),
        (
            MISSED,
            Reason.NO_DATA,
            WHOLE,
            {},
            "Nothing was written by 07:30 (window open from 11-21 07:30)",
            "07:30 締切までに書き込みがありません（対象期間は 11-21 07:30 から）",
        ),
        (
            Status.AT_RISK,
            Reason.NO_DATA,
            objective(SALES, "09:30"),
            {},
            "Nothing has been written since the window opened (11-21 09:30)",
            "対象期間の開始（11-21 09:30）以降、書き込みがありません",
        ),
        (
            MISSED,
            Reason.TOO_FEW_ROWS,
            DAILY,
            {"rows": 1},
            "Partition 20261121 has only 1 row; at least 1000 are wanted",
            "パーティション 20261121 は1行しかありません（必要な行数 1000）",
        ),
        (
            MISSED,
            Reason.TOO_FEW_ROWS,
            WHOLE,
            {},
            "The table has too few rows; at least 1 are wanted",
            "テーブルは行数が足りません（必要な行数 1）",
        ),
        (
            UNKNOWN,
            Reason.REWRITTEN,
            WHOLE,
            {"since": jst("08:10")},
            (
                "The first write known came 08:10, after it was due (07:30): "
                "whether data was there in time cannot be known"
            ),
            (
                "確認できる最初の書き込みは 08:10 で、締切（07:30）より後です。"
                "間に合っていたかは確認できません"
            ),
        ),
        (
            UNKNOWN,
            Reason.REWRITTEN,
            WHOLE,
            {},
            (
                "The first write known came after it was due (07:30): "
                "whether data was there in time cannot be known"
            ),
            (
                "確認できる最初の書き込みは締切（07:30）より後です。"
                "間に合っていたかは確認できません"
            ),
        ),
        (
            UNKNOWN,
            Reason.SOURCE_UNREADABLE,
            WHOLE,
            {"message": "arrivals.jsonl line 8: half a line"},
            "Could not find out: arrivals.jsonl line 8: half a line",
            "確認できません: arrivals.jsonl line 8: half a line",
        ),
        (
            UNKNOWN,
            Reason.SOURCE_UNREADABLE,
            None,
            {"doubt": Doubt.NO_SOURCE},
            "Could not find out: no source tells of cronjob:prod/*",
            "確認できません: cronjob:prod/* を見ている情報源がありません",
        ),
        (
            UNKNOWN,
            Reason.SOURCE_UNREADABLE,
            WHOLE,
            {"doubt": Doubt.NO_SOURCE},
            "Could not find out: no source tells of table:shop-dwh.mart.*",
            "確認できません: table:shop-dwh.mart.* を見ている情報源がありません",
        ),
        (
            UNKNOWN,
            Reason.SOURCE_BEHIND,
            None,
            {"since": jst("05:10"), "doubt": Doubt.BEHIND},
            "Could not find out: the evidence reaches only to 05:10",
            "確認できません: 情報は 05:10 までしか届いていません",
        ),
        (
            UNKNOWN,
            Reason.SOURCE_BEHIND,
            None,
            {"doubt": Doubt.OUTCOME_UNTOLD},
            "Could not find out: train ended, and no source says how",
            "確認できません: train は終わりましたが、結果を示す情報がありません",
        ),
        (
            UNKNOWN,
            Reason.SOURCE_BEHIND,
            None,
            {"since": jst("08:10"), "doubt": Doubt.FIRST_SEEN_LATER},
            "Could not find out: no run of it is known before 08:10, after it was due",
            "確認できません: 締切より後の 08:10 以前の実行の情報がありません",
        ),
        (
            UNKNOWN,
            Reason.SOURCE_BEHIND,
            None,
            {"doubt": Doubt.EVENTS_DROPPED},
            (
                "Could not find out: it runs so often that Kubernetes drops its events; "
                "add Jobs, CronJobs"
            ),
            (
                "確認できません: 実行が頻繁で Kubernetes がイベントを捨てます。"
                "Job と CronJob も渡してください"
            ),
        ),
        (
            EXCUSED,
            Reason.MUTED,
            None,
            {"since": jst("23:59", 30)},
            "Muted until 11-30 23:59",
            "11-30 23:59 まで停止中（mute）です",
        ),
        (EXCUSED, Reason.MUTED, None, {}, "Muted", "停止中（mute）です"),
        (
            EXCUSED,
            Reason.MAINTENANCE,
            None,
            {"since": jst("12:00"), "message": "upgrade"},
            "Due in a maintenance window (until 12:00): upgrade",
            "締切がメンテナンス期間中です（12:00 まで、upgrade）",
        ),
        (
            EXCUSED,
            Reason.MAINTENANCE,
            None,
            {},
            "Due in a maintenance window",
            "締切がメンテナンス期間中です",
        ),
    ],
)
def test_tables_doubts_and_excuses_say_why(
    status: Status,
    reason: Reason,
    of: Objective | None,
    facts: dict[str, object],
    english: str,
    japanese: str,
) -> None:
    assert said(status, reason, of, **facts) == (english, japanese)
