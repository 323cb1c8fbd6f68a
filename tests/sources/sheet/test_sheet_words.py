"""The columns that hold one of a few words: partition, severity, channel, zone, ..."""

import re
from zoneinfo import ZoneInfo

import pytest

from slo_monitor.model.objectives import (
    DailyPartition,
    MonthlyPartition,
    Severity,
    WholeTable,
)
from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.sources.sheet.people import (
    read_channels,
    read_runbook,
    read_severity,
)
from slo_monitor.sources.sheet.tables import (
    checked_partition,
    default_partition,
    read_min_rows,
    read_partition,
)
from slo_monitor.sources.sheet.zones import read_timezone

TRAIN = CronJobTarget("prod", "ml", "train")
WHOLE = TableTarget("p", "d", "t")
DAILY = TableTarget("p", "d", "t_{yyyymmdd}")
MONTHLY = TableTarget("p", "d", "t_{yyyymm}")


@pytest.mark.parametrize(
    ("cell", "partition"),
    [
        ("today", DailyPartition(0)),
        ("今日", DailyPartition(0)),
        ("当日", DailyPartition(0)),
        ("Yesterday", DailyPartition(-1)),
        ("昨日", DailyPartition(-1)),
        ("前日", DailyPartition(-1)),
        ("-2d", DailyPartition(-2)),
        ("－２ｄ", DailyPartition(-2)),
        ("-2日", DailyPartition(-2)),
        ("2日前", DailyPartition(-2)),
        ("month", MonthlyPartition()),
        ("当月", MonthlyPartition()),
        ("月", MonthlyPartition()),
        ("none", WholeTable()),
        ("なし", WholeTable()),
    ],
)
def test_partitions_in_both_languages(cell, partition):
    assert read_partition(cell) == partition


@pytest.mark.parametrize("cell", ["tomorrow", "+1d", "2d", "20261121", -2, 46387])
def test_other_partitions_are_refused(cell):
    with pytest.raises(ValueError, match="write today, yesterday, -2d, month or none"):
        read_partition(cell)


@pytest.mark.parametrize(
    ("target", "partition"),
    [
        (None, WholeTable()),
        (TRAIN, WholeTable()),
        (WHOLE, WholeTable()),
        (DAILY, DailyPartition(0)),
        (MONTHLY, MonthlyPartition()),
    ],
)
def test_an_empty_cell_means_the_shard_of_the_day_or_else_the_whole(target, partition):
    assert default_partition(target) == partition


@pytest.mark.parametrize(
    ("partition", "target"),
    [
        (WholeTable(), TRAIN),
        (WholeTable(), WHOLE),
        (DailyPartition(-1), WHOLE),
        (DailyPartition(-1), DAILY),
    ],
)
def test_a_partition_that_can_be_is_kept(partition, target):
    assert checked_partition(partition, target) == partition


@pytest.mark.parametrize(
    ("partition", "target", "why"),
    [
        (DailyPartition(0), TRAIN, "a CronJob has no partitions; leave the cell empty"),
        (WholeTable(), DAILY, "none means the whole table, and table:p.d.t_{yyyymmdd}"),
    ],
)
def test_a_partition_that_cannot_be_is_refused(partition, target, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        checked_partition(partition, target)


@pytest.mark.parametrize(
    ("cell", "rows"),
    [
        ("1", 1),
        ("1,000", 1000),
        ("１２，０００", 12000),
        (1000, 1000),
        (1e6, 1_000_000),
    ],
)
def test_rows_are_counted_from_one(cell, rows):
    assert read_min_rows(cell) == rows


@pytest.mark.parametrize(
    "cell", ["0", "-1", "1.5", "many", "1,00", 0, 1.5, True], ids=repr
)
def test_other_numbers_of_rows_are_refused(cell):
    with pytest.raises(ValueError, match="is not a number of rows; write 1 or more"):
        read_min_rows(cell)


@pytest.mark.parametrize(
    ("cell", "severity"),
    [
        ("page", Severity.PAGE),
        ("Notify", Severity.NOTIFY),
        ("record", Severity.RECORD),
        ("呼出", Severity.PAGE),
        ("呼び出し", Severity.PAGE),
        ("通知", Severity.NOTIFY),
        ("記録", Severity.RECORD),
    ],
)
def test_severities_in_both_languages(cell, severity):
    assert read_severity(cell) == severity


def test_other_severities_are_refused():
    with pytest.raises(ValueError, match='"high" is not a severity; write page, not'):
        read_severity("high")


@pytest.mark.parametrize(
    ("cell", "channels"),
    [
        ("#slo", ("#slo",)),
        ("＃データ基盤", ("#データ基盤",)),
        ("#a, #b", ("#a", "#b")),
        ("#a\n#b", ("#a", "#b")),
        ("#a #b、#a", ("#a", "#b")),
        ("GitHub:owner/repo.x", ("github:owner/repo.x",)),
        ("C0123ABCD", ("C0123ABCD",)),
        ("#slo,github:o/r", ("#slo", "github:o/r")),
    ],
)
def test_channels_are_split_and_each_taken_once(cell, channels):
    assert read_channels(cell) == channels


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("slo", '"slo" is not a channel; write #channel'),
        ("#slo, ops", '"ops" is not a channel'),
        ("#", '"#" is not a channel'),
        ("@mle", '"@mle" is not a channel'),
        ("DEPLOYMENTS", '"DEPLOYMENTS" is not a channel'),
        ("github:repo", '"github:repo" is not a channel'),
        ("#N/A", '"#N/A" is not a channel'),
        (",", '"," names no channel; write one such as #slo'),
    ],
)
def test_other_channels_are_refused(cell, why):
    with pytest.raises(ValueError, match=why):
        read_channels(cell)


@pytest.mark.parametrize("cell", ["https://wiki.example/a", "http://w", "HTTPS://W/"])
def test_a_runbook_is_a_web_address(cell):
    assert read_runbook(cell) == cell


@pytest.mark.parametrize("cell", ["wiki", "https://", "ftp://x", "see https://x", 5])
def test_other_runbooks_are_refused(cell):
    with pytest.raises(ValueError, match="is not a web address"):
        read_runbook(cell)


def test_a_zone_is_an_iana_name():
    assert read_timezone(" Europe/Berlin ") == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("cell", "suggestion"),
    [
        ("JST", "write Asia/Tokyo"),
        ("日本時間", "write Asia/Tokyo"),
        ("Tokyo", "write Asia/Tokyo"),
        ("Asia/Tokio", "write Asia/Tokyo"),
        ("asia/tokyo", "write Asia/Tokyo"),
        ("America/NewYork", "write America/New_York"),
        ("America", "is not an IANA time zone"),
        ("../etc/passwd", "is not an IANA time zone"),
        ("?", "write one such as Asia/Tokyo"),
        ("x" * 5000, "is not an IANA time zone"),
    ],
)
def test_an_unknown_zone_suggests_one(cell, suggestion):
    with pytest.raises(ValueError, match=suggestion):
        read_timezone(cell)
