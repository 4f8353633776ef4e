"""Without a mouse: every place is reached with the keyboard alone, and a form keeps the focus to itself."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox_page.seats import sitting
from tests.sandbox_page.stage import performing

pytestmark = pytest.mark.browser
MOST_STEPS = 60
FOCUSED = """() => {
  const at = document.activeElement;
  if (at === document.body) return "";
  const label = at.labels?.[0]?.textContent ?? at.closest("fieldset")?.querySelector("legend")?.textContent;
  return (at.ariaLabel ?? label ?? at.textContent).trim();
}"""


def go_to(page: Page, name: str, key: str = "Tab") -> None:
    """Press the key until something with this name has the focus."""
    passed: list[str] = []
    for _ in range(MOST_STEPS):
        page.keyboard.press(key)
        passed.append(page.evaluate(FOCUSED))
        if name in passed[-1]:
            return
    raise AssertionError(f"{name!r} is not reached, but {passed}")


def test_a_command_and_its_form_need_no_mouse(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        go_to(page, "Nachricht an #agsp")
        page.keyboard.type("/bedarf neu")
        page.keyboard.press("Enter")
        form = page.get_by_role("dialog", name="Bedarf melden")
        expect(form.get_by_label("Titel")).to_be_focused()
        page.keyboard.type("Kita")
        go_to(page, "Stadtteil")
        page.keyboard.type("hal")
        expect(page.get_by_role("option", name="Hallschlag")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        go_to(page, "Hoch")
        page.keyboard.press("Space")
        go_to(page, "Absenden")
        page.keyboard.press("Enter")
        expect(form).to_be_hidden()
        expect(page.get_by_role("textbox", name="Nachricht an #agsp")).to_be_focused()
        values = stage.app.submitted[0]
        assert values["title"]["a"]["value"] == "Kita"
        assert values["part"]["a"]["selected_option"]["value"] == "hal"
        assert values["urgent"]["a"]["selected_option"]["value"] == "1"


def test_the_way_to_the_content_and_to_another_person_needs_no_mouse(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        go_to(page, "Zum Inhalt springen")
        page.keyboard.press("Enter")
        expect(page.get_by_role("main")).to_be_focused()
        go_to(page, "Jörg Maier", "Shift+Tab")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Sie sind: Jörg Maier")).to_be_visible()


def test_the_focus_stays_in_the_form_that_lies_over_the_page(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        box = page.get_by_role("textbox", name="Nachricht an #agsp")
        box.fill("/bedarf neu")
        box.press("Enter")
        expect(page.get_by_role("dialog", name="Bedarf melden")).to_be_visible()
        seen = set()
        for _ in range(MOST_STEPS):
            page.keyboard.press("Tab")
            # The page's end leads through the browser's own buttons, where a page sees its body.
            inside = "document.activeElement === document.body || !!document.activeElement.closest('#modal')"
            assert page.evaluate(inside), page.evaluate(FOCUSED)
            seen.add(page.evaluate(FOCUSED))
        assert {"Titel", "Absenden", "Fenster schließen"} <= seen
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(box).to_be_focused()
