"""Connecting: from a cluster's settings to a client that is ready to ask."""

from typing import TYPE_CHECKING

from slo_monitor.clients.kubernetes.kubeconfig import Context, Entry, read_context
from slo_monitor.clients.kubernetes.patience import Pace
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.errors import UsageError

if TYPE_CHECKING:
    import httpx2
    from lightkube.config.kubeconfig import SingleConfig


async def check(cluster: Cluster) -> None:
    """Raises UsageError where the settings lead to no connection; asks nobody."""
    await connect(cluster, Pace()).aclose()


def connect(cluster: Cluster, pace: Pace) -> "httpx2.AsyncClient":
    """A client with address, TLS and credentials; reads the kubeconfig anew each time.

    Raises UsageError.
    """
    import httpx2

    timeout = httpx2.Timeout(pace.answer, connect=pace.connect)
    try:
        client = _client(cluster, timeout)
    # Files that are not there, bad base64, bad PEM (ssl.SSLError is an OSError), bad URLs.
    except (OSError, ValueError, httpx2.InvalidURL) as error:
        problem = str(error)
    else:
        if client.base_url.scheme in {"http", "https"} and client.base_url.host:
            return client
        problem = (
            f'"{client.base_url}" is no address of an API server; write one such as '
            "https://10.0.0.1:6443"
        )
    # Raised here: the library's error holds open files, and must not be held itself.
    raise UsageError(f"cluster {cluster.name}, {_key(cluster)}: {problem}")


def _key(cluster: Cluster) -> str:
    """The key that says where the cluster is."""
    if cluster.api_url is not None:
        return "api_url"
    return f"kubeconfig: {cluster.kubeconfig}" if cluster.kubeconfig else "kubeconfig"


def _client(cluster: Cluster, timeout: "httpx2.Timeout") -> "httpx2.AsyncClient":
    import httpx2

    if cluster.api_url is not None:
        return httpx2.AsyncClient(base_url=cluster.api_url, timeout=timeout)
    if cluster.kubeconfig is None and cluster.context is None:
        return _by_account(timeout)
    return _by_context(read_context(cluster), timeout, f"cluster {cluster.name}")


def _by_account(timeout: "httpx2.Timeout") -> "httpx2.AsyncClient":
    """With the account of the Pod that this runs in."""
    from lightkube import KubeConfig
    from lightkube.core.exceptions import ConfigError

    try:
        single = KubeConfig.from_service_account().get()
    except (ConfigError, KeyError) as error:
        raise ValueError(
            f"neither kubeconfig nor context is given, and this is no Pod: {error}"
        ) from error
    assert single is not None
    return _by_lightkube(single, timeout, None)


def _by_context(
    context: Context, timeout: "httpx2.Timeout", place: str
) -> "httpx2.AsyncClient":
    import msgspec
    from lightkube.config.kubeconfig import KubeConfig
    from lightkube.config.models import Cluster as Server
    from lightkube.config.models import User
    from lightkube.core.exceptions import ConfigError

    plugin = context.user.get("exec")
    user = {key: value for key, value in context.user.items() if key != "exec"}
    try:
        single = KubeConfig.from_one(
            cluster=msgspec.convert(context.cluster, Server),
            user=msgspec.convert(user, User),
            fname=context.file,
        ).get()
        assert single is not None
        client = _by_lightkube(single, timeout, context.cluster.get("proxy-url"))
    except ConfigError as error:
        raise ValueError(str(error)) from error
    if plugin is not None and "token" not in user and "tokenFile" not in user:
        _use_plugin(client, plugin, context, place)
    _name_server(client, context.cluster.get("tls-server-name"))
    return client


def _by_lightkube(
    single: "SingleConfig", timeout: "httpx2.Timeout", proxy: str | None
) -> "httpx2.AsyncClient":
    from lightkube.config.client_adapter import AsyncClient, ConnectionParams

    return AsyncClient(single, ConnectionParams(timeout=timeout, proxy=proxy))


def _use_plugin(
    client: "httpx2.AsyncClient", plugin: Entry, context: Context, place: str
) -> None:
    import msgspec

    from slo_monitor.clients.kubernetes.plugins import Plugin, PluginAuth

    shape = msgspec.convert(plugin, Plugin)
    client.auth = PluginAuth(shape, context.cluster, place)


def _name_server(client: "httpx2.AsyncClient", name: str | None) -> None:
    """Expect `name` in the server's certificate, not the host of its address."""
    if name is None:
        return

    async def named(request: "httpx2.Request") -> None:
        request.extensions = {**request.extensions, "sni_hostname": name}

    client.event_hooks = {"request": [named]}
