"""Google's discovery documents as JSON Schema: what a double says must be sayable.

The documents come with google-api-python-client. A discovery schema allows unknown keys and
says `any`; here unknown keys are wrong, as a typing error in a double would else go unseen.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

DOCUMENTS = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
KEPT = ("type", "enum", "pattern")
"""Words with the same meaning in both; `format` and `default` say nothing to JSON Schema."""


def validator(api: str, version: str, schema: str) -> Validator:
    """The validator of one schema, such as sheets, v4, BatchGetValuesResponse."""
    schemas = document(api, version)["schemas"]
    if schema not in schemas:
        raise KeyError(f"{api}.{version} has no schema {schema}")
    return Draft202012Validator(
        {"$ref": f"#/$defs/{schema}", "$defs": _definitions(api, version)},
    )


def check(api: str, version: str, schema: str, body: Any) -> None:
    """Fail with the path of whatever in `body` the vendor's schema does not allow."""
    found = sorted(validator(api, version, schema).iter_errors(body), key=str)
    wrong = [f"{schema}{error.json_path[1:]}: {error.message}" for error in found]
    assert not wrong, "\n".join(wrong)


def without_nulls(body: object) -> Any:
    """`body` as it is meant: Google's clients send null for what was not set."""
    if isinstance(body, dict):
        return {k: without_nulls(v) for k, v in body.items() if v is not None}
    if isinstance(body, list):
        return [without_nulls(value) for value in body]
    return body


@cache
def document(api: str, version: str) -> dict[str, Any]:
    """The discovery document as it ships."""
    path = DOCUMENTS / f"{api}.{version}.json"
    parsed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return parsed


@cache
def _definitions(api: str, version: str) -> dict[str, Any]:
    schemas = document(api, version)["schemas"]
    return {name: _converted(found) for name, found in schemas.items()}


def _converted(found: dict[str, Any]) -> dict[str, Any]:
    """One discovery schema as JSON Schema."""
    if "$ref" in found:
        return {"$ref": f"#/$defs/{found['$ref']}"}
    if found.get("type") == "any":
        return {}
    kept = {word: found[word] for word in KEPT if word in found}
    if "items" in found:
        kept["items"] = _converted(found["items"])
    if found.get("type") == "object":
        kept |= _object(found)
    return kept


def _object(found: dict[str, Any]) -> dict[str, Any]:
    properties = found.get("properties", {})
    others = found.get("additionalProperties")
    return {
        "properties": {name: _converted(part) for name, part in properties.items()},
        "additionalProperties": False if others is None else _converted(others),
    }
