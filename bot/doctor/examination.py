"""One examination from the settings to the people; what depends on something broken is left out."""

from collections.abc import Mapping
from typing import Any

from aiohttp import ClientSession, ClientTimeout

from bot import network
from bot.doctor import chat, group, machine, wires
from bot.doctor.findings import Finding, Grade
from bot.doctor.probing import probed
from bot.settings import Settings
from storage.database import Database


async def examine(
    settings: Settings, *, probing: bool = False, installed: Mapping[str, Any] | None = None
) -> list[Finding]:
    """Look at everything once; `probing` also measures in the workspace what nobody can look up.

    `installed` is the manifest that the app's page exports: no bot token may ask for it.
    """
    findings = [*machine.settings(settings), *machine.catalogue(settings)]
    findings += [
        *machine.drawing(settings),
        *machine.word_templates(settings),
        *machine.schema(settings),
        *wires.examined(settings),
    ]
    if installed is not None:
        findings += chat.app_page(installed, settings)
    url = settings.database_url.get_secret_value()
    pinned, writes_to = None, next(iter(settings.secretariat), None)
    if machine.can_be_read(settings):
        database = Database(url)
        try:
            async with database.read() as session:
                findings.append(await machine.clock(session))
                findings += await group.examined(session, settings)
                pinned = await group.team(session)
                writes_to = writes_to or await group.somebody(session)
        finally:
            await database.close()
    token = settings.secret("SLACK_BOT_TOKEN")
    if token is None:
        return findings
    async with ClientSession(timeout=ClientTimeout(total=network.CALL_SECONDS)) as http:
        client = network.client(settings, network.way_out(settings), token, http)
        findings += await chat.examined(client, settings, pinned)
        if probing and not any(one.about == "bot token" and one.grade is Grade.FAULT for one in findings):
            findings += await probed(client, writes_to, settings.channel, machine.drawn_templates(settings))
        return findings
