"""axe-core finds nothing serious on any main screen: in light and dark, on a desk and on a phone.

Colours are the same on desk and phone, all else in light and dark: each is looked at once; AGSP_AXE=all tries all.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.sandbox_page.screens import Show, scene
from tests.sandbox_page.screenshots import LOOKS

pytestmark = pytest.mark.browser
Json = dict[str, Any]
AXE = Path(__file__).parents[2] / "reference" / "axe-core" / "axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
SHAPES = {"color-contrast": {"enabled": False}}
LOOKED_AT: dict[str, tuple[Json, Json]] = {"light": (RULES, {}), "dark": (COLOURS, {}), "mobile": (RULES, SHAPES)}
if os.environ.get("AGSP_AXE") == "all":
    LOOKED_AT = dict.fromkeys(LOOKS, (RULES, {}))
SCREENS = ("choose", "channel", "thread", "direct", "modal", "home", "inspector", "faults")


@pytest.fixture(scope="module")
def screens() -> Iterator[dict[str, Show]]:
    """The scene, played once: the checker only looks."""
    with scene() as (_, shown):
        assert tuple(shown) == SCREENS
        yield shown


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One window that goes from screen to screen."""
    window = browser.new_page(reduced_motion="reduce")
    yield window
    window.close()


def findings(page: Page, rules: Json, switched: Json) -> list[str]:
    # Through the driver, since the page's policy allows no script but its own.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        """([runOnly, rules]) => axe.run({runOnly, rules, resultTypes: ['violations']})
            .then(result => result.violations)""",
        [rules, switched],
    )
    return [
        f"{one['impact']} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_stands_in_anybodys_way(page: Page, screens: dict[str, Show], screen: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    screens[screen](page)
    for look, checked in LOOKED_AT.items():
        width, height, scheme = LOOKS[look]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        assert findings(page, *checked) == [], look
        assert page.evaluate("document.documentElement.scrollWidth") <= width, look
    assert page.evaluate("document.documentElement.lang") == "de"


def test_the_checker_does_find_something(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("about:blank")
    page.set_content(
        '<html lang="de"><title>x</title><main><h1>x</h1><img src="x.png"><p style="color: #eee">Kaum zu lesen</p></main>'
    )
    assert any("image-alt" in one for one in findings(page, RULES, SHAPES))
    assert any("color-contrast" in one for one in findings(page, COLOURS, {}))
