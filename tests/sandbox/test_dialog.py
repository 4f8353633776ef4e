"""A Bolt app that knows nothing of the sandbox holds a whole conversation in it, over HTTP and Socket Mode."""

from __future__ import annotations

import time

import httpx
import pytest

from sandbox.dialog import Sandbox
from tests.sandbox.conftest import EXAMPLE, Stage


async def play_the_form(stage: Stage) -> None:
    anna = stage.sandbox.person("Anna Berger")
    await anna.command("/aufgabe neu")
    await anna.until_sees("Neue Aufgabe")
    assert anna.modal.title == "Neue Aufgabe"
    assert await anna.modal.submit() == {"Titel": "Bitte füllen Sie dieses Pflichtfeld aus."}
    await anna.modal.fill(Titel="doppelt")
    assert await anna.modal.submit() == {"Titel": "Diesen Titel gibt es schon."}
    assert anna.modal.values["title"]["value"]["value"] == "doppelt"
    await anna.modal.fill({"Titel": "Dach & Fach", "Bereich": "Süd", "Fällig am": "2026-03-16"})
    assert await anna.modal.submit() == {}
    await anna.until_sees("Dach & Fach – offen")
    assert not anna.has_modal
    await anna.last_message().press("Erledigt")
    await anna.until_sees("Dach & Fach – fertig")
    assert len(anna.messages()) == 1


async def test_the_form_is_played_over_http(stage: Stage) -> None:
    await play_the_form(stage)
    assert not stage.sandbox.wire.entries(failed=True)


async def test_the_form_is_played_over_socket_mode(socket_stage: Stage) -> None:
    await play_the_form(socket_stage)
    assert not socket_stage.sandbox.wire.entries(failed=True)


async def test_untouched_initial_values_are_submitted_and_empty_ones_are_null(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe neu")
    await anna.modal.fill(Titel="Dach")
    await anna.modal.submit()
    values = stage.heard[-1]["view"]["state"]["values"]
    assert values["area"]["value"]["selected_option"]["value"] == "n"
    assert values["due"]["value"] == {"type": "datepicker", "selected_date": None}


async def test_an_external_select_offers_what_the_app_answers(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe neu")
    await anna.modal.fill(Titel="Dach", Viertel="Westviertel")
    await anna.modal.submit()
    values = stage.heard[-1]["view"]["state"]["values"]
    assert values["quarter"]["quarter"]["selected_option"]["value"] == "Westviertel"
    await anna.command("/aufgabe neu")
    with pytest.raises(AssertionError, match="is not offered"):
        await anna.modal.fill(Viertel="Nordviertel")


async def test_command_text_arrives_escaped_and_signed_with_the_team(stage: Stage) -> None:
    ben = stage.sandbox.person("Ben Çelik")
    await ben.command("/aufgabe a < b & c", channel="alle")
    heard = stage.heard[-1]
    assert heard["text"] == "a &lt; b &amp; c"
    assert (heard["team_id"], heard["channel_id"], heard["channel_name"]) == ("T0EXAMPLE", "C0ALLE", "alle")
    assert ben.last_ephemeral("alle").text == "Verstanden: a < b & c"


async def test_an_ephemeral_answer_is_seen_by_one_person_only(stage: Stage) -> None:
    anna, ben = stage.sandbox.person("anna"), stage.sandbox.person("ben")
    await anna.command("/aufgabe geheim", channel="alle")
    assert anna.sees("Verstanden: geheim")
    assert ben.sees_nothing_of("geheim")
    await anna.command("/aufgabe alle", channel="alle")
    assert ben.sees("Für alle")


async def test_response_urls_delete_the_original_and_answer_one_person(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe neu")
    await anna.modal.fill(Titel="Dach")
    await anna.modal.submit()
    await anna.last_message().choose("…", "Nur mir sagen")
    assert anna.last_ephemeral().text == "Nur für Sie"
    await anna.last_message().choose("…", "Löschen")
    assert anna.messages() == []


async def test_a_response_url_serves_five_times_and_then_no_more(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    await anna.command("/aufgabe hallo")
    url = stage.heard[-1]["response_url"]
    async with httpx.AsyncClient() as web:
        answers = [(await web.post(url, json={"text": str(n)})).status_code for n in range(6)]
        assert answers == [200] * 5 + [404]
        await anna.command("/aufgabe hallo")
        stage.sandbox.backend.response_urls.expire()
        late = await web.post(stage.heard[-1]["response_url"], json={"text": "zu spät"})
    assert late.json() == {"ok": False, "error": "expired_url"}


async def test_home_events_shortcuts_and_messages_reach_the_app(stage: Stage) -> None:
    anna = stage.sandbox.person("anna")
    assert "Willkommen" in (await anna.open_home()).text
    said = await anna.say("Guten Morgen <alle>")
    await anna.until_sees("Gehört: Guten Morgen <alle>")
    await anna.shortcut("Als Aufgabe erfassen", message=said)
    assert anna.modal.title == "Neue Aufgabe"
    assert stage.heard[-1]["message"]["ts"] == said.ts
    await anna.modal.close()
    assert stage.heard[-1]["type"] == "view_closed"


async def test_a_changed_account_is_an_event(stage: Stage) -> None:
    await stage.sandbox.acts.change_person("U0BEN", is_deactivated=True)
    await stage.sandbox.settled()
    assert stage.heard[-1]["event"]["user"]["deleted"] is True


async def test_several_run_at_once_start_at_once_and_are_reset_at_once(sandbox: Sandbox) -> None:
    began = time.process_time()
    async with Sandbox.start(manifest=EXAMPLE / "manifest.json", workspace=EXAMPLE / "workspace.toml") as other:
        assert time.process_time() - began < 1
        anna, hers = sandbox.person("anna"), other.person("anna")
        for number in range(1_000):
            await anna.say(f"Nr. {number}", channel="ohne-app")
        assert other.url != sandbox.url
        assert hers.sees_nothing_of("Nr.")
        began = time.process_time()
        sandbox.reset()
        assert time.process_time() - began < 0.05
        assert anna.sees_nothing_of("Nr.")
