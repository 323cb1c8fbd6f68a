"""Arguments become one call. `main` is the console script of slo-monitor and kubectl-slo.

Exit codes: 0 the pass was made, whatever the verdicts; 1 `--fail-on` matched, or `validate`
found problems; 2 usage, configuration or the whole sheet unreadable, a named file missing;
3 the pass was made but a source could not be read (3 wins over 1).
"""

import os
import sys
from pathlib import PurePath

from slo_monitor.cli.codes import INTERRUPTED, USAGE
from slo_monitor.cli.parsing import parse
from slo_monitor.errors import SloMonitorError


def main(argv: list[str] | None = None) -> int:
    """Run one command; errors become one sentence on stderr, never a traceback."""
    arguments = parse(sys.argv[1:] if argv is None else argv, _program())
    try:
        from slo_monitor.cli import commands  # the work is loaded once it is known

        code = commands.run(arguments)
        sys.stdout.flush()  # here, where a reader that has gone is expected
        return code  # noqa: TRY300 - flushing may still fail
    except SloMonitorError as exc:
        print(f"slo-monitor: {exc}", file=sys.stderr)  # noqa: T201 - the command line speaks
        return USAGE
    except BrokenPipeError:  # `slo-monitor check | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as exc:  # a full disk behind stdout
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"slo-monitor: {exc.strerror or exc}", file=sys.stderr)  # noqa: T201 - as above
        return USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


def _program() -> str:
    """What people typed: kubectl runs kubectl-slo for `kubectl slo`."""
    name = PurePath(sys.argv[0]).stem
    return "kubectl slo" if name == "kubectl-slo" else "slo-monitor"
