"""Telling every channel: one that fails does not stop the others."""

from collections.abc import Iterable, Iterator

from slo_monitor.clients.tellers import SlackMessage, Teller
from slo_monitor.errors import TellError
from slo_monitor.model.verdicts import Problem


def tell_all(teller: Teller, messages: Iterable[SlackMessage]) -> tuple[Problem, ...]:
    """Tell each message; a problem for each channel that could not be told."""
    return tuple(_failures(teller, messages))


def _failures(teller: Teller, messages: Iterable[SlackMessage]) -> Iterator[Problem]:
    for message in messages:
        try:
            teller.tell(message)
        except TellError as error:
            yield Problem(message.channel, str(error))
