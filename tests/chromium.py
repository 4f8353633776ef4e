"""Finds Chromium for the browser tests, or installs it; there is no test without it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

from tests import distribution

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",  # the tests also run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    "Chromium is needed for the browser tests and could not be installed: "
    "install the package chromium (Debian, Ubuntu) or Google Chrome, "
    "or run `.venv/bin/playwright install chromium`."
)


class ChromiumMissing(RuntimeError):
    """No Chromium on this machine, and none could be installed."""


def executable() -> str | None:
    """Find Chromium, installing it if need be; None means Playwright's own.

    Raises ChromiumMissing with what to install.
    """
    found = on_path()
    if found is None and distribution.install("chromium"):
        found = on_path()
    if found is None and not install_playwrights_own():
        raise ChromiumMissing(MISSING)
    return found


@contextmanager
def running() -> Iterator[Browser]:
    """Start Chromium under Playwright's synchronous interface and close it again."""
    path = executable()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def on_path() -> str | None:
    """Find a Chromium that the system has; None where it has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def install_playwrights_own() -> bool:
    """Let Playwright fetch its own build; False where that fails. Quick when it is already there."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
