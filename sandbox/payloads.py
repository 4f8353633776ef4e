"""People, channels, messages and views in the JSON shapes in which Slack shows them to an app."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.file_shape import file_json
from sandbox.input_state import state_of
from sandbox.workspace import Channel, Message, Person, View, Workspace

Json = dict[str, Any]

EXTERNAL_TEAM = "T0EXTERNAL"


def team_of(workspace: Workspace, person: Person) -> str:
    """Return the id of the team the person's account belongs to."""
    return EXTERNAL_TEAM if person.is_external else workspace.team.id


def user_json(workspace: Workspace, person: Person) -> Json:
    """Return a person as `users.info` shows them."""
    offset = datetime.now(ZoneInfo(person.tz)).utcoffset()
    profile = {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "email": person.email,
        "team": team_of(workspace, person),
    }
    flags = {} if person.is_deactivated else _rights(person)
    return {
        "id": person.id,
        "team_id": team_of(workspace, person),
        "name": person.name,
        "deleted": person.is_deactivated,
        "color": person.color,
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": profile,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 0,
        "is_stranger": person.is_external,
        **flags,
    }


def _rights(person: Person) -> Json:
    return {
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": person.is_single_channel_guest,
    }


def actor_json(workspace: Workspace, user: str) -> Json:
    """Return a person as interactions name them."""
    person = workspace.people[user]
    return {"id": person.id, "username": person.name, "name": person.name, "team_id": team_of(workspace, person)}


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """Return a channel or direct messages as `conversations.info` shows them."""
    if channel.kind == "im":
        other = next(one for one in channel.members if one != workspace.bot.id)
        return {
            "id": channel.id,
            "created": channel.created,
            "is_im": True,
            "is_archived": False,
            "is_org_shared": False,
            "is_user_deleted": workspace.people[other].is_deactivated,
            "user": other,
        }
    members = workspace.members(channel)
    shared = any(one.is_external for one in members)
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "created": channel.created,
        "creator": members[0].id if members else "",
        "is_archived": False,
        "is_general": False,
        "unlinked": 0,
        "is_shared": shared,
        "is_ext_shared": shared,
        "is_org_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "context_team_id": workspace.team.id,
        "is_member": workspace.bot.id in channel.members,
        "num_members": len(members),
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
    }


def message_json(workspace: Workspace, message: Message, *, with_metadata: bool = False) -> Json:
    """Return a message as the history shows it."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": workspace.team.id,
    }
    if message.bot:
        shown |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id, "bot_profile": _bot_profile(workspace)}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.attachments:
        shown["attachments"] = message.attachments
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.thread_ts:
        shown["thread_ts"] = message.thread_ts
        shown |= _thread(workspace, message)
    if message.files:
        shown |= {"upload": False}
        shown["files"] = [file_json(workspace, workspace.files[one]) for one in message.files]
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": users, "count": len(users)} for name, users in message.reactions.items()
        ]
    if message.ts in workspace.channels[message.channel].pins:
        shown["pinned_to"] = [message.channel]
    if with_metadata and message.metadata:
        shown["metadata"] = message.metadata
    return shown


def _thread(workspace: Workspace, message: Message) -> Json:
    if message.is_reply:
        parent = workspace.message(message.channel, message.thread_ts or "")
        return {"parent_user_id": parent.user} if parent else {}
    replies = [one for one in workspace.log(message.channel).replies(message.ts) if one.ephemeral_for is None]
    users = list(dict.fromkeys(one.user for one in replies))
    latest = replies[-1].ts if replies else message.ts
    return {
        "reply_count": message.reply_count,
        "reply_users": users,
        "reply_users_count": len(users),
        "latest_reply": latest,
        "is_locked": False,
        "subscribed": False,
    }


def _bot_profile(workspace: Workspace) -> Json:
    return {
        "id": workspace.bot_id,
        "app_id": workspace.app_id,
        "name": workspace.bot.real_name,
        "deleted": False,
        "updated": 0,
        "team_id": workspace.team.id,
    }


def view_json(workspace: Workspace, view: View) -> Json:
    """Return a view as Slack echoes it and sends it with interactions, its current state included."""
    shown = view.payload
    return {
        "id": view.id,
        "team_id": workspace.team.id,
        "type": view.kind,
        "blocks": shown["blocks"],
        "private_metadata": shown.get("private_metadata") or "",
        "callback_id": shown.get("callback_id") or "",
        "state": {"values": state_of(shown["blocks"], view.state_values)},
        "hash": view.hash,
        "title": shown.get("title"),
        "clear_on_close": bool(shown.get("clear_on_close")),
        "notify_on_close": bool(shown.get("notify_on_close")),
        "close": shown.get("close"),
        "submit": shown.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": workspace.app_id,
        "external_id": view.external_id,
        "app_installed_team_id": workspace.team.id,
        "bot_id": workspace.bot_id,
    }
