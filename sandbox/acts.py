"""What a person does with what the app shows: press, fill in, close – told to the app as Slack tells it."""

from __future__ import annotations

import time
from typing import Any

from sandbox import input_state
from sandbox.block_kit.surfaces import check_options
from sandbox.file_shape import extension, file_json
from sandbox.modals import checked_view
from sandbox.payloads import user_json, view_json
from sandbox.refusal import Refusal
from sandbox.scene import ActRefused, Json, MessageRef, Values, ViewRef
from sandbox.speech_acts import FAILURES, SpeechActs
from sandbox.workspace import Person, SharedFile, View, WorkspaceError

__all__ = ["ActRefused", "Acts", "MessageRef", "Values", "ViewRef"]

# What Slack's form takes for each file.
LARGEST_INPUT = 10_000_000


class Acts(SpeechActs):
    """What people do; every method names the acting user's id first and may raise ActRefused."""

    async def press(
        self,
        user: str,
        *,
        container: MessageRef | ViewRef,
        block_id: str,
        action_id: str,
        option: Json | str | list[Json] | list[str] | None = None,
        value: str | list[str] | None = None,
        values: Values | None = None,
    ) -> None:
        """Press a button or choose in an actions block, accessory or dispatching input.

        `option`: what is chosen (object or its value) in selects, overflow, radio, checkboxes;
        `value`: a date, time, text, user, channel; `values`: what is typed in the other inputs right now.
        """
        element = self._scene.element(user, container, block_id, action_id)
        stored, blocks = self._scene.stored(user, container)
        self._scene.type_in(container, blocks, stored, values or {})
        chosen = option if option is not None else value
        action: Json = {"type": element["type"], "block_id": block_id, "action_id": action_id}
        action["action_ts"] = f"{time.time():.6f}"
        if element["type"] in input_state.STATEFUL:
            self._scene.type_in(container, blocks, stored, {block_id: {action_id: chosen}})
            action |= stored[block_id][action_id]
        elif element["type"] == "overflow":
            wanted = chosen["value"] if isinstance(chosen, dict) else chosen
            picked = next((one for one in element["options"] if one["value"] == wanted), None)
            if picked is None:
                raise ActRefused(f"Die Auswahl „{wanted}“ gibt es hier nicht.")
            action["selected_option"] = picked
        else:
            action["text"] = element["text"]
            if element.get("value"):
                action["value"] = element["value"]
        payload = self._scene.interaction("block_actions", user, container) | {"actions": [action]}
        self.failed(user, await self.link.interact(payload), "")

    async def suggest(
        self, user: str, *, container: MessageRef | ViewRef, block_id: str, action_id: str, query: str
    ) -> list[Json]:
        """Ask the app for the options of an external select; groups come back flat."""
        self._scene.element(user, container, block_id, action_id)
        payload = self._scene.interaction("block_suggestion", user, container, reply=False)
        payload |= {"block_id": block_id, "action_id": action_id, "value": query}
        answer = await self.link.interact(payload)
        if self.failed(user, answer, "Die Auswahl konnte nicht geladen werden. "):
            return []
        issues = check_options(answer.body)
        if issues:
            self.workspace.toast(user, f"Die App hat keine brauchbare Auswahl geliefert ({issues[0].message}).")
            return []
        grouped = [one for group in answer.body.get("option_groups") or [] for one in group["options"]]
        options: list[Json] = [*(answer.body.get("options") or []), *grouped]
        self._scene.remember_options(container, block_id, action_id, options)
        return options

    async def submit(self, user: str, view_id: str, values: Values) -> dict[str, str]:
        """Submit a modal; values {block_id: {action_id: raw}}; returns {block_id: sentence} (empty: accepted)."""
        view = self._scene.open_view(user, view_id)
        if view is not self.workspace.top_modal(user):
            raise ActRefused("Dieses Fenster liegt nicht zuoberst.")
        if not view.payload.get("submit"):
            raise ActRefused("Dieses Fenster hat keinen Knopf zum Absenden.")
        blocks = view.payload["blocks"]
        self._scene.type_in(ViewRef(view_id), blocks, view.state_values, values)
        view.notice = ""
        view.errors = input_state.problems(blocks, input_state.state_of(blocks, view.state_values))
        if not view.errors:
            payload = self._scene.interaction("view_submission", user, ViewRef(view_id), reply=False)
            answer = await self.link.interact(payload | {"response_urls": []})
            if self.failed(user, answer, "Das Absenden ist fehlgeschlagen. "):
                view.notice = FAILURES[answer.failure or "dispatch_failed"]
            else:
                self._obey(view, answer.body)
        self.workspace.changed("modal", user)
        return view.errors

    def enter(self, user: str, view_id: str, values: Values) -> None:
        """Fill inputs of a view in without sending anything, as typing does."""
        view = self._scene.open_view(user, view_id)
        self._scene.type_in(ViewRef(view_id), view.payload["blocks"], view.state_values, values)

    def attach(
        self, user: str, view_id: str, *, block_id: str, action_id: str, name: str, content: bytes
    ) -> SharedFile:
        """Upload a file into a file input, beside those that are there."""
        element, present = self._file_input(user, view_id, block_id, action_id)
        wanted = element.get("filetypes") or []
        if wanted and extension(name) not in [one.lower() for one in wanted]:
            raise ActRefused(f"„{name}“ wird hier nicht angenommen; möglich sind: {', '.join(wanted)}.")
        if not content:
            raise ActRefused(f"„{name}“ ist leer.")
        if len(content) > LARGEST_INPUT:
            raise ActRefused(f"„{name}“ ist zu groß; möglich sind 10 MB je Datei.")
        most = element.get("max_files") or input_state.FILES_LIMIT
        if len(present) >= most:
            raise ActRefused(
                f"Hier {'ist' if most == 1 else 'sind'} höchstens {most} {'Datei' if most == 1 else 'Dateien'} möglich."
            )
        file = self._files.take(user, name, content)
        file.is_given = True
        uploaded = file_json(self.workspace, file)
        self._scene.remember_options(ViewRef(view_id), block_id, action_id, [uploaded])
        self.enter(user, view_id, {block_id: {action_id: [*present, file.id]}})
        return file

    def detach(self, user: str, view_id: str, *, block_id: str, action_id: str, file_id: str) -> None:
        """Take a file out of a file input again."""
        _, present = self._file_input(user, view_id, block_id, action_id)
        self.enter(user, view_id, {block_id: {action_id: [one for one in present if one != file_id]}})

    async def close(self, user: str, view_id: str, *, clear: bool = False) -> None:
        """Close a modal; `clear` closes the whole stack, as its cross does."""
        view = self._scene.open_view(user, view_id)
        clear = clear or bool(view.payload.get("clear_on_close"))
        stack = self.workspace.modals[user]
        closed = list(reversed(stack if clear else stack[stack.index(view) :]))
        told = [
            self._scene.interaction("view_closed", user, ViewRef(one.id), reply=False) | {"is_cleared": clear}
            for one in closed
            if one.payload.get("notify_on_close")
        ]
        self._modals.close(closed[-1])
        for payload in told:
            payload.pop("trigger_id", None)
            await self.link.interact(payload)

    async def open_home(self, user: str) -> None:
        """Open the app's home tab."""
        event: Json = {
            "type": "app_home_opened",
            "user": self._scene.actor(user).id,
            "channel": self.workspace.open_im(user).id,
            "tab": "home",
        }
        home = self.workspace.homes.get(user)
        if home:
            event["view"] = view_json(self.workspace, home)
        await self._events.tell("app_home_opened", event)

    async def message_shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> None:
        """Choose an entry of a message's menu."""
        self._scene.place(user, channel)
        if self.workspace.manifest.shortcut(callback_id, "message") is None:
            raise ActRefused(f"Den Eintrag „{callback_id}“ gibt es im Menü der Nachricht nicht.")
        payload = self._scene.interaction("message_action", user, MessageRef(channel, ts))
        payload |= {"callback_id": callback_id, "message_ts": ts, "action_ts": f"{time.time():.6f}"}
        del payload["container"]
        del payload["state"]
        self.failed(user, await self.link.interact(payload), "")

    async def global_shortcut(self, user: str, callback_id: str) -> None:
        """Choose one of the app's global shortcuts."""
        self._scene.actor(user)
        if self.workspace.manifest.shortcut(callback_id, "global") is None:
            raise ActRefused(f"Den Kurzbefehl „{callback_id}“ gibt es nicht.")
        payload = self._scene.about(user) | {"type": "shortcut", "callback_id": callback_id}
        payload |= {"action_ts": f"{time.time():.6f}", "trigger_id": self._triggers.issue(user)}
        self.failed(user, await self.link.interact(payload), "")

    async def change_person(self, user: str, **changes: Any) -> Person:
        """Change an account, as an administrator does (is_deactivated=True); the app hears `user_change`."""
        person = self.workspace.people[user]
        for name, value in changes.items():
            if not hasattr(person, name):
                raise WorkspaceError(f"A person has no {name!r}.")
            setattr(person, name, value)
        self.workspace.changed("sidebar")
        await self._events.tell("user_change", {"type": "user_change", "user": user_json(self.workspace, person)})
        return person

    def _file_input(self, user: str, view_id: str, block_id: str, action_id: str) -> tuple[Json, list[str]]:
        element = self._scene.element(user, ViewRef(view_id), block_id, action_id)
        if element["type"] != "file_input":
            raise ActRefused("Dieses Element nimmt keine Dateien an.")
        view = self._scene.open_view(user, view_id)
        state = input_state.state_of(view.payload["blocks"], view.state_values)
        return element, [one["id"] for one in state[block_id][action_id]["files"]]

    def _obey(self, view: View, answer: Any) -> None:
        """Do with a submitted modal what the app answered."""
        action = answer.get("response_action") if isinstance(answer, dict) else None
        try:
            match action:
                case None if not answer:
                    self._modals.close(view)
                case "errors":
                    self._show_errors(view, answer.get("errors") or {})
                case "update":
                    self._modals.update(view, checked_view(answer.get("view"), "modal"))
                case "push":
                    self._modals.push(view.user, checked_view(answer.get("view"), "modal"))
                case "clear":
                    self._modals.clear(view.user)
                case _:
                    raise Refusal("invalid_response_action")
        except Refusal as refusal:
            self._refuse(view, refusal)

    def _show_errors(self, view: View, errors: dict[str, str]) -> None:
        inputs = {block["block_id"] for block in view.payload["blocks"] if block["type"] == "input"}
        unknown = sorted(set(errors) - inputs)
        if unknown or not errors:
            raise Refusal("invalid_errors", blocks=unknown)
        view.errors = dict(errors)

    def _refuse(self, view: View, refusal: Refusal) -> None:
        entry = self.link.wire.begin("to_sandbox", "response_action", {"view_id": view.id})
        self.link.wire.end(entry, refusal.error, refusal.as_dict())
        view.notice = f"Die App hat etwas geantwortet, das hier nicht gilt ({refusal.error})."
        self.workspace.toast(view.user, view.notice)
