"""The whole app behind its door: even what Slack has signed and nobody expects is answered, never with 500."""

import hashlib
import hmac
import json
import shutil
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bot.assembly import Bot, assemble
from bot.settings import SettingsError, settings_of
from bot.web import Guard, to_bolt, web_app
from sandbox.dialog import Sandbox
from storage.people import secretariat

ROOT = Path(__file__).parents[2]
MORNING = datetime.fromisoformat("2026-03-02T08:45:00+01:00")
SECRET = "5ecret"


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The workspace of the demonstration."""
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=MORNING
    ) as running:
        yield running


def values(sandbox: Sandbox, database_url: str, **more: str) -> dict[str, str]:
    """Settings of a bot in the sandbox."""
    return {
        "DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": sandbox.api_url,
        "AGSP_SECRETARIAT": "U0KESSLER",
        **more,
    }


@pytest.fixture
def file_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file: what is behind the door is proved on both engines elsewhere."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'agsp.sqlite')}"


@pytest.fixture
async def bot(sandbox: Sandbox, file_url: str) -> AsyncIterator[Bot]:
    """The whole bot, with nothing running by itself."""
    async with assemble(settings_of(values(sandbox, file_url))) as made:
        yield made


@pytest.fixture
async def door(bot: Bot) -> AsyncIterator[httpx.AsyncClient]:
    """A way to its door."""
    app = web_app([], guard=Guard(SECRET), dispatch=to_bolt(bot.app))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def send(door: httpx.AsyncClient, body: bytes, content_type: str) -> httpx.Response:
    """Send a body as Slack signs it."""
    timestamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "x-slack-request-timestamp": timestamp,
        "x-slack-signature": f"v0={signature}",
        "content-type": content_type,
    }
    return await door.post("/slack/events", content=body, headers=headers)


ODD: list[dict[str, Any]] = [
    {"type": "event_callback"},
    {"type": "event_callback", "event": None},
    {"type": "event_callback", "event": {"type": "nobody_knows"}, "team_id": "T0AGSP", "event_id": "Ev1"},
    {"type": "event_callback", "event": {"type": "user_change"}, "team_id": "T0AGSP", "event_id": "Ev2"},
    {"type": "block_actions"},
    {"type": "block_actions", "user": "U0KESSLER", "actions": []},
    {"type": "block_actions", "user": {"id": "U0KESSLER"}, "team": {"id": "T0AGSP"}, "actions": [{}]},
    {"type": "view_submission", "user": {"id": "U0KESSLER"}, "team": {"id": "T0AGSP"}, "view": {}},
    {"type": "view_submission", "user": {"id": "U0FREMD"}, "team": {"id": "T0OTHER"}, "view": {"callback_id": "x"}},
    {"type": "message_action", "user": {"id": "U0KESSLER"}, "team": {"id": "T0AGSP"}},
    {"type": 7, "team": [1, 2], "user": {}},
    {"hello": "world"},
]


async def test_what_nobody_expects_is_answered_without_a_crash(door: httpx.AsyncClient) -> None:
    statuses = {}
    for body in map(json.dumps, ODD):
        form = urlencode({"payload": body}).encode()
        statuses[body, "json"] = (await send(door, body.encode(), "application/json")).status_code
        statuses[body, "form"] = (await send(door, form, "application/x-www-form-urlencoded")).status_code
    assert {case: status for case, status in statuses.items() if status >= 500} == {}


async def test_slack_can_check_the_address(door: httpx.AsyncClient) -> None:
    answer = await send(door, b'{"type": "url_verification", "challenge": "abc"}', "application/json")
    assert (answer.status_code, answer.json()) == (200, {"challenge": "abc"})


async def test_a_command_with_the_word_payload_reaches_the_bot(door: httpx.AsyncClient) -> None:
    command = {"command": "/vorhaben", "text": "suche payload", "user_id": "U0KESSLER", "team_id": "T0AGSP"}
    answer = await send(
        door, urlencode(command | {"trigger_id": "1.2.3"}).encode(), "application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert answer.json()["response_type"] == "ephemeral"


async def test_the_first_secretariat_comes_from_the_settings(bot: Bot) -> None:
    async with bot.house.database.read() as session:
        assert [(p.slack_user_id, p.name) for p in await secretariat(session)] == [("U0KESSLER", "Miriam Kessler")]


async def test_the_team_of_the_token_is_pinned(bot: Bot) -> None:
    assert bot.house.team == "T0AGSP"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"SLACK_BOT_TOKEN": "xoxb-sandbox-of-yesterday"}, "SLACK_BOT_TOKEN is refused (invalid_auth)"),
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN is missing"),
        ({"AGSP_SECRETARIAT": "U0NIEMAND"}, "AGSP_SECRETARIAT: U0NIEMAND is no active person"),
        ({"AGSP_CLOCK_URL": "http://127.0.0.1:9/clock"}, "AGSP_CLOCK_URL tells no time"),
    ],
)
async def test_a_bot_that_cannot_work_says_why(
    sandbox: Sandbox, file_url: str, wrong: dict[str, str], said: str
) -> None:
    given = {name: value for name, value in values(sandbox, file_url, **wrong).items() if value}
    with pytest.raises(SettingsError) as refused:
        async with assemble(settings_of(given)):
            pass
    assert said in str(refused.value)


async def test_the_bot_starts_while_the_chat_is_away(sandbox: Sandbox, database_url: str) -> None:
    given = values(sandbox, database_url)
    async with assemble(settings_of(given)):
        pass
    async with assemble(settings_of(given | {"SLACK_API_URL": "http://127.0.0.1:9/api/"})) as made:
        assert made.house.team == "T0AGSP"
