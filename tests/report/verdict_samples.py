"""Verdicts for tests: a believable morning of a platform, every status and an inversion."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from slo_monitor.model.evidence import Outcome, Run
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import (
    EVERY_WEEKDAY,
    DailyPartition,
    Objective,
    Occurrence,
    Partition,
    Place,
    Severity,
    Weekdays,
    WholeTable,
)
from slo_monitor.model.results import PassResult
from slo_monitor.model.targets import CronJobTarget, TableTarget, Target
from slo_monitor.model.verdicts import (
    Facts,
    Inversion,
    Problem,
    Reason,
    Status,
    Verdict,
)
from slo_monitor.report.sentences import sentence

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 11, 22)
TRAIN = CronJobTarget("prod", "ml", "train")
SALES = TableTarget("shop-dwh", "mart", "fct_sales")


def jst(text: str, day: int = 22) -> datetime:
    """`07:30` of November's `day` in Tokyo, as UTC."""
    hour, minute = map(int, text.split(":"))
    local = datetime(2026, 11, day, tzinfo=TOKYO) + timedelta(
        hours=hour, minutes=minute
    )
    return local.astimezone(UTC)


AT = jst("09:00")


def run(
    job: str,
    created_at: datetime,
    finished_at: datetime | None = None,
    outcome: Outcome = Outcome.RUNNING,
) -> Run:
    return Run(
        job=job,
        scheduled_at=created_at,
        created_at=created_at,
        finished_at=finished_at,
        outcome=outcome,
    )


def objective(
    target: Target = TRAIN,
    deadline: str = "07:30",
    *,
    timezone: ZoneInfo = TOKYO,
    partition: Partition | None = None,
    min_rows: int = 1,
    owner: str = "@mle",
    channels: tuple[str, ...] = ("#slo",),
    severity: Severity = Severity.NOTIFY,
    runbook: str = "",
    mute_until: datetime | None = None,
    row: int = 14,
    warn: int = 30,
) -> Objective:
    hour, minute = map(int, deadline.split(":"))
    return Objective(
        key=f"{target}@{deadline}",
        target=target,
        days=Weekdays(EVERY_WEEKDAY),
        days_text="daily",
        deadline=hour * 60 + minute,
        timezone=timezone,
        warn_before=timedelta(minutes=warn),
        not_before=None,
        partition=partition or WholeTable(),
        min_rows=min_rows,
        depends_on=(),
        owner=owner,
        channels=channels,
        severity=severity,
        runbook=runbook,
        mute_until=mute_until,
        note="",
        place=Place("slos.csv", row),
    )


def occurrence(of: Objective, business_date: date = TODAY) -> Occurrence:
    midnight = datetime.combine(business_date, datetime.min.time(), of.timezone)
    assert of.deadline is not None
    due = (midnight + timedelta(minutes=of.deadline)).astimezone(UTC)
    return Occurrence(
        business_date=business_date,
        opens_at=due - timedelta(days=1),
        opens_inclusive=False,
        warn_at=due - of.warn_before,
        due_at=due,
    )


def verdict(
    status: Status,
    reason: Reason | None = None,
    *,
    of: Objective | None = None,
    on: date = TODAY,
    arrived_at: datetime | None = None,
    facts: Facts | None = None,
) -> Verdict:
    of = of or objective()
    return Verdict(
        objective=of,
        occurrence=occurrence(of, on),
        status=status,
        reason=reason,
        arrived_at=arrived_at,
        facts=facts or Facts(),
    )


def met(target: Target = TRAIN, deadline: str = "07:30") -> Verdict:
    made = run("done-1", jst("05:00"), jst("05:40"), Outcome.COMPLETE)
    return verdict(
        Status.MET,
        of=objective(target, deadline),
        arrived_at=jst("05:40"),
        facts=Facts(run=made),
    )


def morning() -> PassResult:
    """Every status once, an inversion and a problem."""
    stuck = run("train-29391234", jst("03:00", 17))
    export = run("export-29398500", jst("06:20"), jst("07:20"), Outcome.COMPLETE)
    features = run("features-29398440", jst("05:00"), jst("08:10"), Outcome.COMPLETE)
    return PassResult(
        at=AT,
        verdicts=(
            met(CronJobTarget("prod", "ml", "cleanup"), "08:00"),
            verdict(
                Status.PENDING,
                Reason.RUNNING,
                of=objective(CronJobTarget("prod", "ml", "daily-report"), "12:00"),
                facts=Facts(
                    run=run("daily-report-29398860", jst("08:00")), since=jst("08:00")
                ),
            ),
            verdict(
                Status.MISSED,
                Reason.STUCK,
                of=objective(
                    severity=Severity.PAGE, runbook="https://wiki.example.com/train"
                ),
                facts=Facts(
                    run=stuck,
                    since=jst("03:00", 17),
                    swallowed=5,
                    last_good=jst("02:10", 17),
                    last_good_run="train-29389794",
                ),
            ),
            verdict(
                Status.MISSED,
                Reason.NO_DATA,
                of=objective(
                    TableTarget("shop-dwh", "mart", "events_{yyyymmdd}"),
                    "06:00",
                    partition=DailyPartition(-1),
                    owner="U012ABCDEF",
                ),
                facts=Facts(last_good=jst("05:20", 21)),
            ),
            verdict(
                Status.AT_RISK,
                Reason.FAILED,
                of=objective(
                    CronJobTarget("prod", "recommendation", "build-item-embeddings"),
                    "09:20",
                    owner="Recommendation team <reco@example.com>",
                ),
                facts=Facts(
                    run=run("build-item-embeddings-29398740", jst("06:00")),
                    since=jst("06:41"),
                    message=(
                        "BackoffLimitExceeded: Job has reached the specified backoff "
                        "limit"
                    ),
                    last_good=jst("06:38", 21),
                ),
            ),
            verdict(
                Status.UNKNOWN,
                Reason.SOURCE_UNREADABLE,
                of=objective(SALES, "06:30", owner=""),
                facts=Facts(
                    message="arrivals.jsonl line 812: half a JSON line; export it again"
                ),
            ),
            verdict(
                Status.LATE,
                Reason.SLOW,
                of=objective(CronJobTarget("prod", "ml", "features")),
                arrived_at=jst("08:10"),
                facts=Facts(run=features),
            ),
            verdict(
                Status.NEAR_MISS,
                Reason.SLOW,
                of=objective(CronJobTarget("prod", "ml", "export")),
                arrived_at=jst("07:20"),
                facts=Facts(run=export),
            ),
            verdict(
                Status.EXCUSED,
                Reason.MUTED,
                of=objective(CronJobTarget("dev", "ml", "sandbox"), "08:00"),
                facts=Facts(since=jst("23:59", 30)),
            ),
            verdict(
                Status.PENDING,
                Reason.NOT_STARTED,
                on=date(2026, 11, 23),
                of=objective(),
            ),
        ),
        inversions=(
            Inversion(
                upstream=SALES,
                downstream=TRAIN,
                business_date=TODAY,
                upstream_arrived_at=jst("03:12"),
                downstream_started_at=jst("03:00"),
                overlap=timedelta(minutes=12),
            ),
        ),
        problems=(
            Problem(
                "slos.csv row 31, deadline",
                '"25:99" is not a time of day; write HH:MM such as 07:30, or 25:30 for '
                "01:30 the next day",
            ),
        ),
    )


def said(
    status: Status,
    reason: Reason | None,
    of: Objective | None = None,
    *,
    arrived_at: datetime | None = None,
    **facts: object,
) -> tuple[str, str]:
    """The English and the Japanese sentence."""
    made = verdict(
        status,
        reason,
        of=of,
        arrived_at=arrived_at,
        facts=Facts(**facts),  # type: ignore[arg-type] # keywords of Facts
    )
    return sentence(made, AT, Language.EN), sentence(made, AT, Language.JA)
