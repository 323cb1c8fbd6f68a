"""What happened in a cluster, in order: the recordings, or objects that a test makes up."""

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parents[1] / "data" / "kubernetes"
PATHS = {
    "events": "/api/v1/events",
    "jobs": "/apis/batch/v1/jobs",
    "cronjobs": "/apis/batch/v1/cronjobs",
}
KINDS = {
    "events": ("EventList", "v1"),
    "jobs": ("JobList", "batch/v1"),
    "cronjobs": ("CronJobList", "batch/v1"),
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A change of an object, as a line of a watch, and the version it made."""

    version: int
    resource: str
    type: str
    line: bytes
    item: bytes
    uid: str
    fields: dict[str, str]


def moment(resource: str, type_: str, item: dict[str, Any]) -> Moment:
    """An object's change; lists leave out kind and apiVersion, watches do not."""
    about = item.get("involvedObject", {})
    bare = {k: v for k, v in item.items() if k not in {"kind", "apiVersion"}}
    return Moment(
        version=int(item["metadata"]["resourceVersion"]),
        resource=resource,
        type=type_,
        line=_dumped({"type": type_, "object": item}) + b"\n",
        item=_dumped(bare),
        uid=item["metadata"]["uid"],
        fields={f"involvedObject.{key}": value for key, value in about.items()},
    )


def recording() -> tuple[Moment, ...]:
    """Nineteen minutes of a real control plane, all three resources, by version."""
    files = {
        "events": "watch-events.core-v1.jsonl.gz",
        "jobs": "watch-jobs.jsonl.gz",
        "cronjobs": "watch-cronjobs.jsonl.gz",
    }
    moments = []
    for resource, name in files.items():
        for line in gzip.decompress((RECORDED / name).read_bytes()).splitlines():
            told = json.loads(line)
            if told["type"] in {"ADDED", "MODIFIED", "DELETED"}:
                moments.append(moment(resource, told["type"], told["object"]))
    return tuple(sorted(moments, key=lambda each: each.version))


def state(moments: Iterable[Moment], resource: str) -> list[Moment]:
    """The objects that are there after `moments`."""
    there: dict[str, Moment] = {}
    for each in moments:
        if each.resource != resource:
            continue
        there.pop(each.uid, None)
        if each.type != "DELETED":
            there[each.uid] = each
    return list(there.values())


def selected(moments: Iterable[Moment], selector: str) -> list[Moment]:
    """Those that a field selector of equalities and inequalities lets through."""
    terms = [term for term in selector.split(",") if term]
    return [each for each in moments if all(_holds(each, term) for term in terms)]


def _holds(each: Moment, term: str) -> bool:
    field, _, value = term.partition("=")
    if field.endswith("!"):
        return each.fields.get(field[:-1], "") != value
    return each.fields.get(field, "") == value


def page(
    resource: str, items: Sequence[Moment], version: int, token: str, left: int
) -> bytes:
    """A page of a list."""
    kind, group = KINDS[resource]
    meta: dict[str, Any] = {"resourceVersion": str(version)}
    if token:
        meta |= {"continue": token, "remainingItemCount": left}
    head = _dumped({"kind": kind, "apiVersion": group, "metadata": meta})
    body = b",".join(each.item for each in items)
    return head[:-1] + b',"items":[' + body + b"]}\n"


def bookmark(resource: str, version: int) -> bytes:
    """The line by which a server says how far it has come."""
    kind, group = KINDS[resource]
    meta = {"resourceVersion": str(version), "creationTimestamp": None}
    of = {"kind": kind.removesuffix("List"), "apiVersion": group, "metadata": meta}
    return _dumped({"type": "BOOKMARK", "object": of}) + b"\n"


def refusal(code: int, reason: str, message: str) -> dict[str, Any]:
    """A Status."""
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "code": code,
    }


def _dumped(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()
