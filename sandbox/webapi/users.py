"""People: one, all, or the one with an e-mail address."""

from __future__ import annotations

from sandbox.payloads import user_json
from sandbox.refusal import Refusal
from sandbox.webapi.call import Call, Json, Method, cursor_after
from sandbox.workspace import Person

_READ = ("users:read",)


async def info(call: Call) -> Json:
    """Describe a person."""
    return {"user": _shown(call, call.person(call.text("user")))}


async def list_all(call: Call) -> Json:
    """List everybody, deactivated people included."""
    page, following = call.page(list(call.workspace.people.values()))
    now = int(call.workspace.clock.now().timestamp())
    return {"members": [_shown(call, one) for one in page], "cache_ts": now, **cursor_after(following)}


async def lookup_by_email(call: Call) -> Json:
    """Find a person by their e-mail address."""
    wanted = call.text("email").lower()
    for person in call.workspace.people.values():
        if person.email and person.email.lower() == wanted and not person.is_deactivated:
            return {"user": _shown(call, person)}
    raise Refusal("users_not_found")


def _shown(call: Call, person: Person) -> Json:
    shown = user_json(call.workspace, person)
    if "users:read.email" not in call.backend.installation.scopes:
        shown["profile"].pop("email")
    return shown


METHODS = (
    Method(name="users.info", run=info, tier="t4", required=("user",), scopes=_READ),
    Method(name="users.list", run=list_all, tier="t2", scopes=_READ),
    Method(
        name="users.lookupByEmail",
        run=lookup_by_email,
        tier="t3",
        required=("email",),
        scopes=("users:read.email",),
    ),
)
