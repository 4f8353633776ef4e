"""The house keeps its own rules: sizes, names, locks and commands."""

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import sources

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "handlers", "reminders", "storage", "planning", "sandbox")
MODULE_LINES = 350
NAMELESS = {"utils", "util", "helpers", "common", "manager", "base", "misc"}
LOCKS = ("requirements.txt", "requirements-dev.txt")
TARGETS = ("demo", "test", "check", "format", "lock")

# Brackets around the dots, so that this file does not break the rule it checks.
ELSEWHERE = re.compile(
    r"(?<![\w.])/(?:work|tmp|root|farm)/\w"
    r"|\b(?:pyp[i][.](?:org|io)|python[h]osted[.]org|npm[j]s[.](?:com|org)|(?:deb|security|packages)[.]debian[.]org)\b"
)
SKIPPING = re.compile(r"pytest[.]skip|mark[.]skip|import[o]rskip|unittest[.]skip")
CATCHES_ALL = {"reminders/delivery.py", "reminders/ticks.py"}


def committed(*endings: str) -> list[Path]:
    """Every file that git holds, or those with one of the endings."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    paths = [ROOT / name for name in listing.stdout.split("\0") if name]
    return [path for path in paths if path.is_file() and (not endings or path.suffix in endings)]


TABLES_OF_THINGS = ("tests/", "storage/migrations/versions/")


def name_of(path: Path) -> str:
    """The path as it is written in the project."""
    return path.relative_to(ROOT).as_posix()


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; none of a picture."""
    content = path.read_bytes()
    return [] if b"\0" in content else content.decode().splitlines()


def locked(lock: str) -> dict[str, str]:
    """Project and version of every requirement in a lock."""
    pinned = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE)
    return {canonicalize_name(project): version for project, version in pinned}


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    """Tables may be longer, of cases in tests and of columns in a revision: nobody holds a table in the head."""
    modules = [path for path in committed(".py") if not name_of(path).startswith(TABLES_OF_THINGS)]
    long = {name_of(path): size for path in modules if (size := len(lines_of(path))) > MODULE_LINES}
    assert long == {}


def test_no_module_is_named_after_nothing() -> None:
    assert [name_of(path) for path in committed(".py") if path.stem in NAMELESS] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in committed(".py") if not ast.get_docstring(sources.parsed(path))]
    assert silent == []


def test_every_public_function_and_class_says_what_it_does() -> None:
    silent = [
        f"{name_of(path)}: {node.name}"
        for path in committed(".py")
        if path.relative_to(ROOT).parts[0] in FLOORS
        for node in sources.parsed(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


def test_only_the_delivery_loop_and_the_tick_wrapper_catch_everything() -> None:
    broad = {name_of(path) for path in committed(".py") if "noqa: BLE001" in path.read_text()}
    assert broad - {name_of(Path(__file__))} <= CATCHES_ALL


def test_no_test_skips_itself() -> None:
    tests = [path for path in committed(".py") if path.is_relative_to(ROOT / "tests")]
    assert [name_of(path) for path in tests if SKIPPING.search(path.read_text())] == []


def test_no_committed_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = [
        f"{name_of(path)}:{number}: {line.strip()}"
        for path in committed()
        for number, line in enumerate(lines_of(path), start=1)
        if ELSEWHERE.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_a_version_and_a_hash(lock: str) -> None:
    logical = (ROOT / lock).read_text().replace("\\\n", " ").splitlines()
    requirements = [line for line in logical if line.strip() and not line.lstrip().startswith("#")]
    assert requirements
    assert [r for r in requirements if "==" not in r or "--hash=sha256:" not in r] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_names_a_host_or_an_option_that_would_choose_one(lock: str) -> None:
    assert [line for line in lines_of(ROOT / lock) if "://" in line or re.match(r"\s*-(?!-hash=)", line)] == []


def test_the_two_locks_agree_on_every_version() -> None:
    runtime, development = map(locked, LOCKS)
    assert runtime
    assert runtime.items() <= development.items()


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {LOCKS[0]: project["dependencies"], LOCKS[1]: project["optional-dependencies"]["dev"]}
    missing = [
        f"{lock}: {requirement}"
        for lock, requirements in asked.items()
        for requirement in map(Requirement, requirements)
        if not requirement.specifier.contains(locked(lock).get(canonicalize_name(requirement.name), "0"))
    ]
    assert missing == []


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_the_command(target: str) -> None:
    # Without the variables of the make that runs this test: they would pass its own flags on.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    told = subprocess.run(["make", "--dry-run", target], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert told.returncode == 0, told.stderr.decode()


def test_make_says_in_a_sentence_that_python_is_too_old(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    (tmp_path / "requirements.txt").touch()
    told = subprocess.run(["make", "demo", "PYTHON=false"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "Python 3.11 or newer is needed, but false is older or cannot be run" in told.stderr


def test_the_pipeline_runs_what_a_person_runs() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert lines_of(script)[-1] == "make test"


def test_a_platform_finds_release_web_and_worker() -> None:
    processes = dict(line.split(": ", 1) for line in lines_of(ROOT / "Procfile"))
    assert processes == {
        # exec: else the signal to stop ends a shell, and nobody waits for the bot behind it
        "release": "exec python -m bot migrate",
        "web": "exec python -m bot serve",
        "worker": "exec python -m bot work",
    }
