"""Documents recognised by their content."""

import json
import re
from datetime import UTC, datetime

import pytest

from slo_monitor.model.evidence import Kind, Outcome, Write
from slo_monitor.sources.facts import Fact, Flaw, Landed, Recognised, SeenJobObject
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.kubernetes.objects import CronJobObject, JobObject
from slo_monitor.sources.recognising import Place, arrivals, events, facts

AT = datetime(2026, 11, 22, 4, tzinfo=UTC)
PLACE = Place(cluster="prod")

EVENT = {
    "kind": "Event",
    "apiVersion": "v1",
    "metadata": {"namespace": "ml", "creationTimestamp": "2026-11-22T03:00:00Z"},
    "involvedObject": {
        "kind": "CronJob",
        "namespace": "ml",
        "name": "train",
        "apiVersion": "batch/v1",
    },
    "reason": "SuccessfulCreate",
    "message": "Created job train-29922000",
    "lastTimestamp": "2026-11-22T04:00:00Z",
}
NEW_EVENT = {
    "kind": "Event",
    "apiVersion": "events.k8s.io/v1",
    "regarding": EVENT["involvedObject"],
    "reason": "SuccessfulCreate",
    "note": "Created job train-29922000",
    "deprecatedLastTimestamp": "2026-11-22T04:00:00Z",
    "eventTime": None,
}
SEEN = SeenEvent(
    "prod", "CronJob", "ml", "train", "SuccessfulCreate",
    "Created job train-29922000", AT,
)  # fmt: skip
JOB = {
    "kind": "Job",
    "apiVersion": "batch/v1",
    "metadata": {
        "name": "train-29922000",
        "namespace": "ml",
        "creationTimestamp": "2026-11-22T04:00:00Z",
    },
}
JOB_OBJECT = JobObject(
    namespace="ml", name="train-29922000", cronjob=None, created_at=AT
)
CRONJOB = {"kind": "CronJob", "metadata": {"name": "train", "namespace": "ml"}}
ARRIVAL = {"table": "p.d.t", "arrived_at": "2026-11-22T04:00:00Z"}


def told(value: object, place: Place = PLACE) -> list[object]:
    """What a document tells, but for which kind it was recognised as."""
    data = memoryview(json.dumps(value).encode())
    return [f.what for f in facts(data, place) if not isinstance(f.what, Recognised)]


def recognised(value: object) -> list[Kind]:
    data = memoryview(json.dumps(value).encode())
    found = [fact.what for fact in facts(data, PLACE)]
    return [what.kind for what in found if isinstance(what, Recognised)]


def flaw(value: object) -> str:
    (what,) = told(value)
    assert isinstance(what, Flaw)
    return what.message


def without(value: dict[str, object], *keys: str) -> dict[str, object]:
    return {key: item for key, item in value.items() if key not in keys}


LOWERED = {
    "involvedobject": {"kind": "CronJob", "namespace": "ml", "name": "train"},
    "reason": "SuccessfulCreate",
    "message": "Created job train-29922000",
    "lasttimestamp": "2026-11-22T04:00:00Z",
    "metadata": {"creationtimestamp": "2026-11-22T03:00:00Z"},
}
BARE = without(EVENT, "kind", "apiVersion")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(EVENT, [SEEN], id="core/v1"),
        pytest.param(NEW_EVENT, [SEEN], id="events.k8s.io/v1"),
        pytest.param(BARE, [SEEN], id="an event without its kind"),
        pytest.param({"type": "ADDED", "object": EVENT}, [SEEN], id="watch, added"),
        pytest.param({"type": "MODIFIED", "object": EVENT}, [SEEN], id="modified"),
        pytest.param({"type": "DELETED", "object": EVENT}, [], id="expired: nothing"),
        pytest.param({"type": "BOOKMARK", "object": CRONJOB}, [], id="bookmark"),
        pytest.param({"type": "ERROR", "object": {"code": 410}}, [], id="error line"),
        pytest.param(
            {"kind": "List", "items": [EVENT, NEW_EVENT]}, [SEEN] * 2, id="List"
        ),
        pytest.param({"kind": "EventList", "items": [BARE]}, [SEEN], id="typed list"),
        pytest.param({"kind": "EventList", "items": None}, [], id="an empty list"),
        pytest.param(
            [EVENT, {"type": "ADDED", "object": EVENT}], [SEEN] * 2, id="array"
        ),
        pytest.param({"jsonPayload": EVENT}, [SEEN], id="log entry"),
        pytest.param({"jsonPayload": LOWERED}, [SEEN], id="log entry in lower case"),
        pytest.param({"jsonPayload": {"message": {"a": 1}}}, [], id="a Pod's log"),
        pytest.param({"jsonPayload": 5}, [], id="a log of a number"),
        pytest.param(
            {"logName": "projects/p/logs/events", "textPayload": "started watching"},
            [],
            id="the exporter's gap marker",
        ),
        pytest.param({"insertId": "x", "jsonPayload": None}, [], id="no payload"),
        pytest.param({"kind": "Pod", "metadata": {}}, [], id="another kind"),
        pytest.param({"kind": "PodList", "items": [{"spec": 1}]}, [], id="other items"),
        pytest.param(
            {"kind": "Job", "apiVersion": "batch.volcano.sh/v1"}, [], id="group"
        ),
        pytest.param({"kind": "Status", "status": "Success"}, [], id="a status"),
        pytest.param(JOB, [SeenJobObject(JOB_OBJECT, deleted=False)], id="Job"),
        pytest.param(
            {"kind": "JobList", "items": [without(JOB, "kind", "apiVersion")]},
            [SeenJobObject(JOB_OBJECT, deleted=False)],
            id="typed list of Jobs",
        ),
        pytest.param(
            {"type": "DELETED", "object": JOB},
            [SeenJobObject(JOB_OBJECT, deleted=True)],
            id="a Job deleted",
        ),
        pytest.param(
            CRONJOB, [CronJobObject(namespace="ml", name="train")], id="CronJob"
        ),
        pytest.param(ARRIVAL, [Landed("p.d.t", Write(at=AT))], id="arrival"),
        pytest.param(
            [ARRIVAL], [Landed("p.d.t", Write(at=AT))], id="array of arrivals"
        ),
    ],
)
def test_every_form_tells_the_same(value: object, expected: list[object]) -> None:
    assert told(value) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, "2026-11-22T04:00:00+00:00"),
        ({"lastTimestamp": None, "series": {"lastObservedTime": "2026-11-22T05:00:00.5Z"}},
         "2026-11-22T05:00:00.500000+00:00"),
        ({"lastTimestamp": None, "series": {}, "eventTime": "2026-11-22T06:00:00Z"},
         "2026-11-22T06:00:00+00:00"),
        ({"lastTimestamp": "0001-01-01T00:00:00Z"}, "2026-11-22T03:00:00+00:00"),
    ],
)  # fmt: skip
def test_an_events_time_is_the_newest_it_bears(
    fields: dict[str, object], expected: str
) -> None:
    (event,) = told(EVENT | fields)
    assert isinstance(event, SeenEvent)
    assert event.at.isoformat() == expected


def test_a_repeated_event_tells_of_its_first_instant_too() -> None:
    repeated = EVENT | {"firstTimestamp": "2026-11-22T03:30:00Z", "count": 3}
    times = [event.at.hour for event in told(repeated) if isinstance(event, SeenEvent)]
    assert times == [3, 4]


def test_an_aggregated_event_tells_of_its_newest_instant_alone() -> None:
    combined = EVENT | {
        "firstTimestamp": "2026-11-22T03:30:00Z",
        "message": "(combined from similar events): Created job train-29922000",
    }
    assert len(told(combined)) == 1


def test_a_namespace_may_stand_in_the_metadata_alone() -> None:
    about = {"kind": "CronJob", "name": "train"}
    assert told(EVENT | {"involvedObject": about}) == [SEEN]


def test_an_entrys_own_time_helps_an_event_without_any() -> None:
    bare = without(LOWERED, "lasttimestamp", "metadata")
    entry = {"jsonPayload": bare, "timestamp": "2026-11-22T04:00:00Z"}
    assert told(entry) == [SEEN]
    assert "no usable time" in flaw({"jsonPayload": bare, "timestamp": 5})


@pytest.mark.parametrize(
    ("fields", "hour"),
    [
        ({"series": {"lastobservedtime": "2026-11-22T05:00:00Z"}}, 5),
        ({"eventtime": "2026-11-22T06:00:00Z"}, 6),
        ({}, 3),
    ],
)
def test_times_are_read_in_lower_case_too(fields: dict[str, object], hour: int) -> None:
    (event,) = told({"jsonPayload": without(LOWERED, "lasttimestamp") | fields})
    assert isinstance(event, SeenEvent)
    assert event.at.hour == hour


def test_an_entry_names_its_cluster() -> None:
    entry = {"jsonPayload": EVENT, "resource": {"labels": {"cluster_name": "dev"}}}
    found = list(facts(memoryview(json.dumps(entry).encode()), PLACE))
    assert [(fact.cluster, fact.named) for fact in found[1:]] == [("dev", True)]
    assert isinstance(found[1].what, SeenEvent)
    assert found[1].what.cluster == "dev"


@pytest.mark.parametrize("resource", [None, {}, {"labels": {}}])
def test_an_entry_may_name_no_cluster(resource: object) -> None:
    assert told({"jsonPayload": EVENT, "resource": resource}) == [SEEN]


def test_items_are_numbered() -> None:
    data = memoryview(json.dumps({"kind": "List", "items": [CRONJOB, EVENT]}).encode())
    numbers = [fact.item for fact in facts(data, PLACE)]
    assert numbers == [None, 1, 2]


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        (EVENT, [Kind.CRONJOBS]),
        (EVENT | {"involvedObject": {"kind": "Pod"}}, [Kind.CRONJOBS]),
        ({"kind": "EventList", "items": []}, [Kind.CRONJOBS]),
        ({"kind": "PodList", "items": []}, []),
        (JOB, [Kind.CRONJOBS]),
        (ARRIVAL, [Kind.TABLES]),
        ({"kind": "Pod"}, []),
    ],
)
def test_the_kind_is_recognised_by_content(value: object, kinds: list[Kind]) -> None:
    assert recognised(value) == kinds


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (5, "cannot be read"),
        ("text", "cannot be read"),
        (None, "cannot be read"),
        ({}, "no Kubernetes object, watch line, log entry or arrival"),
        ({"target": "cronjob:a/b/c"}, "no Kubernetes object"),
        ({"type": "ADDED", "object": None}, "cannot be read"),
        (without(EVENT, "lastTimestamp", "metadata"), "event SuccessfulCreate about CronJob train has no usable time"),
        (EVENT | {"reason": 5}, "does not have the fields of Kubernetes' API"),
        (without(EVENT, "involvedObject") | {"reason": 5}, "does not have the fields"),
        (JOB | {"metadata": {"name": "a"}}, "Job a has no usable creationTimestamp"),
        (JOB | {"metadata": {}}, "this Job does not have the fields"),
        (JOB | {"status": {"conditions": [{"type": "Complete", "status": "True"}]}},
         "Job train-29922000 is Complete at no usable time"),
        (CRONJOB | {"spec": {"schedule": 5}}, "this CronJob does not have the fields"),
        ({"kind": "Status", "status": "Failure", "message": "forbidden: no"},
         "the API server refused .*forbidden: no"),
        (ARRIVAL | {"arrived_at": "soon"}, "is not a time"),
        ({"arrived_at": "2026-11-22T04:00:00Z"}, 'write {"table"'),
    ],
)  # fmt: skip
def test_what_should_be_evidence_and_is_not_says_so(
    value: object, sentence: str
) -> None:
    assert re.search(sentence, flaw(value))


def test_damaged_events_about_other_things_are_left() -> None:
    assert told(EVENT | {"involvedObject": {"kind": "Pod"}, "reason": 5}) == []
    assert told({"jsonPayload": {"involvedObject": {"kind": "Pod"}, "reason": 5}}) == []


def test_other_api_groups_have_jobs_too() -> None:
    about = {"kind": "Job", "apiVersion": "batch.volcano.sh/v1alpha1", "name": "x"}
    assert told(EVENT | {"involvedObject": about}) == []


def test_text_that_is_not_utf_8_is_a_flaw() -> None:
    data = json.dumps(EVENT).encode().replace(b"Created", b"Cr\xe9ated")
    (fact,) = list(facts(memoryview(data), Place(cluster="prod", known=True)))
    assert isinstance(fact.what, Flaw)
    text = b'{"kind":"\xff"}'
    assert isinstance(next(facts(memoryview(text), PLACE)).what, Flaw)


def read_with(reader: object, value: object) -> list[object]:
    data = memoryview(json.dumps(value).encode())
    found: list[Fact] = list(reader(data, PLACE))  # type: ignore[operator]
    return [fact.what for fact in found if not isinstance(fact.what, Recognised)]


def test_arrivals_have_their_own_option() -> None:
    (what,) = read_with(events, ARRIVAL)
    assert isinstance(what, Flaw)
    assert "--arrivals" in what.message
    assert read_with(events, EVENT) == [SEEN]


@pytest.mark.parametrize("value", [ARRIVAL, [ARRIVAL]])
def test_a_file_of_arrivals_holds_arrivals(value: object) -> None:
    assert read_with(arrivals, value) == [Landed("p.d.t", Write(at=AT))]


def test_an_event_among_arrivals_is_a_flaw() -> None:
    (what,) = read_with(arrivals, EVENT)
    assert isinstance(what, Flaw)


def test_a_job_is_read_with_its_conditions_owner_and_annotations() -> None:
    job = {
        "kind": "Job",
        "metadata": {
            "name": "x",
            "namespace": "ml",
            "creationTimestamp": "2026-11-22T04:00:00Z",
            "deletionTimestamp": "2026-11-22T06:00:00Z",
            "resourceVersion": "17",
            "annotations": {
                "batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-11-22T13:00:00+09:00",
                "cronjob.kubernetes.io/instantiate": "manual",
            },
            "ownerReferences": [
                {"kind": "Node", "name": "n"},
                {"kind": "CronJob", "name": "train"},
            ],
        },
        "status": {
            "startTime": "2026-11-22T04:00:01Z",
            "conditions": [
                {"type": "Suspended", "status": "True"},
                {"type": "Complete", "status": "False"},
                {"type": "FailureTarget", "status": "True",
                 "lastProbeTime": "2026-11-22T04:59:00Z"},
                {"type": "Failed", "status": "True", "reason": "DeadlineExceeded",
                 "lastTransitionTime": "2026-11-22T05:00:00Z"},
            ],
        },
    }  # fmt: skip
    (what,) = told(job)
    assert isinstance(what, SeenJobObject)
    assert what.job == JobObject(
        namespace="ml",
        name="x",
        cronjob="train",
        created_at=AT,
        slot=AT,
        manual=True,
        outcome=Outcome.FAILED,
        ended_at=AT.replace(hour=5),
        message="DeadlineExceeded",
        heading=Outcome.FAILED,
        heading_since=AT.replace(hour=4, minute=59),
        deleting_at=AT.replace(hour=6),
        version=17,
    )


@pytest.mark.parametrize(
    ("completion", "hour"), [("2026-11-22T05:00:00Z", 5), (None, 6)]
)
def test_a_complete_job_ended_with_its_completion_time(
    completion: str | None, hour: int
) -> None:
    condition = {
        "type": "Complete",
        "status": "True",
        "lastTransitionTime": "2026-11-22T06:00:00Z",
    }
    status = {"completionTime": completion, "conditions": [condition]}
    (what,) = told(JOB | {"status": status})
    assert isinstance(what, SeenJobObject)
    assert what.job.ended_at == AT.replace(hour=hour)


def test_a_cronjob_is_read_with_its_spec_and_status() -> None:
    cronjob = {
        "kind": "CronJob",
        "metadata": {"name": "train", "creationTimestamp": "2026-11-22T04:00:00Z"},
        "spec": {
            "schedule": "0 4 * * *",
            "timeZone": "Asia/Tokyo",
            "suspend": True,
            "concurrencyPolicy": "Forbid",
        },
        "status": {
            "active": [{"name": "train-1"}, {}],
            "lastScheduleTime": "2026-11-22T04:00:00Z",
            "lastSuccessfulTime": "2026-11-22T04:00:00Z",
        },
    }
    assert told(cronjob) == [
        CronJobObject(
            namespace="",
            name="train",
            created_at=AT,
            schedule="0 4 * * *",
            timezone="Asia/Tokyo",
            suspended=True,
            policy="Forbid",
            active=("train-1",),
            last_schedule=AT,
            last_success=AT,
        )
    ]
