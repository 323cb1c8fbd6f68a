"""Asking the API server for one resource: a page, the newest version, a watch."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from slo_monitor.clients.kubernetes.answers import StreamFailed, require_success
from slo_monitor.clients.kubernetes.patience import Clock, Pace
from slo_monitor.clients.kubernetes.resources import Resource
from slo_monitor.clients.kubernetes.steps import Cause
from slo_monitor.clients.kubernetes.wire import Page, read_page

if TYPE_CHECKING:
    import httpx2

_PAGE = 500
"""Objects; as kubectl asks (`--chunk-size`)."""


@dataclass(slots=True, kw_only=True)
class Questions:
    """What can be asked about one resource of one cluster.

    `ahead` is the server's clock against ours as of the last answer.
    """

    client: "httpx2.AsyncClient"
    resource: Resource
    clock: Clock
    pace: Pace
    ahead: timedelta = field(default=timedelta(0), init=False)

    async def page(self, token: str = "") -> Page:
        """A page of the list, from the `continue` token on."""
        asked = {"limit": str(_PAGE)}
        return await self._page(asked | ({"continue": token} if token else {}))

    async def newest(self) -> Page:
        """The resource's version now, with at most one object."""
        return await self._page({"limit": "1"})

    async def _page(self, asked: dict[str, str]) -> Page:
        before = self.clock.now()
        async with asyncio.timeout(self.pace.answer):
            response = await self.client.get(
                self.resource.path, params=asked | self._selector()
            )
        require_success(response, response.content)
        page = read_page(response.content)
        if not page.metadata.resource_version:
            # Something answered 200, but an empty list it is not.
            raise StreamFailed(Cause.DAMAGED, "the answer is no list of Kubernetes'")
        told = response.headers.get("Date", "")
        self.ahead = _ahead(told, before, self.clock.now())
        return page

    @asynccontextmanager
    async def watch(self, version: str) -> AsyncIterator["httpx2.Response"]:
        """A watch of what happens after `version`."""
        import httpx2

        pace = self.pace
        asked = {
            "watch": "1",
            "allowWatchBookmarks": "true",
            "resourceVersion": version,
            "timeoutSeconds": str(self.seconds),
        }
        async with self.client.stream(
            "GET",
            self.resource.path,
            params=asked | self._selector(),
            timeout=httpx2.Timeout(
                pace.answer, connect=pace.connect, read=pace.silence
            ),
            headers={"Accept-Encoding": "identity"},
        ) as response:
            if not response.is_success:
                require_success(response, await response.aread())
            yield response

    @property
    def seconds(self) -> int:
        """How long a watch of this resource is asked to last."""
        return self.pace.watch if self.resource.bookmarks else self.pace.watch_events

    def _selector(self) -> dict[str, str]:
        selector = self.resource.selector
        return {"fieldSelector": selector} if selector else {}


def _ahead(date: str, before: datetime, after: datetime) -> timedelta:
    """The server's clock against ours, by its Date (whole seconds), if it tells one."""
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return timedelta(0)
    told = told.replace(tzinfo=UTC) if told.tzinfo is None else told
    if told > after:
        return told - after
    return min(told + timedelta(seconds=1) - before, timedelta(0))
