"""The demo: sample data that ships with the package, judged at the instant it was made for.

`samples/day` is made up (scripts/make_demo_day.py writes it); `samples/recording` was
recorded from a real Kubernetes control plane.
"""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from slo_monitor.app.requests import PassRequest
from slo_monitor.settings.loading import load_settings

DAY_AT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
"""Friday 09:00 in Tokyo; the Monday after it is a holiday."""

RECORDING_AT = datetime(2026, 11, 22, 4, 20, 30, tzinfo=UTC)
"""Shortly before the recording ends; 13:20:30 in Tokyo."""

_BACK = timedelta(hours=24)


def demo_request(at: datetime | None, *, recording: bool) -> PassRequest:
    """One pass over sample data, at the instant it was made for unless `at` says otherwise."""
    folder = samples("recording" if recording else "day")
    at = at or (RECORDING_AT if recording else DAY_AT)
    settings = load_settings(folder / "slo-monitor.yaml")
    return PassRequest(settings=settings, at=at, since=at - _BACK)


def samples(name: str) -> Path:
    """The folder of one sample; a real path."""
    return Path(str(files("slo_monitor").joinpath("samples", name)))
