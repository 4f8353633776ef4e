"""What is shown of absence and leaving stays within Slack's limits, whatever people are called."""

from datetime import UTC, date, datetime

import pytest

from handlers.phrasing.setup import trial_face
from handlers.views import absences as views
from handlers.views import layout
from planning.absences import Absence, Colleague
from planning.errors import DeputyAway
from planning.needs import InquiryState
from planning.results import ResultKind
from sandbox.block_kit.surfaces import check_message, check_view
from storage.absences import Meanwhile, Open
from storage.results import Result
from tests import shipped

GERMAN = shipped.german()
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WILD = "<!channel> *x* & 😀 " * 6
DEPUTY = Colleague(7, WILD, "amt")
AWAY = Absence(date(2026, 3, 9), date(2026, 3, 13))


@pytest.mark.parametrize("deputy", [None, DEPUTY])
def test_the_form_fits_and_shows_the_deputy(deputy: Colleague | None) -> None:
    groups = [(WILD, [(str(100 * g + n), WILD) for n in range(100)]) for g in range(5)]
    view = views.form(GERMAN, AWAY, groups, deputy, views.otherwise(GERMAN, deputy))
    assert check_view(view, kind="modal") == []
    assert ("initial_option" in str(view)) == (deputy is not None)


@pytest.mark.parametrize("absence", [Absence(), AWAY, Absence(date(2026, 3, 9))])
def test_what_is_noted_says_who_gets_what_falls_due(absence: Absence) -> None:
    said = views.noted(GERMAN, absence, Colleague(7, "Timo Rau", "amt"), Open(2, 1))
    assert ("Timo Rau" in said) == (absence.first is not None)
    assert ("zurzeit offen: 2 Abfragen, 1 Ergebnis." in said) == (absence.first is not None)


def test_a_circle_is_named_as_one() -> None:
    problem = DeputyAway("deputy_id", "Timo Rau", date(2026, 3, 9), None, circle=True)
    assert "beide vertreten sich gegenseitig" in views.deputy_away(problem, GERMAN)


def test_summary_and_list_fit_whatever_came_in() -> None:
    face = trial_face(GERMAN)
    results = [
        Result(
            number="E-2026-001",
            text=WILD * 10,
            office="amt",
            kind=ResultKind.EXAMINATION,
            recorded_by=1,
            recorded_at=NOW,
        )
        for _ in range(8)
    ]
    found = Meanwhile(30, (), 20, results, 2, 1)
    blocks = views.meanwhile(GERMAN, AWAY.last or date.max, found, [(face, InquiryState.REPORTED, WILD)] * 8)
    gone = views.gone_blocks(GERMAN, views.member_gone(GERMAN, WILD, closed=True), [(face, WILD, WILD)] * 30, [], 3)
    for drawn in (blocks, gone):
        assert check_message({"text": "x", "blocks": layout.as_list(drawn)}) == []
        assert "<!channel>" not in str(layout.as_list(drawn))
