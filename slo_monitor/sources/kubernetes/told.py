"""What an event tells, read once when it is kept: engines group by it without parsing."""

from typing import NamedTuple

from slo_monitor.model.evidence import Obstacle, Outcome
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.slots import split_name
from slo_monitor.sources.kubernetes.wording import (
    JOB_ENDS,
    OBSTACLES,
    mentioned_job,
    plain,
)

_WORTH_THEIR_WORDS = {"MissingJob", "SuccessfulDelete"}


class Told(NamedTuple):
    """What an event is about.

    `cronjob` is empty for a Job whose name gives none away. `words` are the controller's,
    where they tell more than the other fields do.
    """

    cronjob: str
    job: str | None = None
    outcome: Outcome | None = None
    obstacle: Obstacle | None = None
    words: str | None = None


def told(event: SeenEvent) -> Told:
    """What an event about a CronJob or a Job tells."""
    if event.kind == "CronJob":
        return _of_cronjob(event)
    return _of_job(event)


def _of_cronjob(event: SeenEvent) -> Told:
    mention = mentioned_job(event.reason, event.message)
    obstacle = OBSTACLES.get(event.reason)
    telling = obstacle is not None or event.reason in _WORTH_THEIR_WORDS
    return Told(
        cronjob=event.name,
        job=None if mention is None else mention.job,
        outcome=None if mention is None else mention.outcome,
        obstacle=obstacle,
        words=plain(event.message) if telling else None,
    )


def _of_job(event: SeenEvent) -> Told:
    split = split_name(event.name)
    outcome = JOB_ENDS.get(event.reason)
    telling = outcome is Outcome.FAILED or event.reason == "FailedCreate"
    return Told(
        cronjob="" if split is None else split[0],
        job=event.name,
        outcome=outcome,
        words=plain(event.message) if telling else None,
    )
