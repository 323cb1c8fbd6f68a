"""The table `wanted` that queries join: what is asked for, or all that there is."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from slo_monitor.model.targets import CronJobTarget, TableTarget
from slo_monitor.stores.engine import query_text, rows_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class _Key(msgspec.Struct, frozen=True):
    cluster_name: str
    namespace: str
    cronjob: str


def want_cronjobs(
    connection: "DuckDBPyConnection",
    targets: frozenset[CronJobTarget] | None,
    files: list[str],
) -> None:
    """Want these CronJobs, or all in `files`; and the Jobs beside them that name none."""
    if targets is None:
        connection.execute(query_text("want_all"), {"files": files})
        return
    keys = {_Key(each.cluster, each.namespace, each.name) for each in targets}
    keys |= {_Key(each.cluster, each.namespace, "") for each in targets}
    text = msgspec.json.encode(list(keys)).decode()
    connection.execute(query_text("want_some"), {"wanted": text})


def wanted_keys(connection: "DuckDBPyConnection") -> frozenset[CronJobTarget]:
    """The CronJobs that are wanted now."""
    return frozenset(
        CronJobTarget(*row) for row in connection.table("wanted").fetchall()
    )


def want_tables(
    connection: "DuckDBPyConnection",
    targets: frozenset[TableTarget] | None,
    files: list[str],
) -> None:
    """Want these tables, shards included, or all in `files`."""
    known = [row[0] for row in rows_of(connection, "table_names", {"files": files})]
    names = known if targets is None else _asked(known, targets)
    text = msgspec.json.encode(list(names)).decode()
    connection.execute(query_text("want_tables"), {"wanted": text})


def _asked(known: Iterable[str], targets: frozenset[TableTarget]) -> list[str]:
    whole = {each.name for each in targets if not each.sharded}
    starts = {each.name.partition("{")[0] for each in targets if each.sharded}
    lengths = sorted({len(start) for start in starts})
    return [
        name
        for name in known
        if name in whole or any(name[:length] in starts for length in lengths)
    ]
