"""The starter sheet's words in English."""

from slo_monitor.foresee.headings import Heading
from slo_monitor.model.drafts import DraftRow

NOTES = (
    "slo-monitor: each row says when a CronJob or a BigQuery table must be done.",
    "Change the rows to yours, then check them: slo-monitor sheet validate FILE",
    "Only target and deadline are needed. Rows that begin with # are notes; columns of your own may stand anywhere.",
)

HEADINGS = (
    Heading(
        "target",
        "cronjob:CLUSTER/NAMESPACE/NAME or table:PROJECT.DATASET.TABLE; a table a day is "
        "written with its date: events_{yyyymmdd}",
        46,
    ),
    Heading("deadline", "HH:MM such as 07:30; 25:30 is 01:30 the day after", 10),
    Heading(
        "days",
        "daily (or empty), mon-fri, mon,thu, weekdays, business days (no holidays), day 1, "
        "month end, business day 3, or a cron expression of the due times (then leave "
        "deadline empty)",
        16,
    ),
    Heading("timezone", "such as Asia/Tokyo; empty: that of the configuration", 14),
    Heading(
        "warn before",
        "how long before the deadline to warn: 30m (or empty), 1h30m, 0 for no warning",
        12,
    ),
    Heading(
        "not before",
        "only what starts from then on counts: HH:MM, or -6h for six hours before the "
        "deadline; empty: since the deadline before",
        12,
    ),
    Heading(
        "partition",
        "for tables, the date that must have landed: today, yesterday, -2d, month, none",
        12,
    ),
    Heading("min rows", "for tables, the fewest rows that count; empty: 1", 10),
    Heading(
        "depends on",
        "targets that must be done before this one starts, separated by commas",
        36,
    ),
    Heading("owner", "who is asked: free text, @handle or a Slack id", 12),
    Heading("channel", "#channel or github:owner/repo; empty: the configured one", 14),
    Heading("severity", "page, notify (or empty), record", 10),
    Heading("runbook", "the address of a page that says what to do", 36),
    Heading("mute until", "say nothing until the end of this day: 2026-12-31", 12),
    Heading("note", "anything", 50),
)

EXAMPLES = (
    DraftRow(
        target="table:my-project.mart.features",
        deadline="06:00",
        partition="yesterday",
        min_rows="1000",
        owner="@data-platform",
        note="example: yesterday's partition with 1,000 rows or more by 06:00",
    ),
    DraftRow(
        target="cronjob:prod/ml/train-ranking",
        deadline="07:30",
        warn_before="1h",
        depends_on="table:my-project.mart.features",
        owner="@ml-oncall",
        severity="page",
        runbook="https://wiki.example.com/runbooks/train-ranking",
        note="example: every day; told too if it starts before its features are there",
    ),
    DraftRow(
        target="table:my-project.logs.events_{yyyymmdd}",
        deadline="25:30",
        note="example: the table of each day by 01:30 the day after",
    ),
    DraftRow(
        target="cronjob:prod/finance/closing",
        deadline="18:00",
        days="business day 3",
        not_before="09:00",
        note="example: on the third business day of each month",
    ),
    DraftRow(
        target="cronjob:prod/etl/hourly-import",
        days="20 9-18 * * mon-fri",
        warn_before="5m",
        severity="record",
        note="example: done by 20 past each hour from 9 to 18 o'clock",
    ),
)
