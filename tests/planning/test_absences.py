"""Absence: days as people type them, deputies who are there, and what is noted when somebody is back."""

from datetime import date

import pytest

from planning.absences import Absence, Colleague, check_absence, ended, read_absence, shown, stand_in
from planning.errors import Conflict, DeputyAway, InThePast, Invalid, Problem

TODAY = date(2026, 8, 5)
TENTH, LAST = date(2026, 8, 10), date(2026, 8, 21)
SUMMER = Absence(TENTH, LAST)
OTT, RAU, ORLOV = 1, 2, 3
NOT_UNDERSTOOD = Conflict("absent_from", "absence_not_understood")


@pytest.mark.parametrize(("typed", "absence"), [
    ("", Absence()),
    ("10.08. bis 21.08.", SUMMER),
    ("vom 10.8. bis zum 21.8.2026", SUMMER),
    ("10.08.2026 21.08.2026", SUMMER),
    ("10.08.26–21.08.26", SUMMER),
    ("bis 21.08.", Absence(TODAY, LAST)),
    ("ab 10.08.", Absence(TENTH)),
    ("20.12. bis 06.01.", Absence(date(2026, 12, 20), date(2027, 1, 6))),
    ("zurück", Absence()),
])  # fmt: skip
def test_a_period_is_read_as_people_type_it(typed: str, absence: Absence) -> None:
    assert read_absence(typed, TODAY) == absence


@pytest.mark.parametrize(
    "typed", ["morgen", "10.08. bis 21.08. bis 22.08.", "31.02.", "10.13.", "Urlaub 10.08.", "08/10"]
)
def test_what_is_no_period_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_absence(typed, TODAY)
    assert refused.value.problems == (NOT_UNDERSTOOD,)


def rau(away: Absence = Absence(), deputy_id: int | None = None) -> Colleague:  # noqa: B008  # frozen
    """Timo Rau, who could stand in for Sabine Ott."""
    return Colleague(RAU, "Timo Rau", "jugendamt", away, deputy_id)


@pytest.mark.parametrize(("absence", "deputy", "problems"), [
    (SUMMER, rau(), ()),
    (SUMMER, None, ()),
    (Absence(date(2026, 8, 3), LAST), None, ()),
    (Absence(TENTH), rau(), ()),
    (Absence(LAST, TENTH), None, (Conflict("absent_until", "absence_ends_before_it_begins"),)),
    (Absence(None, LAST), None, (Conflict("absent_from", "absence_needs_a_beginning"),)),
    (Absence(date(2026, 7, 1), date(2026, 8, 4)), None, (InThePast("absent_until", date(2026, 8, 4)),)),
    (SUMMER, rau(Absence(LAST, LAST)), (DeputyAway("deputy_id", "Timo Rau", LAST, LAST, circle=False),)),
    (SUMMER, rau(Absence(TODAY), OTT), (DeputyAway("deputy_id", "Timo Rau", TODAY, None, circle=True),)),
    (SUMMER, rau(Absence(TODAY, date(2026, 8, 9)), OTT), ()),
    (SUMMER, Colleague(OTT, "Sabine Ott", "jugendamt"), (Conflict("deputy_id", "own_deputy"),)),
])  # fmt: skip
def test_an_absence_lies_ahead_and_the_deputy_is_there(
    absence: Absence, deputy: Colleague | None, problems: tuple[Problem, ...]
) -> None:
    if not problems:
        check_absence(absence, TODAY, OTT, deputy)
        return
    with pytest.raises(Invalid) as refused:
        check_absence(absence, TODAY, OTT, deputy)
    assert refused.value.problems == problems


@pytest.mark.parametrize(("deputy", "colleagues", "asked"), [
    (rau(), [], RAU),
    (None, [rau()], RAU),
    (None, [rau(SUMMER), Colleague(ORLOV, "Nadja Orlov", "jugendamt")], ORLOV),
    (None, [Colleague(ORLOV, "Nadja Orlov", "jugendamt", answers=False)], None),
    (rau(SUMMER), [rau(SUMMER)], None),
])  # fmt: skip
def test_the_deputy_is_asked_then_a_colleague_then_the_secretariat(
    deputy: Colleague | None, colleagues: list[Colleague], asked: int | None
) -> None:
    found = stand_in(SUMMER, deputy, colleagues)
    assert (found.id if found is not None else None) == asked


@pytest.mark.parametrize(("noted", "after"), [
    (Absence(), Absence()),
    (SUMMER, Absence()),
    (Absence(TODAY, LAST), Absence()),
    (Absence(date(2026, 8, 3), LAST), Absence(date(2026, 8, 3), date(2026, 8, 4))),
    (Absence(date(2026, 8, 3)), Absence(date(2026, 8, 3), date(2026, 8, 4))),
])  # fmt: skip
def test_who_is_back_early_was_away_until_yesterday(noted: Absence, after: Absence) -> None:
    assert ended(noted, TODAY) == after


def test_an_absence_that_is_over_is_not_shown_again() -> None:
    assert shown(SUMMER, date(2026, 8, 22)) == Absence()
    assert shown(SUMMER, LAST) == SUMMER
