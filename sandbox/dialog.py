"""Stories in the words of the people in them: who commanded, pressed and filled in what, and who saw what."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.backend import Backend
from sandbox.clock import SandboxClock
from sandbox.installation import Installation
from sandbox.manifest import Manifest, load_manifest, parse_manifest
from sandbox.seen import Seen, SeenHome, SeenMessage, SeenModal
from sandbox.server import build_app, serving
from sandbox.workspace import Message, Workspace
from sandbox.workspace_file import load_workspace

PATIENCE_SECONDS = 5.0


class Sandbox:
    """A whole sandbox inside the running loop; begin it with `async with Sandbox.start(…) as sandbox`."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.workspace = backend.workspace
        self.acts = backend.acts
        self.wire = backend.wire
        self.faults = backend.faults
        self.clock = backend.workspace.clock
        self.bot_token = backend.installation.bot_token
        self.app_token = backend.installation.app_token
        self.signing_secret = backend.installation.signing_secret

    @classmethod
    @contextlib.asynccontextmanager
    async def start(
        cls,
        *,
        manifest: Path | dict[str, Any] | Manifest,
        workspace: Path | Workspace,
        start: datetime | None = None,
        frozen: bool = True,
        installation: Installation | None = None,
        rates: bool = False,
        with_page: bool = False,
    ) -> AsyncIterator[Sandbox]:
        """Serve a sandbox on a free port; `start` and `frozen` belong to the clock made for a workspace file."""
        if isinstance(manifest, Path):
            manifest = load_manifest(manifest)
        elif isinstance(manifest, dict):
            manifest = parse_manifest(manifest)
        if isinstance(workspace, Path):
            workspace = load_workspace(workspace, manifest, SandboxClock(start, frozen=frozen))
        workspace.manifest = manifest
        backend = Backend(workspace, installation, rates=rates)
        async with serving(build_app(backend, with_page=with_page)) as base_url:
            backend.serve_at(base_url)
            try:
                yield cls(backend)
            finally:
                await backend.link.close()

    @property
    def url(self) -> str:
        """Where the sandbox is served, without a slash at the end."""
        return self.backend.base_url

    @property
    def api_url(self) -> str:
        """The `base_url` for the app's Slack client."""
        return f"{self.backend.base_url}/api/"

    def connect(self, events_url: str | None) -> None:
        """Deliver to the app at this URL (None: through its websockets)."""
        self.backend.link.connect(events_url)

    def person(self, name: str) -> Actor:
        """Return somebody by full name, handle or id."""
        return Actor(self, self.workspace.person(name).id)

    async def settled(self) -> None:
        """Return when nothing is under way between the sandbox and the app."""
        await self.backend.activity.settled()

    def reset(self) -> None:
        """Forget everything that happened; the app stays connected and the clock goes back to its start."""
        self.backend.reset()
        self.clock.restart()


class Actor:
    """One person, acting and looking."""

    def __init__(self, sandbox: Sandbox, user: str) -> None:
        self.sandbox = sandbox
        self.id = user
        self._workspace = sandbox.workspace
        self._acts = sandbox.acts

    @property
    def name(self) -> str:
        """The person's full name."""
        return self._workspace.people[self.id].real_name

    @property
    def toasts(self) -> list[str]:
        """The short notices the person got."""
        return list(self._workspace.toasts[self.id])

    @property
    def modal(self) -> SeenModal:
        """The modal the person has before them; AssertionError tells what they see instead."""
        view = self._workspace.top_modal(self.id)
        if view is None:
            raise AssertionError(f"{self.name} has no modal before them, but sees:\n{self.sight()}")
        return SeenModal(self.sandbox.backend, self.id, view)

    @property
    def has_modal(self) -> bool:
        """Tell whether a modal is open."""
        return self._workspace.top_modal(self.id) is not None

    @property
    def home(self) -> SeenHome:
        """The app's home tab as last published."""
        view = self._workspace.homes.get(self.id)
        if view is None:
            raise AssertionError(f"The app has not published a home tab for {self.name}.")
        return SeenHome(self.sandbox.backend, self.id, view)

    async def command(self, text: str, *, channel: str | None = None) -> None:
        """Send a slash command, by default in the direct messages with the bot."""
        await self._acts.command(self.id, self._channel(channel), text)
        await self.sandbox.settled()

    async def say(
        self,
        text: str,
        *,
        channel: str | None = None,
        thread: SeenMessage | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> SeenMessage:
        """Write a message, perhaps into a thread, perhaps with files (name, content)."""
        thread_ts = thread.message.thread_ts or thread.ts if thread else None
        message = await self._acts.say(self.id, self._channel(channel), text, thread_ts, files)
        await self.sandbox.settled()
        return self._seen(message)

    async def react(self, message: SeenMessage, name: str) -> None:
        """Put an emoji under a message, or take one's own away again; `name` is without colons."""
        await self._acts.react(self.id, message.message.channel, message.ts, name)
        await self.sandbox.settled()

    async def open_home(self) -> SeenHome:
        """Open the app's home tab and return it."""
        await self._acts.open_home(self.id)
        await self.sandbox.settled()
        return self.home

    async def shortcut(self, name: str, *, message: SeenMessage | None = None) -> None:
        """Choose a shortcut by its visible name or callback id; with `message` from its menu."""
        kind = "message" if message else "global"
        known = [one for one in self._workspace.manifest.shortcuts if one.type == kind]
        found = next((one for one in known if name in (one.name, one.callback_id)), None)
        if found is None:
            raise AssertionError(f"No {kind} shortcut {name!r}; there are: {[one.name for one in known]}.")
        if message:
            await self._acts.message_shortcut(self.id, message.message.channel, message.ts, found.callback_id)
        else:
            await self._acts.global_shortcut(self.id, found.callback_id)
        await self.sandbox.settled()

    def messages(self, channel: str | None = None, *, thread: SeenMessage | None = None) -> list[SeenMessage]:
        """Return the messages the person sees (by default those with the bot), ephemeral ones not."""
        return [one for one in self._looking(channel, thread) if not one.is_ephemeral]

    def ephemerals(self, channel: str | None = None) -> list[SeenMessage]:
        """Return what only this person sees, in one channel or everywhere."""
        places = [self._channel(channel)] if channel else [one.id for one in self._workspace.channels_for(self.id)]
        return [
            self._seen(one)
            for place in places
            for one in self._workspace.messages(place)
            if one.ephemeral_for == self.id
        ]

    def last_message(self, channel: str | None = None) -> SeenMessage:
        """Return the newest message the person sees in a channel (by default with the bot)."""
        return _last(self.messages(channel), f"{self.name} sees no message in {channel or 'the direct messages'}")

    def last_ephemeral(self, channel: str | None = None) -> SeenMessage:
        """Return the newest message that only this person sees."""
        found = sorted(self.ephemerals(channel), key=lambda one: one.ts)
        return _last(found, f"{self.name} has no ephemeral message; sees:\n{self.sight()}")

    def message_with(self, text: str, channel: str | None = None) -> SeenMessage:
        """Return the newest message in a channel that contains a text."""
        found = [one for one in self._looking(channel, None) if text in one.all_text]
        return _last(found, f"{self.name} sees no message with {text!r}, but:\n{self.sight()}")

    def sees(self, text: str) -> bool:
        """Tell that the person sees a text somewhere; AssertionError shows everything they see."""
        sight = self.sight()
        if text not in sight:
            raise AssertionError(f"{self.name} does not see {text!r}, but:\n{sight}")
        return True

    def sees_nothing_of(self, text: str) -> bool:
        """Tell that the person sees a text nowhere; AssertionError shows where they do."""
        lines = [line for line in self.sight().splitlines() if text in line]
        if lines:
            raise AssertionError(f"{self.name} sees {text!r}:\n" + "\n".join(lines))
        return True

    async def until_sees(self, text: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until the person sees a text, for apps that go on working after they have acknowledged."""
        await self.sandbox.settled()
        with self._workspace.subscribe(self.id) as changes, contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while text not in self.sight():
                    await anext(changes)
        self.sees(text)

    def sight(self) -> str:
        """Return everything the person can see, as plain text."""
        parts = [f"[{toast}]" for toast in self.toasts]
        for view in self._workspace.modals[self.id]:
            parts.append(f"— modal —\n{Seen(self.sandbox.backend, self.id, view).text}")
        if self.id in self._workspace.homes:
            parts.append(f"— home —\n{self.home.text}")
        for channel in self._workspace.channels_for(self.id):
            replies = [one for one in self._workspace.messages(channel.id) if one.ephemeral_for in (None, self.id)]
            parts.append(f"— {channel.name} —")
            parts += [self._seen(one).all_text for one in replies]
        return "\n".join(parts)

    def _looking(self, channel: str | None, thread: SeenMessage | None) -> list[SeenMessage]:
        thread_ts = thread.message.thread_ts or thread.ts if thread else None
        seen = self._workspace.visible_messages(self.id, self._channel(channel), thread_ts)
        return [self._seen(one) for one in seen]

    def _seen(self, message: Message) -> SeenMessage:
        return SeenMessage(self.sandbox.backend, self.id, message)

    def _channel(self, channel: str | None) -> str:
        if channel is None:
            return self._workspace.open_im(self.id).id
        return self._workspace.channel(channel).id


def _last(found: Sequence[SeenMessage], otherwise: str) -> SeenMessage:
    if not found:
        raise AssertionError(otherwise)
    return found[-1]
