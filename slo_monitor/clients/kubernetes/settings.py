"""Which API server a cluster's evidence comes from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A cluster by its name in the sheet.

    `api_url` is a root that needs neither TLS nor credentials (kubectl proxy, tests) and
    goes before all else; neither `kubeconfig` nor `context` means in-cluster.
    """

    name: str
    kubeconfig: Path | None = None
    context: str | None = None
    api_url: str | None = None
