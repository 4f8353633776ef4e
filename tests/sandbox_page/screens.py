"""The main screens of the page, each with something on it: for pictures and for the accessibility checker."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from tests.sandbox_page.stage import Stage, option, performing, plain

SABINE, JOERG, CHANNEL = "U0SABINE", "U0JOERG", "C0AGSP"
GREEN = b"\x17\x61\x5f"
CARD = [
    {"type": "header", "text": plain("Wohnen am Hallschlag")},
    {"type": "section", "text": {"type": "mrkdwn", "text": "*120 Wohnungen*, Baubeginn Herbst 2027"}},
    {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": text} for text in ("*Bezirk*\nNord", "*Frist*\nFr, 13. März, 18:00")],
    },
    {
        "type": "actions",
        "block_id": "do",
        "elements": [
            {"type": "button", "action_id": "report", "style": "primary", "text": plain("Bedarf melden")},
            {"type": "button", "action_id": "nil", "text": plain("Kein Bedarf")},
            {"type": "overflow", "action_id": "more", "options": [option("later", "Später erinnern")]},
        ],
    },
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "Gefragt am 2. März von der Geschäftsstelle"}]},
]
HOME = {
    "type": "home",
    "blocks": [
        {"type": "header", "text": plain("Guten Morgen")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "Zwei Abfragen warten auf Ihr Amt."}},
        {"type": "divider"},
        *CARD[1:],
    ],
}
Show = Callable[[Page], None]


@contextmanager
def scene() -> Iterator[tuple[Stage, dict[str, Show]]]:
    """Play the scene and yield it with its screens, each a function that brings a browser there."""
    with performing() as stage:
        asked = stage.post(CHANNEL, "Neues Vorhaben: Wohnen am Hallschlag", blocks=CARD)
        acts = stage.sandbox.acts
        stage.do(acts.say(SABINE, CHANNEL, "Guten Morgen, die Karte ist da. Wer kennt das *Gelände*?"))
        stage.do(acts.say(JOERG, CHANNEL, "Ich, wir waren im Herbst dort.", thread_ts=asked))
        stage.do(acts.say(SABINE, CHANNEL, "Danke, das hilft.", thread_ts=asked))
        stage.call("reactions.add", channel=CHANNEL, timestamp=asked, name="eyes")
        stage.call("pins.add", channel=CHANNEL, timestamp=asked)
        stage.do(stage.app.share(CHANNEL, "lageplan.png", picture(320, 120), alt_txt="Lageplan des Geländes"))
        stage.do(stage.app.share(CHANNEL, "bedarf.csv", b"Amt;Bedarf\nJugendamt;2 Gruppen\n"))
        stage.call("chat.postEphemeral", channel=CHANNEL, user=SABINE, text="Ihr Amt hat noch nicht geantwortet.")
        stage.post(SABINE, "Bitte melden Sie den Bedarf Ihres Amtes.", blocks=CARD)
        stage.call("views.publish", user_id=SABINE, view=HOME)
        stage.do(acts.command(JOERG, CHANNEL, "/bedarf neu"))
        stage.sandbox.faults.next("chat.postMessage", "late", 2)
        yield stage, screens(stage.sandbox.url, asked)


def picture(width: int, height: int) -> bytes:
    """Make a PNG of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + GREEN * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def screens(url: str, asked: str) -> dict[str, Show]:
    """Return the screens by name."""

    def at(path: str) -> Show:
        return lambda page: _go(page, f"{url}{path}")

    def inspector(page: Page) -> None:
        _go(page, f"{url}/wire")
        page.locator(".exchange summary").first.click()
        expect(page.get_by_role("region", name="Gesendet")).to_be_visible()

    return {
        "choose": at("/"),
        "channel": at(f"/as/{SABINE}/c/{CHANNEL}"),
        "thread": at(f"/as/{SABINE}/c/{CHANNEL}?thread={asked}"),
        "direct": at(f"/as/{SABINE}/c/D0SABINE"),
        "modal": at(f"/as/{JOERG}/c/{CHANNEL}"),
        "home": at(f"/as/{SABINE}/home"),
        "inspector": inspector,
        "faults": at("/page/faults"),
    }


def _go(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.get_by_text("Sandkasten: Nichts verlässt diesen Rechner.")).to_be_visible()
