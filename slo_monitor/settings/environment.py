"""The environment: secrets by name, and what the terminal can show."""

import os

from slo_monitor.errors import UsageError
from slo_monitor.settings.values import Secret


def read_secret(secret: Secret, key: str) -> str:
    """The secret's text; `key` names it in errors. Raises UsageError if it is not there."""
    if secret.variable is not None:
        value = os.environ.get(secret.variable, "")
        if not value:
            raise UsageError(
                f"{key}: the environment variable {secret.variable} is not set"
            )
        return value.strip()
    assert secret.file is not None
    try:
        value = secret.file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"{key}: {secret.file} cannot be read ({exc})") from exc
    if not value:
        raise UsageError(f"{key}: {secret.file} is empty")
    return value


def wants_color(*, is_terminal: bool) -> bool:
    """Whether output may be coloured (https://no-color.org)."""
    return is_terminal and not os.environ.get("NO_COLOR") and _term() != "dumb"


def _term() -> str:
    return os.environ.get("TERM", "")
