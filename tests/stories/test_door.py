"""The real door over HTTP: strangers stay outside, and what arrives twice or at once becomes one fact."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from sandbox.faults import FaultKind
from sandbox.wire import WireEntry
from tests.stories.city import City, city
from tests.stories.contents import facts
from tests.stories.rounds import TITLE, ask_all_offices, card

COMMAND = urlencode({"command": "/vorhaben", "text": "neu", "user_id": "U0BRANDT", "team_id": "T0AGSP"}).encode()
FORM = "application/x-www-form-urlencoded"
TWO_MIB = 2 * 1024 * 1024

Headers = dict[str, str]


def signed(secret: str, body: bytes, *, seconds_ago: int = 0) -> Headers:
    """Sign a body as Slack did at that time."""
    timestamp = str(int(time.time()) - seconds_ago)
    signature = hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={signature}", "content-type": FORM}


@asynccontextmanager
async def knocking(town: City) -> AsyncIterator[Callable[[bytes, Headers], Any]]:
    """Stand before the town's door with whatever one likes."""
    async with httpx.AsyncClient(trust_env=False) as client:
        door = str(town.sandbox.backend.link.events_url)

        async def knock(body: bytes, headers: Headers) -> httpx.Response:
            return await client.post(door, content=body, headers=headers)

        yield knock


async def test_who_is_not_slack_stays_outside_and_leaves_no_trace(database_url: str) -> None:
    async with city(database_url) as town, knocking(town) as knock:
        before = await facts(town.database)
        secret = town.sandbox.signing_secret
        broken = b'{"type": "event_callback", '
        huge = b"payload=" + b"x" * TWO_MIB
        json_type = {"content-type": "application/json"}
        answers = {
            "unsigned": await knock(COMMAND, {"content-type": FORM}),
            "signed with another secret": await knock(COMMAND, signed("another", COMMAND)),
            "another body": await knock(COMMAND + b"&text=x", signed(secret, COMMAND)),
            "signed six minutes ago": await knock(COMMAND, signed(secret, COMMAND, seconds_ago=360)),
            "signed for tomorrow": await knock(COMMAND, signed(secret, COMMAND, seconds_ago=-86400)),
            "unsigned and broken": await knock(broken, json_type),
            "two MiB, signed": await knock(huge, signed(secret, huge)),
            "two MiB, unsigned": await knock(huge, {"content-type": FORM}),
            "broken JSON": await knock(broken, signed(secret, broken) | json_type),
            "broken payload": await knock(b"payload=%7B", signed(secret, b"payload=%7B")),
            "no UTF-8": await knock(b"\xff\xfe=1", signed(secret, b"\xff\xfe=1")),
            "a list": await knock(b"[1]", signed(secret, b"[1]") | json_type),
        }
        assert {case: answer.status_code for case, answer in answers.items()} == {
            "unsigned": 401,
            "signed with another secret": 401,
            "another body": 401,
            "signed six minutes ago": 401,
            "signed for tomorrow": 401,
            "unsigned and broken": 401,
            "two MiB, signed": 413,
            "two MiB, unsigned": 413,
            "broken JSON": 400,
            "broken payload": 400,
            "no UTF-8": 400,
            "a list": 400,
        }
        assert await facts(town.database) == before
        assert not town["Jonas Brandt"].has_modal


def as_sent(entry: WireEntry) -> tuple[bytes, str]:
    """Give body and content type of a delivery as the sandbox sent it."""
    if "event_id" in entry.request:
        return json.dumps(entry.request).encode(), "application/json"
    form = entry.request if "command" in entry.request else {"payload": json.dumps(entry.request)}
    return urlencode(form).encode(), FORM


async def test_everything_delivered_twice_changes_nothing_and_is_answered_the_same(database_url: str) -> None:
    async with city(database_url) as town, knocking(town) as knock:
        await ask_all_offices(town)
        ott, lang = town["Sabine Ott"], town["Heike Lang"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        assert await ott.modal.submit() == {}
        await lang.message_with(TITLE).press("Fehlanzeige")
        await town["Miriam Kessler"].open_home()
        await town.sandbox.acts.change_person("U0RAU", real_name="Timo Rau-Klein")
        await town.sandbox.settled()
        before, deliveries = await facts(town.database), town.sandbox.wire.entries()
        again = [entry for entry in deliveries if entry.direction == "to_app"]
        assert {"/vorhaben", "view_submission", "block_actions", "app_home_opened", "user_change"} <= {
            entry.name for entry in again
        }
        for entry in again:
            body, content_type = as_sent(entry)
            headers = signed(town.sandbox.signing_secret, body) | {"content-type": content_type}
            answer = await knock(body, headers)
            assert answer.status_code == 200, entry.name
            if entry.name == "view_submission":
                assert (answer.json() if answer.text else "") == entry.response
            assert await facts(town.database) == before, entry.name


async def test_a_double_click_is_one_answer(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        lang = town["Heike Lang"]
        request = lang.message_with(TITLE)
        await asyncio.gather(*(request.press("Fehlanzeige") for _ in range(3)))
        await town.deliver()
        assert lang.toasts == []
        assert "1 von 10 Ämtern haben geantwortet" in card(town)
        assert len((await facts(town.database))["needreport"]) == 1
        lang.sees("Fehlanzeige erfasst: Sozialamt sieht bei *Zollhof-Areal* derzeit keinen Bedarf.")


async def test_two_colleagues_who_report_at_the_same_moment_both_count(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        await rau.command("/bedarf")
        await rau.modal.press("Bedarf melden")
        await rau.modal.fill({"Was wird gebraucht?": "Jugendraum", "Wie viel?": "180 m²", "Warum?": "Fehlt"})
        assert not any(await asyncio.gather(ott.modal.submit(), rau.modal.submit()))
        await ott.modal.close()
        await rau.modal.close()
        await rau.command("/bedarf")
        await rau.modal.press("Antwort ändern")
        rau.sees("*Kita* · 4 Gruppen")
        rau.sees("*Jugendraum* · 180 m²")
        assert len((await facts(town.database))["needreport"]) == 1


async def test_need_and_no_need_at_the_same_moment_become_one_answer(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await rau.command("/bedarf")
        await rau.modal.press("Bedarf melden")
        await rau.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        _, errors = await asyncio.gather(ott.message_with(TITLE).press("Fehlanzeige"), rau.modal.submit())
        assert errors == {}
        assert ott.toasts + rau.toasts == []
        await town.deliver()
        # Who came first does not matter: the need that was typed is never lost to a click.
        assert "*Bedarf gemeldet:* Jugendamt" in card(town)
        assert "*Fehlanzeige:* Jugendamt" not in card(town)
        assert "1 von 10 Ämtern haben geantwortet" in card(town)


@pytest.mark.parametrize("fault", ["fail_before", "fail_after"])
async def test_a_line_that_breaks_while_a_form_opens_opens_it_all_the_same(database_url: str, fault: FaultKind) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        town.sandbox.faults.next("views.open", fault)
        await brandt.command("/vorhaben neu")
        assert brandt.modal.title == "Neues Vorhaben"
        brandt.sees_nothing_of("nicht geklappt")
