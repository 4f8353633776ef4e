"""`doctor --probe-slack` measures what could only be assumed, says what to do, and leaves nothing behind."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor import machine, probing
from bot.doctor.examination import examine
from bot.doctor.findings import Finding, Grade
from bot.settings import Settings, settings_of
from sandbox.dialog import Sandbox

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-03-02T08:45:00+01:00")


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The workspace of the demonstration."""
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=NOW
    ) as running:
        yield running


def given(sandbox: Sandbox, folder: Path, **more: str) -> Settings:
    """What an administrator of the sandbox would set; the database is not there yet."""
    values = {
        "DATABASE_URL": f"sqlite:///{folder / 'agsp.db'}",
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_API_URL": sandbox.api_url,
        "AGSP_CHANNEL": "C0AGSP",
        "AGSP_SECRETARIAT": "U0KESSLER",
    }
    return settings_of(values | more)


async def probe(sandbox: Sandbox, folder: Path, **more: str) -> dict[str, list[Finding]]:
    """Probe and give the findings by what they are about."""
    found: dict[str, list[Finding]] = {}
    for finding in await examine(given(sandbox, folder, **more), probing=True):
        found.setdefault(finding.about, []).append(finding)
    return found


async def test_everything_that_was_assumed_is_measured_and_nothing_stays(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await probe(sandbox, tmp_path)
    measured = {"direct posts", "metadata", "redrawing", "threads", "escaping", "text length", "block length", "speed"}
    assert measured | {"templates", "channel log", "cleaning up"} <= found.keys()
    assert [one for name in measured for one in found[name] if one.grade is not Grade.FINE] == []
    assert [one for one in found["templates"] if one.grade is not Grade.FINE] == []
    assert len(found["templates"]) == 1 + len(machine.drawn_templates(given(sandbox, tmp_path)))
    assert found["cleaning up"][0].grade is Grade.FINE
    assert sandbox.person("Miriam Kessler").messages() == []
    assert all(one.remedy for each in found.values() for one in each if one.grade is not Grade.FINE)


async def test_nobody_else_is_written_to(sandbox: Sandbox, tmp_path: Path) -> None:
    await probe(sandbox, tmp_path)
    posts = [entry for entry in sandbox.wire.entries() if entry.name == "chat.postMessage"]
    assert posts
    assert {entry.request["channel"] for entry in posts} <= {"U0KESSLER", str(posts[0].response["channel"])}


async def test_a_refusal_in_the_middle_is_named_and_still_cleaned_up(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.next("conversations.replies", "429", seconds=2)
    found = await probe(sandbox, tmp_path)
    assert found["probe"][0].says == "Slack refused what the bot does all day (ratelimited)."
    assert found["cleaning up"][0].grade is Grade.FINE
    assert sandbox.person("Miriam Kessler").messages() == []


async def test_what_cannot_be_deleted_is_named(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.faults.next("chat.delete", "500", count=1)
    found = await probe(sandbox, tmp_path)
    assert found["cleaning up"][0].says == "1 messages of the probe are still there."


async def test_a_template_that_slack_would_refuse_is_named_with_its_place(sandbox: Sandbox, tmp_path: Path) -> None:
    wrong = {"blocks": [{"type": "section"}], "type": "modal", "title": {"type": "plain_text", "text": "x" * 25}}
    settings = given(sandbox, tmp_path)
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[])
    found = await probing.probed(client, "U0KESSLER", settings.channel, {"wrong": ("view", wrong)})
    (judged,) = [one for one in found if one.about == "templates"]
    assert judged.grade is Grade.FAULT
    assert "/title/text" in judged.says


async def test_without_anybody_to_write_to_it_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await probe(sandbox, tmp_path, AGSP_SECRETARIAT="")
    assert found["probe"][0].says == "There is nobody to write to."


async def test_with_a_refused_token_nothing_is_tried(sandbox: Sandbox, tmp_path: Path) -> None:
    found = await probe(sandbox, tmp_path, SLACK_BOT_TOKEN="xoxb-sandbox-old")
    assert "probe" not in found
    assert found["bot token"][0].grade is Grade.FAULT
