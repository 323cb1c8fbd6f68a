"""Schedules of CronJobs, as Kubernetes takes them, in the words of Debian's cron."""

_DESCRIPTORS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
"""Kubernetes' descriptors (robfig/cron); `@every` has no fixed slots."""

_FIELD_ENDS = (59, 23, 31, 12, 6)


def as_cron(schedule: str) -> str:
    """Kubernetes' schedule syntax in Debian's: descriptors, `?`, and `5/15`."""
    expanded = _DESCRIPTORS.get(schedule.strip().lower(), schedule)
    fields = expanded.replace("?", "*").split()
    if len(fields) != len(_FIELD_ENDS):
        return expanded
    return " ".join(map(_stepped, fields, _FIELD_ENDS))


def _stepped(field: str, end: int) -> str:
    """`5/15` means from 5 to the end by 15."""
    parts = [
        f"{start}-{end}/{step}" if step and start.isdigit() else part
        for part in field.split(",")
        for start, _, step in [part.partition("/")]
    ]
    return ",".join(parts)
