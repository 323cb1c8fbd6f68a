import re

import pytest

from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.sources.sheet.targets import read_target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("cronjob:prod/ml/train", CronJobTarget("prod", "ml", "train")),
        ("CronJob:prod/ml/train", CronJobTarget("prod", "ml", "train")),
        (" ｃｒｏｎｊｏｂ：prod／ml／train ", CronJobTarget("prod", "ml", "train")),
        ("cronjob:prod/ml/train\u200b", CronJobTarget("prod", "ml", "train")),
        ("cronjob:gke_P_asia/ml/a.b-1", CronJobTarget("gke_P_asia", "ml", "a.b-1")),
        ("table:p.mart.sales", TableTarget("p", "mart", "sales")),
        ("Table:p.mart.sales", TableTarget("p", "mart", "sales")),
        ("table:`p.mart.sales`", TableTarget("p", "mart", "sales")),
        ("table:`p`.`mart`.`sales`", TableTarget("p", "mart", "sales")),
        ("table:my-p.mart.売上", TableTarget("my-p", "mart", "売上")),
        (
            "table:example.com:p.mart.sales",
            TableTarget("example.com:p", "mart", "sales"),
        ),
        (
            "table:p.d.events_{yyyymmdd}",
            TableTarget("p", "d", "events_{yyyymmdd}"),
        ),
        ("table:p.d.events_{YYYYMM}", TableTarget("p", "d", "events_{yyyymm}")),
    ],
)
def test_a_target_is_read(text, target):
    assert read_target(text) == target


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "a target is missing; write cronjob:CLUSTER/NAMESPACE/NAME or table:P"),
        ("prod/ml/train", '"prod/ml/train" is not a target; write cronjob:prod/ml/t'),
        ("job:prod/ml/train", "is not a target; write cronjob:prod/ml/train"),
        ("p.mart.sales", "is not a target; write table:p.mart.sales"),
        ("bq:p.mart.sales", "is not a target; write table:p.mart.sales"),
        ("example.com:p.d.t", "is not a target; write table:example.com:p.d.t"),
        ("train", "is not a target; write cronjob:CLUSTER/NAMESPACE/NAME or table:"),
        ("cronjob", '"cronjob" is not a target; write cronjob:CLUSTER'),
        ("cronjob:ml/train", "does not name a CronJob; write cronjob:CLUSTER/NAMES"),
        ("cronjob:prod//train", "does not name a CronJob; write cronjob:CLUSTER"),
        ("cronjob:a/b/c/d", "does not name a CronJob; write cronjob:CLUSTER"),
        ("cronjob:prod/ml/my train", "does not name a CronJob; write cronjob:CLUST"),
        ("cronjob:prod/ml/Train", "names in Kubernetes are made of a-z, 0-9, - and . "),
        ("cronjob:prod/ml_x/t", 'only; put "ml_x" right'),
        ("table:mart.sales", "does not name a table; write table:PROJECT.DATASET.TA"),
        ("table:p.mart.", "does not name a table; write table:PROJECT.DATASET.TABLE"),
        ("table:p.q.mart.sales", "does not name a table; write table:PROJECT"),
        ("table:p.mart.my sales", "does not name a table; write table:PROJECT"),
        ("table:p:mart.sales", "does not name a table; write table:PROJECT"),
        ("table:p.d.events_*", "write the date of its shards as {yyyymmdd} in place"),
        ("table:p.d.t$20261121", "without $, and the date in the column partition"),
        ("table:p.d.t_{date}", "does not name a sharded table; write its date once"),
        ("table:p.d.t_{yyyymm}{yyyymm}", "does not name a sharded table"),
        ("table:p.d.t_YYYYMMDD", "does not name a sharded table"),
        ("table:p.d.t_{yyyymmdd", "does not name a sharded table"),
    ],
)
def test_a_wrong_target_says_what_to_write(text, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        read_target(text)


def test_a_long_cell_is_quoted_in_part():
    with pytest.raises(ValueError, match=f'^"{"x" * 60}\\.\\.\\." is not'):
        read_target("x" * 30_000)


def test_control_characters_do_not_reach_the_terminal():
    with pytest.raises(ValueError, match=r'^"\[31mred" is not'):
        read_target("\x1b[31mred")
