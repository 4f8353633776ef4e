"""Files by Slack's external upload: announced, filled at an address of their own, then shared."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any

from sandbox.embedded import is_embedded
from sandbox.events import Events, file_shared
from sandbox.posting import Content, post
from sandbox.refusal import Refusal
from sandbox.workspace import Channel, SharedFile, Workspace

Json = dict[str, Any]

# Slack takes 1 GB; everything here is kept in memory.
LARGEST_FILE = 50_000_000
ALT_TEXT_LIMIT = 1_000
NAME_LIMIT = 255


class Files:
    """The files of one workspace; their content is in memory like everything else."""

    def __init__(self, workspace: Workspace, events: Events) -> None:
        self._workspace = workspace
        self._events = events
        self._tickets: dict[str, str] = {}

    def announce(self, name: str, length: int, alt_text: str) -> tuple[SharedFile, str]:
        """Return a new, empty file and the ticket with which it is filled, once; raises Refusal."""
        if length < 1:
            raise Refusal("missing_argument")
        if length > LARGEST_FILE:
            raise Refusal("file_upload_size_restricted")
        if len(alt_text) > ALT_TEXT_LIMIT:
            raise Refusal("alt_txt_too_large")
        file = SharedFile(
            id=self._workspace.new_id("F"),
            name=name,
            length=length,
            title=name,
            alt_text=alt_text,
            created=int(self._workspace.clock.now().timestamp()),
        )
        self._workspace.files[file.id] = file
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = file.id
        return file, ticket

    def fill(self, ticket: str, content: bytes) -> SharedFile:
        """Take a file's bytes, as many as were announced; raises Refusal."""
        file = self._workspace.files.get(self._tickets.get(ticket, ""))
        if file is None:
            raise Refusal("upload_not_found", status=404)
        if len(content) != file.length:
            raise Refusal("length_mismatch", status=400, expected=file.length, received=len(content))
        del self._tickets[ticket]
        file.content = content
        return file

    def take(self, user: str, name: str, content: bytes) -> SharedFile:
        """Keep a file that a person has chosen; of its name only what follows the last slash counts."""
        name = re.sub(r"[\x00-\x1f]", "", re.split(r"[/\\]", name)[-1])[-NAME_LIMIT:] or "Datei"
        file = SharedFile(
            id=self._workspace.new_id("F"),
            name=name,
            length=len(content),
            user=user,
            title=name,
            created=int(self._workspace.clock.now().timestamp()),
            content=content,
            is_complete=True,
        )
        self._workspace.files[file.id] = file
        return file

    def complete(
        self, entries: Sequence[Json], channels: Sequence[Channel], content: Content, thread_ts: str | None
    ) -> list[SharedFile]:
        """Give the files their titles and share them in one message for each channel; raises Refusal."""
        files = [self._filled(str(one.get("id", ""))) for one in entries]
        for file, entry in zip(files, entries, strict=True):
            file.title = str(entry.get("title") or file.title)
            file.is_complete = True
        for channel in channels:
            ids = [one.id for one in files]
            message = post(self._workspace, channel.id, content, thread_ts=thread_ts, files=ids)
            for file in files:
                file.shares.append((channel.id, message.ts))
                self._events.tell_soon("file_shared", file_shared(file.id, self._workspace.bot.id, channel.id))
        return files

    def find(self, file_id: str) -> SharedFile:
        """Return a complete file that the app may see; raises Refusal file_not_found."""
        file = self._workspace.files.get(file_id)
        if file is None or not file.is_complete or not self._is_apps(file):
            raise Refusal("file_not_found")
        return file

    def seen_by(self, user: str, file_id: str) -> SharedFile | None:
        """Return a file that one person may see: their own, shared in a channel of theirs, or shown in blocks."""
        file = self._workspace.files.get(file_id)
        if file and file.user == user:
            return file
        for channel, ts in file.shares if file else ():
            place = self._workspace.channels[channel]
            if user in place.members and self._workspace.message(channel, ts):
                return file
        return file if file and is_embedded(self._workspace, user, file_id) else None

    def clear(self) -> None:
        """Forget all tickets."""
        self._tickets.clear()

    def _is_apps(self, file: SharedFile) -> bool:
        bot = self._workspace.bot.id
        return (
            file.user in ("", bot)
            or file.is_given
            or any(bot in self._workspace.channels[channel].members for channel, _ in file.shares)
        )

    def _filled(self, file_id: str) -> SharedFile:
        file = self._workspace.files.get(file_id)
        if file is None or file.content is None:
            raise Refusal("file_not_found")
        if file.is_complete:
            raise Refusal("file_update_failed")
        return file
