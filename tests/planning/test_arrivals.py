"""How an answer may have come that the secretariat enters."""

from datetime import date

import pytest

from planning.arrivals import BY_ITSELF, Arrival, Source, arrival_from, check_entered
from planning.errors import Conflict, InTheFuture, Invalid, Problem, Required
from planning.needs import InquiryState

ASKED = date(2026, 3, 2)
TODAY = date(2026, 3, 20)
S = InquiryState

TABLE = [
    # answer, received on, reason, problems
    (S.REPORTED, date(2026, 3, 19), "", []),
    (S.NO_NEED, TODAY, "", []),
    (S.NO_NEED, ASKED, "", []),
    (S.NOT_COMPETENT, TODAY, "Sache des Landes", []),
    (S.NOT_COMPETENT, TODAY, "", [Required("reason")]),
    (S.NO_NEED, date(2026, 3, 21), "", [InTheFuture("received_on", date(2026, 3, 21))]),
    (S.NO_NEED, date(2025, 3, 19), "", [Conflict("received_on", "received_before_asked")]),
    (S.NO_ANSWER, TODAY, "", [Required("answer")]),
    (None, TODAY, "", [Required("answer")]),
]


@pytest.mark.parametrize(("answer", "received_on", "reason", "problems"), TABLE)
def test_an_answer_is_entered_only_as_it_can_have_come(
    answer: InquiryState | None, received_on: date, reason: str, problems: list[Problem]
) -> None:
    found: list[Problem] = []
    try:
        check_entered(answer, received_on, reason, asked_on=ASKED, today=TODAY)
    except Invalid as wrong:
        found = list(wrong.problems)
    assert found == problems


def test_what_a_form_keeps_of_an_arrival_is_read_back() -> None:
    by_phone = Arrival(Source.PHONE, TODAY)
    assert arrival_from(by_phone.as_kept()) == by_phone
    assert arrival_from(BY_ITSELF.as_kept()) is None


def test_only_what_came_another_way_or_late_is_worth_saying() -> None:
    assert BY_ITSELF.is_plain
    assert not Arrival(Source.MAIL, TODAY).is_plain
    assert not Arrival(after_closing=True).is_plain
