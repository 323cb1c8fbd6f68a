"""Public holidays of a country, substitute days included."""

from datetime import date

from slo_monitor.errors import UsageError


def public_holidays(country: str | None, years: range) -> frozenset[date]:
    """The holidays of `country` (ISO 3166 code) in `years`; none where it is None.

    Japan's 振替休日 and 国民の休日 are among them. Raises UsageError for an unknown code.
    """
    if country is None:
        return frozenset()
    import holidays  # loads its tables: only where somebody asks for business days

    try:
        return frozenset(holidays.country_holidays(country.upper(), years=years))
    except NotImplementedError:
        message = (
            f'calendar.country: "{country}" is not a known country; write JP, US, ...'
        )
        raise UsageError(message) from None
