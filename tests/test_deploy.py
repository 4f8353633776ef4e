"""What an administrator starts the bot with is accepted by the programs that read it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.distribution import install

ROOT = Path(__file__).parents[1]
UNIT = ROOT / "deploy" / "agsp-bot.service"


def directives() -> dict[str, list[str]]:
    """Give every directive of the unit with all its values."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text().splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_service_runs_the_whole_bot_and_restarts_but_for_mistakes_in_the_settings() -> None:
    unit = directives()
    assert unit["ExecStart"] == ["/opt/agsp-bot/.venv/bin/python -m bot run"]
    assert (unit["Restart"], unit["RestartPreventExitStatus"]) == (["always"], ["2"])
    assert int(unit["TimeoutStopSec"][0]) > 20


def test_the_service_may_write_to_its_own_folder_only() -> None:
    unit = directives()
    assert (unit["DynamicUser"], unit["ProtectSystem"], unit["ProtectHome"]) == (["yes"], ["strict"], ["yes"])
    assert "ReadWritePaths" not in unit
    assert any("/var/lib/" + unit["StateDirectory"][0] in value for value in unit["Environment"])
    assert not re.search(r"xox|xapp", UNIT.read_text())


def test_the_documentation_names_the_check_of_the_unit() -> None:
    operating = (ROOT / "docs" / "operating.md").read_text()
    assert "systemd-analyze verify deploy/agsp-bot.service" in operating


@pytest.mark.process
def test_systemd_finds_no_mistake_in_the_unit(tmp_path: Path) -> None:
    """Only the place of the program differs: nothing is installed on the machine of a test."""
    if shutil.which("systemd-analyze") is None:
        install("systemd")
    analyze = shutil.which("systemd-analyze")
    assert analyze is not None, (
        "systemd-analyze is needed to check deploy/agsp-bot.service: install the package systemd"
    )
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/opt/agsp-bot/.venv/bin/python", sys.executable))
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    unit.write_text(unit.read_text().replace("ProtectHome=yes", "ProtectHome=yess"))
    wrong = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True, check=False)
    assert "protect home" in wrong.stderr, "it would not notice a mistake"


@pytest.mark.process
def test_honcho_accepts_the_procfile() -> None:
    honcho = Path(sys.executable).with_name("honcho")
    done = subprocess.run([str(honcho), "check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stderr + done.stdout for name in ("release", "web", "worker"))
