"""The manifest that `python -m bot manifest` prints fits the settings, and the doctor finds where an app's differs."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import chat
from bot.doctor.findings import Grade
from bot.manifest import differences, manifest
from bot.settings import settings_of
from handlers.commands import COMMANDS, prefixed, unprefixed

SHIPPED: dict[str, Any] = json.loads((Path(__file__).parents[2] / "manifest.json").read_text(encoding="utf-8"))
EVENTS: list[str] = SHIPPED["settings"]["event_subscriptions"]["bot_events"]
DOOR = "https://agsp.stadt.example/slack/events"
LONGEST = 32
"""Characters that Slack allows a command."""


def test_without_settings_it_is_the_shipped_one() -> None:
    assert manifest() == SHIPPED


def test_every_command_of_the_manifest_is_known_to_the_prefix() -> None:
    assert sorted(one["command"] for one in SHIPPED["features"]["slash_commands"]) == [f"/{name}" for name in COMMANDS]


def test_the_longest_prefix_leaves_commands_that_slack_takes() -> None:
    settings = settings_of({"AGSP_COMMAND_PREFIX": "x" * 20})
    made = manifest(settings.command_prefix)["features"]["slash_commands"]
    assert max(len(one["command"]) for one in made) <= LONGEST


@pytest.mark.parametrize("url", [DOOR, "https://agsp.stadt.example", "https://agsp.stadt.example/"])
def test_over_http_the_address_stands_wherever_slack_delivers(url: str) -> None:
    made = manifest("", url)
    assert {one["url"] for one in made["features"]["slash_commands"]} == {DOOR}
    assert made["settings"]["interactivity"]["request_url"] == DOOR
    assert made["settings"]["event_subscriptions"]["request_url"] == DOOR
    assert made["settings"]["socket_mode_enabled"] is False


@pytest.mark.parametrize("url", ["http://agsp.stadt.example", "agsp.stadt.example", "https://", "https://a.b/?c=d"])
def test_an_address_to_which_slack_would_not_deliver_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="https addresses only"):
        manifest("", url)


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("`/vorhaben neu` records", "`/s-vorhaben neu` records"),
        ("/agsp mitglieder.", "/s-agsp mitglieder."),
        ("und/oder, /updates, https://x/update", "und/oder, /updates, https://x/update"),
    ],
)
def test_commands_are_named_as_people_type_them(sentence: str, named: str) -> None:
    assert prefixed(sentence, "s-") == named


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_typed_finds_its_listener(name: str) -> None:
    assert unprefixed(prefixed(f"/{name}", "stuttgart-"), "stuttgart-") == f"/{name}"


def changed(**features: Any) -> dict[str, Any]:
    """Give the shipped manifest with other features."""
    return SHIPPED | {"features": SHIPPED["features"] | features}


@pytest.mark.parametrize(
    ("installed", "said"),
    [
        (SHIPPED, []),
        (SHIPPED | {"display_information": {"name": "Planungsbot"}}, []),
        (changed(slash_commands=SHIPPED["features"]["slash_commands"][1:]), ["the command /vorhaben is missing"]),
        (changed(app_home={"home_tab_enabled": False}), ["features.app_home differs"]),
        (
            SHIPPED | {"settings": SHIPPED["settings"] | {"event_subscriptions": {"bot_events": EVENTS[1:]}}},
            [f"settings.event_subscriptions.bot_events lacks {EVENTS[0]}"],
        ),
        (SHIPPED | {"oauth_config": {"scopes": {"bot": SHIPPED["oauth_config"]["scopes"]["bot"] + ["pins:read"]}}}, []),
    ],
)
def test_differences_that_matter_are_named(installed: dict[str, Any], said: list[str]) -> None:
    assert list(differences(installed, manifest())) == said


def test_the_doctor_compares_with_the_prefix_and_the_way_of_delivery() -> None:
    settings = settings_of({"AGSP_COMMAND_PREFIX": "s-", "SLACK_APP_TOKEN": "xapp-1"})
    assert [one.grade for one in chat.app_page(manifest("s-"), settings)] == [Grade.FINE]
    assert "the command /s-vorhaben is missing." in [one.says for one in chat.app_page(SHIPPED, settings)]
    over_http = settings_of({"SLACK_SIGNING_SECRET": "x"})
    assert [one.grade for one in chat.app_page(manifest("", DOOR), over_http)] == [Grade.FINE]
    assert chat.app_page(SHIPPED, over_http)[0].says.startswith("The app has no address")
