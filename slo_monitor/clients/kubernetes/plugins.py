"""Tokens from a credential plugin; imported only where a kubeconfig names one.

https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
"""

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator

import httpx2
import msgspec

from slo_monitor.clients.kubernetes.kubeconfig import Entry
from slo_monitor.errors import UsageError

_GROUP = "client.authentication.k8s.io/"
_UNAUTHORIZED = 401
_LONGEST = 60.0
"""Seconds; a plugin that asks a person would never end."""


class Plugin(msgspec.Struct, rename="camel"):
    """The `exec` of a kubeconfig's user."""

    class Variable(msgspec.Struct):
        """A variable of the plugin's environment."""

        name: str
        value: str

    command: str
    api_version: str = _GROUP + "v1"
    args: list[str] | None = None
    env: list[Variable] | None = None
    install_hint: str | None = None
    provide_cluster_info: bool = False


class _Answer(msgspec.Struct):
    class Status(msgspec.Struct, rename="camel"):
        token: str | None = None
        client_certificate_data: str | None = None

    status: Status


class PluginAuth(httpx2.Auth):
    """Sends the plugin's token; asks for another one when it is not taken any more."""

    def __init__(self, plugin: Plugin, server: Entry, place: str) -> None:
        self._plugin = plugin
        self._server = server
        self._place = f"{place}: the plugin {plugin.command}"
        self._token: str | None = None

    async def async_auth_flow(
        self, request: httpx2.Request
    ) -> AsyncGenerator[httpx2.Request, httpx2.Response]:
        """Authenticate a request. Raises UsageError where the plugin gives no token."""
        if self._token is not None:
            request.headers["Authorization"] = f"Bearer {self._token}"
            response = yield request
            if response.status_code != _UNAUTHORIZED:
                return
        self._token = self._read(await self._run())
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request

    async def _run(self) -> bytes:
        plugin = self._plugin
        try:
            process = await asyncio.create_subprocess_exec(
                plugin.command,
                *(plugin.args or ()),
                stdin=DEVNULL,
                stdout=PIPE,
                stderr=PIPE,
                env=self._environment(),
            )
        except OSError as error:
            hint = plugin.install_hint or "install it, or correct the kubeconfig"
            sentence = f"{self._place} cannot be run ({error.strerror}); {hint}"
            raise UsageError(sentence) from error
        output, said = await self._output(process)
        if process.returncode != 0:
            words = " ".join(said.decode(errors="replace").split())[-300:]
            raise UsageError(f"{self._place} failed ({process.returncode}): {words}")
        return output

    async def _output(self, process: Process) -> tuple[bytes, bytes]:
        try:
            async with asyncio.timeout(_LONGEST):
                return await process.communicate()
        except TimeoutError:
            raise UsageError(
                f"{self._place} did not end within {_LONGEST:.0f} s; it must not ask anybody"
            ) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _environment(self) -> dict[str, str]:
        own = {each.name: each.value for each in self._plugin.env or ()}
        spec: Entry = {"interactive": False}
        if self._plugin.provide_cluster_info:
            spec["cluster"] = self._server
        info = {
            "apiVersion": self._plugin.api_version,
            "kind": "ExecCredential",
            "spec": spec,
        }
        # The plugin inherits our environment, as kubectl's does; nothing of it is read here.
        ours = dict(os.environ)  # noqa: TID251
        return {**ours, **own, "KUBERNETES_EXEC_INFO": json.dumps(info)}

    def _read(self, output: bytes) -> str:
        try:
            status = msgspec.json.decode(output, type=_Answer).status
        except ValueError as error:
            raise UsageError(f"{self._place} gave no credential ({error})") from error
        if not status.token:
            which = "a client certificate" if status.client_certificate_data else "none"
            raise UsageError(
                f"{self._place} gave {which}; only bearer tokens can be used here"
            )
        return status.token
