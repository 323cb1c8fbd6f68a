"""Telling people what a pass found."""

from collections.abc import Callable

from slo_monitor.clients.dry_run import DryRunTeller
from slo_monitor.clients.slack import SLACK_API, SlackTeller, WebhookTeller
from slo_monitor.clients.tellers import Teller
from slo_monitor.errors import UsageError
from slo_monitor.model.languages import Language
from slo_monitor.model.objectives import Severity
from slo_monitor.model.results import PassResult
from slo_monitor.model.verdicts import Problem
from slo_monitor.notify.slack import NEWS, messages, other_channels
from slo_monitor.notify.telling import tell_all
from slo_monitor.settings.environment import read_secret
from slo_monitor.settings.values import Settings, SlackSettings


def slack_teller(settings: Settings) -> Teller:
    """The door to Slack that the settings describe; raises UsageError without one."""
    slack = settings.slack or SlackSettings()
    if slack.webhook is not None:
        url = read_secret(slack.webhook, "slack.webhook")
        return WebhookTeller(url, next(iter(settings.channels), ""))
    if slack.token is not None:
        token = read_secret(slack.token, "slack.token")
        return SlackTeller(token, api_url=slack.api_url or SLACK_API)
    raise UsageError(
        "--notify needs Slack: add `slack: {token_env: SLACK_BOT_TOKEN}` to "
        "slo-monitor.yaml, or see what would be posted with --dry-run"
    )


def dry_run_teller(write: Callable[[str], None]) -> Teller:
    """A teller that hands every message to `write` instead of posting it."""
    return DryRunTeller(write)


def tell(result: PassResult, teller: Teller, language: Language) -> tuple[Problem, ...]:
    """Tell each channel its news; a problem for each channel that was not told."""
    untold = tuple(
        Problem(channel, "check --notify tells Slack channels only; nothing was opened")
        for channel in other_channels(result)
    )
    return tell_all(teller, messages(result, language)) + untold + _homeless(result)


def _homeless(result: PassResult) -> tuple[Problem, ...]:
    """A problem naming the targets whose news have no channel at all."""
    silent = [
        str(verdict.objective.target)
        for verdict in result.verdicts
        if verdict.status in NEWS and not verdict.objective.channels
        if verdict.objective.severity is not Severity.RECORD
    ]
    if not silent:
        return ()
    named = ", ".join(dict.fromkeys(silent))
    message = (
        "nobody is told of these: fill in the column channel, or set slack.channel: "
    )
    return (Problem("slack", message + named),)
