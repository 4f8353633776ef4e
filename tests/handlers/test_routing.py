"""A request is handed to those who were registered under its name, and to all where only Bolt can tell."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from handlers.routing import PRESENT, RoutedApp, name_of

PRESS = {"type": "block_actions", "actions": [{"action_id": "open"}]}
SUBMIT = {"type": "view_submission", "view": {"callback_id": "form"}}


async def _nothing() -> None:
    return None


@pytest.fixture
def app() -> RoutedApp:
    app = RoutedApp(client=AsyncWebClient(token="xoxb-sandbox-test"), signing_secret="secret")
    app.command("/agsp")(_nothing)
    app.action("open")(_nothing)
    app.action("close")(_nothing)
    app.view("form")(_nothing)
    return app


def candidates(app: RoutedApp, body: dict[str, Any]) -> int:
    """Count whom Bolt would try."""
    token = PRESENT.set(AsyncBoltRequest(body=body, mode="socket_mode"))
    try:
        return len(app._async_listeners)
    finally:
        PRESENT.reset(token)


@pytest.mark.parametrize("body", [{"command": "/agsp"}, PRESS, SUBMIT], ids=["command", "button", "form"])
async def test_only_those_of_the_name_are_tried(app: RoutedApp, body: dict[str, Any]) -> None:
    assert candidates(app, body) == 1


@pytest.mark.parametrize(
    "body", [{"type": "event_callback", "event": {"type": "app_home_opened"}}, {"command": "/unknown"}, {"type": "new"}]
)
async def test_all_are_tried_where_no_name_is_known(app: RoutedApp, body: dict[str, Any]) -> None:
    assert candidates(app, body) == 4


async def test_all_are_tried_where_one_waits_for_a_pattern(app: RoutedApp) -> None:
    app.action({"block_id": "page"})(_nothing)
    assert candidates(app, PRESS) == 5
    assert candidates(app, SUBMIT) == 1


def test_a_form_that_was_closed_is_not_one_that_was_sent() -> None:
    assert name_of({"type": "view_closed", "view": {"callback_id": "form"}}) is None
