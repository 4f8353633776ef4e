"""Deliveries that go wrong to order: what the app has done, what Slack's people see, and what is sent again."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from sandbox.dialog import Sandbox
from sandbox.faults import Faults, FaultUnknown
from tests.sandbox.conftest import Stage


@pytest.mark.parametrize(
    ("kind", "reached", "word"),
    [
        ("hang", 0, "operation_timeout"),
        ("late", 1, "operation_timeout"),
        ("fail_before", 0, "nicht erreichbar (dispatch_failed)"),
        ("fail_after", 1, "nicht erreichbar (dispatch_failed)"),
        ("500", 0, "dispatch_failed"),
    ],
)
async def test_a_command_fails_in_slacks_word_whether_the_app_got_it_or_not(
    stage: Stage, kind: str, reached: int, word: str
) -> None:
    anna = stage.sandbox.person("anna")
    async with httpx.AsyncClient(base_url=stage.sandbox.url) as web:
        order = {"method": "slash_commands", "kind": kind, "seconds": 0}
        assert (await web.post("/faults", json=order)).status_code == 200
    await anna.command("/aufgabe hallo")
    assert len(stage.heard) == reached
    assert word in anna.toasts[-1]
    assert stage.sandbox.wire.entries("/aufgabe")[0].fault == kind
    await anna.command("/aufgabe hallo")
    assert len(stage.heard) == reached + 1


async def test_an_event_whose_acknowledgement_is_late_comes_a_second_time(stage: Stage) -> None:
    stage.sandbox.faults.next("events_api", "late", seconds=0)
    await stage.sandbox.person("anna").say("Hallo")
    await stage.sandbox.backend.link.delivered()
    heard = [one for one in stage.heard if one["event"].get("text") == "Hallo"]
    assert len(heard) == 2
    assert len({one["event_id"] for one in heard}) == 1


async def test_a_form_whose_answer_is_lost_stays_open_and_says_so(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe neu")
    await anna.modal.fill(Titel="Dach")
    stage.sandbox.faults.next("interactive", "hang", seconds=0)
    await anna.modal.submit()
    assert anna.has_modal
    assert anna.modal.view.notice
    assert await anna.modal.submit() == {}
    assert anna.sees("Dach – offen")


async def test_an_app_comes_back_after_its_websocket_was_torn(socket_stage: Stage) -> None:
    sandbox = socket_stage.sandbox
    async with httpx.AsyncClient(base_url=sandbox.url) as web:
        for kind in ("refresh", "drop"):
            assert (await web.post("/faults", json={"method": "socket", "kind": kind})).status_code == 200
            async with asyncio.timeout(15):
                await sandbox.backend.sockets.connected()
            await sandbox.person("anna").command(f"/aufgabe nach {kind}")
            assert sandbox.person("anna").last_ephemeral().text == f"Verstanden: nach {kind}"


async def test_a_fault_for_any_delivery_leaves_the_web_api_alone(sandbox: Sandbox) -> None:
    sandbox.faults.next("app", "500")
    sandbox.faults.next("*", "500")
    assert sandbox.faults.take("interactive") is not None
    assert sandbox.faults.take("interactive") is None
    assert sandbox.faults.take("auth.test") is not None


def test_nobody_orders_faults_without_end() -> None:
    faults = Faults()
    for count, seconds in ((0, 1.0), (1_001, 1.0), (1, -1.0), (1, 601.0), (1, float("nan"))):
        with pytest.raises(FaultUnknown):
            faults.next("chat.postMessage", "late", count, seconds=seconds)
    assert faults.ordered() == {}
