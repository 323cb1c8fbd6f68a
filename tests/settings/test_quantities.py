from datetime import timedelta

import pytest

from slo_monitor.settings.quantities import duration, size


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("15m", 900),
        ("1h30m", 5400),
        ("96h", 345600),
        ("2d", 172800),
        ("1.5h", 5400),
    ],
)
def test_a_duration_is_a_sum_of_parts(text, seconds):
    assert duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "5", "soon", "-5m", "5m!", "m"])
def test_what_is_no_duration_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="is not a duration; write one such as"):
        duration(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10GiB", 10 * 2**30),
        ("500MB", 5 * 10**8),
        ("1.5 kib", 1536),
        (1000, 1000),
        ("7b", 7),
    ],
)
def test_a_size_is_bytes(text, expected):
    assert size(text) == expected


@pytest.mark.parametrize("text", ["", "much", "10XB", "-1GB"])
def test_what_is_no_size_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="is not a size; write one such as"):
        size(text)
