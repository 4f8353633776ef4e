"""What a city needs to publish the code is there and true: licences of the dependencies, publiccode.yml, how to contribute."""

import re
import tomllib
from pathlib import Path

import pytest

from tests import licences

ROOT = Path(__file__).parents[1]
PUBLICCODE = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MANDATORY = {"publiccodeYmlVersion", "name", "url", "platforms", "categories", "developmentStatus", "softwareType",
             "description", "legal", "maintenance", "localisation"}  # fmt: skip
SHORT, LONG = 150, (150, 10_000)
"""Characters that the standard allows for the descriptions."""


def value(key: str) -> str:
    """Give the value of a key, wherever it stands."""
    found = re.search(rf"^ *{key}: *(.+)$", PUBLICCODE, re.MULTILINE)
    assert found, key
    return found[1].strip('"')


def test_the_list_of_licences_is_current() -> None:
    assert licences.PAGE.read_text(encoding="utf-8") == licences.page(), "run: make licences"


def test_every_licence_may_be_delivered_with_the_eupl() -> None:
    """The EUPL's appendix and usual practice: permissive ones, and weak copyleft for what is used unchanged."""
    accepted = {
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "LGPL-2.1-only",
        "LGPL-3.0-only",
        "MIT",
        "MPL-2.0",
        "PSF-2.0",
    }
    for name, _ in licences.locked():
        assert set(re.split(r" (?:AND|OR) ", licences.licence(name))) <= accepted, name


def test_a_package_without_a_licence_is_named() -> None:
    with pytest.raises(LookupError, match="no-such-package is in the lock"):
        licences.licence("no-such-package")


def test_publiccode_has_the_mandatory_keys_and_true_values() -> None:
    assert set(re.findall(r"^(\w+):", PUBLICCODE, re.MULTILINE)) >= MANDATORY
    assert value("license") == PROJECT["license"]
    assert value("versionMin") == PROJECT["requires-python"].removeprefix(">=")
    assert value("developmentStatus") in {"concept", "development", "beta", "stable", "obsolete"}
    assert value("type") in {"internal", "contract", "community", "none"}
    assert "\t" not in PUBLICCODE


def test_its_descriptions_have_the_lengths_of_the_standard() -> None:
    short = re.findall(r'shortDescription: "(.+)"', PUBLICCODE)
    long = re.findall(r"longDescription: >\n((?:      .+\n)+)", PUBLICCODE)
    assert (len(short), len(long)) == (2, 2)
    assert all(len(one) <= SHORT for one in short)
    assert all(LONG[0] <= len(" ".join(one.split())) <= LONG[1] for one in long)


def test_the_licence_is_the_one_that_is_named() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "EUPL-1.2" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def missing(publiccode: str) -> list[str]:
    """Name what the publishing city has not entered yet; nothing while the address is the placeholder."""
    if 'url: "https://example.org/' in publiccode:
        return []
    wanted = {
        "repoOwner": r"^  repoOwner: .+",
        "contacts": r"^  (contacts|contractors):",
        "releaseDate": r"^releaseDate: ",
    }
    wanted |= {"type": r"^  type: \"?(internal|contract|community)"}
    return [key for key, line in wanted.items() if not re.search(line, publiccode, re.MULTILINE)]


def test_the_address_is_an_honest_placeholder_or_everything_of_the_publishing_city_is_entered() -> None:
    assert missing(PUBLICCODE) == []
    if "https://example.org/" in PUBLICCODE:
        assert "placeholder" in PUBLICCODE, "who reads it is told"
        assert "placeholder" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_a_city_that_enters_only_its_address_is_told_what_else_there_is() -> None:
    published = PUBLICCODE.replace("https://example.org/agsp-bot.git", "https://code.stadt.example/agsp-bot.git")
    assert missing(published) == ["repoOwner", "contacts", "releaseDate", "type"]
