"""slo-monitor's own tables in BigQuery: columns, partitions, and how rows lie in them.

They hold the same rows as the embedded store. Rows that lie together by cluster and
namespace, or by table, are found without reading the others.
"""

from dataclasses import dataclass
from datetime import datetime
from types import NoneType
from typing import TYPE_CHECKING, get_args, get_type_hints

from slo_monitor.sources.rows import SHAPES

if TYPE_CHECKING:
    from google.cloud.bigquery import SchemaField, Table

TYPES = {str: "STRING", int: "INTEGER", bool: "BOOLEAN", datetime: "TIMESTAMP"}
OWNERS = ("cluster_name", "namespace", "cronjob")


@dataclass(frozen=True, slots=True)
class Lying:
    """The column whose UTC days are partitions, and those that rows are sorted by."""

    day: str
    sorted_by: tuple[str, ...]


LYING = {
    "events": Lying("happened_at", OWNERS),
    "jobs": Lying("created_at", OWNERS),
    "cronjobs": Lying("observed_at", OWNERS),
    "writes": Lying("written_at", ("table_name",)),
    "heartbeats": Lying("complete_until", ("kind", "scope")),
}
"""Heartbeats last, as in SHAPES: they vouch for what was written before them."""


def fields(kind: str) -> "list[SchemaField]":
    """The columns of one table, in the order of its rows' fields."""
    from google.cloud.bigquery import SchemaField

    found = []
    for name, hint in get_type_hints(SHAPES[kind]).items():
        options = get_args(hint) or (hint,)
        mode = "NULLABLE" if NoneType in options else "REQUIRED"
        found.append(SchemaField(name, TYPES[options[0]], mode=mode))
    return found


def table(name: str, kind: str) -> "Table":
    """The table to make; `name` is its whole name."""
    from google.cloud.bigquery import Table, TimePartitioning, TimePartitioningType

    made = Table(name, schema=fields(kind))
    made.time_partitioning = TimePartitioning(
        type_=TimePartitioningType.DAY, field=LYING[kind].day
    )
    made.clustering_fields = list(LYING[kind].sorted_by)
    return made
