"""Whatever the sandbox accepts, both independent judges of Block Kit accept – at random and around every boundary.

They may be laxer than the sandbox, never stricter; the few exceptions stand in the sandbox's README with their reason.
Each test draws 20 payloads; AGSP_FUZZ_EXAMPLES draws more, `make soak` 400 other ones each time.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sandbox.block_kit.surfaces import check_message, check_view
from sandbox.example.app import plain
from tests.sandbox.drawn_blocks import HOMES, MESSAGES, MODALS
from tests.sandbox.judges import schema_against, slackblocks_against
from tests.sandbox.test_block_kit import BLOCK_LIMITS, VIEW_LIMITS, Make, entry, modal, option_with, x

Json = dict[str, Any]

EXAMPLES = os.environ.get("AGSP_FUZZ_EXAMPLES")
judging = settings(
    max_examples=int(EXAMPLES or 20),
    deadline=None,
    derandomize=EXAMPLES is None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large],
)


def objections(payload: Json, surface: str) -> list[str]:
    """What the judges have against a payload that the sandbox accepts; nothing about one that it refuses."""
    issues = check_message(payload) if surface == "message" else check_view(payload)
    return [] if issues else [*schema_against(payload, surface), *slackblocks_against(payload)]


@judging
@given(payload=MESSAGES)
def test_an_accepted_message_is_accepted_by_both_judges(payload: Json) -> None:
    assert objections(payload, "message") == []


@judging
@given(payload=MODALS)
def test_an_accepted_modal_is_accepted_by_both_judges(payload: Json) -> None:
    assert objections(payload, "modal") == []


@judging
@given(payload=HOMES)
def test_an_accepted_home_tab_is_accepted_by_both_judges(payload: Json) -> None:
    assert objections(payload, "home") == []


def test_the_drawn_payloads_are_often_right() -> None:
    accepted: list[bool] = []

    @settings(judging, max_examples=20)
    @given(message=MESSAGES, view=MODALS | HOMES)
    def draw(message: Json, view: Json) -> None:
        accepted.extend([not check_message(message), not check_view(view)])

    draw()
    assert sum(accepted) > len(accepted) / 3


def on_its_surface(block: Json) -> tuple[Json, str]:
    if block["type"] == "input":
        return modal(blocks=[block], submit=plain("Senden")), "modal"
    return {"blocks": [block]}, "message"


@pytest.mark.parametrize(("what", "limit", "make"), BLOCK_LIMITS, ids=[one[0] for one in BLOCK_LIMITS])
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_around_every_boundary_of_blocks_the_judges_agree(what: str, limit: int, make: Make, beyond: int) -> None:
    payload, surface = on_its_surface(make(limit + beyond))
    assert objections(payload, surface) == [], what


@pytest.mark.parametrize(("what", "limit", "make"), VIEW_LIMITS, ids=[one[0] for one in VIEW_LIMITS])
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_around_every_boundary_of_views_the_judges_agree(what: str, limit: int, make: Make, beyond: int) -> None:
    payload = make(limit + beyond)
    assert objections(payload, payload["type"]) == [], what


def test_the_judges_do_judge() -> None:
    too_long = {"blocks": [{"type": "header", "text": plain(x(151))}]}
    assert schema_against(too_long, "message") != []
    assert slackblocks_against(too_long) != []
    no_submit = modal(blocks=[entry()], callback_id=x(256))
    assert schema_against(no_submit, "modal") != []
    assert slackblocks_against({"blocks": [option_with(value=x(151))]}) != []
