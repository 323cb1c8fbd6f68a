"""Datasets and tables of the BigQuery double, as the API tells and makes them."""

from typing import Any

from tests.doubles.bigquery_loads import LOCATION
from tests.doubles.bigquery_store import StoredTable, schema_of
from tests.doubles.bigquery_wire import Refusal


def dataset(datasets: set[str], project: str, name: str) -> dict[str, Any]:
    """One dataset."""
    if f"{project}.{name}" not in datasets:
        raise Refusal(404, "notFound", f"Not found: Dataset {project}:{name}")
    return {
        "kind": "bigquery#dataset",
        "datasetReference": {"projectId": project, "datasetId": name},
        "location": LOCATION,
    }


def table(
    tables: dict[str, StoredTable], project: str, dataset: str, name: str
) -> dict[str, Any]:
    """One table."""
    found = tables.get(f"{project}.{dataset}.{name}")
    if found is None:
        said = f"Not found: Table {project}:{dataset}.{name}"
        raise Refusal(404, "notFound", said)
    column = found.partitioned_on
    kind = {"timePartitioning": {"type": "DAY", "field": column}} if column else {}
    return {
        "kind": "bigquery#table",
        "tableReference": {
            "projectId": project,
            "datasetId": dataset,
            "tableId": name,
        },
        "type": "VIEW" if found.kind == "VIEW" else "TABLE",
        "schema": {"fields": found.fields or schema_of(found.entries)},
        **kind,
    }


def made(tables: dict[str, StoredTable], body: dict[str, Any]) -> StoredTable:
    """The table that `body` asks for."""
    reference = body["tableReference"]
    name = f"{reference['projectId']}.{reference['datasetId']}.{reference['tableId']}"
    if name in tables:
        raise Refusal(409, "duplicate", f"Already Exists: Table {name}")
    days = body["timePartitioning"]
    assert days["type"] == "DAY"
    found = StoredTable(
        partitioned_on=days["field"],
        sorted_by=body["clustering"]["fields"],
        fields=body["schema"]["fields"],
    )
    tables[name] = found
    return found
