"""Unknown keys, all at once, each with the known key it may have been meant for."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import get_args

import msgspec


def unknown_keys(value: object, schema: object, path: str = "") -> Iterator[str]:
    """A sentence for every key of `value` that `schema` does not have."""
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from unknown_keys(each, schema, f"{path}[{number}]")
    struct = _struct(schema)
    if not isinstance(value, dict) or struct is None:
        return
    known = {f.encode_name: f.type for f in msgspec.structs.fields(struct)}
    for key, inner in value.items():
        place = f"{path}.{key}" if path else str(key)
        if key in known:
            yield from unknown_keys(inner, known[key], place)
        else:
            yield f"{place}: unknown key; {_remedy(str(key), sorted(known))}"


def _struct(schema: object) -> type[msgspec.Struct] | None:
    """The mapping type in `schema`, within a union or a list."""
    if isinstance(schema, type) and issubclass(schema, msgspec.Struct):
        return schema
    inner = (_struct(each) for each in get_args(schema))
    return next((each for each in inner if each is not None), None)


def _remedy(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, 1)
    return f"write {close[0]}" if close else f"known here are {', '.join(known)}"
