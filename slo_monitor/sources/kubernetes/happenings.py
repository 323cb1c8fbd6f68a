"""Events as they are written, core/v1, events.k8s.io/v1 or exported, read into SeenEvents."""

from datetime import datetime

import msgspec

from slo_monitor.sources.instants import instant
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.shapes import (
    EventShape,
    LoweredEventShape,
    Reference,
)
from slo_monitor.sources.kubernetes.wording import is_combined

_OURS = {"CronJob", "Job"}
_GROUP = "batch/"
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError)


def read_event(
    data: memoryview | msgspec.Raw, cluster: str, received: str | None = None
) -> tuple[SeenEvent, ...]:
    """The event, if it is about a CronJob or a Job, once for each instant it tells of.

    Raises ValueError with a sentence where such an event cannot be used. `received` is the
    log entry's time, for an event without any.
    """
    try:
        shape = msgspec.json.decode(data, type=EventShape)
        about = shape.involved_object or shape.regarding
        if about is None:
            shape = msgspec.json.decode(data, type=LoweredEventShape)
            about = shape.involved_object
    except _UNREADABLE as error:
        if not _may_be_ours(data):
            return ()
        raise ValueError(
            f"this event does not have the fields of Kubernetes' API ({error}); "
            "export it again with `kubectl get events -A -o json`"
        ) from error
    if about is None or about.kind not in _OURS or not _of_batch(about):
        return ()
    return _seen(shape, about, cluster, received)


def _of_batch(about: Reference) -> bool:
    """Other API groups have Jobs too."""
    return about.api_version is None or about.api_version.startswith(_GROUP)


def _seen(
    shape: EventShape, about: Reference, cluster: str, received: str | None
) -> tuple[SeenEvent, ...]:
    at = _time(shape) or instant(received)
    if at is None:
        raise ValueError(
            f"event {shape.reason} about {about.kind} {about.name} has no usable time; "
            "export it again with `kubectl get events -A -o json`"
        )
    meta = shape.metadata
    message = shape.message or shape.note or ""
    event = SeenEvent(
        cluster=cluster,
        kind=about.kind or "",
        namespace=about.namespace or (meta.namespace if meta else None) or "",
        name=about.name or "",
        reason=shape.reason or "",
        message=message,
        at=at,
    )
    first = instant(shape.first_timestamp or shape.deprecated_first_timestamp)
    # Repeated with the same words, it told of its first instant too.
    if first is None or first >= at or is_combined(message):
        return (event,)
    return msgspec.structs.replace(event, at=first), event


def _time(shape: EventShape) -> datetime | None:
    """The newest instant that the event tells of."""
    series = shape.series
    meta = shape.metadata
    return (
        instant(shape.last_timestamp or shape.deprecated_last_timestamp)
        or instant(series.last_observed_time if series else None)
        or instant(shape.event_time)
        or instant(meta.creation_timestamp if meta else None)
    )


def _may_be_ours(data: memoryview | msgspec.Raw) -> bool:
    """Whether a damaged event may be about a CronJob or a Job."""
    try:
        loose = msgspec.json.decode(data)
    except UnicodeDecodeError:
        return True
    if not isinstance(loose, dict):
        return False
    keys = ("involvedObject", "regarding", "involvedobject")
    about = next((loose[key] for key in keys if key in loose), None)
    if not isinstance(about, dict):
        return loose.get("kind") == "Event"
    kind = about.get("kind")
    return isinstance(kind, str) and kind in _OURS
