"""What a person says: messages with files, commands, reactions – told to the app as Slack tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sandbox.app_link import Answer, AppLink
from sandbox.events import Events
from sandbox.files import LARGEST_FILE, Files
from sandbox.modals import Modals
from sandbox.posting import ResponseUrls
from sandbox.refusal import Refusal
from sandbox.scene import ActRefused, Json, MessageRef, Scene
from sandbox.spelling import escaped, with_mentions
from sandbox.triggers import Triggers
from sandbox.workspace import Message, Workspace

EMOJI_NAME = r"[\w+'-]+(::skin-tone-[2-6])?"
FAILURES = {
    "operation_timeout": "Die App hat nicht innerhalb von 3 Sekunden geantwortet (operation_timeout).",
    "dispatch_failed": "Die App hat mit einem Fehler geantwortet (dispatch_failed).",
    "app_unreachable": "Die App ist nicht erreichbar (dispatch_failed).",
}


class SpeechActs:
    """What people say; every method names the acting user's id first and may raise ActRefused."""

    def __init__(
        self,
        workspace: Workspace,
        events: Events,
        *,
        link: AppLink,
        triggers: Triggers,
        response_urls: ResponseUrls,
        modals: Modals,
        files: Files,
    ) -> None:
        self.workspace = workspace
        self.link = link
        self._events = events
        self._triggers = triggers
        self._response_urls = response_urls
        self._modals = modals
        self._files = files
        self._scene = Scene(workspace, triggers, response_urls)

    async def say(
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        files: Sequence[tuple[str, bytes]] = (),
    ) -> Message:
        """Post a plain message, perhaps with files (name, content); text is what was typed, raw."""
        place = self._scene.place(user, channel)
        if not text.strip() and not files:
            raise ActRefused("Die Nachricht ist leer (no_text).")
        for name, content in files:
            if not 0 < len(content) <= LARGEST_FILE:
                raise ActRefused(f"„{name}“ ist {'zu groß' if content else 'leer'}.")
        shared = [self._files.take(user, name, content) for name, content in files]
        message = self.workspace.add_message(
            Message(
                ts=self.workspace.next_ts(),
                channel=place.id,
                user=user,
                text=with_mentions(self.workspace, escaped(text)),
                thread_ts=thread_ts,
                files=[file.id for file in shared],
            )
        )
        for file in shared:
            file.shares.append((place.id, message.ts))
        await self._events.said(message)
        return message

    async def command(self, user: str, channel: str, text: str) -> None:
        """Send a slash command, text as typed: "/vorhaben neu"."""
        place = self._scene.place(user, channel)
        name, _, rest = text.strip().partition(" ")
        command = self.workspace.manifest.command(name)
        if command is None:
            raise ActRefused(f"Den Befehl „{name}“ gibt es in diesem Arbeitsbereich nicht (invalid command).")
        person = self.workspace.people[user]
        typed = escaped(rest.strip())
        if command.should_escape:
            typed = with_mentions(self.workspace, typed, named=True)
        answer = await self.link.command(
            {
                "token": "sandbox",
                "team_id": self.workspace.team.id,
                "team_domain": self.workspace.team.domain,
                "channel_id": place.id,
                "channel_name": "directmessage" if place.kind == "im" else place.name,
                "user_id": user,
                "user_name": person.name,
                "command": name,
                "text": typed,
                "api_app_id": self.workspace.app_id,
                "is_enterprise_install": "false",
                "response_url": self._response_urls.issue(user, place.id),
                "trigger_id": self._triggers.issue(user),
            }
        )
        if self.failed(user, answer, f"{name} ist fehlgeschlagen. "):
            return
        said = {"text": answer.body} if isinstance(answer.body, str) else answer.body
        if isinstance(said, dict) and any(said.get(one) for one in ("text", "blocks", "attachments")):
            self._show(user, place.id, said)

    async def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Put an emoji (its name without colons) under a message, or take one's own away again."""
        message = self._scene.seen(user, MessageRef(channel, ts))
        if message.ephemeral_for:
            raise ActRefused("Auf eine Nachricht, die nur Sie sehen, kann niemand reagieren.")
        if not re.fullmatch(EMOJI_NAME, name):
            raise ActRefused(f"Das Zeichen „{name}“ gibt es nicht (invalid_name).")
        taken_away = message.toggle_reaction(user, name)
        self.workspace.message_changed(message)
        await self._events.reacted(message, user, name, removed=taken_away)

    def _show(self, user: str, channel: str, said: Json) -> None:
        entry = self.link.wire.begin("to_sandbox", "command_response", said)
        try:
            self._response_urls.answer(user, channel, said)
        except Refusal as refusal:
            self.link.wire.end(entry, refusal.error, refusal.as_dict())
            self.workspace.toast(user, f"Die Antwort der App war nicht brauchbar ({refusal.error}).")
        else:
            self.link.wire.end(entry, 200, {"ok": True})

    def failed(self, user: str, answer: Answer, what: str) -> bool:
        """Tell whether an exchange with the app has failed, and the person, if so."""
        if answer.failure:
            self.workspace.toast(user, f"{what}{FAILURES[answer.failure]}")
        return answer.failure is not None
