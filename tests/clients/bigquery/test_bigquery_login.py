"""How the client logs in."""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from slo_monitor.clients.bigquery.client import _credentials
from slo_monitor.clients.bigquery.settings import BigQuerySettings
from tests.clients.bigquery_samples import AT, ORDERS, double, read, written
from tests.doubles.bigquery_faults import Fault


@pytest.fixture(scope="module")
def private_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def key_file(folder: Path, url: str, private_key: str) -> str:
    content = {
        "type": "service_account",
        "client_email": "reader@p.iam.gserviceaccount.com",
        "private_key": private_key,
        "token_uri": f"{url}/token",
    }
    path = folder / "key.json"
    path.write_text(json.dumps(content))
    return str(path)


def test_over_plain_http_no_login_is_sent() -> None:
    with double(orders=written(AT)) as served:
        read(served, ORDERS)
    assert [seen.authorization for seen in served.seen] == [None]


def test_a_service_accounts_key_becomes_a_token(
    tmp_path: Path, private_key: str
) -> None:
    with double(orders=written(AT)) as served:
        key = key_file(tmp_path, served.url, private_key)
        found, _ = read(served, ORDERS, credentials_file=key)
    assert found.sources[0].unreadable == ""
    assert [seen.authorization for seen in served.seen] == ["Bearer a-token"]


def test_a_token_that_is_refused_is_told_once(tmp_path: Path, private_key: str) -> None:
    with double(orders=written(AT)) as served:
        served.faults = [Fault(status=401, reason="authError", message="Invalid token")]
        key = key_file(tmp_path, served.url, private_key)
        found, _ = read(served, ORDERS, credentials_file=key, events="p.k8s.events")
    said = "not logged in to Google Cloud (Invalid token); log in with `gcloud auth "
    said += "application-default login`, or name a key in "
    said += "evidence.bigquery.credentials_file"
    assert [source.unreadable for source in found.sources] == [said, said]
    assert {seen.path.split("/")[5] for seen in served.seen} == {"datasets"}


def test_a_persons_own_login_is_used_without_a_warning(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    login: dict[str, Any] = {
        "type": "authorized_user",
        "client_id": "764086051850-6qr4p6gpi6hn506pt8ejuq83di341hur.apps."
        "googleusercontent.com",
        "client_secret": "s",
        "refresh_token": "r",
    }
    path = tmp_path / "adc.json"
    path.write_text(json.dumps(login))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(path))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        credentials = _credentials(BigQuerySettings(project="p"))
    assert credentials.refresh_token == "r"
