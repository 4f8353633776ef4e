"""The morning note: said with what is true when it goes out, to each reader with the reason, within Slack's limits."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers.views import layout, silences
from handlers.views import morning as views
from handlers.views.morning import Because, Item, Missing
from planning.intentions import Face, IntentionState
from reminders.ticks import plan_morning_notes
from sandbox.block_kit.surfaces import blocks_too_long, check_message, check_view
from tests import shipped
from tests.stories.city import BERLIN, City, city
from tests.stories.test_need_answers import start

GERMAN = shipped.german()
DUE_AT = datetime(2026, 3, 16, 17, 0, tzinfo=UTC)
BEFORE = datetime(2026, 3, 11, 7, 30, tzinfo=UTC)
THAT_DAY = datetime(2026, 3, 16, 7, 30, tzinfo=UTC)
AFTER = datetime(2026, 3, 17, 7, 30, tzinfo=UTC)
PHONE = "0711 216-20510"


def notes(town: City, name: str) -> list[str]:
    """Give all morning notes a person has got."""
    return [m.all_text for m in town[name].messages() if m.all_text.startswith("Guten Morgen")]


async def test_a_note_names_the_deadline_and_offers_the_answer(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        await town.at("11.03.2026")
        [note] = notes(town, "Sabine Ott")
        assert "Guten Morgen. Das steht an:" in note
        assert "Zu *Zollhof-Areal* fehlt noch die Rückmeldung Ihres Amtes." in note
        assert "Die Frist endet am Montag, 16. März 2026, um 18:00 Uhr." in note
        message = town["Sabine Ott"].message_with("Guten Morgen")
        assert message.text == "Guten Morgen. Eine Sache steht an: Zollhof-Areal."
        await message.press("Fehlanzeige")
        await town.at("16.03.2026")
        assert len(notes(town, "Sabine Ott")) == 1
        assert "Die Frist endet heute um 18:00 Uhr." in notes(town, "Heike Lang")[-1]


async def test_the_deputy_reads_why_and_the_secretariat_whom_to_call(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        await town.at("17.03.2026")
        [to_contact] = notes(town, "Sabine Ott")
        assert "ohne Antwort gilt Ihr Amt als offen, nicht als Fehlanzeige" in to_contact
        assert "Sie erhalten dies" not in to_contact
        [to_deputy] = notes(town, "Timo Rau")
        assert "Sie erhalten dies, weil Sie Sabine Ott vertreten." in to_deputy
        assert notes(town, "Miriam Kessler") == []
        await town.at("19.03.2026")
        [escalation] = notes(town, "Miriam Kessler")
        assert "Zu *Zollhof-Areal* fehlen noch 10 Rückmeldungen: Jugendamt, " in escalation
        assert "und 5 weitere. Die Frist ist am 16. März abgelaufen." in escalation
        await the_silent_are_named_behind_the_button(town)


async def the_silent_are_named_behind_the_button(town: City) -> None:
    """One block in the note; behind it every office with whom to call; they are put off together."""
    kessler = town["Miriam Kessler"]
    note = kessler.message_with("fehlen noch 10 Rückmeldungen")
    assert note.buttons == ["Ämter anzeigen", "Morgen erinnern (noch 2-mal)"]
    await town["Heike Lang"].message_with("Zollhof-Areal").press("Fehlanzeige")
    await note.press("Ämter anzeigen")
    kessler.sees(f"*Jugendamt*\nSabine Ott, Telefon {PHONE}")
    assert kessler.modal.text.count("Antwort eintragen") == 9
    assert "Sozialamt" not in kessler.modal.text, "answered meanwhile"
    await kessler.modal.press("Antwort eintragen")
    kessler.sees("Welches Amt hat geantwortet?")
    await kessler.modal.close()
    await note.press("Morgen erinnern (noch 2-mal)")
    kessler.sees("Der Bot erinnert Sie am Freitag, 20. März wieder daran (1-mal verschoben).")
    await town.at("20.03.2026")
    assert "fehlen noch 9 Rückmeldungen" in notes(town, "Miriam Kessler")[-1]
    assert "Morgen erinnern (noch 1-mal)" in kessler.message_with("fehlen noch 9 Rückmeldungen").buttons


async def test_what_was_settled_before_the_note_goes_out_is_left_out(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        town.sandbox.clock.jump(datetime(2026, 3, 11, 8, 30, tzinfo=BERLIN))
        now = town.sandbox.clock.now()
        assert await plan_morning_notes(town.database, town.house.calendar, town.house.policy, now) > 0
        await town["Sabine Ott"].message_with("Zollhof-Areal").press("Fehlanzeige")
        await town.deliver()
        assert notes(town, "Sabine Ott") == []
        assert len(notes(town, "Heike Lang")) == 1


async def test_a_late_note_says_that_it_makes_up_for_an_earlier_one(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        await town.at("12.03.2026")
        assert "Nachgeholt: Diese Erinnerung war schon früher fällig." in notes(town, "Sabine Ott")[0]


async def test_results_and_updates_stand_in_the_same_note(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.command("/ergebnis neu")
        await kessler.modal.fill(
            {"Ergebnis": "Räume suchen", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-03-20"}
        )
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await kessler.command("/sitzung neu")
        await kessler.modal.fill({"Datum": "2026-03-19", "Uhrzeit": "14:00"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await town.deliver()
        await town.at("13.03.2026")
        [note] = notes(town, "Sabine Ott")
        assert "Räume suchen" in note
        assert "Was sollten die anderen Ämter wissen?" in note
        await town["Sabine Ott"].message_with("Guten Morgen").press("Nichts Neues")
        await town.deliver()
        assert "Räume suchen" in notes(town, "Sabine Ott")[0], "the answer takes the place of its buttons only"


def face(title: str) -> Face:
    """Give an intention with this title."""
    known: dict[str, Any] = dict.fromkeys(Face.__annotations__)
    known |= {"id": 7, "title": title, "number": "V-2026-001", "masked": False, "state": IntentionState.ACTIVE}
    return Face(**known)


def missing(
    because: Because, *, title: str = "Zollhof-Areal", late: bool = False, phone: str | None = PHONE
) -> Missing:
    """Give a missing answer of the youth office."""
    return Missing(3, 2, face(title), "Jugendamt", "Jugendamt", DUE_AT, because, "Sabine Ott", phone, late)


def said(item: Item) -> str:
    """Give what people read."""
    return "\n".join(block["text"]["text"] for block in layout.as_list(item.blocks) if block["type"] == "section")


def sentences() -> Iterator[tuple[Because, datetime, str]]:
    """Give reason, moment and what must be said."""
    yield Because.ASKED, BEFORE, "Die Frist endet am Montag, 16. März 2026, um 18:00 Uhr."
    yield Because.ASKED, THAT_DAY, "Die Frist endet heute um 18:00 Uhr."
    yield Because.ASKED, AFTER, "Die Frist zu *Zollhof-Areal* ist am 16. März abgelaufen."
    yield Because.DEPUTY, AFTER, "weil Sie Sabine Ott vertreten"
    yield Because.BACK, AFTER, "in Ihrer Vertretung gefragt"
    yield Because.COLLEAGUE, AFTER, "weil Sie zum selben Amt gehören wie Sabine Ott"
    yield Because.ON_BEHALF, BEFORE, "fehlt noch die Rückmeldung: Jugendamt."
    yield Because.ON_BEHALF, AFTER, "weil das Amt noch keine Ansprechperson hat"
    yield Because.SECRETARIAT, AFTER, f"Bitte rufen Sie an: Sabine Ott, Telefon {PHONE}."


@pytest.mark.parametrize(("because", "now", "words"), list(sentences()))
def test_each_reader_reads_what_is_true_for_them(because: Because, now: datetime, words: str) -> None:
    assert words in said(views.missing_answer(GERMAN, missing(because), now))


def test_without_a_number_the_secretariat_reads_that_there_is_none() -> None:
    item = views.missing_answer(GERMAN, missing(Because.SECRETARIAT, phone=None), AFTER)
    assert "eine Telefonnummer ist nicht eingetragen" in said(item)


def test_several_silent_offices_stand_in_one_block_and_before_the_deadline_say_why() -> None:
    silent = [missing(Because.ON_BEHALF, title="<!channel> " * 90, late=True) for _ in range(6)]
    item = silences.together(GERMAN, silent, BEFORE)
    assert [block["type"] for block in layout.as_list(item.blocks)] == ["context", "section", "actions"]
    assert f"{', '.join(['Jugendamt'] * 5)} und 1 weiteres. Die Frist endet am Montag, 16. März 2026" in said(item)
    assert "weil diese Ämter noch keine Ansprechperson haben" in said(item)
    assert "<!channel>" not in said(item)


def test_the_list_of_the_silent_keeps_to_what_slack_takes() -> None:
    office = silences.Silent(3, "Amt für 😀 <!here>" * 30, None, None, DUE_AT)
    view = silences.listing(GERMAN, face("Zollhof-Areal"), [office] * 90)
    assert check_view(view) == []
    assert "und 50 weitere Ämter" in str(view)
    assert "Es fehlt keine Rückmeldung mehr." in str(silences.listing(GERMAN, face("Zollhof-Areal"), []))


def test_many_things_are_cut_and_the_home_tab_is_named() -> None:
    title = "<!channel> & *Großes* 😀 Areal " * 20
    items = [views.missing_answer(GERMAN, missing(Because.DEPUTY, title=title, late=True), AFTER) for _ in range(40)]
    text, blocks = views.note(GERMAN, items)
    message: dict[str, Any] = {"text": text, "blocks": layout.as_list(blocks)}
    assert check_message(message) == []
    assert not blocks_too_long(message["blocks"])
    assert "Alles finden Sie auf der Startseite des Bots." in str(message["blocks"][-1])
    assert text.startswith("Guten Morgen. 40 Sachen stehen an, zuerst: ")
    assert "<!channel>" not in str(message)
    assert len(text) < 500


def test_a_single_thing_needs_no_pointer() -> None:
    _, blocks = views.note(GERMAN, [views.missing_answer(GERMAN, missing(Because.ASKED), BEFORE)])
    assert len(blocks) == 3
    assert "Startseite" not in str(layout.as_list(blocks))
