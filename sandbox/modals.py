"""Modals and home tabs: opened, pushed onto each other at most three deep, updated, closed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Literal

from sandbox.block_kit.surfaces import check_view, is_too_large, with_ids
from sandbox.input_state import state_of
from sandbox.refusal import Refusal, invalid_arguments, pointed
from sandbox.workspace import MODAL_STACK_LIMIT, View, Workspace

Json = dict[str, Any]

FILES_SCOPE = "files:read"


def checked_view(value: Any, kind: Literal["modal", "home"]) -> Json:
    """Return a view that Slack would take, with all ids; raises Refusal."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except json.JSONDecodeError as wrong:
            raise invalid_arguments("view is not valid JSON [json-pointer:/view]") from wrong
    issues = check_view(value, kind=kind, pointer="/view")
    if issues:
        raise invalid_arguments(*pointed(issues))
    if is_too_large(value):
        raise Refusal("view_too_large")
    return {**value, "blocks": with_ids(value["blocks"])}


class Modals:
    """The stacks of all people, and their homes."""

    def __init__(self, workspace: Workspace, scopes: Sequence[str]) -> None:
        self._workspace = workspace
        self._scopes = scopes

    def open(self, user: str, payload: Json) -> View:
        """Show a modal; what the person had before them is gone."""
        self._refuse_known(payload)
        self._refuse_unscoped(payload)
        self.clear(user)
        return self._place(user, payload, None)

    def push(self, user: str, payload: Json) -> View:
        """Put a modal over the one the person has before them; raises Refusal push_limit_reached, not_found."""
        self._refuse_known(payload)
        self._refuse_unscoped(payload)
        top = self._workspace.top_modal(user)
        if top is None:
            raise Refusal("not_found")
        if len(self._workspace.modals[user]) >= MODAL_STACK_LIMIT:
            raise Refusal("push_limit_reached")
        return self._place(user, payload, top)

    def update(self, view: View, payload: Json, expected_hash: str | None = None) -> View:
        """Replace a view's content; what was typed in fields that stay, stays. Raises Refusal hash_conflict."""
        if expected_hash and expected_hash != view.hash:
            raise Refusal("hash_conflict")
        self._refuse_unscoped(payload)
        stored = view.state_values
        view.payload = payload
        view.external_id = payload.get("external_id") or view.external_id
        kept = state_of(payload["blocks"], stored)
        view.state_values = {
            block_id: {action_id: one for action_id, one in actions.items() if action_id in stored.get(block_id, {})}
            for block_id, actions in kept.items()
            if block_id in stored
        }
        view.hash = self._workspace.new_hash()
        view.errors = {}
        view.notice = ""
        self._workspace.changed("home" if view.kind == "home" else "modal", view.user)
        return view

    def publish(self, user: str, payload: Json, expected_hash: str | None = None) -> View:
        """Show a home tab; raises Refusal hash_conflict."""
        present = self._workspace.homes.get(user)
        if present:
            return self.update(present, payload, expected_hash)
        self._refuse_unscoped(payload)
        home = self._view(user, "home", payload)
        self._workspace.homes[user] = home
        self._workspace.changed("home", user)
        return home

    def find(self, view_id: str | None, external_id: str | None) -> View:
        """Return a view that is still open; raises Refusal not_found."""
        for view in self._workspace.views.values():
            if (view_id and view.id == view_id) or (external_id and view.external_id == external_id):
                return view
        raise Refusal("not_found")

    def close(self, view: View) -> None:
        """Take a modal away and whatever lies over it."""
        stack = self._workspace.modals[view.user]
        if view in stack:
            for gone in stack[stack.index(view) :]:
                self._workspace.views.pop(gone.id, None)
            del stack[stack.index(view) :]
        self._workspace.changed("modal", view.user)

    def clear(self, user: str) -> None:
        """Take all modals of a person away."""
        for view in self._workspace.modals[user][:1]:
            self.close(view)

    def _refuse_known(self, payload: Json) -> None:
        external_id = payload.get("external_id")
        if external_id and any(one.external_id == external_id for one in self._workspace.views.values()):
            raise Refusal("duplicate_external_id")

    def _refuse_unscoped(self, payload: Json) -> None:
        asks_files = any(block.get("element", {}).get("type") == "file_input" for block in payload["blocks"])
        if asks_files and FILES_SCOPE not in self._scopes:
            raise Refusal("missing_scope", needed=FILES_SCOPE, provided=",".join(self._scopes))

    def _place(self, user: str, payload: Json, top: View | None) -> View:
        view = self._view(user, "modal", payload)
        if top:
            view.root_id, view.previous_id = top.root_id, top.id
        self._workspace.modals[user].append(view)
        self._workspace.changed("modal", user)
        return view

    def _view(self, user: str, kind: Literal["modal", "home"], payload: Json) -> View:
        view_id = self._workspace.new_id("V")
        view = View(
            id=view_id,
            hash=self._workspace.new_hash(),
            user=user,
            kind=kind,
            payload=payload,
            root_id=view_id,
            external_id=payload.get("external_id") or "",
        )
        self._workspace.views[view_id] = view
        return view
