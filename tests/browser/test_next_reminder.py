"""The button beside the clock leads to what the bot does next, in the demonstration as a stranger starts it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demonstration import demonstration, sitting
from tests.browser.test_main_job import TITLE, record_and_ask

pytestmark = pytest.mark.browser


def test_the_next_reminder_is_one_click_away_and_comes(browser: Browser) -> None:
    with (
        demonstration() as address,
        sitting(browser, address, "U0BRANDT") as brandt,
        sitting(browser, address, "U0WEISS") as weiss,
    ):
        record_and_ask(brandt)
        weiss.look_at("D0WEISS")
        weiss.message(TITLE)
        clock = weiss.page.get_by_role("region", name="Uhr des Sandkastens")
        expect(clock).to_contain_text("2. März 2026")
        clock.get_by_role("button", name="Nächste Erinnerung").click()
        expect(clock).to_contain_text(re.compile("Mittwoch, 11. März 2026, 08:30:"))
        expect(weiss.message("fehlt noch die Rückmeldung Ihres Amtes")).to_be_visible()
