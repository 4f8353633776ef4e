"""What people must not be able to do by typing: call everybody, hide a link, break a form, store by half.

Every text field of every form gets 10,000 characters and markup; every form gets its impossible dates and numbers.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.dialog import Actor
from sandbox.seen import SeenModal
from tests.stories.city import City, city
from tests.stories.contents import facts
from tests.stories.rounds import TITLE, ask_all_offices

LONG = "ä" * 10_000
MARKUP = "<!channel> <@U0OTT> <https://boese.example|Klick> & Söhne 🏗️"
EVIL = ("<!channel>", "<@U0OTT>", "<https://boese.example")
MISTAKE = "Das hat nicht geklappt"
SAID = ("chat.postMessage", "chat.update", "chat.postEphemeral")

Form = dict[str, Any]


def words_of(modal: SeenModal) -> list[str]:
    """Give the labels of the fields one writes in; the chat's own limit of their length is taken away."""
    found = [block for block in modal.blocks if block["type"] == "input"]
    texts = [block for block in found if block["element"]["type"] == "plain_text_input"]
    for block in texts:
        block["element"].pop("max_length", None)
    return [block["label"]["text"] for block in texts]


async def try_everything(town: City, person: Actor, decent: Form, *, rounds: int = 1) -> None:
    """Write nonsense into each text field of the open form, then markup into all; the form is sent in the end.

    `decent` holds what the form needs; `rounds` counts forms that ask once more before they store.
    """
    before = await facts(town.database)
    for label in words_of(person.modal):
        await person.modal.fill({**decent, label: LONG})
        errors = await person.modal.submit()
        assert label in errors, f"{person.modal.title}: {label} takes 10,000 characters"
        assert 0 < len(errors[label]) < 300, errors
        assert LONG in str(person.modal.values), "what was typed is still there"
        await person.modal.fill({label: decent.get(label)})
        assert await facts(town.database) == before
    await person.modal.fill({**decent, **dict.fromkeys(words_of(person.modal), MARKUP)})
    if refused := await person.modal.submit():
        assert await facts(town.database) == before, "a form with mistakes is not stored by half"
        await person.modal.fill({label: decent.get(label) for label in refused})
        assert await person.modal.submit() == {}
    for _ in range(rounds - 1):
        assert await person.modal.submit() == {}
    person.sees_nothing_of(MISTAKE)
    assert await facts(town.database) != before, "it is stored in the end"
    while person.has_modal:
        await person.modal.close()


async def nothing_typed_has_become_markup(town: City) -> None:
    """Look at every text the bot has sent anywhere that Slack would read as markup."""
    await town.deliver()
    for entry in town.sandbox.wire.entries():
        sent = entry.request if entry.direction == "to_sandbox" else entry.response
        for text in read_as_markup(sent):
            assert not any(evil in text for evil in EVIL), (entry.name, text)
        if entry.name in SAID:
            assert not any(evil in str(sent["text"]) for evil in EVIL), (entry.name, sent["text"])
    said = [entry.request for name in SAID for entry in town.sandbox.wire.entries(name)]
    assert "&lt;!channel&gt;" in str(said), "else nothing was tried"
    assert not [entry for entry in town.sandbox.wire.entries() if entry.failed]
    assert not any(person.toasts for person in everybody(town))


def read_as_markup(sent: Any) -> Iterator[str]:
    """Give the texts in a call or an answer in which Slack looks for links and mentions."""
    if isinstance(sent, dict):
        if sent.get("type") != "plain_text" and isinstance(sent.get("text"), str):
            yield sent["text"]
        for part in sent.values():
            yield from read_as_markup(part)
    elif isinstance(sent, list):
        for part in sent:
            yield from read_as_markup(part)


def everybody(town: City) -> list[Actor]:
    """Give all persons of the workspace."""
    return [town.sandbox.person(one) for one in town.sandbox.workspace.people]


async def test_the_forms_of_an_intention_and_its_request(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await try_everything(town, brandt, {"Titel": TITLE, "Stadtbezirk": "Ost"})
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Bearbeiten")
        await try_everything(town, brandt, {"Titel": TITLE, "Stadtbezirk": "Ost"})
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Stufe ändern")
        await try_everything(town, brandt, {"Neue Stufe": "4 · Aufstellungsbeschluss"})
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Bedarfsabfrage starten")
        await try_everything(town, brandt, {})
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Ruhen / aufgeben")
        await try_everything(town, brandt, {"Was soll geschehen?": "Aufgeben", "Begründung": "Verkauft"})
        await nothing_typed_has_become_markup(town)


async def test_the_forms_of_a_need(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        ott = town["Sabine Ott"]
        need = {"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"}
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.press("Weitere Angaben")
        await try_everything(town, ott, need)
        await town.deliver()
        await ott.message_with(TITLE).press("Ändern")
        await ott.modal.press("Bearbeiten")
        await try_everything(town, ott, need)
        await town.deliver()
        await ott.message_with(TITLE).press("Ändern")
        await ott.modal.press("Zurückziehen")
        await try_everything(town, ott, {})
        await nothing_typed_has_become_markup(town)


async def test_the_forms_behind_more(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        weiss, brandt, kessler = town["Paul Weiß"], town["Jonas Brandt"], town["Miriam Kessler"]
        request = weiss.message_with(TITLE)
        await request.choose("Mehr", "Rückfrage stellen")
        await try_everything(town, weiss, {"Ihre Frage": "Wann?"})
        await town.deliver()
        await brandt.message_with("hat eine Rückfrage").press("Antwort")
        await try_everything(town, brandt, {"Antwort": "Bald"})
        await request.choose("Mehr", "Frist verlängern")
        await try_everything(town, weiss, {"Neue Frist": "2026-04-10"})
        await town.deliver()
        await kessler.message_with("um mehr Zeit").press("Gewähren")
        await request.choose("Mehr", "Nicht zuständig")
        await try_everything(town, weiss, {"Warum ist Ihr Amt nicht zuständig?": "Straßen"})
        await nothing_typed_has_become_markup(town)


async def test_the_forms_of_meetings_and_updates(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, holz, ott = town["Miriam Kessler"], town["Karin Holz"], town["Sabine Ott"]
        await kessler.command("/sitzung neu")
        await try_everything(town, kessler, {"Datum": "2026-03-10", "Uhrzeit": "14:00"})
        await holz.command("/update")
        await try_everything(
            town, holz,
            {"Was sollten die anderen Ämter wissen?": "Neues", "Frage an ein Amt": "Wann?", "An welches Amt?": "Jugendamt"},
        )  # fmt: skip
        await town.deliver()
        await ott.message_with("boese.example").press("Antworten")
        await try_everything(town, ott, {"Ihre Antwort": "Bald"})
        await town.at("09.03.2026")
        await kessler.message_with("Übersicht zur Sitzung").press("Tagesordnung in den Kanal stellen")
        await town.deliver()
        await kessler.command("/sitzung")
        await kessler.modal.press("Verschieben")
        await try_everything(town, kessler, {"Datum": "2026-03-24", "Uhrzeit": "14:00", "Begründung": "Raum belegt"})
        await kessler.command("/sitzung")
        await kessler.modal.press("Sitzung absagen")
        await try_everything(town, kessler, {"Begründung": "Entfällt"})
        await nothing_typed_has_become_markup(town)


async def test_the_forms_of_a_result(database_url: str) -> None:
    async with city(database_url) as town:
        kessler, ott = town["Miriam Kessler"], town["Sabine Ott"]
        result = {"Ergebnis": "Klären", "Art": "Beschluss", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30"}
        await kessler.command("/ergebnis neu")
        await try_everything(town, kessler, result)
        await town.deliver()
        await ott.last_message().press("Verzögert sich")
        await try_everything(town, ott, {"Begründung": "Urlaub", "Neues Datum": "2026-05-29"})
        await ott.last_message().press("Mehr …")
        await ott.modal.press("An anderes Amt abgeben")
        await try_everything(town, ott, {"Zuständiges Amt": "Sozialamt", "Begründung": "Dort richtig"})
        await town.deliver()
        lang = town["Heike Lang"]
        await lang.last_message().press("Erledigt melden")
        await try_everything(town, lang, {"Beleg": "Schreiben"})
        await nothing_typed_has_become_markup(town)


async def test_correcting_and_withdrawing_a_result(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        result = {"Ergebnis": "Klären", "Art": "Beschluss", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-04-30"}
        await kessler.command("/ergebnis neu")
        await kessler.modal.fill(result)
        assert await kessler.modal.submit() == {}
        for button in ("Berichtigen", "Zurückziehen"):
            while kessler.has_modal:
                await kessler.modal.close()
            await kessler.command("/ergebnis")
            await kessler.modal.press("Alle offenen")
            await kessler.modal.press("Öffnen")
            await kessler.modal.press(button)
            fields = {"Ergebnis": "Klärung", "Begründung": "Fehler"}
            await try_everything(town, kessler, {k: v for k, v in fields.items() if k in kessler.modal.labels})
        await nothing_typed_has_become_markup(town)


async def test_the_forms_of_a_member(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.command("/agsp mitglieder")
        await kessler.modal.press("Mitglied eintragen")
        await kessler.modal.fill({"Person im Chat": "Greta Gast"})
        assert await kessler.modal.submit() == {}
        await try_everything(
            town, kessler, {"Name": "Greta Gast", "Amt": "Jugendamt", "E-Mail": "greta.gast@buero.example"}
        )
        await ask_all_offices(town)
        await town["Greta Gast"].command("/bedarf")
        await town["Greta Gast"].modal.press("Bedarf melden")
        await town.deliver()
        town["Sabine Ott"].sees("bearbeitet die Abfrage")
        await nothing_typed_has_become_markup(town)


@pytest.fixture
def file_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file: what is refused before anything is stored is the same on every engine."""
    return f"sqlite:///{shutil.copyfile(sqlite_template, tmp_path / 'agsp.sqlite')}"


QUANTITIES = ("-3", "0", "0,000", "1e99", "inf", "NaN", "9" * 40, "4.711.000.000", "drei", "3 4", "4–3", "½", "🏗️")


async def test_absurd_quantities_get_a_sentence_at_their_field(file_url: str) -> None:
    async with city(file_url) as town:
        await ask_all_offices(town)
        ott = town["Sabine Ott"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.fill({"Was wird gebraucht?": "Kita", "Warum?": "Defizit"})
        before = await facts(town.database)
        for typed in QUANTITIES:
            await ott.modal.fill({"Wie viel?": typed})
            errors = await ott.modal.submit()
            assert list(errors) == ["Wie viel?"], typed
            assert ("Spanne" if typed == "4–3" else "Zahl") in errors["Wie viel?"], errors
        assert await facts(town.database) == before
        assert ott.modal.values["why"]["value"]["value"] == "Defizit"


async def test_impossible_dates_of_meetings_get_a_sentence_at_their_field(file_url: str) -> None:
    async with city(file_url) as town:
        kessler, before = town["Miriam Kessler"], await facts(town.database)
        await kessler.command("/sitzung neu")
        await kessler.modal.fill({"Uhrzeit": "14:00", "Ort oder Link": "Rathaus"})
        for day, said in {
            "2026-03-01": "Sonntag, 1. März 2026 liegt nicht mehr vor uns.",
            "1999-12-31": "Freitag, 31. Dezember 1999 liegt nicht mehr vor uns.",
            "9999-12-31": "Das liegt zu weit in der Zukunft.",
        }.items():
            await kessler.modal.fill({"Datum": day})
            errors = await kessler.modal.submit()
            assert errors["Datum"].startswith(said), errors
        await kessler.modal.fill({"Datum": "2026-03-02", "Uhrzeit": "08:00"})
        assert list(await kessler.modal.submit()) == ["Uhrzeit"]
        await kessler.modal.fill({"Datum": "2026-03-10", "Uhrzeit": "03:00"})
        assert await kessler.modal.submit() == {"Uhrzeit": "Bitte wählen Sie eine Uhrzeit zwischen 6:00 und 22:00 Uhr."}
        assert await facts(town.database) == before


async def test_a_result_has_one_office_and_either_a_date_or_a_stage(file_url: str) -> None:
    async with city(file_url) as town:
        await ask_all_offices(town)
        kessler, before = town["Miriam Kessler"], await facts(town.database)
        stage = "Oder: fällig, wenn das Vorhaben diese Stufe erreicht"
        await kessler.command("/ergebnis neu")
        await kessler.modal.fill({"Ergebnis": "Klären", "Art": "Beschluss", "Vorhaben": f"V-2026-001 · {TITLE}"})
        assert list(await kessler.modal.submit()) == ["Zuständiges Amt"]
        await kessler.modal.fill({"Zuständiges Amt": "Jugendamt"})
        office = next(block for block in kessler.modal.blocks if block["block_id"] == "office")
        assert office["element"]["type"] == "static_select", "two offices cannot even be chosen"
        for form, wrong in (
            ({"Fällig am": None, stage: None}, "Fällig am"),
            ({"Fällig am": "2026-04-30", stage: "4 · Aufstellungsbeschluss"}, stage),
            ({"Fällig am": "2026-03-01", stage: None}, "Fällig am"),
            ({"Fällig am": "9999-12-31"}, "Fällig am"),
            ({"Art": "Information", "Fällig am": "2026-04-30"}, "Fällig am"),
        ):
            await kessler.modal.fill(form)
            assert list(await kessler.modal.submit()) == [wrong], form
        assert await facts(town.database) == before


async def test_nothing_goes_backwards_unsaid(file_url: str) -> None:
    async with city(file_url) as town:
        await ask_all_offices(town)
        brandt, weiss = town["Jonas Brandt"], town["Paul Weiß"]
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Stufe ändern")
        await brandt.modal.fill({"Neue Stufe": "4 · Aufstellungsbeschluss"})
        assert await brandt.modal.submit() == {}
        before = await facts(town.database)
        await brandt.modal.close()
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Stufe ändern")
        await brandt.modal.fill({"Neue Stufe": "1 · Vorprüfung und Machbarkeit"})
        assert list(await brandt.modal.submit()) == ["Begründung"]
        await weiss.message_with(TITLE).choose("Mehr", "Frist verlängern")
        for day in ("2026-03-01", "2026-03-16", "2026-03-21", "9999-12-31"):
            await weiss.modal.fill({"Neue Frist": day})
            assert list(await weiss.modal.submit()) == ["Neue Frist"], day
        assert await facts(town.database) == before
