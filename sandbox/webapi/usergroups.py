"""Groups of people who are mentioned together."""

from __future__ import annotations

from sandbox.refusal import Refusal
from sandbox.webapi.call import Call, Json, Method
from sandbox.workspace import Usergroup

_READ = ("usergroups:read",)


async def list_all(call: Call) -> Json:
    """List the groups, with their people when asked for."""
    groups = call.workspace.usergroups.values()
    return {"usergroups": [_shown(call, one) for one in groups]}


async def people(call: Call) -> Json:
    """List the people of one group."""
    group = call.workspace.usergroups.get(call.text("usergroup"))
    if group is None:
        raise Refusal("no_such_subteam")
    return {"users": list(group.users)}


def _shown(call: Call, group: Usergroup) -> Json:
    shown: Json = {
        "id": group.id,
        "team_id": call.workspace.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.users[0] if group.users else "",
        "updated_by": group.users[0] if group.users else "",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(group.users),
    }
    if call.flag("include_users"):
        shown["users"] = list(group.users)
    return shown


METHODS = (
    Method(name="usergroups.list", run=list_all, tier="t2", scopes=_READ),
    Method(name="usergroups.users.list", run=people, tier="t2", required=("usergroup",), scopes=_READ),
)
