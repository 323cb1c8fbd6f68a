"""JSON documents in a stream of bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.sources.json_text import Damage, Document, documents


def split(*chunks: bytes) -> list[tuple[int, object]]:
    """Line and value of each document; `cut off` or `damaged` in place of a value."""
    found: list[tuple[int, object]] = []
    for piece in documents(chunks):
        if isinstance(piece, Damage):
            found.append((piece.line, "cut off" if piece.cut_off else "damaged"))
        else:
            found.append((piece.line, json.loads(bytes(piece.data))))
    return found


def items(text: bytes) -> list[tuple[int | None, str, object]]:
    return [
        (piece.item, piece.kind, json.loads(bytes(piece.data)))
        for piece in documents([text])
        if isinstance(piece, Document)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(b"", [], id="an empty file holds nothing"),
        pytest.param(b" \r\n\n\t", [], id="blank lines hold nothing"),
        pytest.param(b'{"a":1}', [(1, {"a": 1})], id="a line without its end"),
        pytest.param(
            b'{"a":1}\r\n\r\n{"b":2}\r\n', [(1, {"a": 1}), (3, {"b": 2})], id="CRLF"
        ),
        pytest.param(
            b'{"a":1}{"b":2} {"c":3}\n{"d":4}',
            [(1, {"a": 1}), (1, {"b": 2}), (1, {"c": 3}), (2, {"d": 4})],
            id="documents on one line",
        ),
        pytest.param(
            b'{\n    "a": 1\n}\n{\n    "b": {\n        "c": []\n    }\n}\n',
            [(1, {"a": 1}), (4, {"b": {"c": []}})],
            id="pretty-printed, one after the other",
        ),
        pytest.param(
            b'{\n"a": 1\n}{\n"b": {\n"c": 2\n}\n}',
            [(1, {"a": 1}), (3, {"b": {"c": 2}})],
            id="pretty-printed without indent or newline between",
        ),
        pytest.param(
            b'[\n{"a":1},\n{"a":2}\n]\n{"b":3}',
            [(1, [{"a": 1}, {"a": 2}]), (5, {"b": 3})],
            id="an array with an element a line",
        ),
        pytest.param(
            b'{"a":1}\nhello\n{"b":2}',
            [(1, {"a": 1}), (2, "damaged"), (3, {"b": 2})],
            id="a line that is no JSON",
        ),
        pytest.param(
            b'{"a":1}\n{"b":"half a li\n{"c":3}\n',
            [(1, {"a": 1}), (2, "damaged"), (3, {"c": 3})],
            id="half a line, cut inside a text",
        ),
        pytest.param(
            b'{"type":"ADDED","object":\n{"b":2}\n{"c":3}\n{"d":4}\n',
            [(1, "damaged"), (2, {"b": 2}), (3, {"c": 3}), (4, {"d": 4})],
            id="half a line, cut before a value",
        ),
        pytest.param(
            b'{"a":1}\n{"b":',
            [(1, {"a": 1}), (2, "cut off")],
            id="the last line is cut",
        ),
        pytest.param(
            b"kind: List\nitems:\n- {a: 1}\n",
            [(1, "damaged")],
            id="YAML is one problem, not one a line",
        ),
        pytest.param(
            b"x" + b"[" * 100_000, [(1, "damaged")], id="brackets without end"
        ),
        pytest.param(
            b"[" * 100_000, [(1, "damaged")], id="an array too deep to follow"
        ),
    ],
)
def test_a_stream_is_split_into_documents(
    text: bytes, expected: list[tuple[int, object]]
) -> None:
    assert split(text) == expected


def test_the_items_of_a_list_that_is_cut_off_are_told() -> None:
    text = (
        b'{"kind":"JobList","apiVersion":"batch/v1","metadata":{"a":1},'
        b'"items":[{"a":1}, {"a":2},{"a":'
    )
    assert items(text) == [(1, "Job", {"a": 1}), (2, "Job", {"a": 2})]
    assert split(text)[-1] == (1, "cut off")


def test_the_items_before_the_damage_in_a_list_are_told() -> None:
    text = b'{\n "items": [\n  {"a":1},\n  {"a":2},\n  nonsense\n ]\n}\n{"b":3}\n'
    assert items(text) == [(1, "", {"a": 1}), (2, "", {"a": 2}), (None, "", {"b": 3})]
    assert split(text)[2:] == [(1, "damaged"), (8, {"b": 3})]


def test_a_list_damaged_behind_its_last_item_keeps_its_items() -> None:
    assert items(b'{"items":[{"a":1}') == [(1, "", {"a": 1})]
    assert items(b'[{"a":1},') == [(1, "", {"a": 1})]


def test_a_long_line_that_is_no_json_is_dropped_as_it_comes() -> None:
    chunks = [b"x" * 1000] * 50 + [b"x\n", b'{"a":1}\n']
    assert split(*chunks) == [(1, "damaged"), (2, {"a": 1})]


def test_a_long_line_may_come_in_many_chunks() -> None:
    text = json.dumps({"a": "x" * 50_000}).encode()
    chunks = [text[start : start + 100] for start in range(0, len(text), 100)]
    assert split(*chunks, b'\n{"b":2}') == [(1, {"a": "x" * 50_000}), (2, {"b": 2})]


def test_damage_is_skipped_over_the_edges_of_chunks() -> None:
    assert split(b"hello\n", b'{"a":1}') == [(1, "damaged"), (2, {"a": 1})]
    assert split(b"hello", b"\nworld\n", b"\n") == [(1, "damaged")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    values=st.lists(st.dictionaries(st.text(), JSON) | st.lists(JSON), max_size=5),
    indent=st.sampled_from([None, 0, 1, 4]),
    separator=st.sampled_from(["\n", "\r\n", " ", ""]),
    size=st.integers(min_value=1, max_value=60),
)
def test_what_was_written_is_read_whatever_the_layout_and_chunks(
    values: list[object], indent: int | None, separator: str, size: int
) -> None:
    text = separator.join(json.dumps(value, indent=indent) for value in values).encode()
    chunks = [text[start : start + size] for start in range(0, len(text), size)]
    assert [value for _, value in split(*chunks)] == values


def test_a_minus_at_the_end_of_a_chunk_waits_for_its_number() -> None:
    assert split(b'{"a": [\n-', b"1\n]\n}\n") == [(1, {"a": [-1]})]
    assert split(b'{"a": [\n-') == [(1, "cut off")]
