"""The fields of Kubernetes objects that are read, as the API writes them.

Each may be missing or null; every other field is skipped without being built.
"""

import msgspec


def _lowered(field: str) -> str:
    return field.replace("_", "")


class Reference(msgspec.Struct, rename="camel"):
    """Another object."""

    kind: str | None = None
    api_version: str | None = None
    namespace: str | None = None
    name: str | None = None


class Series(msgspec.Struct, rename="camel"):
    """Repetitions of an event."""

    last_observed_time: str | None = None


class Created(msgspec.Struct, rename="camel"):
    """The metadata of an event."""

    namespace: str | None = None
    creation_timestamp: str | None = None


class EventShape(msgspec.Struct, rename="camel"):
    """An event, core/v1 or events.k8s.io/v1 (regarding, note, deprecated...)."""

    involved_object: Reference | None = None
    regarding: Reference | None = None
    reason: str | None = None
    message: str | None = None
    note: str | None = None
    first_timestamp: str | None = None
    last_timestamp: str | None = None
    deprecated_first_timestamp: str | None = None
    deprecated_last_timestamp: str | None = None
    event_time: str | None = None
    series: Series | None = None
    metadata: Created | None = None


class LoweredReference(Reference, rename=_lowered):
    """The same in lower case; a renamed field must be declared again."""

    api_version: str | None = None


class LoweredSeries(Series, rename=_lowered):
    """The same in lower case."""

    last_observed_time: str | None = None


class LoweredCreated(Created, rename=_lowered):
    """The same in lower case."""

    creation_timestamp: str | None = None


class LoweredEventShape(EventShape, rename=_lowered):
    """An event with its keys in lower case, as Cloud Logging's export writes them."""

    involved_object: LoweredReference | None = None
    last_timestamp: str | None = None
    event_time: str | None = None
    series: LoweredSeries | None = None
    metadata: LoweredCreated | None = None


class Owner(msgspec.Struct):
    """An entry of ownerReferences."""

    kind: str | None = None
    name: str | None = None


class Metadata(msgspec.Struct, rename="camel"):
    """The metadata of a Job or CronJob."""

    name: str
    namespace: str | None = None
    uid: str | None = None
    resource_version: str | None = None
    creation_timestamp: str | None = None
    deletion_timestamp: str | None = None
    annotations: dict[str, str] | None = None
    owner_references: list[Owner] | None = None


class Condition(msgspec.Struct, rename="camel"):
    """A condition of a Job."""

    type: str
    status: str
    reason: str | None = None
    message: str | None = None
    last_transition_time: str | None = None
    last_probe_time: str | None = None


class JobStatus(msgspec.Struct, rename="camel"):
    """How a Job stands."""

    conditions: list[Condition] | None = None
    start_time: str | None = None
    completion_time: str | None = None


class JobShape(msgspec.Struct):
    """A batch/v1 Job."""

    metadata: Metadata
    status: JobStatus | None = None


class CronJobSpec(msgspec.Struct, rename="camel"):
    """What a CronJob is to do."""

    schedule: str | None = None
    time_zone: str | None = None
    suspend: bool | None = None
    concurrency_policy: str | None = None


class CronJobStatus(msgspec.Struct, rename="camel"):
    """How a CronJob stands."""

    active: list[Reference] | None = None
    last_schedule_time: str | None = None
    last_successful_time: str | None = None


class CronJobShape(msgspec.Struct):
    """A batch/v1 CronJob."""

    metadata: Metadata
    spec: CronJobSpec | None = None
    status: CronJobStatus | None = None
