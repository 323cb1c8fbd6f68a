import pytest

from slo_monitor.model.schedules import as_cron


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("@daily", "0 0 * * *"),
        ("@Hourly", "0 * * * *"),
        ("0 5 ? * ?", "0 5 * * *"),
        ("5/15 * * * *", "5-59/15 * * * *"),
        ("0 2/6 * * 1-5", "0 2-23/6 * * 1-5"),
        ("0,30/10 * * * *", "0,30-59/10 * * * *"),
        ("*/5 * * * *", "*/5 * * * *"),
        ("@every 1h30m", "@every 1h30m"),
    ],
)
def test_kubernetes_schedules_are_written_as_cron(schedule, expected):
    assert as_cron(schedule) == expected
