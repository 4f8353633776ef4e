"""People share files and react: the app hears of it where it is a member, and fetches what it may see."""

from __future__ import annotations

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.acts import ActRefused
from tests.sandbox.conftest import Stage

PHOTO = b"\x89PNG Baustelle"


async def test_a_message_with_a_file_is_an_event_with_its_description(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    said = await anna.say("So sieht es aus", channel="alle", files=[("Baustelle.png", PHOTO)])
    await anna.say("", channel="alle", files=[("stumm.png", PHOTO)])
    told = [one["event"] for one in stage.heard if one["event"]["type"] == "message"]
    assert [(one["subtype"], one["text"]) for one in told] == [("file_share", "So sieht es aus"), ("file_share", "")]
    (file,) = told[0]["files"]
    assert (file["name"], file["mimetype"], file["user"]) == ("Baustelle.png", "image/png", "U0ANNA")
    assert file["shares"]["public"]["C0ALLE"][0]["ts"] == said.ts
    shared = [one.request["event"]["file_id"] for one in stage.sandbox.wire.entries("file_shared")]
    assert shared == [one.message.files[0] for one in anna.messages("alle")]
    assert (await stage.client.files_info(file=file["id"]))["file"]["size"] == len(PHOTO)


async def test_the_app_does_not_see_a_file_of_a_channel_without_it(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    said = await anna.say("intern", channel="ohne-app", files=[("plan.pdf", b"%PDF")])
    assert stage.heard == []
    with pytest.raises(SlackApiError, match="file_not_found"):
        await stage.client.files_info(file=said.message.files[0])


async def test_an_empty_file_or_nothing_at_all_is_not_said(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    with pytest.raises(ActRefused, match="leer"):
        await anna.say("Bitte", channel="alle", files=[("nichts.txt", b"")])
    with pytest.raises(ActRefused, match="no_text"):
        await anna.say("", channel="alle")
    assert anna.messages("alle") == []


async def test_a_reaction_comes_and_goes_and_the_app_hears_both(stage: Stage) -> None:
    anna, ben = stage.sandbox.person("anna"), stage.sandbox.person("ben")
    said = await anna.say("Fertig", channel="alle")
    await ben.react(said, "tada")
    await anna.react(said, "tada")
    await ben.react(said, "tada")
    told = [one.request["event"] for one in stage.sandbox.wire.entries() if one.name.startswith("reaction_")]
    assert [(one["type"], one["user"], one["reaction"]) for one in told] == [
        ("reaction_added", "U0BEN", "tada"),
        ("reaction_added", "U0ANNA", "tada"),
        ("reaction_removed", "U0BEN", "tada"),
    ]
    assert told[0]["item"] == {"type": "message", "channel": "C0ALLE", "ts": said.ts}
    shown = (await stage.client.conversations_history(channel="C0ALLE"))["messages"][-1]
    assert shown["reactions"] == [{"name": "tada", "users": ["U0ANNA"], "count": 1}]
    await anna.react(said, "tada")
    assert said.message.reactions == {}
    with pytest.raises(ActRefused, match="invalid_name"):
        await anna.react(said, "so nicht")
