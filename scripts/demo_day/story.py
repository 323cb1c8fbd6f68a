"""The story: what ran, hung, failed, was forgotten or came late on the demo's day."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from demo_day.moments import AT, digest, tokyo

TODAY = frozenset({"11-20"})


@dataclass(frozen=True, kw_only=True)
class ByHand:
    """A Job that somebody made from the CronJob with kubectl."""

    name: str
    created: datetime
    minutes: float


@dataclass(frozen=True, kw_only=True)
class CronJob:
    """A CronJob and its story; days are written `11-20`.

    A run takes `minutes`, `grows` more with each day up to `AT`, or what `took` says of its
    day. It fails on the days of `failed`, never ends on those of `hung`. No run starts from
    the instants `suspended` and `no_quota` on.
    """

    namespace: str
    name: str
    schedule: str
    minutes: float
    grows: float = 0
    policy: str = "Allow"
    took: dict[str, float] = field(default_factory=dict)
    failed: frozenset[str] = frozenset()
    hung: frozenset[str] = frozenset()
    suspended: datetime | None = None
    no_quota: datetime | None = None
    by_hand: ByHand | None = None


CRONJOBS = (
    # Both end in time, but the features grew half a minute a day: the training overtook
    # them this week.
    CronJob(
        namespace="etl",
        name="user-features",
        schedule="0 3 * * *",
        minutes=122,
        grows=0.5,
    ),
    CronJob(namespace="ml", name="train-ranking", schedule="0 5 * * *", minutes=97),
    # One Pod has hung since Sunday, and Forbid keeps every later run from starting.
    CronJob(
        namespace="etl",
        name="sync-inventory",
        schedule="0 5 * * *",
        minutes=24,
        policy="Forbid",
        hung=frozenset({"11-15"}),
    ),
    CronJob(
        namespace="etl",
        name="load-clicks",
        schedule="0 5 * * *",
        minutes=95,
        took={"11-20": 168},
    ),
    # Somebody wrote 1-4 where 1-5 was meant.
    CronJob(namespace="etl", name="fx-rates", schedule="30 4 * * 1-4", minutes=3),
    CronJob(
        namespace="etl",
        name="partner-feed",
        schedule="30 5 * * *",
        minutes=11,
        failed=TODAY,
        by_hand=ByHand(
            name="partner-feed-rerun", created=tokyo("11-20 06:20:12"), minutes=24
        ),
    ),
    CronJob(namespace="etl", name="close-books", schedule="30 22 * * 1-5", minutes=80),
    CronJob(
        namespace="ml",
        name="score-customers",
        schedule="30 7 * * *",
        minutes=50,
        hung=TODAY,
    ),
    CronJob(
        namespace="ml",
        name="refresh-embeddings",
        schedule="15 6 * * *",
        minutes=21,
        took={"11-20": 37},
    ),
    CronJob(
        namespace="ml",
        name="hyperparam-search",
        schedule="0 6 * * *",
        minutes=55,
        no_quota=tokyo("11-20 00:00"),
    ),
    # The sheet misspells this one.
    CronJob(
        namespace="ml", name="train-recommendation", schedule="0 4 * * *", minutes=48
    ),
    CronJob(
        namespace="bi",
        name="export-kpi",
        schedule="0 6 * * *",
        minutes=41,
        failed=TODAY,
    ),
    CronJob(
        namespace="bi",
        name="daily-forecast",
        schedule="0 7 * * 1-5",
        minutes=40,
        suspended=tokyo("11-19 14:00"),
    ),
    CronJob(
        namespace="bi",
        name="refresh-dashboards",
        schedule="45 8 * * 1-5",
        minutes=9,
        failed=TODAY,
    ),
    CronJob(namespace="bi", name="daily-close", schedule="15 0 * * 2-6", minutes=40),
    CronJob(namespace="bi", name="ltv-report", schedule="30 6 * * *", minutes=20),
    CronJob(namespace="bi", name="monthly-invoices", schedule="0 8 1 * *", minutes=45),
    CronJob(
        namespace="bi",
        name="legacy-report",
        schedule="0 7 * * *",
        minutes=15,
        suspended=tokyo("11-02 11:00"),
    ),
    CronJob(
        namespace="platform",
        name="backup-db",
        schedule="30 1 * * *",
        minutes=35,
        took={"11-20": 142},
    ),
    CronJob(namespace="platform", name="snapshots", schedule="0 */6 * * *", minutes=5),
)


@dataclass(frozen=True, kw_only=True)
class Write:
    """A write to a table."""

    table: str
    partition: str | None
    at: datetime
    rows: int


def writes() -> Iterator[Write]:
    """A week of arrivals; each night brings the data of the day before."""
    for back in range(7):
        night = AT - timedelta(days=back)
        yield from _of_night(night, f"{night - timedelta(days=1):%Y%m%d}")
    # Read from metadata: of a table that is replaced, only the last write is known.
    yield Write(
        table="shop-dwh.master.products",
        partition=None,
        at=tokyo("11-20 08:10:44"),
        rows=96_411,
    )


def _of_night(night: datetime, day: str) -> Iterator[Write]:
    """Tonight the access log is nearly empty, and the costs of advertising never came."""
    tonight, noise = night == AT, digest(day)
    yield Write(
        table=f"shop-dwh.logs.access_{day}",
        partition=None,
        at=night.replace(hour=3, minute=11 + noise % 7, second=noise % 60),
        rows=48_210 if tonight else 4_100_000 + noise % 300_000,
    )
    yield Write(
        table="shop-dwh.mart.orders_daily",
        partition=day,
        at=night.replace(hour=5, minute=40 + noise % 5, second=noise % 59),
        rows=182_000 + noise % 9_000,
    )
    if not tonight:
        yield Write(
            table="shop-dwh.mart.ad_costs",
            partition=day,
            at=night.replace(hour=7, minute=20 + noise % 9, second=noise % 58),
            rows=5_300 + noise % 400,
        )
