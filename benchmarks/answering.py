"""The whole bot with one command more, which notes a fact, promises a message and acknowledges: two rows and the inbox.

`python -m benchmarks.answering api-url token secret database-url`
"""

import asyncio
import gc
import os
import sys
from contextlib import redirect_stderr
from typing import Any

from slack_bolt.async_app import AsyncAck
from starlette.routing import Route

from benchmarks.bare import COMMAND, NOTED, cpu, tell_address
from bot import logs, processes
from bot.assembly import assemble
from bot.settings import settings_of
from handlers.visit import Visit
from planning.messages import ReportReceived


async def note(ack: AsyncAck, visit: Visit, body: dict[str, Any]) -> None:
    """Do what every handler does that changes something."""
    async with visit.change() as change:
        told = ReportReceived(report_id=1, version=1)
        change.tell(told, f"report:{body['trigger_id']}", person_id=visit.person.key)
        change.note("noted", "intention", body["trigger_id"])
        change.answer = dict(NOTED)
    await ack(**change.answer)


async def main() -> None:
    """Serve the bot until the process is ended."""
    names = ("SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "DATABASE_URL")
    settings = settings_of(dict(zip(names, sys.argv[1:5], strict=True)))
    async with assemble(settings) as bot:
        bot.app.command(COMMAND)(note)
        listener = processes.bound("127.0.0.1", 0)
        app = processes._app(bot, by_socket=False)
        app.router.routes.append(Route("/cpu", cpu))
        gc.freeze()  # as the process does that is measured here
        async with processes._serving(app, listener):
            tell_address(listener)
            await asyncio.Event().wait()


if __name__ == "__main__":
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
        logs.configure("json")
        asyncio.run(main())
