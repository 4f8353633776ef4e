"""Who is asked and who speaks for whom, how quantities are read, what a version changed."""

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planning.calendar import WorkingCalendar
from planning.errors import Conflict, Invalid, NotAllowed, Required
from planning.needs import (
    Asking,
    NeedDraft,
    NeedKind,
    asking,
    check_deadline,
    check_extension,
    check_speaks_for,
    sees_minimum,
)
from planning.people import PersonDraft, Role
from planning.reports import Step, differences, need_of, snapshot

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
TODAY = date(2026, 3, 2)
CANNSTATT, OST = "bad-cannstatt", "ost"


@pytest.mark.parametrize(
    ("asked", "bound_to", "reachable", "how"),
    [
        ("always", [], True, Asking.CONTACT),
        ("always", [], False, Asking.SECRETARIAT),
        ("always", [OST], True, None),
        ("with_contact", [CANNSTATT], True, Asking.CONTACT),
        ("with_contact", [CANNSTATT], False, Asking.NOT_ASKED),
        ("with_contact", [OST], True, None),
        ("never", [], True, None),
    ],
)
def test_every_office_of_the_distribution_is_asked_for_its_districts(
    asked: str, bound_to: list[str], reachable: bool, how: Asking | None
) -> None:
    assert asking(asked=asked, office_districts=bound_to, districts={CANNSTATT}, reachable=reachable) is how


def person(*roles: Role, office: str | None = None) -> PersonDraft:
    """Give a member."""
    return PersonDraft(slack_user_id="U1", name="Ott", roles=list(roles), office=office)


@pytest.mark.parametrize(
    ("who", "was_asked", "speaks"),
    [
        (person(Role.OFFICE, office="jugendamt"), False, True),
        (person(Role.OFFICE, office="sozialamt"), False, False),
        (person(Role.OFFICE, office="sozialamt"), True, True),
        (person(Role.SECRETARIAT), False, True),
        (person(Role.READER, office="jugendamt"), False, False),
        (person(Role.PLANNER, office="jugendamt"), False, False),
    ],
)
def test_only_the_office_who_was_asked_and_the_secretariat_speak_for_an_office(
    who: PersonDraft, was_asked: bool, speaks: bool
) -> None:
    if speaks:
        check_speaks_for(who, "jugendamt", was_asked=was_asked)
    else:
        with pytest.raises(NotAllowed):
            check_speaks_for(who, "jugendamt", was_asked=was_asked)


@pytest.mark.parametrize(
    ("who", "viewer_id", "sees"),
    [
        (None, None, False),
        (person(Role.SECRETARIAT), 1, True),
        (person(Role.OFFICE, office="jugendamt"), 2, True),
        (person(Role.OFFICE, office="sozialamt"), 3, False),
        (person(Role.PLANNER), 4, True),
        (person(Role.PLANNER), 5, False),
        (person(Role.LEAD), 6, False),
    ],
)
def test_the_floor_is_for_the_office_the_secretariat_and_the_project_lead(
    who: PersonDraft | None, viewer_id: int | None, sees: bool
) -> None:
    assert sees_minimum(who, viewer_id, office="jugendamt", lead_id=4) is sees


@pytest.mark.parametrize(
    "due", [TODAY, date(2026, 3, 1), date(2026, 3, 7), date(2026, 4, 3), date(2026, 12, 24), date(2027, 3, 2)]
)
def test_a_deadline_is_a_coming_working_day_of_the_next_half_year(due: date) -> None:
    with pytest.raises(Invalid):
        check_deadline(due, TODAY, CALENDAR)


def test_more_time_is_later_than_the_present_deadline() -> None:
    present = date(2026, 3, 16)
    check_extension(date(2026, 3, 17), present, TODAY, CALENDAR)
    with pytest.raises(Invalid) as refused:
        check_extension(present, present, TODAY, CALENDAR)
    assert refused.value.problems == (Conflict("due", "extension_is_not_later"),)


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"quantity": None}, Required("quantity")),
        ({"kind": NeedKind.CONCERN}, Conflict("quantity", "concern_has_no_quantity")),
        ({"what": "  "}, Required("what")),
    ],
)
def test_a_need_has_a_quantity_and_a_concern_has_none(values: dict[str, Any], problem: object) -> None:
    draft = NeedDraft.model_validate({"what": "Kita", "why": "Defizit", "quantity": "4", **values})
    with pytest.raises(Invalid) as refused:
        draft.check()
    assert refused.value.problems == (problem,)


def test_a_version_says_what_is_new_changed_and_gone() -> None:
    kita = NeedDraft(what="Kita", why="Defizit", quantity=Decimal(4), minimum=Decimal(2))
    room = NeedDraft(what="Jugendraum", why="fehlt", quantity=Decimal(180))
    before = [snapshot(1, kita), snapshot(2, room)]
    more = kita.model_copy(update={"quantity": Decimal("5.0")})
    after = [snapshot(1, more), snapshot(3, room)]
    found = differences(before, after)
    assert [(d.step, d.need["id"]) for d in found] == [(Step.CHANGED, 1), (Step.ADDED, 3), (Step.WITHDRAWN, 2)]
    assert found[0].fields == {"quantity": ("4.00", "5.00")}
    assert need_of(after[0]) == more


def test_the_same_quantity_written_otherwise_is_no_change() -> None:
    one = NeedDraft(what="Kita", why="Defizit", quantity=Decimal("4"))
    other = one.model_copy(update={"quantity": Decimal("4.00")})
    assert differences([snapshot(1, one)], [snapshot(1, other)]) == []
