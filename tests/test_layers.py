"""The contracts that hold the layers are shown to fail on a planted violation each."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
RUFF = Path(sys.executable).with_name("ruff")

LAYERS = "Imports go down the stack of DESIGN section 6 only"
PURE = "The pure folders do no I/O, even indirectly"
MODEL = "The model needs the standard library only"
SERVICES = "Only clients know third-party service libraries"


@pytest.fixture
def copy(tmp_path):
    """A copy of the package and its settings, to plant violations in."""
    shutil.copytree(
        ROOT / "slo_monitor",
        tmp_path / "slo_monitor",
        ignore=shutil.ignore_patterns("__pycache__", "samples"),
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(copy, module, line):
    path = copy / "slo_monitor" / module
    text = path.read_text() if path.exists() else '"""A module."""\n'
    path.write_text(f"{text}\n{line}\n")


def broken(copy):
    """The names of the contracts that lint-imports finds broken."""
    command = [str(LINT_IMPORTS), "--no-cache", "--config", "pyproject.toml"]
    environment = {"PYTHONPATH": str(copy), "PATH": "", "COLUMNS": "300"}
    done = subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    found = set(re.findall(r"^(.+) BROKEN$", done.stdout, re.MULTILINE))
    assert done.returncode == (1 if found else 0), done.stdout + done.stderr
    return found


def test_the_package_itself_keeps_every_contract(copy):
    assert broken(copy) == set()


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("model/targets.py", "import slo_monitor.app.clock", LAYERS),
        ("judge/days.py", "import slo_monitor.report.moments", LAYERS),
        ("clients/tellers.py", "import slo_monitor.notify.telling", LAYERS),
        ("helpers.py", "", LAYERS),
        ("judge/days.py", "import os", PURE),
        ("model/targets.py", "import logging", PURE),
        ("sources/arrivals.py", "import slo_monitor.clients.spreadsheets", PURE),
        ("model/targets.py", "import msgspec", MODEL),
        ("notify/telling.py", "import slack_sdk", SERVICES),
        ("app/passes.py", "import httpx", SERVICES),
    ],
)
def test_a_planted_import_breaks_its_contract(copy, module, line, contract):
    plant(copy, module, line)
    assert contract in broken(copy)


@pytest.mark.parametrize(
    "line",
    [
        "import time\nSTART = time.time()",
        "import datetime\nSTART = datetime.datetime.now(datetime.UTC)",
        "import os\nHOME = os.environ",
        "from os import getenv as quiet\nHOME = quiet",
    ],
)
def test_reading_clock_or_environment_elsewhere_is_refused(copy, line):
    plant(copy, "judge/planted.py", line)
    done = subprocess.run(
        [str(RUFF), "check", "--no-cache", "--select", "TID251", "slo_monitor"],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "TID251" in done.stdout
