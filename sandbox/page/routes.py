"""The addresses of the page: who you are, what you see, the event stream and the inspector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import BaseRoute, Route

from sandbox.acts import Acts
from sandbox.page import people
from sandbox.page.drawing import templates
from sandbox.page.guard import LOOPBACK, Guard
from sandbox.page.inspector import draw_wire
from sandbox.page.posts import Posts
from sandbox.page.regions import REGIONS, Looking, channel_title, draw_region
from sandbox.workspace import Workspace

if TYPE_CHECKING:
    from sandbox.wire import Wire

STATIC: Final = Path(__file__).parent / "static"
STATIC_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
KEEP_ALIVE_SECONDS: Final = 15.0


def page_routes(workspace: Workspace, acts: Acts, wire: Wire, hosts: frozenset[str] = LOOPBACK) -> list[BaseRoute]:
    """Return the routes of the page, each behind the guard; `hosts` are the names it answers to."""
    pages, posts = Pages(workspace, wire), Posts(acts)
    guard = [Middleware(Guard, hosts=hosts)]
    table = (
        ("/", pages.choose, "GET"),
        ("/wire", pages.wire, "GET"),
        ("/wire/fragment", pages.wire_fragment, "GET"),
        ("/wire/events", pages.wire_events, "GET"),
        ("/static/{name}", static, "GET"),
        ("/as/{user}", pages.first, "GET"),
        ("/as/{user}/home", pages.home, "GET"),
        ("/as/{user}/c/{channel}", pages.channel, "GET"),
        ("/as/{user}/events", pages.events, "GET"),
        ("/as/{user}/fragments/{region}", pages.fragment, "GET"),
        ("/page/clock", pages.clock, "GET"),
        ("/page/clock", posts.clock, "POST"),
        ("/as/{user}/{act}", posts.act, "POST"),
    )
    return [Route(path, to, methods=[method], middleware=guard) for path, to, method in table]


async def static(request: Request) -> Response:
    """Serve one of the page's own files, and nothing else."""
    name = request.path_params["name"]
    own = {one.name: one for one in STATIC.iterdir()}
    if name not in own:
        return Response(status_code=404)
    return FileResponse(own[name], media_type=STATIC_TYPES[own[name].suffix])


class Pages:
    """The endpoints that only show."""

    def __init__(self, workspace: Workspace, wire: Wire) -> None:
        self._workspace = workspace
        self._wire = wire

    async def choose(self, request: Request) -> Response:
        """Show the people one can be."""
        return self._page(
            "choose",
            Looking(user=""),
            groups=people.groups(self._workspace),
            title="Wer sind Sie?",
        )

    async def first(self, request: Request) -> Response:
        """Go where this person's day begins: the app's direct messages, else the first channel."""
        user = request.path_params["user"]
        if user not in self._workspace.people:
            return self._nobody(user)
        direct = self._workspace.im(user)
        mine = self._workspace.channels_for(user)
        first = direct or (mine[0] if mine else None)
        return RedirectResponse(f"/as/{user}/c/{first.id}" if first else f"/as/{user}/home")

    async def channel(self, request: Request) -> Response:
        """Show a channel and, with `?thread=ts`, one of its threads beside it."""
        looking = _looking(request)
        channel = self._workspace.channels.get(looking.channel)
        if looking.user not in self._workspace.people or channel is None:
            return self._nobody(looking.user)
        if looking.user not in channel.members:
            return self._nobody(looking.user)
        title = channel_title(self._workspace, channel)
        return self._page(
            "channel",
            looking,
            title=title,
            channel=channel,
            members=[people.face(one) for one in self._workspace.members(channel)],
            manifest=self._workspace.manifest,
            commands=[asdict(one) for one in self._workspace.manifest.commands],
        )

    async def home(self, request: Request) -> Response:
        """Show the app's home tab."""
        looking = Looking(user=request.path_params["user"], home=True)
        if looking.user not in self._workspace.people:
            return self._nobody(looking.user)
        return self._page("home", looking, title=f"{self._workspace.bot.real_name}: Start")

    async def fragment(self, request: Request) -> Response:
        """Draw one region again."""
        looking, name = _looking(request), request.path_params["region"]
        if name not in REGIONS or not self._known(looking):
            return Response(status_code=404)
        return HTMLResponse(draw_region(name, self._workspace, looking))

    async def events(self, request: Request) -> Response:
        """Tell the page which regions changed, as long as it listens."""
        user = request.path_params["user"]
        if user not in self._workspace.people:
            return Response(status_code=404)
        return _stream(changes(self._workspace, user))

    async def clock(self, request: Request) -> Response:
        """Draw the clock again."""
        return HTMLResponse(draw_region("clock", self._workspace, Looking(user="")))

    async def wire(self, request: Request) -> Response:
        """Show what went over the wire, newest first."""
        method = request.query_params.get("method", "")
        return self._page(
            "wire",
            Looking(user=""),
            title="Leitung",
            method=method,
            entries=draw_wire(self._wire, method),
        )

    async def wire_fragment(self, request: Request) -> Response:
        """Draw the inspector's list again."""
        return HTMLResponse(draw_wire(self._wire, request.query_params.get("method", "")))

    async def wire_events(self, request: Request) -> Response:
        """Tell the inspector that something went over the wire."""
        return _stream(changes(self._workspace, None))

    def _known(self, looking: Looking) -> bool:
        in_channel = looking.channel == "" or looking.channel in self._workspace.channels
        return looking.user in self._workspace.people and in_channel

    def _page(self, name: str, looking: Looking, **context: object) -> Response:
        def region(region_name: str) -> Markup:
            return draw_region(region_name, self._workspace, looking)

        person = self._workspace.people.get(looking.user)
        html = (
            templates()
            .get_template(f"{name}.html")
            .render(
                team=self._workspace.team.name,
                me=people.face(person) if person else None,
                everybody=people.groups(self._workspace),
                looking=looking,
                region=region,
                **context,
            )
        )
        return HTMLResponse(html)

    def _nobody(self, user: str) -> Response:
        html = (
            templates()
            .get_template("nobody.html")
            .render(
                team=self._workspace.team.name,
                me=None,
                looking=Looking(user=""),
                title="Nicht gefunden",
                region=lambda name: draw_region(name, self._workspace, Looking(user="")),
            )
        )
        return HTMLResponse(html, status_code=404)


async def changes(workspace: Workspace, user: str | None) -> AsyncIterator[str]:
    """Yield the event stream of one person: "ready" once subscribed, then what changed."""
    with workspace.subscribe(user) as subscription:
        yield _event("ready")
        while True:
            try:
                name = await asyncio.wait_for(anext(subscription), KEEP_ALIVE_SECONDS)
            except TimeoutError:
                yield ": still here\n\n"
            else:
                yield _event(name)


def _event(name: str) -> str:
    return f"event: change\ndata: {name}\n\n"


def _stream(source: AsyncIterator[str]) -> StreamingResponse:
    return StreamingResponse(source, media_type="text/event-stream")


def _looking(request: Request) -> Looking:
    query = request.query_params
    limit = query.get("limit", "")
    return Looking(
        user=request.path_params["user"],
        channel=request.path_params.get("channel", query.get("channel", "")),
        thread=query.get("thread", ""),
        limit=int(limit) if limit.isdecimal() else Looking.limit,
    )
