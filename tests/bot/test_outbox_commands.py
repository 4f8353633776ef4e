"""`outbox` tells an operator in plain words what did not arrive, and lets them decide."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.outbox import REASONS, cancelled, listed, meaning, retried, shown
from storage.audit import AuditEntry
from storage.outbox import OutboxState
from tests.reminders.desk import NOW, Desk, desk_at

REFUSED, WAITING, SENT = "report:1:person:1", "report:2:person:1", "report:3:person:1"


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """A message that the platform refused, one that is sent, and one that waits."""
    async with desk_at(database_url) as found:
        await found.promise("report:1")
        found.slack.faults["chat.postMessage"].append("error:channel_not_found")
        await found.delivery().run_once(NOW)
        await found.promise("report:3")
        await found.delivery().run_once(NOW)
        await found.promise("report:2")
        yield found


async def states(desk: Desk) -> dict[str, OutboxState]:
    return {row.key: row.state for row in await desk.rows()}


async def test_the_list_names_what_is_in_trouble_and_what_waits_with_the_reason(desk: Desk) -> None:
    assert await listed(desk.database, NOW, None) == [
        f"dead       2026-03-02 09:00 UTC  {REFUSED}  – {REASONS['channel_not_found']}",
        f"pending    2026-03-02 09:00 UTC  {WAITING}",
    ]
    assert await listed(desk.database, NOW, OutboxState.SENT) == [f"sent       2026-03-02 09:00 UTC  {SENT}"]
    assert await listed(desk.database, NOW, OutboxState.EXPIRED) == ["No such messages."]


async def test_what_is_not_due_yet_is_not_called_waiting(desk: Desk) -> None:
    lines = await listed(desk.database, NOW - timedelta(days=1), None)
    assert [line.split()[0] for line in lines] == ["dead"]


async def test_showing_a_message_says_everything_but_what_it_says(desk: Desk) -> None:
    lines = await shown(desk.database, REFUSED)
    assert lines is not None
    assert f"state      dead – {REASONS['channel_not_found']}" in lines
    assert "to         person:1" in lines
    assert not any("report_id" in line or "version" in line for line in lines)
    assert await shown(desk.database, "report:9:person:1") is None


async def test_a_message_in_trouble_is_sent_after_all_and_the_audit_knows(desk: Desk) -> None:
    assert await retried(desk.database, NOW, REFUSED)
    assert not await retried(desk.database, NOW, SENT)
    await desk.delivery().run_once(NOW)
    assert (await states(desk))[REFUSED] is OutboxState.SENT
    async with desk.database.read() as session:
        (entry,) = (await session.exec(select(AuditEntry))).all()
    assert (entry.verb, entry.noun, entry.details, entry.person_id) == ("retried", "message", {"key": REFUSED}, None)


async def test_a_cancelled_message_is_not_sent_and_the_audit_knows_why(desk: Desk) -> None:
    assert await cancelled(desk.database, NOW, WAITING, "said by phone")
    assert not await cancelled(desk.database, NOW, SENT, "too late")
    await desk.delivery().run_once(NOW)
    assert (await states(desk))[WAITING] is OutboxState.CANCELLED
    async with desk.database.read() as session:
        (entry,) = (await session.exec(select(AuditEntry))).all()
    assert (entry.verb, entry.reason) == ("cancelled", "said by phone")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        (None, ""),
        ("unreadable: missing_scope", "the conversation cannot be read (missing_scope)"),
        ("unanswered: TimeoutError", "the chat did not say whether it arrived (TimeoutError)"),
        ("error 3fa2c1", "the log says more at reference 3fa2c1"),
        ("token_revoked", "renew SLACK_BOT_TOKEN"),
        ("some_new_word", "some_new_word"),
    ],
)
def test_reasons_are_said_in_plain_words(reason: str | None, words: str) -> None:
    assert words in meaning(reason)
