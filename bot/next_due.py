"""Tells a clock that can be moved when the bot has something to do next; a real clock is never told."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from handlers.house import House
from reminders.upcoming import next_due

PATH = "/next-due"


def routes(house: House, *, movable: bool) -> list[Route]:
    """Make the address, if the clock is `movable`: GET answers {"next_due": instant with offset, or null}."""

    async def tell(_request: Request) -> Response:
        now = await house.clock.now()
        instant = await next_due(house.database, house.calendar, house.policy, now)
        told = None if instant is None else house.calendar.local(instant).isoformat()
        return JSONResponse({"next_due": told})

    return [Route(PATH, tell)] if movable else []
