"""Targets: what an objective is about, a CronJob or a BigQuery table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class CronJobTarget:
    """A CronJob, written `cronjob:CLUSTER/NAMESPACE/NAME`."""

    cluster: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"cronjob:{self.cluster}/{self.namespace}/{self.name}"


@dataclass(frozen=True, slots=True, order=True)
class TableTarget:
    """A BigQuery table, written `table:PROJECT.DATASET.TABLE`.

    `table` may carry one date placeholder, `events_{yyyymmdd}` (or `{yyyymm}`, `{yyyy}`):
    a date-sharded table, each shard a table of its own.
    """

    project: str
    dataset: str
    table: str

    def __str__(self) -> str:
        return f"table:{self.project}.{self.dataset}.{self.table}"

    @property
    def sharded(self) -> bool:
        """Whether the name carries a date placeholder."""
        return "{" in self.table

    @property
    def name(self) -> str:
        """The table as evidence names it: `PROJECT.DATASET.TABLE`."""
        return f"{self.project}.{self.dataset}.{self.table}"


Target = CronJobTarget | TableTarget
