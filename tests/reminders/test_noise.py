"""Who hears of what is due when somebody wants no reminders: nothing is lost, nobody hears it twice."""

from datetime import UTC, date, datetime

import pytest

from planning.people import Role
from reminders.due import Item
from reminders.noise import redirected, snoozed
from storage.people import Person
from storage.reminders import OpenInquiry, ReminderKind
from storage.snoozes import PutOff

OTT, RAU, BAUER, KESSLER, BRENNER = range(1, 6)
TODAY, DUE = date(2026, 3, 11), date(2026, 3, 16)
ASKED = OpenInquiry(42, "youth", OTT, None, DUE, datetime(2026, 3, 2, tzinfo=UTC))
NEED, UPDATE = ReminderKind.NEED, ReminderKind.UPDATE


def people(*, off: set[int], absent: set[int]) -> list[Person]:
    """Ott with her deputy Rau and a colleague, and two in the secretariat."""
    office, secretariat = [Role.OFFICE], [Role.SECRETARIAT]
    cast = [
        Person(id=OTT, slack_user_id="U1", name="Ott", office="youth", roles=office, deputy_id=RAU),
        Person(id=RAU, slack_user_id="U2", name="Rau", office="youth", roles=office),
        Person(id=BAUER, slack_user_id="U3", name="Bauer", office="youth", roles=office),
        Person(id=KESSLER, slack_user_id="U4", name="Kessler", roles=secretariat),
        Person(id=BRENNER, slack_user_id="U5", name="Brenner", roles=secretariat),
    ]
    for person in cast:
        person.direct_reminders = person.id not in off
        person.absent_from = TODAY if person.id in absent else None
    return cast


@pytest.mark.parametrize(
    ("kind", "planned", "off", "absent", "heard"),
    [
        pytest.param(NEED, [OTT], set(), set(), [OTT], id="wants to hear"),
        pytest.param(NEED, [OTT], {OTT}, set(), [RAU], id="deputy"),
        pytest.param(NEED, [OTT, RAU], {OTT}, set(), [RAU], id="deputy hears it once"),
        pytest.param(NEED, [OTT], {OTT}, {RAU}, [BAUER], id="colleague"),
        pytest.param(NEED, [OTT], {OTT, RAU}, set(), [BAUER], id="deputy neither"),
        pytest.param(NEED, [OTT], {OTT, RAU, BAUER}, set(), [], id="the home tab alone"),
        pytest.param(NEED, [KESSLER, BRENNER], {KESSLER}, set(), [BRENNER], id="one of the secretariat"),
        pytest.param(NEED, [KESSLER, BRENNER], {KESSLER, BRENNER}, set(), [KESSLER, BRENNER], id="somebody has to"),
        pytest.param(UPDATE, [OTT], {OTT}, set(), [], id="no update"),
    ],
)
def test_who_wants_no_reminders_is_spared_and_the_office_still_hears_it(
    kind: ReminderKind, planned: list[int], off: set[int], absent: set[int], heard: list[int]
) -> None:
    items = [Item(kind, 42, -3, DUE, person) for person in planned]
    found = redirected(items, [ASKED], [], people(off=off, absent=absent), TODAY)
    assert [item.person_id for item in found] == heard


PUT_OFF = PutOff(NEED, 42, DUE, OTT, TODAY, 1)


@pytest.mark.parametrize(
    ("said", "still_open", "comes"),
    [
        pytest.param([], {(NEED, 42, DUE)}, 1, id="comes again"),
        pytest.param([], set(), 0, id="was answered"),
        pytest.param([], {(NEED, 42, date(2026, 3, 20))}, 0, id="has more time now"),
        pytest.param([Item(NEED, 42, 0, DUE, OTT)], {(NEED, 42, DUE)}, 0, id="a step says it anyway"),
    ],
)
def test_what_was_put_off_comes_again_only_while_it_is_open(
    said: list[Item], still_open: set[tuple[ReminderKind, int, date]], comes: int
) -> None:
    found = snoozed([PUT_OFF], said, still_open)
    assert len(found) == comes
    assert all(item.key == "need:42:S1:2026-03-16:1" for item in found)
