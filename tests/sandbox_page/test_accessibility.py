"""axe-core finds nothing serious on any main screen: in light and dark, on a desk and on a phone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.sandbox_page.screens import Show, scene
from tests.sandbox_page.screenshots import LOOKS

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[1] / "reference" / "axe-core" / "axe.min.js"
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
SCREENS = ("choose", "channel", "thread", "direct", "modal", "home", "inspector", "faults")


@pytest.fixture(scope="module")
def screens() -> Iterator[dict[str, Show]]:
    """The scene, played once: the checker only looks."""
    with scene() as (_, shown):
        assert tuple(shown) == SCREENS
        yield shown


def findings(page: Page, rules: dict[str, Any]) -> list[str]:
    # Through the driver, since the page's policy allows no script but its own.
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(result => result.violations)", rules
    )
    return [
        f"{one['impact']} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_stands_in_anybodys_way(browser: Browser, screens: dict[str, Show], screen: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    screens[screen](page)
    for look, (width, height, scheme) in LOOKS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        assert findings(page, RULES if scheme == "light" else COLOURS) == [], look
        assert page.evaluate("document.documentElement.scrollWidth") <= width, look
    assert page.evaluate("document.documentElement.lang") == "de"
    page.close()


def test_the_checker_does_find_something(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(
        '<html lang="de"><title>x</title><main><h1>x</h1><img src="x.png"><p style="color: #eee">Kaum zu lesen</p></main>'
    )
    assert any("image-alt" in one for one in findings(page, RULES))
    assert any("color-contrast" in one for one in findings(page, COLOURS))
    page.close()
