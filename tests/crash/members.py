"""Members who press: signed requests at the doors, each kept with what was answered and how long it took.

A member whose door does not answer sees that, as with Slack, and presses again – at whatever door is next.
An event is repeated by Slack itself, with the same id.
"""

import asyncio
import hashlib
import hmac
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
ANSWER_SECONDS = 8.0
"""Slack waits three; a busy machine may take longer, and how long it took is measured."""
TEAM = "T0AGSP"
MOST_PRESSES = 60
TIRED = 0.1
"""Seconds between seeing that it failed and pressing again."""

Payload = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """One delivery: a body as Slack writes it, and what in the answer shows that it was accepted."""

    body: bytes
    content_type: str
    accepted: str = ""
    """Words that the answer holds; empty where accepting is silent."""


@dataclass
class Press:
    """One try of an act; `accepted` when the door acknowledged it as done."""

    name: str
    accepted: bool
    answer: str
    acknowledged_at: float


@dataclass
class Act:
    """Something one member wants, pressed until a door has acknowledged it."""

    kind: str
    began_at: float
    presses: list[Press] = field(default_factory=list)

    @property
    def waited(self) -> float:
        """Give the seconds from the first press to the answer."""
        return self.presses[-1].acknowledged_at - self.began_at


@dataclass
class Doors:
    """All `serve` processes of one installation, knocked at as a load balancer does."""

    urls: list[str]
    secret: str
    client: httpx.AsyncClient
    dice: random.Random
    unanswered: list[str] = field(default_factory=list)
    """Requests whose door died, or was not there yet."""
    under_way: Counter[str] = field(default_factory=Counter)
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, request: Request, **headers: str) -> httpx.Response | None:
        """Sign and send to any door; None when it does not answer in time."""
        timestamp = str(int(time.time()))
        base = b"v0:" + timestamp.encode() + b":" + request.body
        signature = "v0=" + hmac.new(self.secret.encode(), base, hashlib.sha256).hexdigest()
        signed = {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature,
            "Content-Type": request.content_type,
        }
        url = self.dice.choice(self.urls)
        self.under_way[url] += 1
        try:
            return await self.client.post(url, content=request.body, headers=signed | headers, timeout=ANSWER_SECONDS)
        except httpx.TransportError as error:
            self.unanswered.append(f"{type(error).__name__} {error} at {url}")
            return None
        finally:
            self.under_way[url] -= 1
            self.ended.set()

    async def nobody_is_at(self, url: str) -> None:
        """Wait until nothing is under way at a door that nobody is sent to any more."""
        while self.under_way[url]:
            self.ended.clear()
            await self.ended.wait()


@dataclass
class Crowd:
    """The members together, and everything they did."""

    doors: Doors
    acts: list[Act] = field(default_factory=list)
    repeated: int = 0

    async def insist(self, kind: str, request_of: Callable[[str], Request], name: str, rest: "Rest") -> Act:
        """Press until it is acknowledged; each press is a delivery of its own and gets a name of its own."""
        act = Act(kind, time.time())
        self.acts.append(act)
        for number in range(MOST_PRESSES):
            one = f"{name}.{number}"
            request = request_of(one)
            answer = await self.doors.deliver(request)
            accepted = answer is not None and answer.status_code == httpx.codes.OK and request.accepted in answer.text
            said = "" if answer is None else f"{answer.status_code} {answer.text[:2000]}"
            act.presses.append(Press(one, accepted, said, time.time()))
            if answer is not None:
                await self._perhaps_again(request)
                return act
            await rest(TIRED)
        raise AssertionError(f"nobody answered {kind} in {MOST_PRESSES} presses")

    async def tell(self, kind: str, event: Payload, name: str, rest: "Rest") -> Act:
        """Deliver an event until it is acknowledged: the same one again and again, as Slack does."""
        act = Act(kind, time.time())
        self.acts.append(act)
        envelope = {"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{name}", "event": event}
        request = Request(json.dumps(envelope).encode(), JSON)
        for number in range(MOST_PRESSES):
            again = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_error"} if number else {}
            answer = await self.doors.deliver(request, **again)
            if answer is not None:
                act.presses.append(Press(name, answer.status_code == httpx.codes.OK, answer.text[:200], time.time()))
                await self._perhaps_again(request)
                return act
            await rest(TIRED)
        raise AssertionError(f"nobody answered {kind} in {MOST_PRESSES} deliveries")

    async def _perhaps_again(self, request: Request) -> None:
        """Now and then a delivery comes twice although it was answered, perhaps at the other door."""
        if self.doors.dice.random() < 0.2:
            self.repeated += 1
            await self.doors.deliver(request)


Rest = Callable[[float], Any]
"""How a member pauses: asyncio.sleep."""


def interaction(kind: str, user: str, trigger: str, **more: Any) -> Payload:
    """Give what every interaction of Slack has."""
    return {
        "type": kind,
        "team": {"id": TEAM, "domain": "stadt"},
        "user": {"id": user, "team_id": TEAM},
        "api_app_id": "A0AGSP",
        "trigger_id": trigger,
        **more,
    }


def posted(payload: Payload, accepted: str = "") -> Request:
    """Put an interaction into the form field that Slack uses."""
    return Request(urlencode({"payload": json.dumps(payload)}).encode(), FORM, accepted)


def submission(
    user: str, form: str, metadata: str, fields: dict[str, Any], *, name: str, accepted: str = ""
) -> Request:
    """Submit a form; `fields` hold Slack's state of each input."""
    view = {
        "id": f"V{name}",
        "type": "modal",
        "hash": name,
        "callback_id": form,
        "private_metadata": metadata,
        "blocks": [{"type": "input", "block_id": one} for one in fields],
        "state": {"values": {one: {"value": state} for one, state in fields.items()}},
    }
    return posted(interaction("view_submission", user, f"{name}.1", view=view), accepted)


def pressed(user: str, action: str, value: str, name: str, *, channel: str, ts: str) -> Request:
    """Press a button in a message."""
    button = {"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": "1.1"}
    where = {"type": "message", "channel_id": channel, "message_ts": ts}
    more = {"container": where, "channel": {"id": channel}, "message": {"ts": ts}, "actions": [button]}
    return posted(interaction("block_actions", user, f"{name}.1", **more))


def command(user: str, name: str, text: str, trigger: str) -> Request:
    """Send a slash command."""
    form = {"command": name, "text": text, "user_id": user, "team_id": TEAM, "trigger_id": trigger}
    return Request(urlencode(form | {"channel_id": "C0AGSP", "response_url": ""}).encode(), FORM)


def words(text: str) -> Payload:
    """Give the state of a text field."""
    return {"type": "plain_text_input", "value": text}


def chosen(value: str) -> Payload:
    """Give the state of a list."""
    return {"type": "static_select", "selected_option": {"value": value}}


def day(value: str) -> Payload:
    """Give the state of a date field."""
    return {"type": "datepicker", "selected_date": value}
