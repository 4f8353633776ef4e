"""One examination from the settings to the people; what depends on something broken is left out."""

from aiohttp import ClientSession, ClientTimeout
from slack_sdk.web.async_client import AsyncWebClient

from bot.doctor import chat, group, machine
from bot.doctor.findings import Finding
from bot.settings import Settings
from storage.database import Database

CALL_SECONDS = 10


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything once."""
    findings = [*machine.settings(settings), *machine.catalogue(settings), *machine.schema(settings)]
    url = settings.database_url.get_secret_value()
    pinned = None
    if machine.can_be_read(settings):
        database = Database(url)
        try:
            async with database.read() as session:
                findings.append(await machine.clock(session))
                findings += await group.examined(session, settings)
                pinned = await group.team(session)
        finally:
            await database.close()
    token = settings.secret("SLACK_BOT_TOKEN")
    if token is None:
        return findings
    async with ClientSession(timeout=ClientTimeout(total=CALL_SECONDS)) as http:
        client = AsyncWebClient(
            token=token, base_url=settings.slack_api_url, session=http, timeout=CALL_SECONDS, retry_handlers=[]
        )
        return [*findings, *await chat.examined(client, settings, pinned)]
