"""From a kubeconfig to a connection: credentials of every kind, and what can be wrong."""

import asyncio
import json
from pathlib import Path
from typing import Any

import certifi
import pytest
import yaml
from lightkube import KubeConfig

from slo_monitor.clients.kubernetes.connecting import check, connect
from slo_monitor.clients.kubernetes.patience import Pace
from slo_monitor.clients.kubernetes.settings import Cluster
from slo_monitor.clients.kubernetes.steps import Listed, Trouble
from slo_monitor.errors import UsageError
from tests.clients.kubernetes.watches import Taken, job, take
from tests.doubles.kubernetes import KubernetesDouble, kubernetes

ONE = [job(1, 101)]


def kubeconfig(folder: Path, server: str, user: dict[str, Any], **cluster: Any) -> Path:
    file = folder / "config"
    tree = {
        "current-context": "prod",
        "contexts": [
            {"name": "prod", "context": {"cluster": "c", "user": "u"}},
            {"name": "astray", "context": {"cluster": "nowhere", "user": "u"}},
            {"name": "nobody", "context": {"cluster": "c", "user": "nobody"}},
        ],
        "clusters": [{"name": "c", "cluster": {"server": server, **cluster}}],
        "users": [{"name": "u", "user": user}],
    }
    file.write_text(yaml.safe_dump(tree))
    return file


def listed(double: KubernetesDouble, file: Path) -> Taken:
    cluster = Cluster(name="prod", kubeconfig=file)
    return take(
        double, lambda t: bool(t.of(Listed)) or len(t.steps) > 2, cluster=cluster
    )


def plugin(folder: Path, answer: str, code: int = 0) -> dict[str, Any]:
    script = folder / "plugin.sh"
    (folder / "answer").write_text(answer)
    script.write_text(
        "#!/bin/sh\n"
        f'echo "$KUBERNETES_EXEC_INFO" >> {folder}/asked\n'
        f"cat {folder}/answer; echo {folder.name} >&2; exit {code}\n"
    )
    script.chmod(0o755)
    return {
        "command": "./plugin.sh",
        "apiVersion": "client.authentication.k8s.io/v1",
        "args": ["--quietly"],
        "env": [{"name": "REGION", "value": "asia"}],
        "interactiveMode": "Never",
        "provideClusterInfo": True,
    }


def credential(token: str) -> str:
    return json.dumps({"kind": "ExecCredential", "status": {"token": token}})


def test_a_token_of_the_kubeconfig_is_sent(tmp_path: Path) -> None:
    with kubernetes(ONE) as double:
        double.token = "secret"
        taken = listed(
            double, kubeconfig(tmp_path, double.api_url, {"token": "secret"})
        )
    assert taken.names == ["Listed"]


def test_a_token_file_lies_beside_its_kubeconfig(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret\n")
    with kubernetes(ONE) as double:
        double.token = "secret"
        taken = listed(
            double, kubeconfig(tmp_path, double.api_url, {"tokenFile": "token"})
        )
    assert taken.names == ["Listed"]


def test_a_token_that_was_renewed_in_the_kubeconfig_is_found(tmp_path: Path) -> None:
    with kubernetes(ONE) as double:
        double.token = "new"
        file = kubeconfig(tmp_path, double.api_url, {"token": "old"})

        def renew(step: object) -> None:
            if isinstance(step, Trouble):
                kubeconfig(tmp_path, double.api_url, {"token": "new"})

        taken = take(
            double,
            lambda t: bool(t.of(Listed)),
            cluster=Cluster(name="prod", kubeconfig=file, context="prod"),
            on_step=renew,
        )
    assert taken.names == ["unauthorized", "Listed"]


def test_a_plugin_is_asked_for_a_token_and_again_when_it_has_expired(
    tmp_path: Path,
) -> None:
    user = {"exec": plugin(tmp_path, credential("first"))}
    with kubernetes([*ONE, job(2, 102)]) as double:
        double.token = "first"
        double.advance(1)
        file = kubeconfig(tmp_path, double.api_url, user)

        def expire(_: object) -> None:
            (tmp_path / "answer").write_text(credential("second"))
            double.token = "second"
            double.advance()

        taken = take(
            double,
            lambda t: len(t.jobs) == 2,
            cluster=Cluster(name="prod", kubeconfig=file),
            on_step=expire,
        )
    assert taken.names == ["Listed", "Changed"]
    asked = [json.loads(line) for line in (tmp_path / "asked").read_text().splitlines()]
    assert len(asked) == 2
    assert asked[0]["apiVersion"] == "client.authentication.k8s.io/v1"
    assert asked[0]["spec"]["interactive"] is False
    assert asked[0]["spec"]["cluster"]["server"] == double.api_url


@pytest.mark.parametrize(
    ("answer", "code", "sentence"),
    [
        ("", 1, "failed (1): "),
        ("no JSON", 0, "gave no credential"),
        ('{"status": {}}', 0, "gave none; only bearer tokens can be used"),
        ('{"status": {"clientCertificateData": "x"}}', 0, "gave a client certificate"),
    ],
)
def test_a_plugin_that_gives_no_token_is_trouble_and_asked_again(
    tmp_path: Path, answer: str, code: int, sentence: str
) -> None:
    user = {"exec": plugin(tmp_path, answer, code)}
    with kubernetes(ONE) as double:
        taken = listed(double, kubeconfig(tmp_path, double.api_url, user))
    assert taken.names == ["config"] * 3
    told = taken.steps[0].sentence
    assert sentence in told
    assert "plugin.sh" in told


def test_a_plugin_that_is_not_there_is_trouble_with_its_hint(tmp_path: Path) -> None:
    user = {"exec": {"command": "/nowhere/plugin", "installHint": "apt install it"}}
    with kubernetes(ONE) as double:
        taken = listed(double, kubeconfig(tmp_path, double.api_url, user))
    assert taken.names == ["config"] * 3
    assert taken.steps[0].sentence.endswith(
        "(No such file or directory); apt install it"
    )


@pytest.mark.parametrize(
    ("context", "sentence"),
    [
        (
            "stage",
            "context: .*config has no context stage; it has prod, astray, nobody",
        ),
        (
            "astray",
            "context astray of .* names the cluster nowhere, which has no server",
        ),
        ("nobody", "context nobody of .* names the user nobody, who is not there"),
    ],
)
def test_a_context_that_leads_nowhere_is_named(
    tmp_path: Path, context: str, sentence: str
) -> None:
    file = kubeconfig(tmp_path, "http://127.0.0.1:1", {})
    cluster = Cluster(name="prod", kubeconfig=file, context=context)
    with pytest.raises(UsageError, match=sentence):
        asyncio.run(check(cluster))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a: [", "is not valid YAML"),
        ("- a", "is no kubeconfig"),
        ("{}", "has no current-context"),
        ("contexts: 7\ncurrent-context: x", "has no context x; it has none"),
    ],
)
def test_a_file_that_is_no_kubeconfig_is_named(
    tmp_path: Path, text: str, sentence: str
) -> None:
    file = tmp_path / "config"
    file.write_text(text)
    with pytest.raises(UsageError, match=sentence):
        asyncio.run(check(Cluster(name="prod", kubeconfig=file)))


@pytest.mark.parametrize(
    ("server", "user", "extra"),
    [
        ("https://127.0.0.1:1", {}, {"certificate-authority": "/nowhere/ca.crt"}),
        ("https://127.0.0.1:1", {}, {"certificate-authority-data": "bm8gUEVN"}),
        ("https://127.0.0.1:1", {"client-certificate": "/nowhere/crt"}, {}),
        ("https://127.0.0.1:1", {"token": 7}, {}),
        ("127.0.0.1:6443", {}, {}),
        ("https://", {}, {}),
        ("https://127.0.0.1:1", {"auth-provider": {"name": "oidc"}}, {}),
        ("https://127.0.0.1:1", {"exec": {"args": []}}, {}),
        ("https://127.0.0.1:1", {}, {"proxy-url": "nonsense"}),
    ],
)
def test_a_kubeconfig_that_cannot_be_used_is_said_before_anything_starts(
    tmp_path: Path, server: str, user: dict[str, Any], extra: dict[str, Any]
) -> None:
    file = kubeconfig(tmp_path, server, user, **extra)
    with pytest.raises(UsageError, match="cluster prod, kubeconfig: "):
        asyncio.run(check(Cluster(name="prod", kubeconfig=file)))


def test_outside_of_a_pod_somebody_must_say_where_the_cluster_is() -> None:
    with pytest.raises(UsageError, match="this is no Pod"):
        asyncio.run(check(Cluster(name="prod")))


def test_in_a_pod_its_own_account_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = KubeConfig.from_service_account
    monkeypatch.setattr(KubeConfig, "from_service_account", lambda: account(tmp_path))
    monkeypatch.setenv("KUBERNETES_SERVICE_HOST", "fd00::1")
    monkeypatch.setenv("KUBERNETES_SERVICE_PORT", "443")
    (tmp_path / "token").write_text("secret")
    (tmp_path / "namespace").write_text("slo")
    (tmp_path / "ca.crt").write_text(Path(certifi.where()).read_text())

    async def address() -> str:
        async with connect(Cluster(name="prod"), Pace()) as client:
            return str(client.base_url)

    assert asyncio.run(address()) == "https://[fd00::1]"


def test_a_token_file_that_vanishes_is_trouble_until_it_is_back(tmp_path: Path) -> None:
    with kubernetes(ONE) as double:
        double.token = "secret"
        file = kubeconfig(tmp_path, double.api_url, {"tokenFile": "token"})

        def restore(step: object) -> None:
            if isinstance(step, Trouble):
                (tmp_path / "token").write_text("secret")

        taken = take(
            double,
            lambda t: bool(t.of(Listed)),
            cluster=Cluster(name="prod", kubeconfig=file),
            on_step=restore,
        )
    assert taken.names == ["config", "Listed"]
