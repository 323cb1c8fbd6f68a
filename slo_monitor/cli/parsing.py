"""The command line's words. Only argparse is loaded here: --help must come at once."""

import argparse
from typing import NoReturn, TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse has no public name for it
_COMMON_NOTE = "options may stand before or after the command"


class _Version(argparse.Action):
    """Looks the version up only when it is asked for: that takes longer than --help."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version

        parser.exit(message=f"slo-monitor {version('slo-monitor')}\n")


def parse(argv: list[str], program: str) -> argparse.Namespace:
    """Arguments of one call; wrong ones end the process with exit code 2."""
    return _parser(program).parse_args(argv)


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        allow_abbrev=False,
        description="Deadlines for CronJobs and tables: warns ahead, says missed, says why.",
        epilog=_COMMON_NOTE,
        parents=[_common(after_command=False)],
    )
    parser.add_argument(
        "--version", action=_Version, nargs=0, help="print the version and exit"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    common = _common(after_command=True)
    _demo(commands, common)
    _check(commands, common)
    _explain(commands, common)
    _sheet(commands, common)
    _collect(commands, common)
    return parser


def _common(*, after_command: bool) -> argparse.ArgumentParser:
    """Common options; after the command they only override what stood before it."""
    unset = argparse.SUPPRESS if after_command else None
    common = argparse.ArgumentParser(add_help=False)
    add = common.add_argument
    add("--config", metavar="FILE", default=unset, help="default: ./slo-monitor.yaml")
    add(
        "--at",
        metavar="TIME",
        default=unset,
        help="judge at this RFC 3339 instant, not now",
    )
    add(
        "--format",
        choices=("text", "json"),
        default=argparse.SUPPRESS if after_command else "text",
        help="text for people, json for programs",
    )
    add(
        "--fail-on",
        metavar="STATUSES",
        default=unset,
        help="exit with 1 if any verdict has one of these, such as missed,late",
    )
    add(
        "--dry-run",
        action="store_true",
        default=argparse.SUPPRESS if after_command else False,
        help="print what would be posted and what reading would cost; tell nobody",
    )
    return common


def _sources(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add(
        "--sheet",
        metavar="SHEET",
        help=".csv, .xlsx, .ods, or a Google Sheets URL or id",
    )
    add(
        "--events",
        metavar="FILE",
        action="append",
        default=[],
        help="Kubernetes events, Jobs, CronJobs: file, folder or - (repeatable)",
    )
    add(
        "--arrivals",
        metavar="FILE",
        action="append",
        default=[],
        help="table arrivals as JSON Lines (repeatable)",
    )
    add(
        "--cluster",
        metavar="NAME",
        help="the cluster of events that do not name theirs",
    )
    add(
        "--complete-until",
        metavar="TIME",
        help="up to when the files are complete; default: the end of time",
    )


def _demo(commands: Commands, common: argparse.ArgumentParser) -> None:
    demo = commands.add_parser(
        "demo",
        parents=[common],
        help="the main job on sample data: prints, posts nothing, needs no account",
    )
    demo.add_argument(
        "--recording",
        action="store_true",
        help="a real control plane's recording instead of the made-up day",
    )


def _check(commands: Commands, common: argparse.ArgumentParser) -> None:
    check = commands.add_parser(
        "check", parents=[common], help="one pass: verdicts to stdout"
    )
    _sources(check)
    check.add_argument(
        "--since",
        metavar="TIME",
        default="24h",
        help="also occurrences due since then: a length such as 96h, or an instant",
    )
    check.add_argument("--notify", action="store_true", help="also tell people")


def _explain(commands: Commands, common: argparse.ArgumentParser) -> None:
    explain = commands.add_parser(
        "explain",
        parents=[common],
        help="why this verdict: the evidence, and the next 14 due instants",
    )
    explain.add_argument("target", metavar="TARGET", help="as in the sheet")
    _sources(explain)


def _collect(commands: Commands, common: argparse.ArgumentParser) -> None:
    collect = commands.add_parser(
        "collect",
        parents=[common],
        help="watch clusters and tables into the store until told to stop",
    )
    add = collect.add_argument
    add(
        "--store", metavar="FOLDER", help="default: evidence.store of the configuration"
    )
    add(
        "--import",
        dest="import_files",
        metavar="FILE",
        nargs="+",
        help="take files or folders of events, Jobs, CronJobs or arrivals, then end",
    )
    add("--export", metavar="FOLDER", help="write what the store holds, then end")
    add(
        "--cluster", metavar="NAME", help="the cluster of files that do not name theirs"
    )
    add(
        "--complete-until",
        metavar="TIME",
        help="up to when imported files are complete",
    )


def _sheet(commands: Commands, common: argparse.ArgumentParser) -> None:
    sheet = commands.add_parser(
        "sheet", parents=[common], help="validate a sheet, or start one"
    )
    actions = sheet.add_subparsers(dest="action", required=True, metavar="ACTION")
    validate = actions.add_parser(
        "validate", parents=[common], help="every problem by cell, all at once"
    )
    _sources(validate)
    validate.add_argument("file", nargs="?", metavar="SHEET", help="same as --sheet")
    template = actions.add_parser(
        "template", parents=[common], help="a commented starter sheet (.csv or .xlsx)"
    )
    template.add_argument("file", metavar="FILE", nargs="?", default="slos.csv")
    _sources(template)
    template.add_argument(
        "--tblmonit", metavar="FILE", help="take the rows of a tblmonit TOML file"
    )
    template.add_argument("--force", action="store_true", help="overwrite FILE")
