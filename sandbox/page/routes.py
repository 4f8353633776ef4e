"""The addresses of the page: who you are, what you see, the event stream and the inspector."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Final

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

from sandbox.backend import Backend
from sandbox.page import people
from sandbox.page.drawing import templates
from sandbox.page.faults import FaultsPage
from sandbox.page.guard import LOOPBACK, Guard
from sandbox.page.incoming import Incoming
from sandbox.page.inspector import Inspector
from sandbox.page.marks import OFFERED
from sandbox.page.mrkdwn import plain_text
from sandbox.page.posts import Posts
from sandbox.page.regions import REGIONS, Looking, channel_title, draw_region
from sandbox.uploads import download
from sandbox.workspace import Workspace

STATIC: Final = Path(__file__).parent / "static"
STATIC_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
KEEP_ALIVE_SECONDS: Final = 15.0


def page_routes(backend: Backend, hosts: frozenset[str] = LOOPBACK) -> list[BaseRoute]:
    """Return the routes of the page, each behind the guard; `hosts` are the names it answers to."""
    pages, posts, incoming = Pages(backend), Posts(backend.acts), Incoming(backend.acts)
    guard = [Middleware(Guard, hosts=hosts)]
    table = (
        ("/", pages.choose, "GET"),
        ("/wire", pages.wire, "GET"),
        ("/wire/fragment", pages.inspector.fragment, "GET"),
        ("/wire/events", pages.all_events, "GET"),
        ("/wire/{number:int}", pages.inspector.payload, "GET"),
        ("/static/{name}", static, "GET"),
        ("/as/{user}", pages.first, "GET"),
        ("/as/{user}/home", pages.home, "GET"),
        ("/as/{user}/c/{channel}", pages.channel, "GET"),
        ("/as/{user}/events", pages.events, "GET"),
        ("/as/{user}/fragments/{region}", pages.fragment, "GET"),
        ("/as/{user}/files/{file}", pages.file, "GET"),
        ("/page/faults", pages.faults, "GET"),
        ("/page/faults", pages.disturbing.order, "POST"),
        ("/page/faults/fragment", pages.disturbing.fragment, "GET"),
        ("/page/clock", pages.clock, "GET"),
        ("/page/clock", posts.clock, "POST"),
        ("/as/{user}/attach", incoming.attach, "POST"),
        ("/as/{user}/detach", incoming.detach, "POST"),
        ("/as/{user}/share", incoming.share, "POST"),
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

    def __init__(self, backend: Backend) -> None:
        self.inspector = Inspector(backend.wire)
        self.disturbing = FaultsPage(backend)
        self._workspace = backend.workspace
        self._files = backend.files

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

    async def file(self, request: Request) -> Response:
        """Give a file to somebody who sees it: to look at (pictures) or, with `?download=1`, to save."""
        found = self._files.seen_by(request.path_params["user"], request.path_params["file"])
        if found is None:
            return self._nobody(request.path_params["user"])
        return download(found, inline="download" not in request.query_params)

    async def wire(self, request: Request) -> Response:
        """Show what went over the wire, newest first."""
        return self._page("wire", Looking(user=""), **self.inspector.context(request))

    async def faults(self, request: Request) -> Response:
        """Show what can go wrong to order."""
        return self._page("faults", Looking(user=""), **self.disturbing.context())

    async def all_events(self, request: Request) -> Response:
        """Tell a page that belongs to nobody what changed."""
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
                offered=[(name, spoken, plain_text(f":{name}:")) for name, spoken in OFFERED],
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
