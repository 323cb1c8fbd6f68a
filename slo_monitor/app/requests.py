"""What the command line asks a pass to do."""

from dataclasses import dataclass
from datetime import datetime

from slo_monitor.settings.values import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class PassRequest:
    """One pass: which sheet and evidence, judged at `at`, looking back to `since`.

    `sheet`, `events` and `arrivals` stand before what the settings say. `estimate_only`
    asks services that bill by the byte what a read would cost instead of reading.
    """

    settings: Settings
    at: datetime
    since: datetime
    sheet: str | None = None
    events: tuple[str, ...] = ()
    arrivals: tuple[str, ...] = ()
    cluster: str | None = None
    complete_until: datetime | None = None
    estimate_only: bool = False
