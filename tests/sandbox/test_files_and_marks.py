"""Files go up and come down; messages get reactions, pins, an hour of their own; channels get people."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.dialog import Sandbox
from tests.sandbox.conftest import Stage

TABLE = b"Aufgabe;Stand\nDach;offen\n"


async def announced(client: AsyncWebClient) -> tuple[str, str]:
    answer = await client.files_getUploadURLExternal(filename="aufgaben.csv", length=len(TABLE))
    return answer["upload_url"], answer["file_id"]


async def test_slacks_client_uploads_a_file_into_a_channel(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.files_upload_v2(
        channel="C0ALLE", content=TABLE, filename="aufgaben.csv", title="Alle Aufgaben", initial_comment="Bitte sehr."
    )
    file = answer["files"][0]
    message = sandbox.person("anna").last_message("alle").message
    assert (message.text, message.files) == ("Bitte sehr.", [file["id"]])
    history = (await client.conversations_history(channel="C0ALLE"))["messages"][0]
    assert history["files"][0]["title"] == "Alle Aufgaben"
    assert (await client.files_info(file=file["id"]))["file"]["shares"]["public"]["C0ALLE"][0]["ts"] == message.ts


@pytest.mark.parametrize("way", ["raw POST", "raw PUT", "form"])
async def test_the_bytes_come_in_any_of_slacks_ways(client: AsyncWebClient, way: str) -> None:
    url, file_id = await announced(client)
    async with aiohttp.ClientSession() as web:
        form = aiohttp.FormData()
        form.add_field("file", TABLE, filename="aufgaben.csv")
        data = form if way == "form" else TABLE
        async with web.request("PUT" if way.endswith("PUT") else "POST", url, data=data) as answer:
            assert await answer.text() == f"OK - {len(TABLE)}"
    assert (await client.files_completeUploadExternal(files=[{"id": file_id}]))["files"][0]["size"] == len(TABLE)


async def test_an_upload_address_serves_once_and_takes_what_was_announced(client: AsyncWebClient) -> None:
    url, file_id = await announced(client)
    with pytest.raises(SlackApiError, match="file_not_found"):
        await client.files_completeUploadExternal(files=[{"id": file_id}])
    async with httpx.AsyncClient() as web:
        assert (await web.post(url, content=b"kurz")).status_code == 400
        assert [(await web.post(url, content=TABLE)).status_code for _ in range(2)] == [200, 404]


async def test_only_the_app_fetches_a_file_by_its_private_address(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.files_upload_v2(channel="C0ALLE", content=TABLE, filename="aufgaben.csv")
    url = answer["files"][0]["url_private"]
    async with httpx.AsyncClient() as web:
        assert (await web.get(url)).status_code == 401
        fetched = await web.get(url, headers={"Authorization": f"Bearer {sandbox.bot_token}"})
    assert fetched.content == TABLE
    assert fetched.headers["content-disposition"].startswith("attachment")


async def test_the_example_app_answers_with_a_file(stage: Stage) -> None:
    ben = stage.sandbox.person("ben")
    await ben.command("/aufgabe datei", channel="alle")
    await ben.until_sees("Hier ist die Liste.")
    assert ben.last_message("alle").message.files


async def test_reactions_and_pins_show_in_the_history_once(client: AsyncWebClient) -> None:
    ts = (await client.chat_postMessage(channel="C0ALLE", text="Beschluss"))["ts"]
    await client.reactions_add(channel="C0ALLE", timestamp=ts, name="white_check_mark")
    await client.pins_add(channel="C0ALLE", timestamp=ts)
    shown = (await client.conversations_history(channel="C0ALLE"))["messages"][0]
    assert shown["reactions"] == [{"name": "white_check_mark", "users": ["U0SANDBOXBOT"], "count": 1}]
    assert shown["pinned_to"] == ["C0ALLE"]
    with pytest.raises(SlackApiError, match="already_reacted"):
        await client.reactions_add(channel="C0ALLE", timestamp=ts, name="white_check_mark")
    with pytest.raises(SlackApiError, match="already_pinned"):
        await client.pins_add(channel="C0ALLE", timestamp=ts)


async def test_a_scheduled_message_comes_when_the_clock_gets_there(sandbox: Sandbox, client: AsyncWebClient) -> None:
    anna = sandbox.person("anna")
    later = int(sandbox.clock.now().timestamp()) + 3600
    for text in ("bleibt", "geht"):
        await client.chat_scheduleMessage(channel="C0ALLE", text=text, post_at=later)
    waiting = (await client.chat_scheduledMessages_list())["scheduled_messages"]
    assert [one["text"] for one in waiting] == ["bleibt", "geht"]
    await client.chat_deleteScheduledMessage(channel="C0ALLE", scheduled_message_id=waiting[1]["id"])
    sandbox.clock.advance(timedelta(minutes=59))
    assert anna.messages("alle") == []
    sandbox.clock.advance(timedelta(minutes=1))
    assert [one.text for one in anna.messages("alle")] == ["bleibt"]


async def test_a_scheduled_message_with_metadata_never_comes(sandbox: Sandbox, client: AsyncWebClient) -> None:
    about = {"event_type": "sent", "event_payload": {}}
    later = int(sandbox.clock.now().timestamp()) + 60
    answer = await client.chat_scheduleMessage(channel="C0ALLE", text="x", post_at=later, metadata=about)
    assert answer["ok"]
    sandbox.clock.advance(timedelta(hours=1))
    assert sandbox.person("anna").messages("alle") == []


async def test_a_scheduled_message_comes_by_itself_while_the_clock_runs(
    sandbox: Sandbox, client: AsyncWebClient
) -> None:
    sandbox.clock.advance(timedelta(seconds=0.9))
    sandbox.clock.frozen = False
    later = int(sandbox.clock.now().timestamp()) + 2
    await client.chat_scheduleMessage(channel="C0ALLE", text="von selbst", post_at=later)
    await sandbox.person("anna").until_sees("von selbst")


async def test_the_apps_own_messages_are_events_that_bolt_ignores(stage: Stage) -> None:
    posted = await stage.client.chat_postMessage(channel="C0ALLE", text="Erst so")
    await stage.client.chat_update(channel="C0ALLE", ts=posted["ts"], text="dann so")
    await stage.client.chat_delete(channel="C0ALLE", ts=posted["ts"])
    await stage.client.chat_postEphemeral(channel="C0ALLE", user="U0ANNA", text="nur Anna")
    await stage.sandbox.backend.link.delivered()
    told = [one.request["event"] for one in stage.sandbox.wire.entries("message")]
    assert [one.get("subtype") for one in told] == [None, "message_changed", "message_deleted"]
    assert told[0]["bot_id"] == stage.sandbox.workspace.bot_id
    assert (told[1]["message"]["text"], told[1]["previous_message"]["text"]) == ("dann so", "Erst so")
    assert told[2]["deleted_ts"] == posted["ts"]
    assert "Gehört" not in stage.sandbox.person("anna").sight()


async def test_the_app_joins_a_public_channel_and_hears_of_it(stage: Stage) -> None:
    answer = await stage.client.conversations_join(channel="C0OHNE")
    assert answer["channel"]["is_member"] is True
    again = await stage.client.conversations_join(channel="C0OHNE")
    assert again["warning"] == "already_in_channel"
    await stage.sandbox.backend.link.delivered()
    joined = [one["event"] for one in stage.heard if one["event"]["type"] == "member_joined_channel"]
    assert [(one["user"], one["channel"]) for one in joined] == [("U0SANDBOXBOT", "C0OHNE")]


async def test_an_invitation_is_for_all_or_none_unless_forced(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.workspace.channel("leitung").members.append(sandbox.workspace.bot.id)
    with pytest.raises(SlackApiError) as caught:
        await client.conversations_invite(channel="C0LEITUNG", users="U0BEN,U0EXTERN")
    assert caught.value.response["errors"] == [{"user": "U0EXTERN", "ok": False, "error": "cant_invite"}]
    assert "U0BEN" not in sandbox.workspace.channel("leitung").members
    await client.conversations_invite(channel="C0LEITUNG", users="U0BEN,U0EXTERN", force=True)
    assert "U0BEN" in sandbox.workspace.channel("leitung").members


async def test_usergroups_are_listed_with_their_people_when_asked(client: AsyncWebClient) -> None:
    plainly, fully = await client.usergroups_list(), await client.usergroups_list(include_users=True)
    assert "users" not in plainly["usergroups"][0]
    assert (fully["usergroups"][0]["handle"], fully["usergroups"][0]["users"]) == ("leitung", ["U0ANNA"])
    assert (await client.usergroups_users_list(usergroup="S0LEITUNG"))["users"] == ["U0ANNA"]
