"""Targets as people write them: `cronjob:CLUSTER/NAMESPACE/NAME`, `table:PROJECT.DATASET.TABLE`."""

import re
from functools import lru_cache

from slo_monitor.model.targets import CronJobTarget, TableTarget, Target
from slo_monitor.sources.sheet.cells import line_of, quote

FORMS = "cronjob:CLUSTER/NAMESPACE/NAME or table:PROJECT.DATASET.TABLE"

_CRONJOB = "cronjob:CLUSTER/NAMESPACE/NAME"
_TABLE = "table:PROJECT.DATASET.TABLE"

# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
_KUBERNETES_NAME = re.compile(r"[a-z0-9]([-a-z0-9.]*[a-z0-9])?")

# A domain-scoped project is written example.com:project.
_TABLE_NAME = re.compile(
    r"(?P<project>([a-z0-9.-]+:)?[a-z0-9-]+)\.(?P<dataset>\w+)\.(?P<table>[^\s.:/`$*]+)",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\{(yyyymmdd|yyyymm|yyyy)\}", re.IGNORECASE)
_LEFT_OVER = re.compile(r"[{}]|yyyymm", re.IGNORECASE)


@lru_cache(maxsize=16384)
def read_target(text: str) -> Target:
    """The target that `text` names; ValueError says what to write instead."""
    line = line_of(text)
    if not line:
        raise ValueError(f"a target is missing; write {FORMS}")
    kind, colon, name = line.partition(":")
    if colon and kind.lower() == "cronjob":
        return _cronjob(text, name)
    if colon and kind.lower() == "table":
        return _table(text, name.replace("`", ""))
    raise ValueError(f"{quote(text)} is not a target; write {_suggestion(line)}")


def _suggestion(line: str) -> str:
    """The same with the right prefix, where only that is wrong."""
    prefix, colon, rest = line.partition(":")
    name = line if "." in prefix or not colon else rest
    for kind in ("cronjob", "table"):
        try:
            return str(read_target(f"{kind}:{name}"))
        except ValueError:
            continue
    return FORMS


def _cronjob(text: str, name: str) -> CronJobTarget:
    parts = name.split("/")
    if " " in name or not all(parts) or len(parts) != 3:  # noqa: PLR2004 - as in _CRONJOB
        raise ValueError(f"{quote(text)} does not name a CronJob; write {_CRONJOB}")
    cluster, namespace, cronjob = parts
    for part in (namespace, cronjob):
        if not _KUBERNETES_NAME.fullmatch(part):
            raise ValueError(
                f"{quote(text)} does not name a CronJob: names in Kubernetes are made of "
                f"a-z, 0-9, - and . only; put {quote(part)} right",
            )
    return CronJobTarget(cluster, namespace, cronjob)


def _table(text: str, name: str) -> TableTarget:
    parts = _TABLE_NAME.fullmatch(name)
    if not parts:
        raise ValueError(f"{quote(text)} does not name a table; write {_remedy(name)}")
    table = _PLACEHOLDER.sub(lambda date: date.group().lower(), parts["table"])
    if len(_PLACEHOLDER.findall(table)) > 1 or _LEFT_OVER.search(
        _PLACEHOLDER.sub("", table)
    ):
        raise ValueError(
            f"{quote(text)} does not name a sharded table; write its date once, as "
            "{yyyymmdd} or {yyyymm}, such as table:PROJECT.DATASET.events_{yyyymmdd}",
        )
    return TableTarget(parts["project"], parts["dataset"], table)


def _remedy(name: str) -> str:
    if "*" in name:
        return "the date of its shards as {yyyymmdd} in place of *"
    if "$" in name:
        return f"{_TABLE} without $, and the date in the column partition"
    return _TABLE
