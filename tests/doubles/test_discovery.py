"""The vendors' schemas accept what the services say, and nothing else."""

import pytest

from tests.doubles.discovery import check, document, validator, without_nulls


def test_a_right_answer_is_accepted() -> None:
    values = {"range": "slo!A1:B1", "majorDimension": "ROWS", "values": [["a", 0.5]]}
    body = {"spreadsheetId": "x", "valueRanges": [values]}
    check("sheets", "v4", "BatchGetValuesResponse", body)


@pytest.mark.parametrize(
    ("api", "version", "schema", "body", "place"),
    [
        ("sheets", "v4", "ValueRange", {"value": []}, "ValueRange"),
        ("sheets", "v4", "ValueRange", {"majorDimension": "A"}, "majorDimension"),
        ("bigquery", "v2", "Table", {"numRows": 5}, "Table.numRows"),
        ("bigquery", "v2", "Job", {"status": {"state": 1}}, "Job.status.state"),
    ],
    ids=[
        "an unknown key",
        "a value outside the list",
        "an int64 that is not text",
        "a wrong type deep inside",
    ],
)
def test_a_wrong_answer_is_refused_with_its_place(
    api: str, version: str, schema: str, body: object, place: str
) -> None:
    with pytest.raises(AssertionError, match=place):
        check(api, version, schema, body)


def test_maps_of_anything_keep_their_keys() -> None:
    check("bigquery", "v2", "Table", {"labels": {"team": "mle"}})
    with pytest.raises(AssertionError, match=r"Table\.labels"):
        check("bigquery", "v2", "Table", {"labels": {"team": 1}})


def test_recursive_schemas_are_followed() -> None:
    inner = {"name": "x", "type": "STRING"}
    schema = {"fields": [{"name": "r", "type": "RECORD", "fields": [inner]}]}
    check("bigquery", "v2", "TableSchema", schema)
    inner["tpye"] = "x"
    with pytest.raises(AssertionError, match="tpye"):
        check("bigquery", "v2", "TableSchema", schema)


def test_a_misspelt_schema_is_an_error_of_the_test() -> None:
    with pytest.raises(KeyError, match="NoSuch"):
        validator("sheets", "v4", "NoSuch")


def test_every_schema_of_both_services_is_a_valid_json_schema() -> None:
    for api, version in (("sheets", "v4"), ("bigquery", "v2")):
        some = next(iter(document(api, version)["schemas"]))
        found = validator(api, version, some)
        found.check_schema(found.schema)


def test_nulls_in_requests_are_left_out() -> None:
    assert without_nulls({"a": None, "b": [{"c": None}], "d": 0}) == {"b": [{}], "d": 0}
