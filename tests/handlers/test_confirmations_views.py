"""What people see when they are asked whether a report still holds, and of kept sheets: within Slack's limits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from handlers.views import confirmation_standings, confirmations, kept_sheets, layout
from planning.catalogue.figures import rules, seeded
from planning.confirmations import Cause, ConfirmationState, Facts
from planning.figure_sheets import compute
from planning.figures import Housing, Override, Site
from planning.intentions import IntentionDraft
from planning.kept_sheets import KeptSheet, SheetCause, keep, line_changes
from sandbox.block_kit import surfaces as slack
from storage.confirmations import ReportBasis, Standing
from storage.needs import NeedReport
from tests.handlers.test_needs_views import CATALOGUE, ENDLESS, FLOOR, NOW, german, harmless, need, shown, written

DAY = date(2026, 10, 15)
S = german().speech
FIGURES = {seed.id: seeded(seed) for seed in CATALOGUE.figures.values()}
RULES = replace(
    rules(FIGURES, CATALOGUE.calculations.values()),
    overrides={"share-primary": Override(value=Decimal("0.06"), reason=ENDLESS[:500])},
)


def sheet(dwellings: int) -> KeptSheet:
    """The kept sheet of so many dwellings."""
    site = Site(dwellings={Housing.FAMILY: dwellings}, removed=3)
    return keep(site, RULES, compute([site], RULES))


def kept(number: int, dwellings: int = 420) -> kept_sheets.Kept:
    """One kept sheet."""
    return kept_sheets.Kept(number, DAY, SheetCause.REPORT, ENDLESS[:120], sheet(dwellings))


def asked(**values: Any) -> confirmations.Shown:
    """The longest possible question."""
    return confirmations.Shown(**{
        "id": 1, "revision": 1, "face": shown(), "office": ENDLESS[:40], "cause": Cause.SIZE,
        "state": ConfirmationState.OPEN, "before": Facts(stage="a", dwellings=420, floor_area=37_800),
        "after": Facts(stage="b", dwellings=1_000_000, floor_area=None), "stages": (ENDLESS[:75], ENDLESS[:75]),
        "changes": line_changes(sheet(420), sheet(1_000_000)), "figures": [ENDLESS[:75]] * 9,
        "needs": [need()] * 30, "reported_on": DAY, "report_id": 1, **values,
    })  # fmt: skip


ANSWERED = (ENDLESS[:120], NOW)
MESSAGES: dict[str, Callable[[], list[Block]]] = {
    **{f"asked because of {cause}": lambda cause=cause: confirmations.message(S, german(), asked(cause=cause), DAY)  # type: ignore[misc]
       for cause in Cause},
    **{f"answered: {state}": lambda state=state: confirmations.message(S, german(), asked(state=state, answered=ANSWERED), DAY)  # type: ignore[misc]
       for state in ConfirmationState},
    "list": lambda: confirmations.list_message(S, german(), 1, [asked()] * 60, DAY),
    "list of one": lambda: confirmations.list_message(S, german(), 1, [asked()], DAY),
    "answered list": lambda: confirmations.list_message(S, german(), 1, [asked(state=ConfirmationState.HOLDS)] * 3, DAY),
    "reminder": lambda: confirmations.reminder(S, german(), [asked()] * 40, DAY),
    "unanswered": lambda: confirmation_standings.unanswered(S, [asked()] * 40, DAY),
    "late": lambda: confirmation_standings.late(S, [asked()] * 5, 77),
    "nothing known before": lambda: confirmations.message(S, german(), asked(before=Facts(stage="a")), DAY),
    "sums": lambda: confirmation_standings.standing(S, {state: [ENDLESS[:40]] * 30 for state in ConfirmationState}),
}  # fmt: skip
CONCERNED = [
    Standing(NeedReport(intention_id=1, office="x", changed_by=1, changed_at=NOW),
             ReportBasis(report_id=1, facts=Facts(stage="a", dwellings=dwellings, floor_area=9).to_json(), at=NOW))
    for dwellings in range(80)
]  # fmt: skip
GROWN = IntentionDraft(title="x", district="x", stage="a", dwellings=50_000, floor_area=5_000_000)
VIEWS: dict[str, Callable[[], dict[str, Any]]] = {
    "before a change": lambda: confirmations.ask_first(S, shown(), GROWN, CONCERNED, 1),
    "no sheets": lambda: kept_sheets.listing(S, shown(), []),
    "sheets": lambda: kept_sheets.listing(S, shown(), [kept(number) for number in range(200)]),
    "sheet": lambda: kept_sheets.one_sheet(S, CATALOGUE, shown(), kept(1), [kept(n) for n in range(200)]),
    "only sheet": lambda: kept_sheets.one_sheet(S, CATALOGUE, shown(), kept(1), []),
    "comparison": lambda: kept_sheets.comparison(S, CATALOGUE, shown(), kept(1), kept(2, 1_000_000)),
    "equal": lambda: kept_sheets.comparison(S, CATALOGUE, shown(), kept(1), kept(2)),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_keeps_slacks_limits_and_shows_no_minimum(name: str) -> None:
    blocks = layout.as_list(MESSAGES[name]())
    assert slack.check_message({"text": "x", "blocks": blocks}) == []
    assert not slack.blocks_too_long(blocks)
    assert harmless(blocks)
    assert not any(FLOOR in text for text in written(blocks))


@pytest.mark.parametrize("name", VIEWS)
def test_every_form_keeps_slacks_limits(name: str) -> None:
    view = VIEWS[name]()
    assert slack.check_view(view, kind="modal") == []
    assert not slack.is_too_large(view)
    assert harmless(view)


def test_the_planner_reads_what_changes_and_by_how_much() -> None:
    [one] = [Standing(CONCERNED[0].report, replaced(dwellings=420))]
    view = confirmations.ask_first(
        S, shown("Werk Nord"), GROWN.model_copy(update={"dwellings": 480, "floor_area": None}), [one], 1
    )
    assert any("480 statt 420 Wohnungen (+14,3 %)" in text for text in written(view))


def test_growth_from_nothing_has_no_percentage() -> None:
    one = Standing(CONCERNED[0].report, replaced(dwellings=0))
    texts = written(confirmations.ask_first(S, shown("x"), GROWN.model_copy(update={"floor_area": None}), [one], 1))
    assert any("50.000 statt 0 Wohnungen" in text for text in texts)
    assert not any("%" in text for text in texts if "statt" in text)


def replaced(**facts: int) -> ReportBasis:
    """What a report was built on."""
    return ReportBasis(report_id=1, facts=Facts(stage="a", **facts).to_json(), at=NOW)
