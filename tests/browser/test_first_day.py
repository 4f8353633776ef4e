"""The secretariat's first day by hand: from an empty database to the first request, as the handbook tells it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import first_day
from tests.browser.demonstration import demonstration, sitting

pytestmark = pytest.mark.browser

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbuch.md"
TEN_MINUTES = 600


def test_the_first_request_is_sent_within_ten_minutes_of_an_empty_database(browser: Browser) -> None:
    with demonstration("--empty") as address, sitting(browser, address, "U0KESSLER") as kessler:
        kessler.look_at("home")
        day = first_day.play(kessler.page)
    assert day.whole.seconds < TEN_MINUTES, day
    assert day.counted() in HANDBOOK.read_text(encoding="utf-8"), "make screenshots writes it"
