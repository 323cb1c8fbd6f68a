"""One blind cluster makes only its own objectives unknown."""

import json
from datetime import UTC, datetime, timedelta

from slo_monitor.model.evidence import Kind
from slo_monitor.sources.kubernetes.events import SeenEvent
from slo_monitor.sources.observations import EventObserved, Heartbeat
from slo_monitor.stores.writing import EvidenceWriter
from tests.scenarios.stories import call

AT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)  # 09:00 in Tokyo
DAY = timedelta(days=1)
SHEET = """target,deadline
cronjob:prod/ml/train,07:30
cronjob:stg/ml/train,07:30
cronjob:lost/ml/train,07:30
"""


def ran(cluster: str, slot: datetime) -> list[EventObserved]:
    """Events of a run that took half an hour."""
    job = f"train-{int(slot.timestamp()) // 60}"
    told = [
        (slot, "SuccessfulCreate", f"Created job {job}"),
        (
            slot + timedelta(minutes=30),
            "SawCompletedJob",
            f"Saw completed job: {job}, condition: Complete",
        ),
    ]
    return [
        EventObserved(
            event=SeenEvent(cluster, "CronJob", "ml", "train", reason, message, at),
            observed_at=at,
        )
        for at, reason, message in told
    ]


def beat(cluster: str, until: datetime) -> Heartbeat:
    return Heartbeat(kind=Kind.CRONJOBS, scope=cluster, complete_until=until)


def test_only_the_blind_clusters_objectives_are_unknown(tmp_path) -> None:
    yesterday = AT - DAY - timedelta(hours=4)
    with EvidenceWriter(tmp_path / "store") as writer:
        for cluster in ("prod", "stg"):
            writer.append(ran(cluster, yesterday))
        writer.append([beat("prod", AT), beat("stg", AT - timedelta(hours=6))])
        writer.flush()
    (tmp_path / "slos.csv").write_text(SHEET)
    config = tmp_path / "c.yaml"
    config.write_text(f"evidence: {{store: {tmp_path / 'store'}}}\n")
    answer = call(
        *("--config", config, "check", "--sheet", tmp_path / "slos.csv"),
        *("--at", "2026-11-22T00:00:00Z", "--format", "json"),
    )
    assert answer.code == 0
    past = {
        verdict["target"].split("/")[0]: (verdict["status"], verdict["reason"])
        for verdict in json.loads(answer.out)["verdicts"]
        if verdict["business_date"] == "2026-11-22"
    }
    assert past == {
        "cronjob:prod": ("missed", "not_started"),
        "cronjob:stg": ("unknown", "source_behind"),
        "cronjob:lost": ("unknown", "source_unreadable"),
    }
