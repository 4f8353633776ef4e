"""What stands beside the conversation: files, reactions, pins, faults to order, the next reminder, other people."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.dialog import Sandbox
from sandbox.page.marks import size
from sandbox.server import serving
from tests.sandbox_page.stage import SmallApp, acting, browsing

SABINE = "/as/U0SABINE"
MESSAGES = f"{SABINE}/fragments/messages?channel=C0AGSP"


@asynccontextmanager
async def visiting() -> AsyncIterator[tuple[httpx.AsyncClient, Sandbox, SmallApp]]:
    async with acting() as (sandbox, app), browsing(sandbox.url) as client:
        yield client, sandbox, app


def address_in(html: str) -> str:
    return html.partition(f'href="{SABINE}/files/')[2].partition("?")[0].partition('"')[0]


async def test_a_picture_is_shown_to_those_who_see_its_message_and_to_nobody_else() -> None:
    async with visiting() as (client, _, app):
        await app.share("C0AGSP", "plan.png", b"\x89PNG", alt_txt="Der Plan")
        html = (await client.get(MESSAGES)).text
        assert 'alt="Der Plan"' in html
        seen = await client.get(f"{SABINE}/files/{address_in(html)}")
        assert (seen.content, seen.headers["content-type"]) == (b"\x89PNG", "image/png")
        assert seen.headers["content-disposition"].startswith("inline")
        assert (await client.get(f"/as/U0GAST/files/{address_in(html)}")).status_code == 404


async def test_a_file_that_is_no_picture_is_only_ever_saved() -> None:
    async with visiting() as (client, _, app):
        await app.share("C0AGSP", "seite.html", b"<script>1</script>")
        html = (await client.get(MESSAGES)).text
        assert "<strong>seite.html</strong><small>18 Byte</small>" in html
        got = await client.get(f"{SABINE}/files/{address_in(html)}")
        assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''seite.html"
        assert got.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_a_picture_in_blocks_is_seen_by_those_who_have_the_blocks_before_them() -> None:
    async with visiting() as (client, _, app):
        place = await app.call("files.getUploadURLExternal", filename="plan.png", length=4)
        await app.api.post(place["upload_url"], content=b"\x89PNG")
        file = (await app.call("files.completeUploadExternal", files=[{"id": place["file_id"]}]))["files"][0]
        address = f"files/{file['id']}"
        assert (await client.get(f"/as/U0JOERG/{address}")).status_code == 404
        for reference in ({"id": file["id"]}, {"url": file["url_private"]}, {"url": file["permalink"]}):
            image = {"type": "image", "alt_text": "Lageplan", "slack_file": reference}
            section = {"type": "section", "text": {"type": "plain_text", "text": "Der Plan"}, "accessory": image}
            for blocks in ([image], [section]):
                await app.call("chat.postMessage", channel="C0AGSP", text="Plan", blocks=blocks)
        html = (await client.get(MESSAGES)).text
        assert html.count(f'<img src="/as/U0SABINE/{address}" alt="Lageplan"') == 6
        assert (await client.get(f"/as/U0JOERG/{address}")).content == b"\x89PNG"
        assert (await client.get(f"/as/U0GAST/{address}")).status_code == 404


@pytest.mark.parametrize(("length", "text"), [(999, "999 Byte"), (1_400, "1,4 kB"), (2_000_000, "2,0 MB")])
def test_the_size_of_a_file_is_readable(length: int, text: str) -> None:
    assert size(length) == text


async def test_reactions_and_pins_are_seen_with_who_set_them() -> None:
    async with visiting() as (client, _, app):
        ts = (await app.call("chat.postMessage", channel="C0AGSP", text="Wichtig"))["ts"]
        await app.call("reactions.add", channel="C0AGSP", timestamp=ts, name="white_check_mark")
        await app.call("pins.add", channel="C0AGSP", timestamp=ts)
        html = (await client.get(MESSAGES)).text
        assert "✅" in html
        assert "von Helferin" in html
        assert "Angeheftet" in html


async def test_faults_are_ordered_listed_and_forgotten_on_their_page() -> None:
    async with visiting() as (client, sandbox, _):
        order = {"method": "events_api", "kind": "late", "count": "2", "seconds": "3"}
        assert (await client.post("/page/faults", json=order)).json() == {}
        shown = (await client.get("/page/faults")).text
        assert "<strong>2 ×</strong> <code>Ereignisse</code> <span>App arbeitet, Bestätigung kommt zu spät" in shown
        await client.post("/page/faults", json={"forget": True})
        assert sandbox.faults.ordered() == {}
        assert "Alles geht gut" in (await client.get("/page/faults/fragment")).text


@pytest.mark.parametrize(
    "order",
    [
        {"method": "chat.postMessage", "kind": "earthquake"},
        {"method": "nonsense", "kind": "late"},
        {"method": "app", "kind": "429"},
        {"method": "socket", "kind": "late"},
        {"method": "chat.postMessage", "kind": "late", "count": "0"},
        {"method": "chat.postMessage", "kind": "late", "seconds": "nan"},
        {"kind": "late"},
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused_with_a_sentence(order: dict[str, str]) -> None:
    async with visiting() as (client, sandbox, _):
        assert "Diese Störung gibt es nicht" in (await client.post("/page/faults", json=order)).json()["refused"]
        assert (await client.post("/faults", json=order)).status_code == 400
        assert sandbox.faults.ordered() == {}


@asynccontextmanager
async def telling(answer: Any) -> AsyncIterator[str]:
    async def next_due(request: Request) -> Response:
        return JSONResponse(answer)

    async with serving(Starlette(routes=[Route("/next-due", next_due)])) as url:
        yield f"{url}/next-due"


async def test_the_clock_goes_to_what_the_app_has_to_do_next() -> None:
    async with visiting() as (client, sandbox, _), telling({"next_due": "2026-03-05T08:30:00+01:00"}) as url:
        assert "Nächste Erinnerung" not in (await client.get("/page/clock")).text
        sandbox.workspace.next_due_url = url
        assert "Nächste Erinnerung" in (await client.get("/page/clock")).text
        assert (await client.post("/page/clock", json={"step": "due"})).json() == {}
        assert sandbox.clock.now().isoformat() == "2026-03-05T07:30:00+00:00"
        again = (await client.post("/page/clock", json={"step": "due"})).json()
        assert "bereits fällig" in again["refused"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"next_due": None}, "Es steht keine Erinnerung an."),
        ({"next_due": "bald"}, "Die App sagt gerade nicht"),
        ({"next_due": "2026-03-05T08:30:00"}, "ohne Zeitzone"),
        ([], "Die App sagt gerade nicht"),
    ],
)
async def test_an_app_that_tells_no_time_moves_no_clock(answer: Any, sentence: str) -> None:
    async with visiting() as (client, sandbox, _), telling(answer) as url:
        sandbox.workspace.next_due_url = url
        before = sandbox.clock.now()
        assert sentence in (await client.post("/page/clock", json={"step": "due"})).json()["refused"]
        assert sandbox.clock.now() == before


async def test_everybody_is_one_click_away_and_shows_whether_something_waits() -> None:
    async with visiting() as (client, _, app):
        faces = f"{SABINE}/fragments/faces"
        assert "ungelesen" not in (await client.get(faces)).text
        await app.call("chat.postMessage", channel="U0JOERG", text="Bitte antworten")
        html = (await client.get(faces)).text
        assert 'href="/as/U0JOERG"' in html
        assert html.index("Jörg Maier") < html.index(", 1 ungelesen")
