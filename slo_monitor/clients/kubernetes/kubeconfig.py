"""A context of a kubeconfig, with all paths made absolute.

https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.errors import UsageError

DEFAULT_FILE = Path("~/.kube/config")

_HALVES = ("client-certificate", "client-key")

# The keys are Kubernetes' own; lightkube takes such mappings as they are.
Entry = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The cluster and the user that a context names, as mappings for lightkube."""

    file: Path
    cluster: Entry
    user: Entry


def read_context(cluster: Cluster) -> Context:
    """The context of the settings, else the file's current one. Raises UsageError."""
    file = (cluster.kubeconfig or DEFAULT_FILE).expanduser()
    place = f"cluster {cluster.name}, kubeconfig"
    tree = _tree(file, place)
    wanted = cluster.context or tree.get("current-context")
    if not wanted:
        raise UsageError(f"{place}: {file} has no current-context; name a context")
    context = _named(tree, "context", wanted)
    if context is None:
        known = ", ".join(str(each.get("name")) for each in _entries(tree, "contexts"))
        raise UsageError(
            f"cluster {cluster.name}, context: {file} has no context {wanted}; "
            f"it has {known or 'none'}"
        )
    server = _named(tree, "cluster", context.get("cluster"))
    if server is None or not isinstance(server.get("server"), str):
        raise UsageError(
            f"{place}: context {wanted} of {file} names the cluster "
            f"{context.get('cluster')}, which has no server there; mend the file"
        )
    user = _named(tree, "user", context.get("user")) if context.get("user") else {}
    if user is None:
        raise UsageError(
            f"{place}: context {wanted} of {file} names the user "
            f"{context.get('user')}, who is not there; mend the file"
        )
    for half, other in (_HALVES, _HALVES[::-1]):
        if _has(user, half) and not _has(user, other):
            raise UsageError(f"{place}: {file} has a {half} without a {other}")
    return Context(file=file, cluster=server, user=_located(user, file.parent))


def _has(user: Entry, key: str) -> bool:
    return bool(user.get(key) or user.get(f"{key}-data"))


def _tree(file: Path, place: str) -> Entry:
    import yaml

    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UsageError(f"{place}: {file}: no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{place}: {file} cannot be read ({error})") from error
    try:
        tree = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        flat = " ".join(str(error).split())
        raise UsageError(f"{place}: {file} is not valid YAML: {flat}") from error
    if not isinstance(tree, dict):
        raise UsageError(f"{place}: {file} is no kubeconfig; write one with kubectl")
    return tree


def _entries(tree: Entry, key: str) -> list[Entry]:
    entries = tree.get(key)
    if not isinstance(entries, list):
        return []
    return [each for each in entries if isinstance(each, dict)]


def _named(tree: Entry, kind: str, name: object) -> Entry | None:
    """What stands under `kind` in the entry of that name."""
    found = (e.get(kind) for e in _entries(tree, f"{kind}s") if e.get("name") == name)
    entry = next(found, None)
    return entry if isinstance(entry, dict) else None


def _located(user: Entry, folder: Path) -> Entry:
    """Relative paths of a kubeconfig are relative to its folder; commands in PATH stay."""
    user = dict(user)
    if isinstance(user.get("tokenFile"), str):
        user["tokenFile"] = str(folder / user["tokenFile"])
    plugin = user.get("exec")
    if isinstance(plugin, dict) and "/" in str(plugin.get("command")):
        command = str(folder / str(plugin["command"]))
        user["exec"] = {**plugin, "command": command}
    return user
