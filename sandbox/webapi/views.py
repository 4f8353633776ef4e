"""Modals and home tabs: opened, pushed, updated, published."""

from __future__ import annotations

from sandbox.modals import checked_view
from sandbox.payloads import view_json
from sandbox.refusal import Refusal, invalid_arguments
from sandbox.webapi.call import Call, Json, Method
from sandbox.workspace import View


async def open_view(call: Call) -> Json:
    """Open a modal for the person behind a trigger."""
    payload = checked_view(call.object("view"), "modal")
    trigger = call.backend.triggers.redeem(_trigger_id(call))
    return _shown(call, call.backend.modals.open(trigger.user, payload))


async def push(call: Call) -> Json:
    """Put a modal over the one from which the trigger comes."""
    payload = checked_view(call.object("view"), "modal")
    trigger = call.backend.triggers.redeem(_trigger_id(call))
    if trigger.view_id is None:
        raise Refusal("not_found")
    return _shown(call, call.backend.modals.push(trigger.user, payload))


async def update(call: Call) -> Json:
    """Replace the content of an open view."""
    if not (call.text("view_id") or call.text("external_id")):
        raise invalid_arguments("missing required field: view_id")
    view = call.backend.modals.find(call.text("view_id"), call.text("external_id"))
    payload = checked_view(call.object("view"), view.kind)
    return _shown(call, call.backend.modals.update(view, payload, call.text("hash")))


async def publish(call: Call) -> Json:
    """Show a person's home tab."""
    payload = checked_view(call.object("view"), "home")
    if not call.workspace.manifest.home_tab:
        raise Refusal("not_enabled")
    person = call.workspace.people.get(call.text("user_id"))
    if person is None or person.is_bot:
        raise invalid_arguments("invalid `user_id`")
    return _shown(call, call.backend.modals.publish(person.id, payload, call.text("hash")))


def _trigger_id(call: Call) -> str:
    trigger_id = call.text("trigger_id") or call.text("interactivity_pointer")
    if not trigger_id:
        raise invalid_arguments("invalid `trigger_id`")
    return trigger_id


def _shown(call: Call, view: View) -> Json:
    return {"view": view_json(call.workspace, view)}


METHODS = (
    Method(name="views.open", run=open_view, tier="t4", required=("view",)),
    Method(name="views.push", run=push, tier="t4", required=("view",)),
    Method(name="views.update", run=update, tier="t4", required=("view",)),
    Method(name="views.publish", run=publish, tier="t4", required=("user_id", "view")),
)
