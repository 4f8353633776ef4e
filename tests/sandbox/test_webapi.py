"""The Web API says yes and no in Slack's words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.dialog import Sandbox
from sandbox.example.app import FORM, plain
from tests.sandbox.conftest import EXAMPLE


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def trigger(sandbox: Sandbox, view_id: str | None = None) -> str:
    return sandbox.backend.triggers.issue("U0ANNA", view_id)


@pytest.mark.parametrize("encoding", ["query", "form", "json", "multipart"])
async def test_arguments_come_in_every_encoding(sandbox: Sandbox, encoding: str) -> None:
    args = {"channel": "C0ALLE", "text": "Grüße"}
    ways: dict[str, dict[str, Any]] = {
        "query": {"params": args},
        "form": {"data": args},
        "json": {"json": args},
        "multipart": {"data": args, "files": {"ignored": b""}},
    }
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {sandbox.bot_token}"}) as web:
        method = "GET" if encoding == "query" else "POST"
        answer = (await web.request(method, f"{sandbox.api_url}chat.postMessage", **ways[encoding])).json()
    assert answer["ok"], answer
    assert answer["message"]["text"] == "Grüße"


async def test_tokens_are_checked(sandbox: Sandbox) -> None:
    async with httpx.AsyncClient() as web:

        async def error(token: str | None, method: str = "auth.test") -> str:
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            return str((await web.post(f"{sandbox.api_url}{method}", headers=headers)).json().get("error"))

        assert await error(None) == "not_authed"
        assert await error("xoxb-sandbox-wrong") == "invalid_auth"
        assert await error(sandbox.app_token) == "not_allowed_token_type"
        assert await error(sandbox.bot_token, "apps.connections.open") == "not_allowed_token_type"
        assert await error(sandbox.bot_token, "dreams.list") == "unknown_method"


async def test_scopes_are_those_of_the_manifest(sandbox: Sandbox, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")
    async with Sandbox.start(
        manifest={"oauth_config": {"scopes": {"bot": ["commands"]}}}, workspace=EXAMPLE / "workspace.toml"
    ) as poor:
        bot = AsyncWebClient(token=poor.bot_token, base_url=poor.api_url)
        with pytest.raises(SlackApiError) as caught:
            await bot.chat_postMessage(channel="C0ALLE", text="Hallo")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "chat:write"


async def test_a_trigger_opens_one_modal_within_three_seconds(sandbox: Sandbox, client: AsyncWebClient) -> None:
    once = trigger(sandbox)
    await client.views_open(trigger_id=once, view=FORM)
    assert await refusal(client.views_open(trigger_id=once, view=FORM)) == "exchanged_trigger_id"
    late = trigger(sandbox)
    sandbox.backend.triggers.expire()
    assert await refusal(client.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"
    assert await refusal(client.views_open(trigger_id="12.34.ab", view=FORM)) == "invalid_trigger_id"


async def test_modals_lie_three_deep_at_most(sandbox: Sandbox, client: AsyncWebClient) -> None:
    top = (await client.views_open(trigger_id=trigger(sandbox), view=FORM))["view"]
    for _ in range(2):
        top = (await client.views_push(trigger_id=trigger(sandbox, top["id"]), view=FORM))["view"]
    again = client.views_push(trigger_id=trigger(sandbox, top["id"]), view=FORM)
    assert await refusal(again) == "push_limit_reached"


async def test_a_view_is_updated_from_its_newest_hash_only(sandbox: Sandbox, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=trigger(sandbox), view=FORM))["view"]
    await client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    stale = client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)
    assert await refusal(stale) == "hash_conflict"
    assert await refusal(client.views_update(view_id="V0NOTHING", view=FORM)) == "not_found"


async def test_typed_values_survive_an_update_that_keeps_the_field(sandbox: Sandbox, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=trigger(sandbox), view=FORM))["view"]
    anna = sandbox.person("anna")
    await anna.modal.fill(Titel="Dach")
    updated = await client.views_update(view_id=view["id"], view=FORM)
    assert updated["view"]["state"]["values"]["title"]["value"]["value"] == "Dach"


async def test_a_wrong_view_is_refused_with_the_place(sandbox: Sandbox, client: AsyncWebClient) -> None:
    wrong = {**FORM, "title": plain("x" * 25)}
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id=trigger(sandbox), view=wrong)
    assert caught.value.response["error"] == "invalid_arguments"
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    ]


async def test_wrong_blocks_are_refused_with_the_place(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0ALLE", text="x", blocks=[{"type": "header", "text": plain("y" * 151)}])
    assert caught.value.response["error"] == "invalid_blocks"
    assert caught.value.response["errors"] == ["must be less than 151 characters [json-pointer:/blocks/0/text/text]"]


async def test_a_message_to_a_person_opens_their_direct_messages(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="U0BEN", text="Hallo")
    opened = await client.conversations_open(users="U0BEN")
    assert answer["channel"] == opened["channel"]["id"] == "D0BEN"


async def test_history_pages_backwards_and_shows_metadata_when_asked(client: AsyncWebClient) -> None:
    about = {"event_type": "sent", "event_payload": {"key": "a:1"}}
    for number in range(5):
        await client.chat_postMessage(channel="C0ALLE", text=str(number), metadata=about)
    seen: list[str] = []
    cursor = None
    while True:
        page = await client.conversations_history(channel="C0ALLE", limit=2, cursor=cursor, include_all_metadata=True)
        assert all(one["metadata"] == about for one in page["messages"])
        seen += [one["text"] for one in page["messages"]]
        if not page["has_more"]:
            break
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == ["4", "3", "2", "1", "0"]
    plainly = await client.conversations_history(channel="C0ALLE")
    assert not any("metadata" in one for one in plainly["messages"])
    third = plainly["messages"][2]["ts"]
    since = await client.conversations_history(channel="C0ALLE", oldest=third)
    assert [one["text"] for one in since["messages"]] == ["4", "3"]
    including = await client.conversations_history(channel="C0ALLE", oldest=third, inclusive=True)
    assert [one["text"] for one in including["messages"]] == ["4", "3", "2"]


async def test_threads_are_read_with_their_first_message(client: AsyncWebClient) -> None:
    first = await client.chat_postMessage(channel="C0ALLE", text="Frage")
    await client.chat_postMessage(channel="C0ALLE", text="Antwort", thread_ts=first["ts"])
    thread = await client.conversations_replies(channel="C0ALLE", ts=first["ts"])
    assert [one["text"] for one in thread["messages"]] == ["Frage", "Antwort"]
    assert thread["messages"][0]["reply_count"] == 1
    history = await client.conversations_history(channel="C0ALLE")
    assert [one["text"] for one in history["messages"]] == ["Frage"]


async def test_guests_strangers_and_deactivated_people_are_told_apart(client: AsyncWebClient) -> None:
    members = {one["id"]: one for one in (await client.users_list())["members"]}
    assert members["U0GAST"]["is_restricted"] is True
    assert members["U0EXTERN"]["is_stranger"] is True
    assert members["U0EXTERN"]["team_id"] != members["U0ANNA"]["team_id"] == "T0EXAMPLE"
    assert members["U0WEG"]["deleted"] is True


async def test_rates_answer_429_when_switched_on(sandbox: Sandbox, client: AsyncWebClient) -> None:
    sandbox.backend.rates.enabled = True
    for number in range(5):
        await client.chat_postMessage(channel="C0ALLE", text=str(number))
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0ALLE", text="one too many")
    assert caught.value.response.status_code == 429
    assert int(caught.value.response.headers["Retry-After"]) >= 1
