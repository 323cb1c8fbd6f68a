"""Load jobs: rows in, as a whole or not at all, and once however often it is tried.

A job's id is made of what it loads: where the answer was lost, the second attempt is told
that there is such a job already (409), and looks how that one ended. A job that failed has
loaded nothing, and its id is spent: the next attempt bears another number.
https://docs.cloud.google.com/bigquery/docs/running-jobs#generate-jobid
"""

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, cast

from slo_monitor.clients.bigquery.client import ATTEMPTS, BigQuery
from slo_monitor.clients.bigquery.errors import Asked
from slo_monitor.clients.bigquery.schemas import fields

if TYPE_CHECKING:
    from google.cloud.bigquery import LoadJob, LoadJobConfig

DONE = "DONE"
LABELS = {"tool": "slo-monitor", "pass": "collect"}


@dataclass(slots=True, kw_only=True)
class Load:
    """Rows of one kind, as JSON Lines, on their way into `table`.

    `attempt` counts the jobs that were made for them and failed.
    """

    kind: str
    table: str
    lines: bytes
    count: int
    attempt: int = 0

    @property
    def job_id(self) -> str:
        """The same for the same rows, table and attempt."""
        told = sha256(self.table.encode() + b"\n" + self.lines).hexdigest()
        return f"slo_monitor_{self.kind}_{told[:40]}_{self.attempt}"


def run_load(bigquery: BigQuery, load: Load, location: str, asked: Asked) -> None:
    """Load the rows, or find that they were loaded before.

    Raises SourceError; trying again with the same `load` doubles nothing.
    """
    with bigquery.watched(asked):
        job, known = _started(bigquery, load, location)
        if known and _failed(job):
            load.attempt += 1
            job, _ = _started(bigquery, load, location)
        try:
            _wait(job, bigquery.settings.timeout)
        finally:
            if _failed(job):
                load.attempt += 1


def _started(bigquery: BigQuery, load: Load, location: str) -> "tuple[LoadJob, bool]":
    """The job, and whether it was there already."""
    from google.api_core.exceptions import Conflict
    from google.cloud.bigquery import DEFAULT_RETRY

    client, seconds = bigquery.opened(), bigquery.settings.timeout
    try:
        job = client.load_table_from_file(
            BytesIO(load.lines),
            load.table,
            size=len(load.lines),
            num_retries=0,
            job_id=load.job_id,
            location=location,
            job_config=_config(load),
            timeout=seconds / ATTEMPTS,
        )
    except Conflict:
        found = client.get_job(
            load.job_id,
            location=location,
            retry=DEFAULT_RETRY.with_timeout(seconds),
            timeout=seconds / ATTEMPTS,
        )
        return cast("LoadJob", found), True
    return job, False


def _config(load: Load) -> "LoadJobConfig":
    from google.cloud.bigquery import (
        CreateDisposition,
        LoadJobConfig,
        SourceFormat,
        WriteDisposition,
    )

    return LoadJobConfig(
        labels=LABELS,
        schema=fields(load.kind),
        source_format=SourceFormat.NEWLINE_DELIMITED_JSON,
        create_disposition=CreateDisposition.CREATE_NEVER,
        write_disposition=WriteDisposition.WRITE_APPEND,
    )


def _wait(job: "LoadJob", seconds: float) -> None:
    from google.cloud.bigquery import DEFAULT_RETRY

    job.result(retry=DEFAULT_RETRY.with_timeout(seconds), timeout=seconds)


def _failed(job: "LoadJob") -> bool:
    return job.state == DONE and job.error_result is not None
