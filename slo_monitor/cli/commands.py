"""One function a command: build the request, call the app, print, choose the exit code."""

from argparse import Namespace
from datetime import datetime
from pathlib import Path

from slo_monitor.app.clock import now
from slo_monitor.app.passes import Pass, run_pass
from slo_monitor.app.requests import PassRequest
from slo_monitor.cli import showing
from slo_monitor.cli.checking import check, show
from slo_monitor.cli.codes import FOUND, OK, UNREADABLE
from slo_monitor.cli.moments import instant, judged_at, since
from slo_monitor.errors import UsageError
from slo_monitor.model.verdicts import Status
from slo_monitor.settings.loading import load_settings
from slo_monitor.settings.values import Settings

_DAY = "24h"
_WHAT_NEXT = """
This was sample data. For your own:
  kubectl get events,jobs,cronjobs -A -o json > cluster.json
  slo-monitor sheet template slos.csv --events cluster.json --cluster prod
  slo-monitor check --sheet slos.csv --events cluster.json --cluster prod
"""


def run(arguments: Namespace) -> int:
    """Run the command and return its exit code."""
    match arguments.command:
        case "check":
            return _check(arguments)
        case "explain":
            return _explain(arguments)
        case "demo":
            return _demo(arguments)
        case "collect":
            return _collect(arguments)
        case _:
            return _sheet(arguments)


def _check(arguments: Namespace) -> int:
    failing = _statuses(arguments.fail_on)
    request = _request(arguments, _settings(arguments), arguments.since)
    return _exit_code(check(arguments, request), failing)


def _explain(arguments: Namespace) -> int:
    from slo_monitor.cli.explaining import show_explanation

    failing = _statuses(arguments.fail_on)
    settings = _settings(arguments)
    made = run_pass(_request(arguments, settings, _DAY))
    show_explanation(made, settings, arguments.target, arguments.format)
    return _exit_code(made, failing)


def _demo(arguments: Namespace) -> int:
    from slo_monitor.app.demo import demo_request

    failing = _statuses(arguments.fail_on)
    at = judged_at("--at", arguments.at) if arguments.at else None
    request = demo_request(at, recording=arguments.recording)
    made = run_pass(request)
    show(made.result, request.settings, arguments.format)
    showing.say(_WHAT_NEXT, arguments.format)
    return _exit_code(made, failing)


def _collect(arguments: Namespace) -> int:
    from slo_monitor.cli.collecting import collect

    return collect(arguments, _settings(arguments))


def _sheet(arguments: Namespace) -> int:
    from slo_monitor.cli.sheets import template, validate

    request = _request(arguments, _settings(arguments), _DAY)
    if arguments.action == "template":
        return template(request, arguments)
    return validate(request, arguments)


def _settings(arguments: Namespace) -> Settings:
    return load_settings(Path(arguments.config) if arguments.config else None)


def _at(arguments: Namespace) -> datetime:
    return judged_at("--at", arguments.at) if arguments.at else now()


def _request(arguments: Namespace, settings: Settings, back_to: str) -> PassRequest:
    at = _at(arguments)
    until = arguments.complete_until
    return PassRequest(
        settings=settings,
        at=at,
        since=since(back_to, at),
        sheet=arguments.sheet,
        events=tuple(arguments.events),
        arrivals=tuple(arguments.arrivals),
        cluster=arguments.cluster,
        complete_until=instant("--complete-until", until) if until else None,
        estimate_only=arguments.dry_run,
    )


def _statuses(text: str | None) -> frozenset[Status]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    wrong = [name for name in names if name not in list(Status)]
    if wrong:
        known = ", ".join(Status)
        raise UsageError(f'--fail-on: "{wrong[0]}" is not a status; known are {known}')
    return frozenset(Status(name) for name in names)


def _exit_code(made: Pass, failing: frozenset[Status]) -> int:
    unreadable = made.gathered.unreadable
    if unreadable:
        showing.unread(unreadable)
        return UNREADABLE
    if any(verdict.status in failing for verdict in made.result.verdicts):
        return FOUND
    return OK
