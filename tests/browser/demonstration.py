"""The demonstration as a stranger starts it, and people who sit down before its page, each with a browser of their own."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.postgres import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
STOP_SECONDS = 20
LIVE = 20_000
"""Milliseconds in which a message arrives by itself: the clock ticks and the delivery runs in between."""


@contextmanager
def demonstration(*more: str) -> Iterator[str]:
    """Run `python -m bot demo` on a free port, with more on its command line; yields the address of its page."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--port", str(port), *more],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AGSP_"))},
    )  # fmt: skip
    heard: list[str] = []
    ready = threading.Event()
    # Read to the end: a full pipe would stop the bot.
    reader = threading.Thread(target=_listen, args=(process, heard, ready))
    reader.start()
    try:
        assert ready.wait(START_SECONDS), "".join(heard)
        assert process.poll() is None, "".join(heard)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        finally:
            process.kill()
            reader.join()
            assert process.stdout is not None
            process.stdout.close()
    assert process.returncode == 0, "".join(heard)


def _listen(process: subprocess.Popen[str], heard: list[str], ready: threading.Event) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        heard.append(line)
        if "Ctrl-C" in line:
            ready.set()
    ready.set()


class Seat:
    """One person before the page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.dialog = page.get_by_role("dialog")

    def look_at(self, place: str) -> None:
        """Look at a channel by its id, or at "home"."""
        self.page.goto(f"{self.address}/{place if place == 'home' else f'c/{place}'}")

    def command(self, text: str) -> None:
        """Type a slash command and wait for the form it opens."""
        box = self.page.get_by_role("textbox", name="Nachricht an")
        box.fill(text)
        box.press("Enter")
        expect(self.dialog).to_be_visible()

    def message(self, text: str) -> Locator:
        """Give the newest message with a text; it may still be on its way."""
        found = self.page.get_by_role("article").filter(has_text=text).last
        expect(found).to_be_visible(timeout=LIVE)
        return found

    def write(self, label: str, text: str) -> None:
        """Write into a field of the open form."""
        self.field(label).fill(text)

    def field(self, label: str) -> Locator:
        """Give a field of the open form."""
        return self.dialog.get_by_label(label, exact=True)

    def press(self, name: str) -> None:
        """Press a button of the open form."""
        self.dialog.get_by_role("button", name=name, exact=True).click()

    def send(self) -> None:
        """Send the open form off."""
        self.dialog.locator("button[type=submit]").click()

    def look_away(self) -> None:
        """Close every form."""
        self.dialog.get_by_role("button", name="Alle schließen").or_(
            self.dialog.get_by_role("button", name="Fenster schließen")
        ).click()
        expect(self.dialog).to_be_hidden()

    def fits(self) -> None:
        """Tell that nothing has to be scrolled sideways."""
        width = self.page.evaluate("document.documentElement.clientWidth")
        assert self.page.evaluate("document.documentElement.scrollWidth") == width


@contextmanager
def sitting(browser: Browser, address: str, person: str, *, width: int = 1280) -> Iterator[Seat]:
    """Sit down as one person with a German browser; its console must stay silent."""
    context = browser.new_context(locale="de-DE", timezone_id="Europe/Berlin", viewport={"width": width, "height": 740})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield Seat(page, f"{address}/as/{person}")
    context.close()
    assert said == []
