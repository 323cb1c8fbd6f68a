"""Evidence from BigQuery: exported Kubernetes events, and when tables were written.

evidence   one pass: what was read, what could not be, what it would cost
events     Kubernetes events in a Cloud Logging export
tables     when tables and partitions were written, from metadata
client     one query in, rows or bytes out
errors     what went wrong, as one sentence
settings   what there is to know before
"""

from slo_monitor.clients.bigquery.client import BigQuery
from slo_monitor.clients.bigquery.evidence import (
    BigQueryEvidence,
    Estimate,
    estimate_bigquery,
    read_bigquery,
)
from slo_monitor.clients.bigquery.settings import BigQuerySettings

__all__ = [
    "BigQuery",
    "BigQueryEvidence",
    "BigQuerySettings",
    "Estimate",
    "estimate_bigquery",
    "read_bigquery",
]
