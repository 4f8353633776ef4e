"""The parts of the page that reload on their own, each drawn as a fragment of HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from markupsafe import Markup

from sandbox.page import conversation, people
from sandbox.page.blocks import draw_blocks
from sandbox.page.drawing import templates
from sandbox.page.elements import Place, words
from sandbox.page.times import BERLIN, clock_time, long_day
from sandbox.workspace import Channel, View, Workspace

DIRECT: Final = "im"
_SCROLLBACK: Final = 2000


@dataclass(frozen=True, kw_only=True)
class Looking:
    """Who looks at what: a channel with perhaps a thread beside it, or the app's home."""

    user: str
    channel: str = ""
    thread: str = ""
    limit: int = conversation.PAGE
    home: bool = False

    @property
    def base(self) -> str:
        """Return the address below which everything of this person is."""
        return f"/as/{self.user}"


def draw_region(name: str, workspace: Workspace, looking: Looking) -> Markup:
    """Draw one region by its name; raises KeyError for a name that is none."""
    return REGIONS[name](workspace, looking)


def channel_title(workspace: Workspace, channel: Channel) -> str:
    """Return how people call the channel: "#agsp", or the app's name for direct messages."""
    return workspace.bot.real_name if channel.kind == DIRECT else f"#{channel.name}"


def _sidebar(workspace: Workspace, looking: Looking) -> Markup:
    channels = [
        (channel, channel_title(workspace, channel), workspace.unread(looking.user, channel.id))
        for channel in workspace.channels_for(looking.user)
    ]
    return _fragment(
        "sidebar",
        looking=looking,
        channels=[one for one in channels if one[0].kind != DIRECT],
        directs=[one for one in channels if one[0].kind == DIRECT],
        bot=people.face(workspace.bot),
        home_tab=workspace.manifest.home_tab,
    )


def _faces(workspace: Workspace, looking: Looking) -> Markup:
    everybody = [face for _, faces in people.groups(workspace) for face in faces]
    return _fragment("faces", looking=looking, faces=[(one, _waiting(workspace, one.id)) for one in everybody])


def _waiting(workspace: Workspace, user: str) -> int:
    direct = workspace.im(user)
    return workspace.unread(user, direct.id) if direct else 0


def _messages(workspace: Workspace, looking: Looking) -> Markup:
    limit = min(looking.limit, _SCROLLBACK)
    page = conversation.rows(workspace, looking.user, looking.channel, limit=limit)
    return _fragment("messages", page=page, **_row_context(workspace, looking, thread=False))


def _thread(workspace: Workspace, looking: Looking) -> Markup:
    page = conversation.rows(workspace, looking.user, looking.channel, thread_ts=looking.thread or "-")
    return _fragment("messages", page=page, **_row_context(workspace, looking, thread=True))


def _row_context(workspace: Workspace, looking: Looking, *, thread: bool) -> dict[str, object]:
    shortcuts = [one for one in workspace.manifest.shortcuts if one.type == "message"]
    return {"looking": looking, "thread": thread, "shortcuts": shortcuts}


def _modal(workspace: Workspace, looking: Looking) -> Markup:
    view = workspace.top_modal(looking.user)
    if view is None:
        return Markup("")
    payload = view.payload
    submit = words(payload.get("submit"))
    return _fragment(
        "modal",
        view=view,
        title=words(payload.get("title")),
        submit=submit,
        close=words(payload.get("close")) or ("Abbrechen" if submit else "Schließen"),
        depth=len(workspace.modals[looking.user]),
        body=draw_blocks(payload.get("blocks", []), view_place(workspace, view)),
    )


def _home(workspace: Workspace, looking: Looking) -> Markup:
    view = workspace.homes.get(looking.user)
    body = draw_blocks(view.payload.get("blocks", []), view_place(workspace, view)) if view else None
    return _fragment("home", view=view, body=body, bot=people.face(workspace.bot))


def _clock(workspace: Workspace, looking: Looking) -> Markup:
    now = workspace.clock.now()
    local = now.astimezone(BERLIN)
    return _fragment(
        "clock",
        epoch=int(now.timestamp() * 1000),
        frozen=workspace.clock.frozen,
        day=long_day(local.date()),
        time=clock_time(local),
        today=local.date().isoformat(),
        next_morning=_next_morning(workspace, BERLIN),
        tells_due=bool(workspace.next_due_url),
    )


def _next_morning(workspace: Workspace, zone: ZoneInfo) -> str:
    moment = workspace.clock.next_working_morning(zone)
    return f"{long_day(moment.date())}, {clock_time(moment)} Uhr"


def _toasts(workspace: Workspace, looking: Looking) -> Markup:
    return _fragment("toasts", toasts=workspace.toasts.get(looking.user, [])[-4:])


def view_place(workspace: Workspace, view: View) -> Place:
    """Return where the blocks of a modal or home stand: its values, errors and people."""
    return Place(
        kind=view.kind,
        ref=view.id,
        viewer=view.user,
        files=workspace.files,
        names=people.names(workspace),
        people=people.person_options(workspace),
        channels=people.channel_options(workspace, view.user),
        values=view.state_values,
        errors=view.errors,
    )


def _fragment(name: str, **context: object) -> Markup:
    return Markup(templates().get_template(f"fragments/{name}.html").render(**context))


REGIONS: Final[dict[str, Callable[[Workspace, Looking], Markup]]] = {
    "sidebar": _sidebar,
    "faces": _faces,
    "messages": _messages,
    "thread": _thread,
    "modal": _modal,
    "home": _home,
    "clock": _clock,
    "toasts": _toasts,
}
