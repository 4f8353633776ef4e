"""Everything the bot ever sent, by who could read it: taken from the wire, so that nothing shown escapes."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # published without types
from docx import Document
from openpyxl import load_workbook

from sandbox.wire import WireEntry
from tests.stories.city import City

Json = dict[str, Any]
SILENT = frozenset({
    "auth.test", "conversations.open", "conversations.info", "users.info", "chat.getPermalink", "upload", "command_response",
    "files.getUploadURLExternal",
})  # fmt: skip
"""What shows nobody anything; what a command is answered with is also the response of its delivery."""
SPOKEN = frozenset({"chat.postMessage", "chat.postEphemeral", "chat.update"})


@dataclass(frozen=True)
class Sending:
    """One thing that somebody could read; `where` is the call, or the name of a file."""

    where: str
    text: str


class Sendings:
    """What was sent, by the reader's id: a person's, or that of a channel with many."""

    def __init__(self, town: City) -> None:
        self.of: dict[str, list[Sending]] = defaultdict(list)
        self.notifications: list[str] = []
        self.titles: set[str] = set()
        self._town = town
        self._triggers: dict[str, str] = {}
        self._views: dict[str, str] = {}
        self._files: set[str] = set()

    async def collect(self) -> None:
        """Take in what came since the last time; the wire remembers only so much."""
        await self._town.house.errands.done()
        await self._town.sandbox.settled()
        entries = self._town.sandbox.wire.entries()
        for entry in entries:
            self._take(entry)
        self._town.sandbox.wire.clear()
        for file in self._town.sandbox.workspace.files.values():
            if file.id not in self._files:
                self._files.add(file.id)
                said = "\n".join([file.name, *_words(file.name, file.content or b"")])
                for person in self._town.sandbox.workspace.people.values():
                    if not person.is_bot and self._town.sandbox.backend.files.seen_by(person.id, file.id):
                        self.of[person.id].append(Sending(file.name, said))

    def _take(self, entry: WireEntry) -> None:
        if entry.direction == "to_app":
            asker = self._asker(entry.request)
            if entry.response:
                self._keep(asker, f"answer to {entry.name}", entry.response)
        elif entry.name not in SILENT:
            if entry.name in SPOKEN:
                self.notifications.append(str(entry.request.get("text", "")))
            self._keep(self._reader(entry), entry.name, entry.request)

    def _asker(self, payload: Json) -> str:
        event = payload.get("event", {})
        user = payload.get("user_id") or payload.get("user", {}).get("id") or event.get("user")
        user = user["id"] if isinstance(user, dict) else str(user)
        if trigger := payload.get("trigger_id"):
            self._triggers[trigger] = user
        if view := payload.get("view"):
            self._views[view["id"]] = user
        return user

    def _reader(self, entry: WireEntry) -> str:
        """Name who reads a call; a call of a kind that is not known here ends the story, so that none goes unread."""
        said = entry.request
        match entry.name:
            case "views.publish":
                return str(said["user_id"])
            case "views.open" | "views.push":
                user = self._triggers[said["trigger_id"]]
                if entry.response and entry.response.get("ok"):
                    self._views[entry.response["view"]["id"]] = user
                return user
            case "views.update":
                return self._views[said["view_id"]]
            case "chat.postEphemeral":
                return str(said["user"])
            case "chat.postMessage" | "chat.update":
                return self._person_behind(said["channel"])
            case "files.completeUploadExternal":
                return self._person_behind(said["channel_id"])
        raise AssertionError(f"Nobody knows who reads {entry.name}: {said}")

    def _person_behind(self, channel: str) -> str:
        people = self._town.sandbox.workspace.people
        return next((user for user in people if self._town.sandbox.workspace.open_im(user).id == channel), channel)

    def _keep(self, reader: str, where: str, said: Any) -> None:
        text = json.dumps(said, ensure_ascii=False)
        self.of[reader].append(Sending(where, text))
        view = said.get("view") if isinstance(said, dict) else None
        if isinstance(view, str):
            view = json.loads(view)
        if view and view.get("title"):
            self.titles.add(view["title"]["text"])


def _words(name: str, content: bytes) -> Iterator[str]:
    """Read whatever kind of file it is."""
    match name.rpartition(".")[2]:
        case "xlsx":
            for sheet in load_workbook(BytesIO(content)).worksheets:
                yield from (str(cell.value) for row in sheet.iter_rows() for cell in row)
        case "docx":
            document = Document(BytesIO(content))
            yield from (paragraph.text for paragraph in document.paragraphs)
            yield from (cell.text for table in document.tables for row in table.rows for cell in row.cells)
        case "pdf":
            pdf = pypdfium2.PdfDocument(content)
            yield " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())
            pdf.close()
        case _:
            yield content.decode()
