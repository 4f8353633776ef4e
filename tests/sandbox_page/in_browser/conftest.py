"""One Chromium for everything that is tried in a browser here: starting it takes as long as a test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, driven by synchronous tests; ends with the folder, since its event loop blocks any other."""
    with chromium.running() as running:
        yield running
