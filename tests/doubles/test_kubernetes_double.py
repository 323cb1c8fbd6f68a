"""The double speaks as Kubernetes' published OpenAPI says.

lightkube's models are generated from it: what a model reads and writes back unchanged has
the fields and types of the API, and no others.
"""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from lightkube.models.batch_v1 import CronJob, CronJobList, Job, JobList
from lightkube.models.core_v1 import Event, EventList
from lightkube.models.meta_v1 import Status

from tests.doubles.kubernetes import Fault, KubernetesDouble, kubernetes
from tests.doubles.kubernetes_timeline import PATHS, recording

LISTS = {"events": EventList, "jobs": JobList, "cronjobs": CronJobList}
OBJECTS = {"events": Event, "jobs": Job, "cronjobs": CronJob}


@pytest.fixture(scope="module")
def double() -> Iterator[KubernetesDouble]:
    with kubernetes(recording()) as served:
        served.advance()
        yield served


def get(double: KubernetesDouble, path: str) -> tuple[int, bytes]:
    host = double.api_url.removeprefix("http://")
    connection = HTTPConnection(host)
    connection.request("GET", path)
    answer = connection.getresponse()
    try:
        return answer.status, answer.read()
    finally:
        connection.close()


def plain(value: Any) -> Any:
    """Without nulls; and without kinds, which items of a list leave out."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: plain(each)
        for key, each in value.items()
        if each is not None and key not in {"kind", "apiVersion"}
    }


def conforms(model: Any, content: dict[str, Any]) -> bool:
    return bool(plain(model.from_dict(content).to_dict()) == plain(content))


@pytest.mark.parametrize("resource", PATHS)
def test_lists_are_the_api_s(double: KubernetesDouble, resource: str) -> None:
    status, body = get(double, f"{PATHS[resource]}?limit=500")
    content = json.loads(body)
    assert status == 200
    assert content["metadata"]["resourceVersion"] == "6522"
    assert content["items"]
    assert conforms(LISTS[resource], content)


@pytest.mark.parametrize("resource", PATHS)
def test_lines_of_a_watch_are_the_api_s(
    double: KubernetesDouble, resource: str
) -> None:
    query = "watch=1&resourceVersion=6000&timeoutSeconds=1&allowWatchBookmarks=true"
    double.fail("watch", resource, Fault(after=20, error=500))
    status, body = get(double, f"{PATHS[resource]}?{query}")
    lines = [json.loads(line) for line in body.splitlines()]
    assert status == 200
    assert len(lines) == 21
    assert lines[-1]["type"] == "ERROR"
    assert conforms(Status, lines[-1]["object"])
    assert {line["type"] for line in lines[:-1]} <= {"ADDED", "MODIFIED", "DELETED"}
    assert all(conforms(OBJECTS[resource], line["object"]) for line in lines[:-1])


def test_a_field_selector_lets_only_its_own_through(double: KubernetesDouble) -> None:
    query = "limit=500&fieldSelector=involvedObject.apiVersion%3Dbatch/v1"
    content = json.loads(get(double, f"{PATHS['events']}?{query}")[1])
    kinds = {each["involvedObject"]["kind"] for each in content["items"]}
    assert kinds == {"CronJob", "Job"}


def test_refusals_are_the_api_s(double: KubernetesDouble) -> None:
    status, body = get(double, "/apis/batch/v2/jobs")
    assert status == 404
    assert conforms(Status, json.loads(body))
