"""`outbox`: which messages wait or did not arrive, why, and what an operator may do about it. Ids only, no bodies."""

from collections.abc import Iterator
from datetime import datetime

from storage import undelivered
from storage.changes import change
from storage.database import Database
from storage.outbox import OutboxState, Outgoing

REASONS = {
    "account_inactive": "the person's chat account is closed",
    "channel_not_found": "the chat knows no such conversation, or the bot may not see it",
    "is_archived": "the channel is archived",
    "missing_scope": "the app lacks a permission; `python -m bot doctor` names it",
    "msg_too_long": "the chat found the message too long",
    "not_found_posting_again": "it did not arrive and will be sent again",
    "not_in_channel": "the bot is not in the channel; invite it",
    "ratelimited": "the chat asked us to slow down; it goes out by itself",
    "recipient_deactivated": "the person's chat account is closed",
    "recipient_left": "the person has left the group",
    "restored": "it was due before the database was restored; it is being looked for",
    "shown_already": "it stands there already",
    "too_late": "it came too late to be of use",
    "worker_lost": "the worker that was sending it ended; it is being looked for",
}
"""What the engine and the platform call it, and what that means."""
FAMILIES = {
    "unreadable": "the conversation cannot be read ({}), so nobody knows whether it arrived; look there, then retry or cancel",
    "unanswered": "the chat did not say whether it arrived ({}); it is asked again",
    "error": "our own code stumbled over it; the log says more at reference {}",
}
INSTALLATION = ("invalid_auth", "not_authed", "token_expired", "token_revoked")


def meaning(reason: str | None) -> str:
    """Put a reason into plain words; one that is not known stays as the platform said it."""
    if reason is None:
        return ""
    if reason in INSTALLATION:
        return f"the bot's token is refused ({reason}); renew SLACK_BOT_TOKEN"
    family, _, detail = reason.partition(" ")
    if family.rstrip(":") in FAMILIES and detail:
        return FAMILIES[family.rstrip(":")].format(detail)
    return REASONS.get(reason, reason)


async def listed(database: Database, now: datetime, state: OutboxState | None) -> list[str]:
    """List one state, or what is in trouble and what is due and still waits; a line each."""
    async with database.read() as session:
        if state is not None:
            rows = await undelivered.in_state(session, state)
        else:
            troubled = await undelivered.troubled(session)
            known = {row.id for row in troubled}
            rows = [*troubled, *(row for row in await undelivered.waiting(session, now) if row.id not in known)]
    return [_line(row) for row in rows] or ["No such messages." if state else "Nothing waits, nothing is in trouble."]


async def shown(database: Database, key: str) -> list[str] | None:
    """Show one message without its body; None when there is none with this key."""
    async with database.read() as session:
        row = await undelivered.message(session, key)
    return None if row is None else list(_facts(row))


async def retried(database: Database, now: datetime, key: str) -> bool:
    """Send a message in trouble after all; False when it is not in trouble."""
    async with change(database, now=now) as c:
        if not await undelivered.retry(c.session, key):
            return False
        c.note("retried", "message", key[:60], key=key)
    return True


async def cancelled(database: Database, now: datetime, key: str, reason: str) -> bool:
    """Give a message up; False when it is on its way or settled."""
    async with change(database, now=now) as c:
        if not await undelivered.give_up(c.session, key, reason):
            return False
        c.note("cancelled", "message", key[:60], reason, key=key)
    return True


def _line(row: Outgoing) -> str:
    why = f"  – {meaning(row.reason)}" if row.reason else ""
    return f"{row.state.value:<9}  {_moment(row.due_at)}  {row.key}{why}"


def _facts(row: Outgoing) -> Iterator[str]:
    yield f"key        {row.key}"
    yield f"kind       {row.kind}"
    yield f"to         {row.destination}"
    yield f"state      {row.state.value}" + (f" – {meaning(row.reason)}" if row.reason else "")
    yield f"due        {_moment(row.due_at)}"
    yield f"expires    {_moment(row.expires_at)}"
    yield f"attempts   {row.attempts}"
    yield f"posted     {row.channel} {row.ts}" if row.ts else "posted     not known"


def _moment(moment: datetime | None) -> str:
    return "never" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
