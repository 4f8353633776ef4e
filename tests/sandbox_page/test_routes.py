"""The page's addresses: what they show, what they refuse, and the headers they carry."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from sandbox.dialog import Sandbox
from sandbox.page.guard import POLICY, names
from sandbox.page.routes import changes
from sandbox.server import build_app
from sandbox.workspace import Message, View, Workspace
from tests.sandbox_page.stage import FORM, MANIFEST, SmallApp, acting, browsing, workspace

SABINE = "/as/U0SABINE"
ANYWHERE = "0.0.0.0"  # noqa: S104  # nothing is bound to it


@asynccontextmanager
async def visiting() -> AsyncIterator[tuple[httpx.AsyncClient, Workspace, SmallApp]]:
    async with acting() as (sandbox, app), browsing(sandbox.url) as client:
        yield client, sandbox.workspace, app


def say(place: Workspace, text: str, **more: Any) -> Message:
    return place.add_message(Message(ts=place.next_ts(), channel="C0AGSP", user="U0JOERG", text=text, **more))


@pytest.mark.parametrize(
    "path",
    ["/", SABINE, f"{SABINE}/home", f"{SABINE}/c/C0AGSP", "/wire", "/page/faults", "/static/sandbox.js", "/as/nobody"],
)
async def test_every_answer_carries_the_strict_policy(path: str) -> None:
    async with visiting() as (client, _, _):
        answer = await client.get(path)
        assert answer.headers["content-security-policy"] == POLICY
        assert "unsafe" not in POLICY


@pytest.mark.parametrize("path", ["/", f"{SABINE}/home", f"{SABINE}/c/C0AGSP", "/wire", "/page/faults"])
async def test_pages_have_no_inline_script_or_style_and_no_foreign_address(path: str) -> None:
    async with visiting() as (client, place, _):
        say(place, "Hallo")
        html = (await client.get(path)).text
        assert " style=" not in html
        assert " onclick=" not in html
        assert "<script>" not in html
        assert "http" not in html


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"host": "evil.example"},
    ],
)
async def test_posts_from_other_sites_are_refused(headers: dict[str, str]) -> None:
    async with visiting() as (client, place, _):
        answer = await client.post(f"{SABINE}/say", json={"channel": "C0AGSP", "text": "Hallo"}, headers=headers)
        assert answer.status_code == 403
        assert place.messages("C0AGSP") == []


async def test_the_page_is_not_shown_under_a_foreign_host() -> None:
    async with visiting() as (client, _, _):
        assert (await client.get("/", headers={"host": "evil.example:3000"})).status_code == 403


@pytest.mark.parametrize(
    ("host", "allowed", "answers", "refuses"),
    [
        ("127.0.0.1", [], "localhost", "10.1.2.3"),
        ("10.1.2.3", [], "10.1.2.3", "stadt.example"),
        (ANYWHERE, [], "127.0.0.1", ANYWHERE),
        (ANYWHERE, ["Stadt.example"], "stadt.example", "evil.example"),
    ],
)
async def test_the_page_answers_under_its_own_names_and_those_allowed(
    host: str, allowed: list[str], answers: str, refuses: str
) -> None:
    async with Sandbox.start(manifest=MANIFEST, workspace=workspace()) as sandbox:
        app = build_app(sandbox.backend, names=names(host, allowed))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{answers}:3000") as client:
            assert (await client.get("/")).status_code == 200
            assert (await client.get("/", headers={"host": f"{refuses}:3000"})).status_code == 403


async def test_people_are_grouped_and_guests_are_marked() -> None:
    async with visiting() as (client, _, _):
        html = (await client.get("/")).text
        assert html.index("Mitglieder") < html.index("Sabine Ott") < html.index("Gäste und Externe")
        assert html.index("Gäste und Externe") < html.index("Peter Gast")


async def test_a_channel_is_shown_to_its_members_only() -> None:
    async with visiting() as (client, _, _):
        assert "Nachricht an #agsp" in (await client.get(f"{SABINE}/c/C0AGSP")).text
        assert (await client.get("/as/U0GAST/c/C0AGSP")).status_code == 404


async def test_messages_are_escaped_and_ephemeral_ones_stay_private() -> None:
    async with visiting() as (client, place, _):
        say(place, "<script>alert(1)</script> &lt;b&gt;")
        say(place, "Geheim", ephemeral_for="U0SABINE")
        address = "/fragments/messages?channel=C0AGSP"
        mine, theirs = (await client.get(SABINE + address)).text, (await client.get("/as/U0JOERG" + address)).text
        assert "&lt;script&gt;" in mine
        assert "Nur für Sie sichtbar" in mine
        assert "Geheim" in mine
        assert "Geheim" not in theirs


async def test_only_the_newest_messages_are_drawn_until_older_ones_are_wanted() -> None:
    async with visiting() as (client, place, _):
        for number in range(70):
            say(place, f"Nummer {number}.")
        address = f"{SABINE}/fragments/messages?channel=C0AGSP"
        newest, more = (await client.get(address)).text, (await client.get(f"{address}&limit=120")).text
        assert "Nummer 9." not in newest
        assert "Ältere Nachrichten zeigen (10)" in newest
        assert "Nummer 0." in more


async def test_a_thread_shows_its_replies_and_the_channel_their_number() -> None:
    async with visiting() as (client, place, _):
        first = say(place, "Frage")
        await client.post(f"{SABINE}/say", json={"channel": "C0AGSP", "text": "Antwort A", "thread": first.ts})
        channel = (await client.get(f"{SABINE}/fragments/messages?channel=C0AGSP")).text
        thread = (await client.get(f"{SABINE}/fragments/thread?channel=C0AGSP&thread={first.ts}")).text
        assert "1 Antwort<" in channel
        assert "Antwort A" not in channel
        assert "Antwort A" in thread


async def test_unknown_regions_people_and_acts_do_not_exist() -> None:
    async with visiting() as (client, _, _):
        for path in (
            f"{SABINE}/fragments/secrets",
            "/as/U9/fragments/sidebar",
            "/static/..%2froutes.py",
            "/as/U9/events",
        ):
            assert (await client.get(path)).status_code == 404
        assert (await client.post(f"{SABINE}/fly", json={})).status_code == 404


async def test_an_unknown_command_is_refused_with_a_sentence() -> None:
    async with visiting() as (client, _, _):
        answer = await client.post(f"{SABINE}/say", json={"channel": "C0AGSP", "text": "/nichts"})
        assert "gibt es in diesem Arbeitsbereich nicht" in answer.json()["refused"]


async def test_typed_values_survive_an_error_answer() -> None:
    async with visiting() as (client, place, app):
        await client.post(f"{SABINE}/say", json={"channel": "C0AGSP", "text": "/bedarf"})
        view = place.modals["U0SABINE"][-1]
        values = [['["title", "a"]', "falsch"], ['["district", "a"]', "nord"], ['["urgent", "a"]', "1"]]
        values.append(['["day", "a"]', "2027-10-01"])
        answer = await client.post(f"{SABINE}/submit", json={"view": view.id, "values": values})
        assert answer.json() == {"errors": {"title": "Bitte wählen Sie einen anderen Titel."}}
        modal = (await client.get(f"{SABINE}/fragments/modal")).text
        assert 'value="falsch"' in modal
        assert '<option value="nord" selected>' in modal
        assert 'value="2027-10-01"' in modal
        assert "Bitte wählen Sie einen anderen Titel." in modal
        assert app.submitted == []


async def test_a_press_on_something_that_is_gone_says_so() -> None:
    async with visiting() as (client, _, _):
        press = {"channel": "C0AGSP", "ts": "1.000000", "block_id": "b", "action_id": "a", "chosen": []}
        assert "nicht mehr" in (await client.post(f"{SABINE}/press", json=press)).json()["refused"]


async def test_another_persons_modal_cannot_be_submitted() -> None:
    async with visiting() as (client, place, _):
        view = View(id="V1", hash="1", user="U0JOERG", kind="modal", payload=FORM, root_id="V1")
        place.views["V1"] = view
        place.modals["U0JOERG"].append(view)
        answer = await client.post(f"{SABINE}/submit", json={"view": "V1", "values": []})
        assert "nicht mehr offen" in answer.json()["refused"]


@pytest.mark.parametrize(
    ("order", "day"),
    [
        ({"step": "hour"}, "2026-03-02T08:00:00+00:00"),
        ({"step": "workday"}, "2026-03-03T07:30:00+00:00"),
        ({"day": "2026-03-16"}, "2026-03-16T07:30:00+00:00"),
    ],
)
async def test_the_clock_moves_as_its_buttons_say(order: dict[str, str], day: str) -> None:
    async with visiting() as (client, place, _):
        assert (await client.post("/page/clock", json=order)).json() == {}
        assert place.clock.now().isoformat() == day


@pytest.mark.parametrize(("day", "sentence"), [("2020-01-01", "nur vorwärts"), ("", "Bitte geben Sie ein Datum an.")])
async def test_the_clock_refuses_nonsense(day: str, sentence: str) -> None:
    async with visiting() as (client, _, _):
        assert sentence in (await client.post("/page/clock", json={"day": day})).json()["refused"]


async def test_the_inspector_shows_the_newest_first_and_filters() -> None:
    async with visiting() as (client, _, app):
        await app.call("auth.test")
        await app.call("chat.postMessage", channel="C0AGSP", text="<Hallo>")
        both = (await client.get("/wire")).text
        assert both.index("chat.postMessage</code>") < both.index("auth.test</code>")
        assert "auth.test</code>" not in (await client.get("/wire/fragment?method=CHAT")).text
        assert "Nichts passt" in (await client.get("/wire/fragment?failed=1")).text


async def test_a_payload_is_shown_when_asked_for() -> None:
    async with visiting() as (client, _, app):
        await app.call("chat.postMessage", channel="C0AGSP", text="<Hallo>")
        assert "Hallo" not in (await client.get("/wire")).text
        assert "&lt;Hallo&gt;" in (await client.get("/wire/1")).text
        assert (await client.get("/wire/99")).status_code == 404


async def test_the_stream_tells_one_person_what_changed_for_them() -> None:
    place = workspace()
    stream = changes(place, "U0SABINE")
    assert await anext(stream) == "event: change\ndata: ready\n\n"
    place.changed("modal", "U0JOERG")
    place.changed("home", "U0SABINE")
    assert await anext(stream) == "event: change\ndata: home\n\n"


async def test_read_marks_disappear_when_the_channel_was_read() -> None:
    async with visiting() as (client, place, _):
        say(place, "Neu")
        assert "ungelesen" in (await client.get(f"{SABINE}/fragments/sidebar")).text
        await client.post(f"{SABINE}/read", json={"channel": "C0AGSP"})
        assert "ungelesen" not in (await client.get(f"{SABINE}/fragments/sidebar")).text


async def test_a_notice_stays_until_it_is_dismissed() -> None:
    async with visiting() as (client, place, _):
        place.toast("U0SABINE", "/bedarf failed: <die App> antwortet nicht.")
        assert "&lt;die App&gt;" in (await client.get(f"{SABINE}/fragments/toasts")).text
        await client.post(f"{SABINE}/dismiss", json={"text": place.toasts["U0SABINE"][0]})
        assert "antwortet nicht" not in (await client.get(f"{SABINE}/fragments/toasts")).text
