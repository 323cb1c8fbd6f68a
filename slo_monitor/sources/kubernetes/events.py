"""The one form of a Kubernetes event that the fusing of runs knows."""

from datetime import datetime

import msgspec


class SeenEvent(msgspec.Struct, frozen=True):
    """An event about a CronJob or a Job, whatever form it came in.

    `kind`, `namespace` and `name` are the involved object's; `at` is UTC: lastTimestamp,
    else series.lastObservedTime, else eventTime, else metadata.creationTimestamp.
    """

    cluster: str
    kind: str
    namespace: str
    name: str
    reason: str
    message: str
    at: datetime
