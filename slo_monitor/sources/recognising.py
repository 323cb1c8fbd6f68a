"""Recognising a JSON document by its content: lists, watch lines, log entries, arrivals."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec.structs import replace

from slo_monitor.model.evidence import Kind
from slo_monitor.sources.arrivals import EXAMPLE, parse_arrival
from slo_monitor.sources.facts import (
    Fact,
    Flaw,
    Landed,
    Recognised,
    SeenJobObject,
    What,
)
from slo_monitor.sources.kubernetes.happenings import read_event
from slo_monitor.sources.kubernetes.objects import cronjob_object, job_object
from slo_monitor.sources.kubernetes.shapes import CronJobShape, JobShape

Data = memoryview | msgspec.Raw

_LISTS = {"List", "EventList", "JobList", "CronJobList"}
_OBJECTS = {"Job", "CronJob"}
_SILENT = {"BOOKMARK", "ERROR"}
_ABOUT_CRONJOBS = Fact(Recognised(Kind.CRONJOBS), "")
_ABOUT_TABLES = Fact(Recognised(Kind.TABLES), "")
_ABSENT = msgspec.Raw()
_FAILURE = msgspec.Raw(b'"Failure"')
_NULL = msgspec.Raw(b"null")
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError)


class _Labels(msgspec.Struct):
    cluster_name: str | None = None


class _Resource(msgspec.Struct):
    labels: _Labels | None = None


class _Document(msgspec.Struct, rename="camel"):
    """The fields by which forms are told apart."""

    kind: Any = None
    api_version: Any = None
    type: Any = None
    status: msgspec.Raw = _ABSENT
    message: msgspec.Raw = _ABSENT
    object: msgspec.Raw = _ABSENT
    items: msgspec.Raw = _ABSENT
    involved_object: msgspec.Raw = _ABSENT
    regarding: msgspec.Raw = _ABSENT
    json_payload: msgspec.Raw = _ABSENT
    log_name: msgspec.Raw = _ABSENT
    insert_id: msgspec.Raw = _ABSENT
    resource: _Resource | None = None
    timestamp: Any = None
    table: msgspec.Raw = _ABSENT
    arrived_at: msgspec.Raw = msgspec.field(default=_ABSENT, name="arrived_at")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a document stands: its cluster, its list (and its kind), its watch line's type.

    `known`: that there are CronJobs in the file need not be told again.
    """

    cluster: str
    named: bool = False
    item: int | None = None
    kind: str = ""
    watched: str = ""
    known: bool = False

    def fact(self, what: What) -> Fact:
        """What was told here."""
        return Fact(what, self.cluster, self.named, self.item)


def facts(data: Data, place: Place) -> Iterator[Fact]:
    """What a document tells; kinds that are not ours tell nothing."""
    if _is_array(data):
        yield from _each(data, place)
        return
    try:
        document = msgspec.json.decode(data, type=_Document)
    except _UNREADABLE as error:
        message = f"this cannot be read ({error}); give Kubernetes objects or arrivals"
        yield place.fact(Flaw(message))
        return
    if document.object and isinstance(document.type, str):
        yield from _watched(document.object, document.type, place)
    elif _is_list(document):
        yield from _listed(document, place)
    elif document.json_payload not in (_ABSENT, _NULL):
        yield from _logged(document, place)
    else:
        yield from _single(data, document, place)


def events(data: Data, place: Place) -> Iterator[Fact]:
    """As `facts`, where arrivals are out of place."""
    for fact in facts(data, place):
        if isinstance(fact.what, Landed):
            message = "this is the arrival of a table; give its file with --arrivals"
            yield place.fact(Flaw(message))
        else:
            yield fact


def arrivals(data: Data, place: Place) -> Iterator[Fact]:
    """As `facts`, where every document must be an arrival."""
    if _is_array(data):
        for number, item in enumerate(_items(data), 1):
            yield from _arrival(item, replace(place, item=number))
    else:
        yield from _arrival(data, place)


def _arrival(data: Data, place: Place) -> Iterator[Fact]:
    yield _ABOUT_TABLES
    try:
        yield place.fact(Landed(*parse_arrival(data)))
    except ValueError as error:
        yield place.fact(Flaw(str(error)))


def _recognised(place: Place) -> tuple[Fact, ...]:
    return () if place.known else (_ABOUT_CRONJOBS,)


def _is_array(data: Data) -> bool:
    return bytes(memoryview(data)[:1]) == b"["


def _is_list(document: _Document) -> bool:
    named = isinstance(document.kind, str) and document.kind.endswith("List")
    return named and (document.items == _NULL or _is_array(document.items))


def _items(data: Data) -> list[msgspec.Raw]:
    return msgspec.json.decode(data, type=list[msgspec.Raw])


def _each(data: Data, place: Place) -> Iterator[Fact]:
    for number, item in enumerate(_items(data), 1):
        yield from facts(item, replace(place, item=number))


def _watched(data: Data, watched: str, place: Place) -> Iterator[Fact]:
    """A watch's line; a bookmark or an error tells of no object."""
    if watched not in _SILENT:
        yield from facts(data, replace(place, watched=watched))


def _listed(document: _Document, place: Place) -> Iterator[Fact]:
    if document.kind in _LISTS:
        yield from _recognised(place)
        place = replace(place, known=True)
    if document.items != _NULL:
        kind = document.kind.removesuffix("List")
        yield from _each(document.items, replace(place, kind=kind))


def _logged(document: _Document, place: Place) -> Iterator[Fact]:
    """An entry of Cloud Logging, which names its cluster."""
    labels = document.resource.labels if document.resource else None
    if labels and labels.cluster_name:
        place = replace(place, cluster=labels.cluster_name, named=True)
    yield from _recognised(place)
    yield from _event(document.json_payload, place, document.timestamp)


def _single(data: Data, document: _Document, place: Place) -> Iterator[Fact]:
    kind = document.kind if isinstance(document.kind, str) else place.kind
    if kind in _OBJECTS and _is_batch(document.api_version):
        yield from _recognised(place)
        yield from _object(data, kind, place)
    elif kind == "Event" or document.involved_object or document.regarding:
        yield from _recognised(place)
        # A watch's DELETED only says that the event has expired.
        if place.watched != "DELETED" and _may_be_ours(document):
            yield from _event(data, place)
    elif kind:
        yield from _other(kind, document, place)
    elif document.table or document.arrived_at:
        yield from _arrival(data, place)
    elif not document.log_name and not document.insert_id:
        message = (
            "this is no Kubernetes object, watch line, log entry or arrival; "
            f"write `kubectl get ... -o json` into the file, or arrivals like {EXAMPLE}"
        )
        yield place.fact(Flaw(message))


def _other(kind: str, document: _Document, place: Place) -> Iterator[Fact]:
    """Kinds that tell nothing; but an API server's refusal hides what was asked for."""
    if kind == "Status" and document.status == _FAILURE:
        said = bytes(document.message).decode(errors="replace")
        message = (
            f"the API server refused ({said}); ask it again, with the rights to list "
            "events, jobs and cronjobs"
        )
        yield place.fact(Flaw(message))


def _is_batch(api_version: object) -> bool:
    """Other API groups have Jobs too; an item of a list may leave its group out."""
    return api_version is None or str(api_version).startswith("batch/")


def _may_be_ours(document: _Document) -> bool:
    """Whether an event may be about a Job or CronJob; most are about Pods and Nodes."""
    about = document.involved_object or document.regarding
    return not about or b'Job"' in bytes(about)


def _event(data: Data, place: Place, received: object = None) -> Iterator[Fact]:
    text = received if isinstance(received, str) else None
    try:
        for event in read_event(data, place.cluster, text):
            yield place.fact(event)
    except ValueError as error:
        yield place.fact(Flaw(str(error)))


def _object(data: Data, kind: str, place: Place) -> Iterator[Fact]:
    try:
        yield place.fact(_parsed(data, kind, place))
    except _UNREADABLE as error:
        message = (
            f"this {kind} does not have the fields of Kubernetes' API ({error}); "
            "export it again with `kubectl get jobs,cronjobs -A -o json`"
        )
        yield place.fact(Flaw(message))
    except ValueError as error:
        yield place.fact(Flaw(str(error)))


def _parsed(data: Data, kind: str, place: Place) -> What:
    if kind == "CronJob":
        return cronjob_object(msgspec.json.decode(data, type=CronJobShape))
    job = job_object(msgspec.json.decode(data, type=JobShape))
    return SeenJobObject(job, deleted=place.watched == "DELETED")
