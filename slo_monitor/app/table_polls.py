"""Looking at the tables that the sheet names, every so often."""

from collections.abc import Callable, Iterable
from datetime import datetime

from slo_monitor.app.agreements import read_agreements
from slo_monitor.app.asking import reach
from slo_monitor.app.polling import Poll
from slo_monitor.clients.bigquery.polling import poll_tables
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from slo_monitor.settings.values import Settings
from slo_monitor.sources.first_seen import FirstSeen
from slo_monitor.sources.observations import Observation


class _TableLook:
    """One look after the other; each dataset's trouble is said when it begins and ends."""

    def __init__(
        self,
        settings: Settings,
        memory: FirstSeen,
        now: Callable[[], datetime],
        say: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._memory = memory
        self._now = now
        self._say = say
        self._failing: frozenset[str] = frozenset()
        self._said: set[str] = set()

    def __call__(self) -> Iterable[Observation]:
        """Read the sheet anew, and look at the tables it names."""
        bigquery = self._settings.bigquery
        assert bigquery is not None
        return self._look(bigquery)

    def _look(self, bigquery: BigQuerySettings) -> Iterable[Observation]:
        now = self._now()
        agreed = read_agreements(self._settings, None, now)
        targets = [each.target for each in agreed.agreements.objectives]
        around = reach(agreed.agreements)
        found = poll_tables(bigquery, targets, now, self._memory, reach=around)
        for problem in found.problems:
            self._say_once(str(problem))
        failing = {each.dataset: str(each.error) for each in found.failures}
        for dataset in sorted(failing.keys() - self._failing):
            self._say(f"{dataset}: {failing[dataset]}")
        for dataset in sorted(self._failing - failing.keys()):
            self._say(f"{dataset}: it answers again")
        self._failing = frozenset(failing)
        return found.observations

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)


def table_polls(
    settings: Settings,
    memory: FirstSeen,
    now: Callable[[], datetime],
    say: Callable[[str], None],
) -> tuple[Poll, ...]:
    """The poll of BigQuery's tables, where datasets are configured."""
    if settings.bigquery is None or not settings.bigquery.datasets:
        return ()
    every = settings.poll_every.total_seconds()
    look = _TableLook(settings, memory, now, say)
    return (Poll(name="BigQuery tables", every=every, look=look),)
