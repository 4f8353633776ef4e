"""Slack's own reference of its methods judges the sandbox: arguments, answers, error words, tiers and scopes.

The reference is not part of this repository. Where it is not beside the checkout, the run's summary says so.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.dialog import Sandbox
from sandbox.example.app import FORM
from sandbox.webapi.dispatch import METHODS
from tests.sandbox.reference import REFERENCE, reference_of

Json = dict[str, Any]

HOME = {"type": "home", "blocks": [{"type": "divider"}]}
# Slack writes these into no method's own list: they may come from any method.
EVERYWHERE = {"invalid_arguments", "invalid_cursor", "invalid_limit", "not_allowed_token_type", "ratelimited"}
REFUSALS: list[tuple[str, Json, str]] = [
    ("chat.postMessage", {"channel": "C0NIRGENDS", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0OHNE", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "U0WEG", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0ALLE"}, "no_text"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0ALLE", "text": "x", "thread_ts": "1.2"}, "cannot_reply_to_message"),
    ("chat.postMessage", {"channel": "C0ALLE", "text": "x", "metadata": "{}}"}, "invalid_metadata_format"),
    ("chat.postMessage", {"channel": "C0ALLE", "blocks": "[{}"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0ALLE", "blocks": [{"type": "poem"}]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": "C0ALLE", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": "C0ALLE", "attachments": [{}] * 101}, "too_many_attachments"),
    ("chat.postEphemeral", {"channel": "C0ALLE", "user": "U0EXTERN", "text": "x"}, "user_not_in_channel"),
    ("chat.update", {"channel": "C0ALLE", "ts": "1.2", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": "C0ALLE", "ts": "1.2"}, "message_not_found"),
    ("chat.getPermalink", {"channel": "C0ALLE", "message_ts": "1.2"}, "message_not_found"),
    ("chat.scheduleMessage", {"channel": "C0ALLE", "text": "x", "post_at": 1}, "time_in_past"),
    ("chat.scheduleMessage", {"channel": "C0ALLE", "text": "x", "post_at": 4e9}, "invalid_time"),
    ("chat.scheduleMessage", {"channel": "C0ALLE", "text": "x", "post_at": 4_000_000_000}, "time_too_far"),
    ("conversations.open", {"users": "U0WEG"}, "user_disabled"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.history", {"channel": "C0OHNE"}, "not_in_channel"),
    ("conversations.history", {"channel": "C0ALLE", "oldest": "gestern"}, "invalid_ts_oldest"),
    ("conversations.replies", {"channel": "C0ALLE", "ts": "1.2"}, "thread_not_found"),
    ("conversations.list", {"types": "secret"}, "invalid_types"),
    ("conversations.join", {"channel": "D0ANNA"}, "method_not_supported_for_channel_type"),
    ("conversations.invite", {"channel": "C0ALLE", "users": "U0ANNA"}, "already_in_channel"),
    ("conversations.invite", {"channel": "C0ALLE", "users": "U0SANDBOXBOT"}, "cant_invite_self"),
    ("conversations.invite", {"channel": "C0OHNE", "users": "U0BEN"}, "not_in_channel"),
    ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 0}, "missing_argument"),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 10**10}, "file_upload_size_restricted"),
    ("files.getUploadURLExternal", {"filename": "a.txt", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ("pins.add", {"channel": "C0ALLE"}, "no_item_specified"),
    ("pins.add", {"channel": "C0ALLE", "timestamp": "1772434800.000001"}, "message_not_found"),
    ("reactions.add", {"channel": "C0ALLE", "timestamp": "gestern", "name": "eyes"}, "bad_timestamp"),
    ("users.info", {"user": "U0NIEMAND"}, "user_not_found"),
    ("users.list", {"cursor": "kaputt"}, "invalid_cursor"),
    ("users.lookupByEmail", {"email": "niemand@example.org"}, "users_not_found"),
    ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ("views.update", {"view_id": "V0NONE", "view": FORM}, "not_found"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSALS, ids=[f"{one[0]} {one[2]}" for one in REFUSALS])
async def test_slack_says_no_in_its_own_words(client: AsyncWebClient, method: str, args: Json, error: str) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.api_call(method, json=args)
    assert caught.value.response["error"] == error


async def good_arguments(sandbox: Sandbox, client: AsyncWebClient, method: str) -> Json:
    """Arguments with which a method says yes in a workspace where a message, a file and a modal are."""
    here: Json = {"channel": "C0ALLE"}
    said = (await client.chat_postMessage(**here, text="Hallo"))["ts"]
    file = await client.files_getUploadURLExternal(filename="liste.csv", length=3)
    sandbox.backend.files.fill(file["upload_url"].rpartition("/")[2], b"a;b")
    if method == "files.info":
        await client.files_completeUploadExternal(files=[{"id": file["file_id"]}])
    view = (await client.views_open(trigger_id=trigger(sandbox), view=FORM))["view"]
    later = int(sandbox.clock.now().timestamp()) + 600
    waiting = await client.chat_scheduleMessage(**here, text="x", post_at=later)
    table: dict[str, Json] = {
        "chat.postMessage": {**here, "text": "x"},
        "chat.postEphemeral": {**here, "user": "U0ANNA", "text": "x"},
        "chat.update": {**here, "ts": said, "text": "y"},
        "chat.delete": {**here, "ts": said},
        "chat.getPermalink": {**here, "message_ts": said},
        "chat.scheduleMessage": {**here, "text": "x", "post_at": later},
        "chat.deleteScheduledMessage": {**here, "scheduled_message_id": waiting["scheduled_message_id"]},
        "conversations.open": {"users": "U0BEN"},
        "conversations.replies": {**here, "ts": said},
        "conversations.join": {"channel": "C0OHNE"},
        "conversations.invite": {"channel": "C0LEITUNG", "users": "U0BEN"},
        "files.getUploadURLExternal": {"filename": "a.txt", "length": 1},
        "files.completeUploadExternal": {"files": [{"id": file["file_id"]}]},
        "files.info": {"file": file["file_id"]},
        "pins.add": {**here, "timestamp": said},
        "reactions.add": {**here, "timestamp": said, "name": "eyes"},
        "users.info": {"user": "U0ANNA"},
        "users.lookupByEmail": {"email": "anna.berger@example.org"},
        "usergroups.users.list": {"usergroup": "S0LEITUNG"},
        "views.push": {"trigger_id": trigger(sandbox, view["id"]), "view": FORM},
        "views.open": {"trigger_id": trigger(sandbox), "view": FORM},
        "views.update": {"view_id": view["id"], "view": FORM},
        "views.publish": {"user_id": "U0ANNA", "view": HOME},
        "blocks.validate": {"blocks": json.dumps(HOME["blocks"])},
    }
    return table.get(method, here)


def trigger(sandbox: Sandbox, view_id: str | None = None) -> str:
    return sandbox.backend.triggers.issue("U0ANNA", view_id)


if REFERENCE.is_dir():

    @pytest.mark.parametrize("method", sorted(METHODS))
    async def test_an_answer_has_the_keys_that_the_reference_requires(
        sandbox: Sandbox, client: AsyncWebClient, method: str
    ) -> None:
        sandbox.workspace.channel("leitung").members.append(sandbox.workspace.bot.id)
        args = await good_arguments(sandbox, client, method)
        token = sandbox.app_token if METHODS[method].token == "app" else sandbox.bot_token
        answer = await client.api_call(method, json=args, headers={"Authorization": f"Bearer {token}"})
        output = reference_of(method).get("output") or {}
        shapes = output.get("anyOf", [output])
        assert any(set(one.get("required", [])) <= set(answer.data) for one in shapes)

    @pytest.mark.parametrize("method", sorted(METHODS))
    def test_arguments_tier_and_scopes_are_those_of_the_reference(method: str) -> None:
        reference, ours = reference_of(method), METHODS[method]
        if reference:
            assert ours.tier == reference.get("rate_limits", ours.tier)
            assert set(ours.required) == set(reference["args"].get("required", [])) - {"token"}
            scopes = (reference.get("scope") or {}).get("bot")
            assert not scopes or set(ours.scopes) <= set(scopes)

    @pytest.mark.parametrize(("method", "args", "error"), REFUSALS, ids=[f"{one[0]} {one[2]}" for one in REFUSALS])
    def test_the_reference_knows_every_word_of_refusal(method: str, args: Json, error: str) -> None:
        assert error in EVERYWHERE | set(reference_of(method)["errors"]), args

    def test_every_method_of_the_reference_is_served() -> None:
        assert {one.stem for one in REFERENCE.glob("*.json")} - set(METHODS) == set()
