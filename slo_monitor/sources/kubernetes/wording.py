"""What controllers write in an event's message, in all the wordings they have had."""

import re
from typing import NamedTuple

from slo_monitor.model.evidence import Obstacle, Outcome

OBSTACLES = {
    "JobAlreadyActive": Obstacle.SKIPPED,
    "FailedCreate": Obstacle.FAILED_CREATE,
    "InvalidSchedule": Obstacle.BAD_SCHEDULE,
    "UnparseableSchedule": Obstacle.BAD_SCHEDULE,
    "UnknownTimeZone": Obstacle.BAD_SCHEDULE,
    "TooManyMissedTimes": Obstacle.TOO_MANY_MISSED,
}
"""What kept a CronJob from starting a run, by the reason of its event."""

# The reason of a Job's Failed condition is the reason of its event.
# https://kubernetes.io/docs/concepts/workloads/controllers/job/
JOB_ENDS = {
    "Completed": Outcome.COMPLETE,
    "SuccessCriteriaMet": Outcome.COMPLETE,
    "BackoffLimitExceeded": Outcome.FAILED,
    "DeadlineExceeded": Outcome.FAILED,
    "PodFailurePolicy": Outcome.FAILED,
    "FailedIndexes": Outcome.FAILED,
    "MaxFailedIndexesExceeded": Outcome.FAILED,
}
"""How a Job ended, by the reason of its own event."""

_COMBINED = "(combined from similar events): "
"""Put before the message when client-go's recorder aggregates events."""

_NAMES_A_JOB = {
    "SuccessfulCreate": re.compile(r"Created job (\S+)$"),
    "SuccessfulDelete": re.compile(r"Deleted job (\S+)$"),
    "MissingJob": re.compile(r"Active job went missing: (\S+)$"),
    "UnexpectedJob": re.compile(r"Saw a job .*: (\S+)$"),
    # Newest, older, oldest: `, condition: Complete`, `, status: Complete`, nothing.
    "SawCompletedJob": re.compile(
        r"Saw completed job: ([^\s,]+)(?:, (?:status|condition): (\w+))?$"
    ),
}
_OUTCOMES = {"Complete": Outcome.COMPLETE, "Failed": Outcome.FAILED}


class Mention(NamedTuple):
    """A Job that an event about its CronJob names."""

    job: str
    outcome: Outcome | None


def plain(message: str) -> str:
    """The message without the recorder's prefix."""
    return message.removeprefix(_COMBINED).strip()


def is_combined(message: str) -> bool:
    """Whether the message stands for several events and tells of the newest alone."""
    return message.startswith(_COMBINED)


def mentioned_job(reason: str, message: str) -> Mention | None:
    """The Job that a CronJob's event is about; None where it names none."""
    pattern = _NAMES_A_JOB.get(reason)
    found = pattern.match(plain(message)) if pattern else None
    if found is None:
        return None
    word = found.group(2) if found.re.groups > 1 else None
    return Mention(found.group(1), _OUTCOMES.get(word or ""))
