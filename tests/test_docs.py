"""README and handbook say what there is, and nothing else."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from bot.cli import app
from bot.demo.show import WELCOME
from handlers.translations import FOLDER, read
from planning.noise import EARLIEST_NOTE, LATEST_START
from planning.policy import Policy

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
HANDBOOK = (ROOT / "docs" / "handbuch.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
HINTS: dict[str, str] = {one["command"]: one.get("usage_hint", "") for one in MANIFEST["features"]["slash_commands"]}
PICTURE_KILOBYTES = 200
NUMBERS = {2: "zwei", 4: "vier", 5: "fünf", 10: "zehn"}


def section(page: str, title: str) -> str:
    """Give what stands between a heading and the next one of its rank."""
    _, found, rest = page.partition(f"\n## {title}\n")
    assert found, f"there is no section {title!r}"
    return rest.partition("\n## ")[0]


def rows(text: str) -> Iterator[str]:
    """Give the first cell of each row of the tables in it."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("|--"):
            yield line.split("|")[1]


def buttons(page: str) -> set[str]:
    """Give every **[button]** that a page names."""
    return set(re.findall(r"\*\*\[([^\]]+)\]\*\*", page))


def spoken() -> set[str]:
    """Give every German text of the product."""
    texts: set[str] = set()
    for file in (FOLDER / "de" / "LC_MESSAGES").glob("*.po"):
        for message in read(file, "de"):
            texts.update(message.string if isinstance(message.string, list | tuple) else [str(message.string)])
    return texts


def bot_commands() -> set[str]:
    """Give every command of `python -m bot`, groups with their own."""
    group: Any = typer.main.get_command(app)
    found = set()
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= {f"{name} {one}" for one in inner} if inner else {name}
    return found


def anchors(page: Path) -> set[str]:
    """Give the addresses of a page's headings."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> list[str]:
    """Give the targets of a page's links and pictures that are in this repository."""
    found = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    return [unquote(target) for target in found if not re.match(r"[a-z]+:", target)]


def test_the_two_commands_are_on_the_first_screen_of_the_readme() -> None:
    first = "\n".join(README.splitlines()[:30])
    assert "make demo" in first
    assert "make test" in first
    assert "Python 3.11" in first


def test_the_readme_tells_the_five_things_as_the_demonstration_does() -> None:
    plain = re.sub(r"[*`]", "", section(README, "Five things to try"))
    told = re.findall(r"^ +(\d\. .+)$", WELCOME, re.MULTILINE)
    assert len(told) == 5
    assert [one for one in told if one not in plain] == []


def test_the_readme_explains_the_settings_there_are() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    settings = set(re.findall(r"^([A-Z][A-Z_]+)=", example, re.MULTILINE))
    explained = set(re.findall(r"`([A-Z][A-Z_]+)`", "\n".join(rows(section(README, "Configuration")))))
    assert explained == settings


def test_the_readme_explains_the_commands_there_are() -> None:
    cells = [re.findall(r"`([a-z ]+)", cell) for cell in rows(section(README, "Commands"))]
    explained = {cell[0].strip() for cell in cells if cell} - {"python"}
    assert explained == bot_commands()


def test_the_readme_names_no_target_that_make_lacks() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"(?:`|    )make ([a-z]+)", README)) <= targets


def test_every_floor_is_on_the_map() -> None:
    house = section(README, "The map of the house")
    for floor in ("planning", "storage", "reminders", "handlers", "bot", "sandbox", "tests"):
        assert f"[{floor}/]({floor})" in house


def test_the_table_of_nouns_shows_the_files_there_are() -> None:
    floors = ("planning/{}.py", "storage/{}.py", "handlers/{}.py", "handlers/views/{}.py", "handlers/phrasing/{}.py")
    for line in section(README, "The map of the house").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) != 2 + len(floors) or cells[0] == "noun" or cells[0].startswith("-"):
            continue
        for floor, cell in zip(floors, cells[2:], strict=True):
            assert (ROOT / floor.format(cells[0])).exists() == (cell == "✓"), f"{cells[0]}: {floor}"


def test_files_that_recipes_name_exist() -> None:
    named = re.findall(r"`((?:planning|storage|reminders|handlers|tests)/[\w/]+\.py)`", section(README, "Recipes"))
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_slash_command_is_in_the_handbook() -> None:
    assert {command for command in HINTS if f"`{command}" not in HANDBOOK} == set()


def test_every_word_a_command_hints_at_is_in_the_handbook() -> None:
    hinted = [(command, one) for command, hint in HINTS.items() for one in hint.strip("[]").split(" | ")]
    # "Nummer" and "Text des Updates" stand for something.
    words = [f"{command} {one.split()[0]}" for command, one in hinted if one[:1].islower()]
    assert len(words) > 20
    assert [one for one in words if f"`{one}" not in HANDBOOK] == []


def test_the_handbook_tells_the_times_of_the_policy() -> None:
    policy = Policy()
    told = {-3: "drei Arbeitstage vor", 0: "am Tag", 1: "einen Arbeitstag danach", 3: "drei Arbeitstage danach"}
    lines = list(rows(section(HANDBOOK, "Erinnerungen und Morgenmeldung")))[1:]
    assert all(told[step] in line for step, line in zip(policy.need_steps, lines, strict=True))
    plain = " ".join(HANDBOOK.split())
    for sentence in (
        f"Die Frist beträgt {NUMBERS[policy.deadline_days]} Arbeitstage und endet um {policy.deadline_time:%H:%M} Uhr",
        f"gelten bis zu {NUMBERS[policy.free_extension_days]} Arbeitstage sofort",
        f"höchstens einmal am Arbeitstag: um {policy.morning_time.hour}:{policy.morning_time:%M} Uhr",
        f"wann die Morgenmeldung kommt ({EARLIEST_NOTE.hour}:00 bis {LATEST_START.hour}:00 Uhr)",
        f"Erinnert wird {NUMBERS[-policy.result_steps[0]]} Arbeitstage vorher",
        f"{NUMBERS[policy.update_days_before].capitalize()} Arbeitstage vorher bittet der Bot um ein kurzes Update,"
        f" {NUMBERS[policy.update_again_days_before]} Arbeitstage vorher noch einmal",
        f"höchstens {policy.update_length} Zeichen",
    ):
        assert sentence in plain


@pytest.mark.parametrize("page", [README, HANDBOOK], ids=["README", "handbook"])
def test_every_slash_command_that_is_named_exists(page: str) -> None:
    for command, words in re.findall(r"`(/[a-z]+)((?: [^`]+)?)`", page):
        if command in {"/invite", "/healthz", "/readyz", "/metrics"}:
            continue
        assert command in HINTS, command
        first = (words.split() or [""])[0]
        assert not first or first.isdigit() or first in HINTS[command], f"{command} {first}"


@pytest.mark.parametrize("page", [README, HANDBOOK], ids=["README", "handbook"])
def test_every_button_that_is_named_exists(page: str) -> None:
    assert buttons(page)
    assert sorted(buttons(page) - spoken()) == []


def test_the_message_shortcut_is_called_as_in_slack() -> None:
    assert all(f"„{shortcut['name']}“" in HANDBOOK for shortcut in MANIFEST["features"]["shortcuts"])


def test_the_handbook_is_formal() -> None:
    assert re.findall(r"\b(?:du|dein|deine|dir|dich|euer|eure)\b", HANDBOOK, re.IGNORECASE) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in links(page):
        path, _, anchor = target.partition("#")
        file = (page.parent / path) if path else page
        assert file.exists(), target
        if anchor:
            assert anchor in anchors(file), target


def test_every_picture_is_shown_somewhere_and_is_light() -> None:
    shown = {(page.parent / target).resolve() for page in PAGES for target in links(page) if target.endswith(".png")}
    there = set((ROOT / "docs").rglob("*.png"))
    assert there == shown
    assert [file.name for file in there if file.stat().st_size > PICTURE_KILOBYTES * 1024] == []


def test_every_picture_says_what_it_shows() -> None:
    assert [page.name for page in PAGES if re.search(r"!\[\s*\]\(", page.read_text(encoding="utf-8"))] == []
