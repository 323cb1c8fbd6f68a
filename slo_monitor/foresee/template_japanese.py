"""The starter sheet's words in Japanese."""

from slo_monitor.foresee.headings import Heading
from slo_monitor.model.drafts import DraftRow

NOTES = (
    "slo-monitor: CronJobまたはBigQueryテーブルがいつまでに終わるべきかを、1行に1つ書きます",
    "行を書き換えたら確認してください: slo-monitor sheet validate ファイル",
    "必須の列は対象と締切だけです。# で始まる行はメモです。独自の列を足してもかまいません",
)

HEADINGS = (
    Heading(
        "対象",
        "cronjob:クラスタ/名前空間/名前 または table:プロジェクト.データセット.テーブル。"
        "日付別テーブルは events_{yyyymmdd} のように書きます",
        46,
    ),
    Heading("締切", "07:30 のような HH:MM。翌01:30 または 25:30 は翌日の1時30分", 10),
    Heading(
        "曜日",
        "毎日(空欄も)、月-金、月,木、平日、営業日(祝日を除く)、1日、月末、第3営業日、"
        "または締切時刻を表すcron式(このとき締切は空欄)",
        16,
    ),
    Heading("タイムゾーン", "Asia/Tokyo など。空欄なら設定の値", 14),
    Heading(
        "事前警告", "締切のどれだけ前に警告するか: 30m(空欄も)、1h30m、0は警告なし", 12
    ),
    Heading(
        "開始時刻",
        "これより後に始まったものだけを数えます: HH:MM、または締切の6時間前なら -6h。"
        "空欄なら前回の締切から",
        12,
    ),
    Heading(
        "パーティション",
        "テーブルの場合、そろうべき日付: today(今日)、yesterday(昨日)、-2d、month(当月)、none",
        12,
    ),
    Heading("最小行数", "テーブルの場合、到着とみなす最小の行数。空欄なら1", 10),
    Heading("依存", "これが始まる前に終わっているべき対象。コンマ区切り", 36),
    Heading("担当", "自由な文字列、@ハンドル、またはSlackのID", 12),
    Heading("通知先", "#チャンネル または github:owner/repo。空欄なら設定の値", 14),
    Heading("重要度", "page、notify(空欄も)、record", 10),
    Heading("手順書", "対応手順のURL", 36),
    Heading("停止期限", "この日の終わりまで知らせません: 2026-12-31", 12),
    Heading("備考", "自由", 50),
)

EXAMPLES = (
    DraftRow(
        target="table:my-project.mart.features",
        deadline="06:00",
        partition="昨日",
        min_rows="1000",
        owner="@data-platform",
        note="例: 昨日のパーティションが6時までに1,000行以上",
    ),
    DraftRow(
        target="cronjob:prod/ml/train-ranking",
        deadline="07:30",
        warn_before="1h",
        depends_on="table:my-project.mart.features",
        owner="@ml-oncall",
        severity="page",
        runbook="https://wiki.example.com/runbooks/train-ranking",
        note="例: 毎日。特徴量がそろう前に始まった場合も知らせます",
    ),
    DraftRow(
        target="table:my-project.logs.events_{yyyymmdd}",
        deadline="翌01:30",
        note="例: その日のテーブルが翌日の1時30分まで",
    ),
    DraftRow(
        target="cronjob:prod/finance/closing",
        deadline="18:00",
        days="第3営業日",
        not_before="09:00",
        note="例: 毎月の第3営業日",
    ),
    DraftRow(
        target="cronjob:prod/etl/hourly-import",
        days="20 9-18 * * mon-fri",
        warn_before="5m",
        severity="record",
        note="例: 9時から18時まで毎時20分までに完了",
    ),
)
