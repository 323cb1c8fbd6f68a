"""`check`: one pass, shown, and told on request."""

from argparse import Namespace
from dataclasses import replace

from slo_monitor.app.passes import Pass, run_pass
from slo_monitor.app.requests import PassRequest
from slo_monitor.cli import showing
from slo_monitor.clients.tellers import Teller
from slo_monitor.model.results import PassResult
from slo_monitor.report.document import document
from slo_monitor.report.table import render
from slo_monitor.settings.values import Settings


def check(arguments: Namespace, request: PassRequest) -> Pass:
    """Make the pass, show it, tell it; a dry run shows what would be told instead."""
    settings = request.settings
    posts: list[str] = []
    teller = _teller(arguments, settings, posts)  # before the work: it may be missing
    made = run_pass(request)
    result = _told(made.result, teller, settings) if teller else made.result
    show(result, settings, arguments.format)
    for text in [*made.gathered.costs, *_introduced(posts)]:
        showing.say(text, arguments.format)
    return made


def show(result: PassResult, settings: Settings, output_format: str) -> None:
    """Print the verdicts as a table, or as the JSON document."""
    if output_format == "json":
        showing.out_json(document(result, settings.language))
        return
    width, color = showing.width(), showing.color()
    showing.out(render(result, settings.language, width, color=color))


def _teller(
    arguments: Namespace, settings: Settings, posts: list[str]
) -> Teller | None:
    if not (arguments.dry_run or arguments.notify):
        return None
    from slo_monitor.app import telling  # most passes tell nobody

    if arguments.dry_run:
        return telling.dry_run_teller(posts.append)
    return telling.slack_teller(settings)


def _told(result: PassResult, teller: Teller, settings: Settings) -> PassResult:
    """The result with a problem for each channel that could not be told."""
    from slo_monitor.app import telling

    problems = telling.tell(result, teller, settings.language)
    showing.unread(str(problem) for problem in problems)
    return replace(result, problems=result.problems + problems)


def _introduced(posts: list[str]) -> list[str]:
    """The messages of a dry run under a heading; nothing where there are none."""
    return ["\nWOULD BE POSTED\n", *(f"\n{post}" for post in posts)] if posts else []
