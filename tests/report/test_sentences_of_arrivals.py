"""What arrived, and what ran before it, in one sentence."""

from datetime import datetime, timedelta

import pytest

from slo_monitor.model.evidence import Outcome
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import (
    DailyPartition,
    Objective,
)
from slo_monitor.model.targets import TableTarget
from slo_monitor.model.verdicts import Inversion, Reason, Status
from slo_monitor.report.sentences import inversion_sentence
from tests.report.verdict_samples import (
    SALES,
    TODAY,
    TOKYO,
    TRAIN,
    jst,
    objective,
    run,
    said,
)

EN, JA = Language.EN, Language.JA
TRAINING = run("train-29391234", jst("05:00"))
TRAINED = run("train-29391234", jst("05:00"), jst("08:10"), Outcome.COMPLETE)
WHOLE = objective(SALES)
DAILY = objective(SALES, partition=DailyPartition(-1), min_rows=1000)


MISSED, UNKNOWN, EXCUSED = Status.MISSED, Status.UNKNOWN, Status.EXCUSED


@pytest.mark.parametrize(
    ("status", "of", "arrived_at", "facts", "english", "japanese"),
    [
        (
            Status.MET,
            None,
            jst("05:40"),
            {"run": TRAINED},
            "train-29391234 finished 05:40, 1 h 50 min before it was due",
            "train-29391234 は 05:40 に完了しました（締切の1時間50分前）",
        ),
        (
            Status.MET,
            objective(warn=0),
            jst("07:30"),
            {},
            "train finished 07:30, just when it was due",
            "train は 07:30 に完了しました（締切ちょうど）",
        ),
        (
            Status.MET,
            WHOLE,
            jst("23:50", 21),
            {},
            "Data arrived 11-21 23:50, 7 h 40 min before it was due",
            "データは 11-21 23:50 に届きました（締切の7時間40分前）",
        ),
        (
            Status.NEAR_MISS,
            DAILY,
            jst("07:29") + timedelta(seconds=20),
            {},
            (
                "Partition 20261121 arrived 07:29, only 40 s before it was due; "
                "30 min were wanted"
            ),
            (
                "パーティション 20261121 は 07:29 に届きました"
                "（締切の40秒前、必要な余裕は30分）"
            ),
        ),
        (
            Status.LATE,
            None,
            jst("08:10"),
            {"run": TRAINED},
            (
                "train-29391234 finished 08:10, 40 min after it was due (07:30); "
                "it ran 3 h 10 min from 05:00"
            ),
            (
                "train-29391234 は 08:10 に完了しました（締切 07:30 を40分超過）。"
                "05:00 に開始し、所要3時間10分"
            ),
        ),
        (
            Status.LATE,
            None,
            jst("07:30", 24),
            {"run": TRAINING},
            "train-29391234 finished 11-24 07:30, 2 d after it was due (07:30)",
            "train-29391234 は 11-24 07:30 に完了しました（締切 07:30 を2日超過）",
        ),
    ],
)
def test_what_arrived_says_when_and_by_how_much(
    status: Status,
    of: Objective | None,
    arrived_at: datetime,
    facts: dict[str, object],
    english: str,
    japanese: str,
) -> None:
    reason = None if status is Status.MET else Reason.SLOW
    assert said(status, reason, of, arrived_at=arrived_at, **facts) == (
        english,
        japanese,
    )


def test_what_arrived_though_it_was_excused_is_said() -> None:
    english, japanese = said(
        EXCUSED, Reason.MUTED, arrived_at=jst("05:40"), run=TRAINED
    )
    assert english == "Muted; train-29391234 finished 05:40"
    assert japanese == "停止中（mute）です。train-29391234 は 05:40 に完了しました"


@pytest.mark.parametrize(
    ("upstream", "arrived", "english", "japanese"),
    [
        (
            SALES,
            jst("03:12"),
            (
                "fct_sales arrived 03:12, 12 min after train started (03:00): "
                "it ran without that day's fct_sales"
            ),
            (
                "train の開始（03:00）の12分後に fct_sales が届きました（03:12）。"
                "当日分なしで実行されました"
            ),
        ),
        (
            TRAIN,
            jst("03:12"),
            (
                "train finished 03:12, 12 min after train started (03:00): "
                "it ran without that day's train"
            ),
            (
                "train の開始（03:00）の12分後に train が完了しました（03:12）。"
                "当日分なしで実行されました"
            ),
        ),
        (
            SALES,
            None,
            (
                "fct_sales has not arrived yet, 12 min after train started (03:00): "
                "it ran without that day's fct_sales"
            ),
            (
                "train の開始（03:00）から12分たっても fct_sales が届いていません。"
                "当日分なしの実行です"
            ),
        ),
        (
            TRAIN,
            None,
            (
                "train has not finished yet, 12 min after train started (03:00): "
                "it ran without that day's train"
            ),
            (
                "train の開始（03:00）から12分たっても train が完了していません。"
                "当日分なしの実行です"
            ),
        ),
    ],
)
def test_an_inversion_says_what_ran_before_what(
    upstream: TableTarget, arrived: datetime | None, english: str, japanese: str
) -> None:
    inversion = Inversion(
        upstream=upstream,
        downstream=TRAIN,
        business_date=TODAY,
        upstream_arrived_at=arrived,
        downstream_started_at=jst("03:00"),
        overlap=timedelta(minutes=12),
    )
    assert inversion_sentence(inversion, TOKYO, EN) == english
    assert inversion_sentence(inversion, TOKYO, JA) == japanese
