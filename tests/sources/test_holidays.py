from datetime import date

import pytest

from slo_monitor.errors import UsageError
from slo_monitor.sources.holidays import public_holidays


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 5, 6),  # substitute for Constitution Day, a Sunday
        date(2026, 9, 22),  # between two holidays
        date(2026, 11, 23),
        date(2027, 3, 22),  # substitute for the vernal equinox
    ],
)
def test_japanese_holidays_include_substitutes_and_days_between(day):
    assert day in public_holidays("JP", range(2026, 2028))


def test_no_country_has_no_holidays():
    assert public_holidays(None, range(2026, 2027)) == frozenset()


def test_an_unknown_country_is_named():
    with pytest.raises(
        UsageError, match=r'calendar\.country: "XX" is not a known country'
    ):
        public_holidays("XX", range(2026, 2027))
