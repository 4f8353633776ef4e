"""The browser itself: what the browser tests rely on."""

import pytest
from playwright.sync_api import Browser


@pytest.mark.browser
def test_chromium_renders_a_page_with_its_german_letters(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<!doctype html><button>Bedarf prüfen</button>")
    assert page.get_by_role("button", name="Bedarf prüfen").is_visible()
    page.close()
