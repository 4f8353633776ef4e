"""`doctor` names what is wrong, says what to do about it, and changes nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.doctor import chat, group, machine
from bot.doctor.examination import examine
from bot.doctor.findings import Finding, Grade, lines
from bot.settings import Settings, settings_of
from sandbox.dialog import Sandbox
from storage.changes import change
from storage.database import Database
from storage.health import Health
from storage.installation import backed_up, installation, ticked
from storage.seeds import enter_secretariat, pin_team, seed_offices
from tests import shipped

ROOT = Path(__file__).parents[2]
NOW = datetime.fromisoformat("2026-03-02T08:45:00+01:00")
WELL = Health(present=NOW, last_tick_at=NOW, backed_up_at=NOW, oldest_due_at=None, uncertain_since=None)
COUNTS = dict.fromkeys(("pending", "claimed", "sending", "uncertain", "dead", "expired"), 0)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """The workspace of the demonstration."""
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=NOW
    ) as running:
        yield running


def given(sandbox: Sandbox, url: str, **more: str) -> Settings:
    """What an administrator of the sandbox would set."""
    values = {
        "DATABASE_URL": url,
        "SLACK_BOT_TOKEN": sandbox.bot_token,
        "SLACK_APP_TOKEN": sandbox.app_token,
        "SLACK_API_URL": sandbox.api_url,
        "AGSP_CHANNEL": "C0AGSP",
    }
    return settings_of(values | more)


async def examined(settings: Settings) -> dict[str, Finding]:
    """Examine and give the findings by what they are about, the gravest of each."""
    order = list(Grade)
    found: dict[str, Finding] = {}
    for finding in await examine(settings):
        if finding.about not in found or order.index(finding.grade) > order.index(found[finding.about].grade):
            found[finding.about] = finding
    return found


async def set_up(url: str, team: str) -> None:
    """Leave a database behind as a bot does that has run for a while."""
    database = Database(url)
    async with change(database, now=NOW) as c:
        await installation(c.session, NOW)
        await pin_team(c, team)
        await seed_offices(c, shipped.catalogue())
        await enter_secretariat(c, "U0KESSLER", "Miriam Kessler")
        await ticked(c.session)
        await backed_up(c.session)
    await database.close()


async def test_a_bot_that_runs_well_has_nothing_to_repair(sandbox: Sandbox, database_url: str) -> None:
    await set_up(database_url, await team_of(sandbox, database_url))
    found = await examined(given(sandbox, database_url))
    assert [f for f in found.values() if f.grade is Grade.FAULT] == []
    assert found["channel"].says == "The bot is in #agsp."
    assert found["scopes"].grade is Grade.FINE
    assert found["team"].grade is Grade.FINE
    assert found["heartbeat"].grade is Grade.FINE
    assert found["backup"].grade is Grade.FINE
    assert found["offices"].grade is Grade.HINT


async def team_of(sandbox: Sandbox, url: str) -> str:
    """Read the sandbox's team from what the doctor says of an unpinned database."""
    says = (await examined(given(sandbox, url)))["team"].says
    return says.rstrip(".").rsplit(" ", 1)[-1]


async def test_a_new_installation_is_told_what_to_do_next(sandbox: Sandbox, database_url: str) -> None:
    found = await examined(given(sandbox, database_url))
    assert found["secretariat"].grade is Grade.FAULT
    assert {about for about, f in found.items() if f.grade is Grade.HINT} >= {"team", "offices", "heartbeat", "backup"}
    assert all(f.remedy for f in found.values() if f.grade is not Grade.FINE)


async def test_a_missing_sqlite_file_is_not_made(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "none" / "agsp.db"
    found = await examined(given(sandbox, f"sqlite:///{file}"))
    assert found["database"].says == "There is no database file yet."
    assert not file.parent.exists()


async def test_a_database_that_nobody_migrated_is_named(sandbox: Sandbox, blank_database_url: str) -> None:
    if blank_database_url.startswith("sqlite"):
        Path(blank_database_url.removeprefix("sqlite:///")).touch()
    found = await examined(given(sandbox, blank_database_url))
    on_postgres = blank_database_url.startswith("postgresql")
    assert found["database"].grade is (Grade.FAULT if on_postgres else Grade.HINT)
    assert "heartbeat" not in found


async def test_an_unreachable_database_is_named_without_its_password(sandbox: Sandbox) -> None:
    found = await examined(given(sandbox, "postgresql://agsp:geheim@127.0.0.1:1/agsp"))
    assert found["database"].grade is Grade.FAULT
    assert "geheim" not in "\n".join(lines(found.values()))


async def test_refused_tokens_are_told_apart(sandbox: Sandbox, database_url: str) -> None:
    found = await examined(given(sandbox, database_url, SLACK_BOT_TOKEN="xoxb-sandbox-old"))
    assert (found["bot token"].grade, "channel" in found) == (Grade.FAULT, False)
    found = await examined(given(sandbox, database_url, SLACK_APP_TOKEN="xapp-sandbox-old"))
    assert (found["bot token"].grade, found["app token"].grade) == (Grade.FINE, Grade.FAULT)


async def test_a_chat_that_cannot_be_reached_is_not_called_a_wrong_token(sandbox: Sandbox, database_url: str) -> None:
    found = await examined(given(sandbox, database_url, SLACK_API_URL="http://127.0.0.1:1/api/"))
    assert found["bot token"].says.startswith("Slack cannot be reached")


async def test_a_channel_that_is_not_there_is_named(sandbox: Sandbox, database_url: str) -> None:
    found = await examined(given(sandbox, database_url, AGSP_CHANNEL="C0NOWHERE"))
    assert found["channel"].grade is Grade.FAULT
    assert "channel_not_found" in found["channel"].says


async def test_another_teams_token_is_refused(sandbox: Sandbox, database_url: str) -> None:
    await set_up(database_url, "T0OTHER")
    assert (await examined(given(sandbox, database_url)))["team"].grade is Grade.FAULT


async def test_it_changes_nothing(sandbox: Sandbox, database_url: str) -> None:
    await examined(given(sandbox, database_url))
    database = Database(database_url)
    async with database.read() as session:
        connection = await session.connection()
        for table in ("installation", "audit", "office", "person"):
            assert (await connection.execute(text(f'SELECT count(*) FROM "{table}"'))).scalar() == 0
    await database.close()


@pytest.mark.parametrize(
    ("granted", "grades"),
    [
        ("chat:write,commands", [Grade.FINE]),
        ("chat:write, commands,users:write", [Grade.HINT, Grade.FINE]),
        ("chat:write,commands,channels:history", [Grade.FINE]),
        ("commands", [Grade.FAULT]),
        ("", [Grade.FAULT]),
    ],
)
def test_scopes_are_compared_with_the_manifest(granted: str, grades: list[Grade]) -> None:
    assert [f.grade for f in chat.scopes(granted, frozenset({"chat:write", "commands"}))] == grades


@pytest.mark.parametrize(
    ("seconds", "grade"), [(0, Grade.FINE), (2, Grade.FINE), (2.1, Grade.FAULT), (-3, Grade.FAULT)]
)
def test_clocks_may_differ_by_two_seconds(seconds: float, grade: Grade) -> None:
    assert machine.compared(NOW + timedelta(seconds=seconds), NOW).grade is grade


@pytest.mark.parametrize(("minutes", "grade"), [(0, Grade.FINE), (1, Grade.FINE), (2, Grade.FAULT)])
def test_a_clock_that_stopped_ticking_is_a_fault(minutes: int, grade: Grade) -> None:
    found = Health(NOW, NOW - timedelta(minutes=minutes), NOW, None, None)
    assert group.heartbeat(found).grade is grade


@pytest.mark.parametrize(("hours", "grade"), [(1, Grade.FINE), (48, Grade.FINE), (49, Grade.FAULT)])
def test_a_backup_may_be_two_days_old(hours: int, grade: Grade) -> None:
    found = Health(NOW, NOW, NOW - timedelta(hours=hours), None, None)
    assert group.backup(found).grade is grade


def test_messages_that_did_not_arrive_or_wait_too_long_are_faults() -> None:
    now = datetime.now(UTC)
    assert [f.grade for f in group.delivery(WELL, COUNTS, now)] == [Grade.FINE]
    (failed,) = group.delivery(WELL, COUNTS | {"dead": 2, "expired": 1}, now)
    assert failed.says == "Messages did not arrive: 2 dead, 1 expired."
    (late,) = group.delivery(Health(now, now, now, now - timedelta(hours=3), None), COUNTS, now)
    assert late.says == "One has been waiting for 3 hours."
