"""The group's part: who is entered, does the clock tick, what did not arrive, how old is the backup."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from bot.doctor.findings import Finding, fault, fine, hint
from bot.settings import Settings
from handlers.commands import prefixed
from planning.people import Act
from storage import people, seeds
from storage.database import Session
from storage.health import Health, health, outbox_counts

TICK_LATE = timedelta(minutes=1)
MESSAGE_LATE = timedelta(minutes=10)
BACKUP_OLD = timedelta(days=2)
FAILED = ("uncertain", "dead", "expired")


async def examined(session: Session, settings: Settings) -> list[Finding]:
    """Look at everything that the database knows."""
    now = datetime.now(UTC)
    found = await health(session, now)
    return [
        await _secretariat(session, settings),
        await _contacts(session, prefixed("/agsp mitglieder", settings.command_prefix)),
        heartbeat(found),
        *delivery(found, await outbox_counts(session), now),
        backup(found),
    ]


async def team(session: Session) -> str | None:
    """Give the team to which this database belongs."""
    return await seeds.pinned_team(session)


async def somebody(session: Session) -> str | None:
    """Give the chat user id of somebody in the secretariat, who may get a message of a probe."""
    return next((one.slack_user_id for one in await people.secretariat(session)), None)


def heartbeat(found: Health) -> Finding:
    """Judge when the clock last ticked."""
    if found.last_tick_at is None:
        return hint("heartbeat", "The clock has never ticked.", "Start `python -m bot run`, or a `work`.")
    age = found.present - found.last_tick_at
    if age > TICK_LATE:
        remedy = "Nothing goes out: start `python -m bot work` (or `run`) and look at its log."
        return fault("heartbeat", f"The clock last ticked {_long(age)} ago.", remedy)
    return fine("heartbeat", f"The clock last ticked {_long(age)} ago.")


def delivery(found: Health, counts: Mapping[str, int], now: datetime) -> list[Finding]:
    """Judge what waits and what did not arrive."""
    failed = {state: counts[state] for state in FAILED if counts[state]}
    findings = []
    if failed:
        says = "Messages did not arrive: " + ", ".join(f"{n} {state}" for state, n in failed.items()) + "."
        findings.append(fault("messages", says, "Look at `python -m bot outbox list`; retry or cancel each."))
    late = now - found.oldest_due_at if found.oldest_due_at is not None else timedelta(0)
    if late > MESSAGE_LATE:
        remedy = "Is a worker running, and can it reach Slack? Its log says."
        findings.append(fault("messages", f"One has been waiting for {_long(late)}.", remedy))
    return findings or [fine("messages", f"{counts['pending']} planned, none late, none lost.")]


def backup(found: Health) -> Finding:
    """Judge the age of the last backup."""
    if found.backed_up_at is None:
        return hint("backup", "No backup is known.", "Run `python -m bot backup FILE` daily; see docs/operating.md.")
    age = found.present - found.backed_up_at
    if age > BACKUP_OLD:
        return fault("backup", f"The last one is {_long(age)} old.", "Look at the job that makes it.")
    return fine("backup", f"The last one is {_long(age)} old.")


async def _secretariat(session: Session, settings: Settings) -> Finding:
    if entered := await people.secretariat(session):
        return fine("secretariat", f"{len(entered)} entered.")
    if settings.secretariat:
        return hint("secretariat", "Nobody is entered yet.", "The next start enters whom AGSP_SECRETARIAT names.")
    remedy = "Set AGSP_SECRETARIAT to a chat user id, or use `python -m bot people import`."
    return fault("secretariat", "Nobody is entered, so nobody can enter others.", remedy)


async def _contacts(session: Session, typed: str) -> Finding:
    answering = {one.office for one in await people.members(session) if one.may(Act.ANSWER_REQUEST)}
    asked = [one for one in await people.offices(session) if one.asked == "always"]
    missing = [one.short for one in asked if one.id not in answering]
    if not asked:
        return hint("offices", "None is entered yet.", "The first start adds those of the catalogue.")
    if missing:
        says = f"Without a contact: {', '.join(missing)}."
        return hint("offices", says, f"Their requests go to the secretariat; enter members with {typed}.")
    return fine("offices", f"All {len(asked)} that are always asked have a contact.")


def _long(age: timedelta) -> str:
    seconds = max(0, int(age.total_seconds()))
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} seconds"
