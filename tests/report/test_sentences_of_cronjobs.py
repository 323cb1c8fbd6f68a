"""Why a CronJob has not arrived, in one sentence."""

import pytest

from slo_monitor.model.evidence import Outcome
from slo_monitor.model.languages import Language
from slo_monitor.model.verdicts import Reason, Status
from tests.report.verdict_samples import (
    jst,
    objective,
    run,
    said,
)

EN, JA = Language.EN, Language.JA
TRAINING = run("train-29391234", jst("05:00"))
TRAINED = run("train-29391234", jst("05:00"), jst("08:10"), Outcome.COMPLETE)


MISSED, UNKNOWN, EXCUSED = Status.MISSED, Status.UNKNOWN, Status.EXCUSED
GOOD = jst("02:10", 17)


@pytest.mark.parametrize(
    ("reason", "facts", "english", "japanese"),
    [
        (
            Reason.RUNNING,
            {"run": TRAINING, "since": jst("05:00"), "last_good": jst("06:50", 21)},
            (
                "train-29391234 has been running for 4 h (since 05:00)"
                "; last good run finished 11-21 06:50"
            ),
            "train-29391234 は 05:00 から4時間実行中です。前回の正常終了は 11-21 06:50 です",
        ),
        (
            Reason.RUNNING,
            {"run": TRAINING},
            "train-29391234 is still running",
            "train-29391234 はまだ実行中です",
        ),
        (
            Reason.RUNNING,
            {"run": TRAINING, "message": "exceeded quota"},
            "train-29391234 is still running: exceeded quota",
            "train-29391234 はまだ実行中です: exceeded quota",
        ),
        (
            Reason.FAILED,
            {
                "run": TRAINED,
                "since": jst("05:40"),
                "message": "BackoffLimitExceeded:\n  Job has reached the limit\x1b[0m",
            },
            (
                "train-29391234 failed at 05:40 "
                "(BackoffLimitExceeded: Job has reached the limit [0m)"
            ),
            (
                "train-29391234 は 05:40 に失敗しました"
                "（BackoffLimitExceeded: Job has reached the limit [0m）"
            ),
        ),
        (Reason.FAILED, {}, "train failed", "train は失敗しました"),
        (
            Reason.STUCK,
            {
                "run": TRAINING,
                "since": jst("03:00", 17),
                "swallowed": 5,
                "last_good": GOOD,
            },
            (
                "train-29391234 has been running since 11-17 03:00 and 5 later runs were "
                "skipped; last good run finished 11-17 02:10"
            ),
            (
                "train-29391234 が 11-17 03:00 から実行中のままで、後続の5回が見送られました。"
                "前回の正常終了は 11-17 02:10 です"
            ),
        ),
        (
            Reason.STUCK,
            {"run": TRAINING, "swallowed": 1},
            "train-29391234 has been running and 1 later run was skipped",
            "train-29391234 が実行中のままで、後続の1回が見送られました",
        ),
        (
            Reason.STUCK,
            {"run": TRAINING, "since": jst("05:00")},
            "train-29391234 has been running since 05:00 and no later run could start",
            "train-29391234 が 05:00 から実行中のままで、後続を開始できません",
        ),
        (
            Reason.STUCK,
            {"since": jst("05:00"), "message": "prior execution is running"},
            "Runs have been skipped since 05:00, because an earlier one is still running",
            "前の実行が終わらないため、05:00 から実行が見送られています",
        ),
        (
            Reason.SUSPENDED,
            {"since": jst("10:00", 20)},
            (
                "The CronJob is suspended (since 11-20 10:00): "
                "no run starts until it is resumed"
            ),
            (
                "CronJob が 11-20 10:00 から一時停止（suspend）中です。"
                "再開するまで実行されません"
            ),
        ),
        (
            Reason.SUSPENDED,
            {},
            "The CronJob is suspended: no run starts until it is resumed",
            "CronJob が一時停止（suspend）中です。再開するまで実行されません",
        ),
        (
            Reason.CANNOT_START,
            {"since": jst("05:00"), "message": "exceeded quota"},
            "No run could be started since 05:00: exceeded quota",
            "05:00 から実行を開始できません: exceeded quota",
        ),
        (
            Reason.CANNOT_START,
            {},
            "No run could be started",
            "実行を開始できません",
        ),
        (
            Reason.NOT_STARTED,
            {"last_good": jst("06:50", 21)},
            (
                "No scheduled run was started for 07:30 (window open from 11-21 07:30)"
                "; last good run finished 11-21 06:50"
            ),
            (
                "07:30 締切の定期実行は始まりませんでした（対象期間は 11-21 07:30 から）"
                "。前回の正常終了は 11-21 06:50 です"
            ),
        ),
        (
            Reason.NEVER_SEEN,
            {},
            (
                "No trace of cronjob:prod/ml/train anywhere: "
                "check the name in slos.csv row 14"
            ),
            (
                "cronjob:prod/ml/train の形跡がどこにもありません。"
                "slos.csv row 14 の名前を確認してください"
            ),
        ),
    ],
)
def test_a_cronjob_that_missed_says_why(
    reason: Reason, facts: dict[str, object], english: str, japanese: str
) -> None:
    assert said(MISSED, reason, **facts) == (english, japanese)


def test_before_it_is_due_nothing_started_is_said_of_the_open_window() -> None:
    of = objective(deadline="09:30")
    assert said(Status.AT_RISK, Reason.NOT_STARTED, of) == (
        "No scheduled run has started since the window opened (11-21 09:30)",
        "対象期間の開始（11-21 09:30）以降、定期実行が始まっていません",
    )
