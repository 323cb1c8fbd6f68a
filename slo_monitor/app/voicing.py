"""Voicing: a cluster's trouble, said once when it begins and once when it is over."""

from collections.abc import Callable
from datetime import timedelta

from slo_monitor.app.tallies import ClusterTally
from slo_monitor.clients.kubernetes.steps import (
    Alive,
    Cause,
    Flawed,
    Gap,
    Listed,
    Skewed,
    Step,
    Trouble,
)

_PASSING = {Cause.CUT, Cause.SILENT}
"""Connections are cut every day: worth a word only when the next one fails as well."""
_OF_ONE_RESOURCE = {Cause.FORBIDDEN, Cause.REFUSED, Cause.DAMAGED}
_MOST_FLAWS = 20


class Voice:
    """Says and counts what happens to the streams of one cluster."""

    def __init__(
        self, cluster: str, say: Callable[[str], None], tally: ClusterTally
    ) -> None:
        self._cluster = cluster
        self._say = say
        self._tally = tally
        self._troubles: dict[str, Cause] = {}
        self._flaws: set[str] = set()

    def hear(self, resource: str, step: Step) -> None:
        """Take note of a step, and say what is new about it."""
        if isinstance(step, Trouble):
            self._trouble(resource, step)
        elif isinstance(step, Alive) or (isinstance(step, Listed) and step.complete):
            self._mended(resource)
        elif isinstance(step, Gap):
            self._gap(resource)
        elif isinstance(step, Flawed):
            self._flaw(resource, step.sentence)
        elif isinstance(step, Skewed):
            self._skew(step.ahead)

    def _trouble(self, resource: str, step: Trouble) -> None:
        self._tally.errors[step.cause] += 1
        self._tally.reconnects += 1
        if step.cause in _PASSING and step.attempt == 1:
            return
        known = self._troubles.get(resource)
        if step.cause not in _OF_ONE_RESOURCE:
            known = next(iter(self._troubles.values()), None)
        self._troubles[resource] = step.cause
        if known is None or (step.cause in _OF_ONE_RESOURCE and step.cause != known):
            self._say(
                f"cluster {self._cluster}, {resource}: {step.sentence}; "
                "it is tried again until it works, other clusters go on"
            )

    def _mended(self, resource: str) -> None:
        if self._troubles.pop(resource, None) is not None and not self._troubles:
            self._say(f"cluster {self._cluster}: everything can be read again")

    def _gap(self, resource: str) -> None:
        self._tally.gaps += 1
        # A quiet stream of events is forgotten every few minutes; its list holds an hour.
        if resource != "events":
            self._say(
                f"cluster {self._cluster}, {resource}: the API server has forgotten what "
                "happened since the last line (410); all is listed again"
            )

    def _flaw(self, resource: str, sentence: str) -> None:
        self._tally.flaws += 1
        if sentence not in self._flaws and len(self._flaws) < _MOST_FLAWS:
            self._flaws.add(sentence)
            self._say(
                f"cluster {self._cluster}, {resource}: {sentence}; it is left out"
            )

    def _skew(self, ahead: timedelta) -> None:
        if bool(ahead) != bool(self._tally.skew):
            self._say(_about_clocks(self._cluster, ahead))
        self._tally.skew = ahead


def _about_clocks(cluster: str, ahead: timedelta) -> str:
    if not ahead:
        return f"cluster {cluster}: its clock and this one agree again"
    way = "ahead of" if ahead > timedelta(0) else "behind"
    seconds = abs(ahead).total_seconds()
    return (
        f"cluster {cluster}: its clock is {seconds:.0f} s {way} this one; what happens "
        "there is judged by its own clock, so set both by NTP"
    )
