"""What strangers and broken programs may send to the door: raw HTTP requests, drawn by hypothesis.

Most are nearly right, for nonsense alone does not come far: a real delivery of Slack with something else in
one place, signed or not, in an encoding that may be broken, with headers that may lie.
"""

import copy
import hashlib
import hmac
import json
import re
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote_plus, urlencode

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from bot.web import MOST_BYTES
from handlers.views.inquiries import MORE, NO_NEED
from handlers.views.inquiry_forms import ASK_FORM
from handlers.views.intentions import FORM
from handlers.views.results import OPEN
from tests.crash.members import TEAM, chosen, interaction, words

ANSWER_SECONDS = 30.0
PATHS = ["/slack/events"] * 60 + [
    "/", "/slack/events/", "/slack/events?payload=%7B%7D", "//slack/events", "/slack/%65vents", "/slack/../metrics",
    "/healthz", "/readyz", "/metrics", "/slack/install", "*", "/%00", "/\u00e4", "http://elsewhere.example/slack/events",
]  # fmt: skip
METHODS = ["POST"] * 50 + ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "BREW", "post"]
FORM_TYPE, JSON_TYPE = "application/x-www-form-urlencoded", "application/json"
TYPES = [
    FORM_TYPE, JSON_TYPE, "application/json; charset=utf-16", "multipart/form-data; boundary=x", "text/plain", "APPLICATION/JSON ;", "\xff/;=", "",
]  # fmt: skip
BODIES: list[dict[str, Any]] = [
    interaction("block_actions", "U0OTT", "1.1", container={"type": "message", "channel_id": "D0OTT", "message_ts": "1.1"},
                actions=[{"type": "button", "action_id": NO_NEED, "block_id": "b", "value": "1", "action_ts": "1.1"}]),
    interaction("block_actions", "U0OTT", "1.2", view={"id": "V1", "type": "modal", "callback_id": "x", "hash": "1"},
                actions=[{"type": "overflow", "action_id": MORE, "block_id": "b", "selected_option": {"value": "x:1"}}]),
    interaction("block_actions", "U0KESSLER", "1.3", actions=[{"action_id": OPEN, "value": "1"}]),
    interaction("view_submission", "U0BRANDT", "1.4", view={
        "id": "V2", "type": "modal", "hash": "1", "callback_id": FORM, "private_metadata": "",
        "blocks": [{"type": "input", "block_id": "title"}],
        "state": {"values": {"title": {"value": words("Alter Hof")}, "district": {"value": chosen("bad-cannstatt")},
                             "stage": {"value": chosen("interessenbekundung")}, "route": {"value": chosen("unknown")}}}}),
    interaction("view_submission", "U0OTT", "1.5", view={
        "id": "V3", "type": "modal", "hash": "1", "callback_id": ASK_FORM, "private_metadata": "1",
        "blocks": [{"type": "input", "block_id": "text"}], "state": {"values": {"text": {"value": words("Wann?")}}}}),
    interaction("view_closed", "U0OTT", "1.6", view={"id": "V3", "callback_id": ASK_FORM}),
    interaction("message_action", "U0KESSLER", "1.7", callback_id="x", channel={"id": "C0AGSP"}, message={"ts": "1.1"}),
    interaction("block_suggestion", "U0KESSLER", "1.8", action_id="x", block_id="b", value="z"),
    {"command": "/vorhaben", "text": "neu", "user_id": "U0BRANDT", "team_id": TEAM, "trigger_id": "1.9", "channel_id": "C0AGSP"},
    {"command": "/ergebnis", "text": "alle", "user_id": "U0KESSLER", "team_id": TEAM, "trigger_id": "1.10"},
    {"command": "/agsp", "text": "hilfe", "user_id": "U0GAST", "team_id": TEAM, "trigger_id": "1.11"},
    {"type": "event_callback", "team_id": TEAM, "event_id": "Ev1",
     "event": {"type": "app_home_opened", "user": "U0OTT", "tab": "home", "channel": "D0OTT"}},
    {"type": "event_callback", "team_id": TEAM, "event_id": "Ev2",
     "event": {"type": "user_change", "user": {"id": "U0OTT", "team_id": TEAM, "profile": {"real_name": "Sabine Otte"}}}},
    {"type": "url_verification", "challenge": "abc"},
]  # fmt: skip
ODD: list[Any] = [
    None, True, 0, -1, 10**30, 0.5, "", "\x00", "\ud800", "x" * 3000, "U0KESSLER", "T0OTHER", "../../x", "<!channel>",
    [], [[]], {}, {"id": {}}, {"id": None}, ["U0OTT"], "1", "999999999999999999999", "\u202e\U0001f4a5", "'; DROP TABLE person",
]  # fmt: skip


@dataclass(frozen=True, repr=False)
class Knock:
    """One request: its bytes before the body, the body, whether Slack signed it, and whether it breaks off."""

    head: str
    body: bytes
    signed: bool
    cut: bool

    def __repr__(self) -> str:
        return f"<{self.head!r} {self.body[:3000]!r} ({len(self.body)} bytes)>"

    def knock(self, port: int, secret: str) -> int:
        """Send it over a connection of its own; gives the status, 0 when the door hangs up without a word."""
        raw = self.head.replace("{signature}", self._signature(secret) if self.signed else "").encode(
            "latin-1", "replace"
        )
        with socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS) as line:
            try:
                line.sendall(raw + self.body)
                if self.cut:
                    line.shutdown(socket.SHUT_WR)
                answer = b"".join(iter(partial(line.recv, 65_536), b""))
            except TimeoutError:
                raise  # a door that neither answers nor hangs up
            except OSError:  # it need not listen to the end of what it refuses
                return 0
        statuses = re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)  # the last one, for it may begin with "100 Continue"
        return int(statuses[-1]) if statuses else 0

    def _signature(self, secret: str) -> str:
        timestamp = str(int(time.time()))
        base = b"v0:" + timestamp.encode() + b":" + self.body
        signature = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
        return f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\n"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """List the way to everything within a body."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(place for key, one in inner for place in places(one, (*path, key)))]


PLACES = [places(body) for body in BODIES]


@st.composite
def deliveries(draw: DrawFn) -> dict[str, Any]:
    """A delivery of Slack with up to three places replaced or left out."""
    number = draw(st.integers(0, len(BODIES) - 1))
    body = copy.deepcopy(BODIES[number])
    for place in draw(st.lists(st.sampled_from(PLACES[number]), max_size=3)):
        around: Any = body
        try:
            for key in place[:-1]:
                around = around[key]
            if draw(st.integers(0, 3)):
                around[place[-1]] = copy.deepcopy(draw(st.sampled_from(ODD)))  # it may be changed in turn
            else:
                del around[place[-1]]
        except (LookupError, TypeError):  # replaced before, further out
            continue
    return body


def as_json(body: dict[str, Any]) -> bytes:
    """Write it as an event."""
    return json.dumps(body).encode()


def as_payload(body: dict[str, Any]) -> bytes:
    """Write it as an interaction."""
    return b"payload=" + quote_plus(json.dumps(body)).encode()


def as_form(body: dict[str, Any]) -> bytes:
    """Write it as a command."""
    return urlencode(body, errors="replace").encode()


def broken(body: dict[str, Any]) -> bytes:
    """Leave the end out."""
    return as_json(body)[:-7]


def recoded(body: dict[str, Any]) -> bytes:
    """Write it in another encoding than it should be."""
    return json.dumps(body, ensure_ascii=False).encode("utf-16", "replace")


def nested(_body: dict[str, Any]) -> bytes:
    """Nest deeper than a parser likes."""
    return b"payload=" + b"%5B" * 5_000


def large(body: dict[str, Any]) -> bytes:
    """Fill up to the limit and beyond it."""
    return as_json(body) + b" " * MOST_BYTES


WRITERS: list[Callable[[dict[str, Any]], bytes]] = [
    *[as_json, as_payload, as_form] * 8, broken, broken, recoded, recoded, nested,
]  # fmt: skip


@st.composite
def knocks(draw: DrawFn, *, signed: bool) -> Knock:
    """A request of somebody who may be Slack (`signed`) or surely is not."""
    writer = large if draw(st.integers(0, 400)) == 400 else draw(st.sampled_from(WRITERS))
    body = draw(st.binary(max_size=40)) if draw(st.integers(0, 9)) == 9 else writer(draw(deliveries()))
    length = draw(st.sampled_from([f"Content-Length: {len(body)}"] * 14 + [
        f"Content-Length: {MOST_BYTES + 1}", "Content-Length: -1", "Content-Length: 1e3", f"Content-Length: {'9' * 50}",
        "Transfer-Encoding: chunked", f"Content-Length: {len(body)}\r\nContent-Length: {len(body)}", "X-No-Length: 1",
    ]))  # fmt: skip
    more = draw(st.sampled_from(["{signature}"] * 6 + [
        "X-Slack-Signature: v0=\r\nX-Slack-Request-Timestamp: \r\n", "X-Slack-Signature: v0=\xe4\r\n", "Expect: 100-continue\r\n",
        "X-Slack-Retry-Num: x\r\n{signature}", "Host: x\r\n{signature}", "Cookie: " + "x" * 9000 + "\r\n", ": empty\r\n",
    ]))  # fmt: skip
    line = f"{draw(st.sampled_from(METHODS))} {draw(st.sampled_from(PATHS))} HTTP/1.1\r\nHost: bot\r\nConnection: close\r\n"
    fitting = FORM_TYPE if writer in {as_payload, as_form, nested} else JSON_TYPE
    told = fitting if draw(st.integers(0, 4)) else draw(st.sampled_from(TYPES))
    head = f"{line}Content-Type: {told}\r\n{length}\r\n{more}\r\n"
    honest = length == f"Content-Length: {len(body)}"
    return Knock(head, body, signed, cut=not honest)
