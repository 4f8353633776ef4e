"""Who the app is, which team this is, and whether the line is open."""

from __future__ import annotations

from sandbox.block_kit.surfaces import check_blocks, check_message, check_view
from sandbox.refusal import Refusal, invalid_arguments
from sandbox.webapi.call import Call, Json, Method


async def api_test(call: Call) -> Json:
    """Answer with the arguments, or with the error asked for."""
    if error := call.text("error"):
        raise Refusal(error, args=call.args)
    return {"args": call.args}


async def auth_test(call: Call) -> Json:
    """Say who the token belongs to."""
    workspace = call.workspace
    return {
        "url": f"https://{workspace.team.domain}.slack.com/",
        "team": workspace.team.name,
        "user": workspace.bot.name,
        "team_id": workspace.team.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


async def connections_open(call: Call) -> Json:
    """Return where a websocket may connect, once."""
    base = call.backend.base_url.replace("http", "ws", 1)
    return {"url": f"{base}/socket?ticket={call.backend.sockets.ticket()}&app_id={call.workspace.app_id}"}


async def team_info(call: Call) -> Json:
    """Describe the team."""
    team = call.workspace.team
    if call.text("team") not in ("", team.id):
        raise Refusal("team_not_found")
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "email_domain": "",
            "url": f"https://{team.domain}.slack.com/",
            "icon": {"image_default": True},
        }
    }


async def bots_info(call: Call) -> Json:
    """Describe the app's bot."""
    workspace = call.workspace
    if call.text("bot") not in ("", workspace.bot_id):
        raise Refusal("bot_not_found")
    return {
        "bot": {
            "id": workspace.bot_id,
            "deleted": False,
            "name": workspace.bot.real_name,
            "updated": 0,
            "app_id": workspace.app_id,
            "user_id": workspace.bot.id,
            "icons": {},
        }
    }


async def blocks_validate(call: Call) -> Json:
    """Check blocks, a message or a view without showing it."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name)]
    if len(given) != 1:
        raise invalid_arguments("must provide exactly one of `blocks`, `view`, or `message`")
    payload = call.object(given[0])
    if given[0] == "blocks":
        issues = check_blocks(payload, "message")
    elif given[0] == "view":
        issues = check_view(payload)
    elif isinstance(payload, dict):
        issues = check_message(payload)
    else:
        raise invalid_arguments("message must be an object [json-pointer:/message]")
    if issues:
        raise Refusal(f"invalid_{given[0]}", errors=[one.as_dict() for one in issues])
    return {}


METHODS = (
    Method(name="api.test", run=api_test, tier="t4", token="none"),
    Method(name="auth.test", run=auth_test, tier="t5"),
    Method(name="apps.connections.open", run=connections_open, tier="t3", token="app"),
    Method(name="team.info", run=team_info, tier="t3", scopes=("team:read",)),
    Method(name="bots.info", run=bots_info, tier="t3", scopes=("users:read",)),
    Method(name="blocks.validate", run=blocks_validate, tier="t3", token="none"),
)
