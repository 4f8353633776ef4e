"""Values that occur nowhere else are planted in a confidential intention; then everybody looks everywhere.

What is judged is not what a surface should show but everything that went over the wire, and every file.
"""

import re

from planning.people import Role
from sandbox.dialog import Actor
from storage.people import Person
from tests.stories.city import GROUP, City, city
from tests.stories.rearranging import PART, rearrange
from tests.stories.rounds import TITLE, ask_all_offices
from tests.stories.sendings import Sendings
from tests.stories.test_file import want
from tests.stories.test_need_answers import FLOOR
from tests.stories.test_other_ways import leave_without_contact
from tests.stories.test_zollhof import CONFIDENTIAL

ALIAS = "Vorhaben Bad Cannstatt 26-01"
WHAT = "Spielwiese am Rand"
SITE = {"title": "Quittengarten", "place": "Nebelweg", "plot": "4711/93", "owner": "Xylophon", "source": "Zwirbelmann",
        "part": PART}  # fmt: skip
FLOOR_PLANTED = r"31\.?337[.,]77"
"""The minimum as people read it, and as data hold it."""
WHY_NO_LESS = "Warum nicht weniger? (vertraulich wie der Mindestwert)"
FLOOR_PLANTED_TOO = "Pfifferling"
"""Why it may not be less."""
KNOWING = {"U0KESSLER", "U0BRANDT"}
"""Secretariat and project lead."""
REPORTING = {"U0OTT", "U0RAU", "U0HOLZ"}
"""The reporting office, and the one that owns the need together with it."""
NOT_OF_THE_GROUP = "U0FREMD"
VISITORS = {
    "Miriam Kessler": "knows all",
    "Jonas Brandt": "knows all",  # the project lead
    "Sabine Ott": "reporting office",
    "Timo Rau": "reporting office",
    "Ayşe Demir": "everybody else",  # a planner, who recorded it for the project lead
    "Heike Lang": "everybody else",  # another office
    "Karin Holz": "co-owner",  # an office that owns a need together with the reporting one
    "Dr. Claudia Vogt": "everybody else",  # the head of the division
    "Greta Gast": "everybody else",  # who only reads
    "Viktor Fremd": "nobody of the group",
}
"""Who opens every place, and what the person may know; what lies behind a button one of them opens for all."""
PLACES = (
    "/vorhaben 1", "/vorhaben", "/vorhaben suche Cannstatt", f"/agsp suche {WHAT}", "/bedarf", "/sitzung", "/update",
    "/ergebnis alle", "/agsp kennwert 1", "/agsp historie", "/agsp meine-daten", "/agsp protokoll 1",
    "/agsp bezirk Cannstatt", "/agsp bezirk",
)  # fmt: skip
ELSEWHERE = {
    "Vorhaben erfassen", "Ergebnis festhalten", "Meine", "Mein Amt", "Alle offenen (angezeigt)", "Neue Sitzung", "Weiter",
    "Fehlanzeige", "Sitzung absagen", "Verschieben", "Informationen", "Erledigte",
}  # fmt: skip
"""Buttons that show nothing of an intention, or that answer instead of showing."""
OPENING = {"Öffnen", "Vorhaben öffnen", "Alle Rückmeldungen öffnen", "Ändern", "Antwort ändern"}
SEEN_BY_SOMEBODY = {
    "V-2026-001", "Vorhaben", "Bedarfe im Überblick", "Kennwertblatt", "Für die Akte", "Alle Rückmeldungen", "Suchen",
    "Meine Historie", "Meine Daten", "Protokoll", "Sitzungen", "Update schreiben", "Ergebnisse", "Vorhaben bearbeiten",
    "Stufe ändern", "Offene Bedarfsabfragen", "Text für E-Mail", "Übersicht", "Tagesordnung", "Bedarf ändern",
    "Vorhaben aufteilen", "Erneut fragen", "Unsere Antwort", "Ältere Berechnungen",
    "Stadtbezirk", "Stadtbezirke", "Gemeinsam betrachten", "Zusammenlegen", "Bedarfe zuordnen",
}  # fmt: skip
"""Titles of modals: what was not opened was not judged."""


async def test_what_is_planted_reaches_those_who_may_know_it_and_nobody_else(database_url: str) -> None:
    async with city(database_url) as town:
        sent = Sendings(town)
        await plant(town)
        await sent.collect()
        await report(town)
        await speak_of_each_others_needs(town)
        await answer_otherwise(town)
        await meet(town)
        await sent.collect()
        await take_documents(town)
        await send_mails(town)
        pressed: set[tuple[str, str, str]] = set()
        for name, standing in VISITORS.items():
            await look_everywhere(town[name], standing, pressed)
            await town.house.errands.done()
            await look_into_needs(town[name])
            await sent.collect()
        await rearrange(town, VISITORS)
        await sent.collect()
        nobody_else_read_the_site(sent)
        nobody_else_read_the_minimum(sent)
        everything_was_there_to_be_read(sent)
        await nothing_is_found_by_words_one_may_not_know(town)
        await who_no_longer_leads_no_longer_sees(town)


async def plant(town: City) -> None:
    """Record a confidential intention for another planner, with a site nobody else may know; one office has no contact."""
    async with town.database.write() as session:
        session.add(Person(slack_user_id="U0GAST", name="Greta Gast", roles=[Role.READER]))
    await leave_without_contact(town, "U0SIMON")
    demir = town["Ayşe Demir"]
    await demir.command("/vorhaben neu")
    await demir.modal.fill({
        "Titel": "Quittengarten Ost", "Stadtbezirk": "Bad Cannstatt", "Straße oder Lage": "Nebelweg 7", "Flurstück": "4711/93",
        "Wohnungen (Anzahl)": "180", "Quelle": "Anruf Zwirbelmann", "Projektleitung": "Jonas Brandt",
        "Eigentümer oder Investor": "Geheim Bau GmbH Xylophon", "Vertraulichkeit": [CONFIDENTIAL],
    })  # fmt: skip
    assert await demir.modal.submit() == {}
    await demir.modal.press("Bedarfsabfrage starten")
    assert await demir.modal.submit() == {}
    await demir.modal.close()
    await town.deliver()


async def report(town: City) -> None:
    """Report with a minimum, and change it."""
    ott = town["Sabine Ott"]
    await ott.message_with(ALIAS).press("Bedarf melden")
    await ott.modal.press("Weitere Angaben")
    await ott.modal.fill({"Was wird gebraucht?": WHAT, "Wie viel?": "40.000 m²", "Warum?": "Fehlt", FLOOR: "30.001"})
    assert await ott.modal.submit() == {}
    await ott.modal.close()
    await town.deliver()
    await ott.message_with(ALIAS).press("Ändern")
    await ott.modal.press("Bearbeiten")
    await ott.modal.fill({FLOOR: "31.337,77", WHY_NO_LESS: "Pfifferling"})
    assert await ott.modal.submit() == {}


async def speak_of_each_others_needs(town: City) -> None:
    """Another office reports the same, agrees to one joint need and is told its minimum; others support and object."""
    lang, ott, holz = town["Heike Lang"], town["Sabine Ott"], town["Karin Holz"]
    await leave(ott)
    await holz.message_with(ALIAS).press("Bedarf melden")
    await holz.modal.fill({"Was wird gebraucht?": WHAT, "Wie viel?": "ca. 900–950 m²", "Warum?": "Fehlt"})
    assert await holz.modal.submit() == {}
    await leave(holz)
    await open_needs(ott)
    await ott.modal.press("Gemeinsam melden")
    assert await ott.modal.submit() == {}
    await leave(ott)
    await town.deliver()
    await holz.message_with("melden offenbar dasselbe").press("Einverstanden")
    await open_needs(lang)
    await lang.modal.press("Ansehen")
    await lang.modal.press("Unterstütze ich")
    await lang.modal.fill({"Warum unterstützt Ihr Amt das?": "Für alle"})
    assert await lang.modal.submit() == {}
    await lang.modal.press("Nützt auch / schadet")
    assert await lang.modal.submit() == {}
    await leave(lang)
    await town.deliver()


async def open_needs(person: Actor) -> None:
    """Open all needs of the intention."""
    await person.command("/vorhaben 1")
    await person.modal.press("Bedarfe im Überblick")


async def look_into_needs(person: Actor) -> None:
    """Open the needs one by one, and what can be opened from there."""
    await person.command("/vorhaben 1")
    if not person.has_modal:
        return
    await person.modal.press("Bedarfe im Überblick")
    for label in ("Unterstütze ich", "Begründung ändern", "Nützt auch / schadet"):
        await person.modal.press("Ansehen")
        if label in person.modal.buttons:
            await person.modal.press(label)
        await person.modal.close()
    await leave(person)


async def answer_otherwise(town: City) -> None:
    """Ask back, want more time, decline; the deadline passes."""
    weiss, orlov, yildiz = (town[name] for name in ("Paul Weiß", "Dr. Nadja Orlov", "Ben Yıldız"))
    await weiss.message_with(ALIAS).choose("Mehr", "Rückfrage stellen")
    await weiss.modal.fill({"Ihre Frage": "Wie viele Wohnungen sind gefördert?"})
    assert await weiss.modal.submit() == {}
    await orlov.message_with(ALIAS).choose("Mehr", "Frist verlängern")
    await orlov.modal.fill({"Neue Frist": "2026-04-10", "Begründung": "Ferien"})
    assert await orlov.modal.submit() == {}
    await yildiz.message_with(ALIAS).choose("Mehr", "Nicht zuständig")
    await yildiz.modal.fill({"Warum ist Ihr Amt nicht zuständig?": "Kein Sport"})
    assert await yildiz.modal.submit() == {}
    await town.deliver()
    await town["Jonas Brandt"].message_with("Rückfrage").press("Antwort")
    await town["Jonas Brandt"].modal.fill({"Antwort": "30 Prozent"})
    assert await town["Jonas Brandt"].modal.submit() == {}
    await town.at("17.03.2026")


async def meet(town: City) -> None:
    """Plan a meeting, write an update on the intention, publish the agenda, record a result that falls due."""
    kessler, brandt = town["Miriam Kessler"], town["Jonas Brandt"]
    await kessler.command("/sitzung neu")
    await kessler.modal.fill({"Datum": "2026-03-25", "Uhrzeit": "14:00", "Ort oder Link": "Rathaus"})
    assert await kessler.modal.submit() == {}
    await brandt.command("/update")
    await brandt.modal.fill({
        "Vorhaben": "V-2026-001 · Quittengarten Ost", "Was sollten die anderen Ämter wissen?": "Die Planung beginnt.",
        "Frage an ein Amt": "Was fehlt noch?", "An welches Amt?": "Sozialamt",
    })  # fmt: skip
    assert await brandt.modal.submit() == {}
    await kessler.command("/ergebnis neu")
    await kessler.modal.fill({
        "Ergebnis": "Fläche sichern", "Art": "Beschluss", "Zuständiges Amt": "Jugendamt", "Fällig am": "2026-03-24",
        "Vorhaben": "V-2026-001 · Quittengarten Ost",
    })  # fmt: skip
    assert await kessler.modal.submit() == {}
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Stufe ändern")
    await brandt.modal.fill({"Neue Stufe": "2 · SIM-Vorvereinbarung / Baulandkommission; Planungsvereinbarung"})
    assert await brandt.modal.submit() == {}
    await town.at("24.03.2026")
    await kessler.message_with("Übersicht zur Sitzung").press("Tagesordnung in den Kanal stellen")
    await town.deliver()


async def take_documents(town: City) -> None:
    """Take the intention on paper, with the minimum as far as each may have it."""
    wanted = {"Jonas Brandt": False, "Sabine Ott": True, "Timo Rau": True, "Miriam Kessler": False, "Heike Lang": False,
              "Ayşe Demir": False, "Dr. Claudia Vogt": False}  # fmt: skip
    for name, minimum in wanted.items():
        await want(town, name, "1", minimum=minimum)


async def send_mails(town: City) -> None:
    """Take the request to the office without a contact along as a mail, and then the copy of its answer."""
    kessler = town["Miriam Kessler"]
    request = next(one for one in kessler.messages() if "Text für E-Mail" in one.buttons)
    await request.press("Text für E-Mail")
    assert await kessler.modal.submit() == {}
    await leave(kessler)
    await request.press("Antwort eintragen")
    await kessler.modal.fill({"Wie lautet die Antwort?": "Fehlanzeige"})
    assert await kessler.modal.submit() == {}
    await kessler.modal.press("Kopie als E-Mail")
    assert await kessler.modal.submit() == {}
    await leave(kessler)
    await town.deliver()


async def look_everywhere(person: Actor, standing: str, pressed: set[tuple[str, str, str]]) -> None:
    """Open every place, and press there and under the messages whatever nobody of this standing has pressed yet."""
    await person.open_home()
    for place in PLACES:
        await person.command(place)
        title = person.modal.title if person.has_modal else ""
        for label in dict.fromkeys(person.modal.buttons if person.has_modal else ()):
            if label not in ELSEWHERE and (standing, title, label) not in pressed:
                pressed.add((standing, title, label))
                await press(person, place, label)
        await leave(person)
    for message in person.messages() + person.messages(GROUP):
        for label in OPENING & {*message.buttons}:
            if (standing, "message", label) not in pressed:
                pressed.add((standing, "message", label))
                await message.press(label)
                await leave(person)


async def press(person: Actor, place: str, label: str) -> None:
    """Press one button of a place; come back to the place first where another button has replaced it."""
    if not person.has_modal or label not in person.modal.buttons:
        await leave(person)
        await person.command(place)
    await person.modal.press(label)


async def leave(person: Actor) -> None:
    """Close whatever is open."""
    while person.has_modal:
        await person.modal.close()


def nobody_else_read_the_site(sent: Sendings) -> None:
    """Title, place, plot, owner and source: secretariat and project lead, never a list that can be passed on."""
    for reader, sendings in sent.of.items():
        for sending in sendings:
            for what, word in SITE.items():
                if reader not in KNOWING or sending.where.endswith((".xlsx", ".csv", ".eml")):
                    assert word not in sending.text, f"{reader} read the {what} in {sending.where}: {sending.text}"
    for text in sent.notifications:
        assert SITE["owner"] not in text
        assert SITE["place"] not in text


def nobody_else_read_the_minimum(sent: Sendings) -> None:
    """The negotiating floor: the reporting office, secretariat, project lead; on paper only where it was chosen."""
    for reader, sendings in sent.of.items():
        for sending in sendings:
            on_paper = sending.where.endswith((".pdf", ".docx", ".xlsx", ".csv", ".eml"))
            if reader not in (REPORTING if on_paper else KNOWING | REPORTING):
                assert not re.search(FLOOR_PLANTED, sending.text), f"{reader} in {sending.where}: {sending.text}"
                assert FLOOR_PLANTED_TOO not in sending.text, f"{reader} in {sending.where}: {sending.text}"
    for text in sent.notifications:
        assert not re.search(FLOOR_PLANTED, text)
        assert FLOOR_PLANTED_TOO not in text


def everything_was_there_to_be_read(sent: Sendings) -> None:
    """What nobody saw at all proves nothing: those who may know did read it, the others read the alias."""
    read = {reader: "\n".join(one.text for one in sendings) for reader, sendings in sent.of.items()}
    assert sent.titles >= SEEN_BY_SOMEBODY, SEEN_BY_SOMEBODY - sent.titles
    for reader in KNOWING:
        assert all(word in read[reader] for word in SITE.values())
    for reader in KNOWING | REPORTING:
        assert re.search(FLOOR_PLANTED, read[reader]), reader
        assert FLOOR_PLANTED_TOO in read[reader], reader
    for reader in {*read} - KNOWING - {NOT_OF_THE_GROUP, "U0PFEIFFER"}:
        assert ALIAS in read[reader], reader
    assert ALIAS not in read[NOT_OF_THE_GROUP]
    kinds = {one.where.rpartition(".")[2] for sendings in sent.of.values() for one in sendings}
    assert kinds >= {"pdf", "docx", "xlsx", "csv", "eml", "publish", "postMessage", "update", "open"}


async def nothing_is_found_by_words_one_may_not_know(town: City) -> None:
    """A search says neither that a word occurs nor where."""
    demir = town["Ayşe Demir"]
    for word in (*SITE.values(), "31.337,77", FLOOR_PLANTED_TOO):
        for command in ("/agsp suche", "/vorhaben suche"):
            await demir.command(f"{command} {word}")
            assert not {"V-2026-001", "V-2026-003"} & {*demir.modal.text.split()}, f"{command} found {word}"
            await leave(demir)


async def who_no_longer_leads_no_longer_sees(town: City) -> None:
    """The project goes to another planner: the home tab of the one before forgets the title, without being opened."""
    brandt, kessler = town["Jonas Brandt"], town["Miriam Kessler"]
    await town.deliver()
    assert SITE["title"] in brandt.home.text
    await kessler.command("/vorhaben 1")
    await kessler.modal.press("Bearbeiten")
    await kessler.modal.fill({"Projektleitung": "Lukas Pfeiffer"})
    assert await kessler.modal.submit() == {}
    await town.deliver()
    assert SITE["title"] not in brandt.home.text
    await brandt.command("/vorhaben 1")
    assert SITE["title"] not in brandt.modal.text


async def test_what_becomes_confidential_later_loses_its_title_wherever_messages_live(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        lang, kessler = town["Heike Lang"], town["Miriam Kessler"]
        await lang.message_with(TITLE).press("Fehlanzeige")
        await kessler.command("/ergebnis neu")
        await kessler.modal.fill({
            "Ergebnis": "Fläche sichern", "Art": "Beschluss", "Zuständiges Amt": "Sozialamt", "Fällig am": "2026-03-26",
            "Vorhaben": f"V-2026-001 · {TITLE}",
        })  # fmt: skip
        assert await kessler.modal.submit() == {}
        await town.deliver()
        await lang.open_home()
        assert len([one for one in lang.messages() if TITLE in one.all_text]) == 2
        assert TITLE in lang.home.text
        await kessler.command("/vorhaben 1")
        await kessler.modal.press("Bearbeiten")
        await kessler.modal.fill({"Vertraulichkeit": [CONFIDENTIAL]})
        assert await kessler.modal.submit() == {}
        await town.deliver()
        lang.sees_nothing_of(TITLE)
        lang.sees(ALIAS)
