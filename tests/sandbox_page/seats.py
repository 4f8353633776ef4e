"""A seat before the page: one browser page of one person, with a console that must stay silent."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, expect

from tests.sandbox_page.stage import Stage

PATIENCE_MILLISECONDS = 20_000  # for a machine that does other things too
CHANNEL = "/as/{person}/c/C0AGSP"


@contextmanager
def sitting(browser: Browser, stage: Stage, person: str, width: int = 1280, path: str = CHANNEL) -> Iterator[Page]:
    """Sit down as one person in front of the channel (or another address); the console must stay silent."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    # Windows of one browser, as at a demonstration; a profile for each would take longer than the page.
    context = browser.contexts[0] if browser.contexts else browser.new_context()
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(stage.sandbox.url + path.format(person=person))
    yield page
    page.close()
    assert said == []


def write(page: Page, text: str) -> None:
    """Write into the channel's composer and send it."""
    box = page.get_by_role("textbox", name="Nachricht an #agsp")
    box.fill(text)
    box.press("Enter")
