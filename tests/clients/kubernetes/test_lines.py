"""Bytes as they come from a socket, and the lines in them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slo_monitor.clients.kubernetes.lines import LineSplitter, LineTooLong

LINES = st.lists(st.binary(min_size=1).filter(lambda b: b"\n" not in b and b.strip()))


@given(lines=LINES, rest=st.binary(max_size=5), cuts=st.lists(st.integers(0, 200)))
def test_lines_are_the_same_however_the_bytes_are_cut(
    lines: list[bytes], rest: bytes, cuts: list[int]
) -> None:
    content = b"".join(line + b"\n" for line in lines) + rest.replace(b"\n", b"")
    places = sorted({0, len(content), *(cut % (len(content) + 1) for cut in cuts)})
    splitter = LineSplitter()
    found: list[bytes] = []
    for start, end in pairwise(places):
        found += splitter.feed(content[start:end])
    assert found == lines


def test_blank_lines_are_nothing() -> None:
    assert LineSplitter().feed(b"\n\r\na\n\n") == [b"a"]


def test_a_line_that_no_object_can_be_is_refused_before_it_fills_the_memory() -> None:
    splitter = LineSplitter(longest=100)
    assert splitter.feed(b"x" * 60) == []
    with pytest.raises(LineTooLong, match="more than 100 bytes"):
        splitter.feed(b"x" * 60)
