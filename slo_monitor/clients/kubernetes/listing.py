"""Listing: all objects of a resource, page by page."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass

import msgspec

from slo_monitor.clients.kubernetes.answers import StreamFailed
from slo_monitor.clients.kubernetes.asking import Questions
from slo_monitor.clients.kubernetes.resources import Resource
from slo_monitor.clients.kubernetes.steps import Cause, Flawed, Listed, Seen

_MOST_STARTS = 3
"""A list whose pages expire faster than they are read is begun again so often."""


@dataclass(frozen=True, slots=True)
class ListEnd:
    """The version at which a watch goes on."""

    version: str


async def list_all(
    questions: Questions, cluster: str
) -> AsyncGenerator[Listed | Flawed | ListEnd]:
    """The pages of a list, all as of its beginning; last of all its end."""
    for start in range(1, _MOST_STARTS + 1):
        at = questions.clock.now()
        page = await questions.page()
        try:
            while token := page.metadata.continue_:
                objects, flaws = _kept(page.items, questions.resource, cluster)
                for flaw in flaws:
                    yield flaw
                yield Listed(objects, at, complete=False)
                page = await questions.page(token)
        except StreamFailed as failed:
            if failed.cause is Cause.EXPIRED and start < _MOST_STARTS:
                continue
            raise
        objects, flaws = _kept(page.items, questions.resource, cluster)
        for flaw in flaws:
            yield flaw
        yield Listed(objects, at, complete=True)
        yield ListEnd(page.metadata.resource_version)
        return


def _kept(
    items: list[msgspec.Raw] | None, resource: Resource, cluster: str
) -> tuple[tuple[Seen, ...], list[Flawed]]:
    objects: list[Seen] = []
    flaws: list[Flawed] = []
    for item in items or ():
        read = kept(item, resource, cluster)
        if isinstance(read, Flawed):
            flaws.append(read)
        else:
            objects.extend(read)
    return tuple(objects), flaws


def kept(
    item: msgspec.Raw, resource: Resource, cluster: str
) -> tuple[Seen, ...] | Flawed:
    """What is kept of one object."""
    try:
        return resource.keep(item, cluster)
    except ValueError as error:
        return Flawed(str(error))
