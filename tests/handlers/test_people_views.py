"""What the secretariat sees of members stays within Slack's limits, whatever was typed."""

from datetime import date

import pytest

from handlers.errors import problem_sentence
from handlers.views import people as views
from planning.errors import Conflict
from planning.people import PersonDraft, Role
from sandbox.block_kit.surfaces import check_view, is_too_large
from storage.membership import Consequences, Handed
from storage.people import Office, Person
from tests import shipped

GERMAN = shipped.german()
WILD = "<!channel> *x* & 😀 " * 6
OFFICES = [Office(id=f"amt-{n}", name="Amt für sehr lange Namen und mehr " * 4, short="Amt") for n in range(60)]


def person(number: int) -> Person:
    """Give somebody about whom everything is said, at full length."""
    return Person(
        id=number, slack_user_id=f"U{number}", name=WILD[:120], email=f"{'a' * 240}@b.example", phone=WILD[:60],
        office=f"amt-{number % 60}", roles=list(Role), lead_contact=True, deputy_id=1, absent_from=date(2026, 1, 1),
        absent_until=date(2026, 12, 31), is_guest=True, is_deactivated=True,
    )  # fmt: skip


def listed(count: int, offset: int = 0) -> views.Listed:
    """Give a page of the list."""
    people = [person(n) for n in range(1, count + 1)]
    return views.Listed(
        people[offset : offset + views.PAGE], count, offset, {one.key: one.name for one in people},
        {office.id: office for office in OFFICES}, date(2026, 3, 2),
    )  # fmt: skip


@pytest.mark.parametrize(("count", "offset", "buttons"), [
    (0, 0, set()), (10, 0, set()), (95, 0, {"Weiter"}), (95, 40, {"Weiter", "Zurück"}), (95, 90, {"Zurück"}),
])  # fmt: skip
def test_the_list_fits_and_turns_where_there_is_more(count: int, offset: int, buttons: set[str]) -> None:
    view = views.listing(GERMAN, listed(count, offset), GERMAN.rich("*{name}*", name=WILD))
    assert check_view(view, kind="modal") == []
    written = {
        element["text"]["text"]
        for block in view["blocks"]
        for element in block.get("elements", [])
        if "action_id" in element
    }
    assert written - {"Mitglied eintragen"} == buttons
    assert "<!channel>" not in str(view)


def test_an_empty_list_says_how_to_begin() -> None:
    assert "Beginnen Sie mit den Ansprechpersonen der Ämter." in str(views.listing(GERMAN, listed(0)))


@pytest.mark.parametrize("entered", [True, False])
def test_the_form_fits_with_as_many_deputies_as_are_offered(entered: bool) -> None:
    each = views.MOST_DEPUTIES // len(OFFICES)
    deputies = [(office.name, [(f"{at}0{n}", WILD) for n in range(each)]) for at, office in enumerate(OFFICES)]
    view = views.form(GERMAN, views.Offered(OFFICES, deputies), person(5), metadata=5, entered=entered)
    assert check_view(view, kind="modal") == []
    assert not is_too_large(view)
    assert ("Aus der Gruppe entfernen" in str(view)) is entered


def test_the_form_of_the_very_first_member_offers_no_deputy() -> None:
    draft = PersonDraft(slack_user_id="U1", name=" ")
    view = views.form(GERMAN, views.Offered(OFFICES, []), draft, metadata=1, entered=False)
    assert check_view(view, kind="modal") == []
    assert "deputy_id" not in {block["block_id"] for block in view["blocks"] if block["type"] == "input"}


def test_the_choice_of_a_person_fits() -> None:
    assert check_view(views.choose(GERMAN), kind="modal") == []


def test_what_a_leaving_brings_about_is_said_by_receiver() -> None:
    happened = Consequences(
        None,
        [Handed("Jugendamt", "Timo Rau"), Handed("Jugendamt", "Timo Rau"), Handed("Sozialamt", None)],
        [Handed("Jugendamt", None)],
    )
    said = views.removed(GERMAN, "Sabine Ott", happened, leads=2)
    assert "2 offene Abfragen (Jugendamt) gehen an Timo Rau." in said
    assert "Für Sozialamt kann niemand gefragt werden." in said
    assert "1 offenes Ergebnis geht an: die Geschäftsstelle." in said
    assert "Sabine Ott leitet noch 2 Vorhaben." in said


@pytest.mark.parametrize("code", [
    "already_entered", "chat_user_is_program", "chat_user_is_external", "chat_user_is_deactivated", "not_an_email",
    "office_role_needs_office", "contact_needs_office", "contact_cannot_answer", "own_deputy", "last_secretariat",
    "always_secretariat", "absence_needs_a_beginning", "absence_ends_before_it_begins",
])  # fmt: skip
def test_every_rule_of_members_has_a_sentence(code: str) -> None:
    assert problem_sentence(Conflict("name", code), GERMAN) != "Bitte prüfen Sie diese Angabe."
    assert views.conflict(code, GERMAN)


def test_a_rule_of_something_else_is_left_to_others() -> None:
    assert views.conflict("date_and_stage", GERMAN) is None
