"""Answers by telephone, by mail and typed into the conversation: none is lost, each says how it came."""

from email import message_from_bytes
from email.policy import SMTP

from sandbox.seen import SeenMessage
from storage.changes import change
from storage.people import person_by_slack_id
from tests.stories.city import City, city
from tests.stories.rounds import TITLE, ask_all_offices, card
from tests.stories.test_need_answers import FLOOR


async def leave_without_contact(town: City, slack_id: str) -> None:
    """Let an office lose its only contact in chat."""
    async with change(town.database, now=await town.house.clock.now()) as c:
        gone = await person_by_slack_id(c.session, slack_id)
        assert gone is not None
        gone.left_at = c.now
        c.session.add(gone)


async def test_the_secretariat_enters_what_came_by_telephone_and_the_office_has_a_copy(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        await town.at("10.03.2026", "10:00")
        kessler, lang, ott = town["Miriam Kessler"], town["Heike Lang"], town["Sabine Ott"]
        await kessler.command("/vorhaben 1")
        await kessler.modal.press("Antwort eintragen")
        await kessler.modal.fill({
            "Welches Amt hat geantwortet?": "Sozialamt", "Wie lautet die Antwort?": "Fehlanzeige",
            "Wie kam die Antwort?": "telefonisch", "Wann kam sie?": "2026-03-11",
        })  # fmt: skip
        assert "Wann kam sie?" in await kessler.modal.submit()
        await kessler.modal.fill({"Wann kam sie?": "2025-03-09"})
        assert await kessler.modal.submit() == {
            "Wann kam sie?": "Die Ämter wurden erst später gefragt. Bitte prüfen Sie das Datum."
        }
        await kessler.modal.fill({"Wann kam sie?": "2026-03-09"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Eingetragen für Sozialamt zu *Zollhof-Areal*: Fehlanzeige (telefonisch, Mo., 09.03.2026).")
        await kessler.modal.close()
        await town.deliver()
        assert "*Fehlanzeige:* Sozialamt (telefonisch, 09.03.)" in card(town)
        lang.sees(
            "Miriam Kessler von der Geschäftsstelle hat für Sozialamt zu *Zollhof-Areal* eingetragen: Fehlanzeige"
        )
        await lang.message_with("Hier ist Ihre Kopie").press("Antwort ändern")
        await lang.modal.press("Verlauf")
        lang.sees("Miriam Kessler · Fehlanzeige · telefonisch, 09.03.")
        await lang.modal.close()
        await ott.command("/vorhaben 1")
        assert "Antwort eintragen" not in ott.modal.buttons


async def test_a_need_told_by_mail_is_entered_with_its_form(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        kessler = town["Miriam Kessler"]
        await kessler.command("/vorhaben 1")
        await kessler.modal.press("Antwort eintragen")
        await kessler.modal.fill({"Welches Amt hat geantwortet?": "Jugendamt", "Wie kam die Antwort?": "per E-Mail"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        assert await kessler.modal.submit() == {}
        kessler.sees("Das Amt bekommt eine Kopie.")
        await kessler.modal.close()
        await town.deliver()
        assert "Kita* · 4 Gruppen" in town["Sabine Ott"].message_with("Hier ist Ihre Kopie").all_text
        assert "Jugendamt (per E-Mail, 02.03.)" in card(town)


async def test_an_office_without_chat_is_asked_by_mail(database_url: str) -> None:
    async with city(database_url) as town:
        await leave_without_contact(town, "U0WEISS")
        await ask_all_offices(town)
        kessler = town["Miriam Kessler"]
        request = kessler.message_with("hat noch keine Ansprechperson")
        assert request.buttons[:2] == ["Antwort eintragen", "Text für E-Mail"]
        await request.press("Text für E-Mail")
        assert "Bitte melden Sie uns bis Montag, 16. März 2026, 18:00 Uhr" in kessler.modal.text
        await kessler.modal.fill({"Betreff": "Zollhof: Rückmeldung bis 16.03."})
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await town.house.errands.done()
        (file,) = town.sandbox.backend.workspace.files.values()
        assert file.name == "V-2026-001-schulverwaltungsamt.eml"
        assert town.sandbox.backend.files.seen_by(kessler.id, file.id)
        await enter_and_send_copies(town, request)
        await town.at("16.03.2026", "18:00")
        kessler.sees("*Ohne Ansprechperson im Chat:* Schulverwaltungsamt.")


async def enter_and_send_copies(town: City, request: SeenMessage) -> None:
    """Enter one answer and then another one of an office without chat; each copy is a mail."""
    kessler = town["Miriam Kessler"]
    await request.press("Antwort eintragen")
    await kessler.modal.fill({"Wie lautet die Antwort?": "Nicht zuständig"})
    assert "Begründung oder Bemerkung" in await kessler.modal.submit()
    await kessler.modal.fill({"Begründung oder Bemerkung": "Sache des Landes"})
    assert await kessler.modal.submit() == {}
    kessler.sees("Für das Amt ist niemand im Chat eingetragen. Bitte senden Sie ihm seine Kopie als E-Mail.")
    await take_copy(town)
    assert "Nicht zuständig (telefonisch, 02.03.)." in last_mail(town)
    assert "Begründung: Sache des Landes" in last_mail(town)
    await request.press("Antwort eintragen")
    assert await kessler.modal.submit() == {}
    await kessler.modal.press("Weitere Angaben")
    await kessler.modal.fill(
        {"Was wird gebraucht?": "Schulhof", "Wie viel?": "900 m²", "Warum?": "Zu eng", FLOOR: "811"}
    )
    assert await kessler.modal.submit() == {}
    await take_copy(town)
    assert "1. Schulhof · 900 m²" in last_mail(town)
    assert "811" not in last_mail(town), "a mail goes where nobody knows who reads it"
    await kessler.command("/vorhaben 1")
    await kessler.modal.press("Alle Rückmeldungen öffnen")
    assert kessler.modal.buttons.count("Kopie als E-Mail") == 1
    await take_copy(town)


async def take_copy(town: City) -> None:
    """Let the bot make a draft of the copy that nobody in chat can get."""
    kessler = town["Miriam Kessler"]
    await kessler.modal.press("Kopie als E-Mail")
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await town.house.errands.done()


def last_mail(town: City) -> str:
    """Read the newest draft, as a mail program does."""
    file = list(town.sandbox.backend.workspace.files.values())[-1]
    assert file.name == "V-2026-001-schulverwaltungsamt-kopie.eml"
    mail = message_from_bytes(file.content or b"", policy=SMTP)
    assert mail["X-Unsent"] == "1"
    return str(mail.get_content())


async def test_words_typed_below_a_request_become_a_need_or_a_question(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        ott, holz = town["Sabine Ott"], town["Karin Holz"]
        await ott.say("Wir brauchen dort eine Kita mit vier Gruppen.", thread=ott.message_with(TITLE))
        await town.deliver()
        offer = ott.messages(thread=ott.message_with(TITLE))[-1]
        assert "Er zählt noch nicht als Antwort." in offer.all_text
        assert "„Wir brauchen dort eine Kita mit vier Gruppen.“" in offer.all_text
        await offer.press("Als Bedarf melden")
        assert "Wir brauchen dort eine Kita mit vier Gruppen." in ott.modal.text
        await ott.modal.fill({"Wie viel?": "4 Gruppen", "Warum?": "Defizit"})
        assert await ott.modal.submit() == {}
        await ott.modal.close()
        await holz.say("Bleibt der Zollplatz grün?")
        await town.deliver()
        await holz.message_with("Er zählt noch nicht als Antwort.").press("Als Rückfrage senden")
        assert await holz.modal.submit() == {}
        await town.deliver()
        assert "Bleibt der Zollplatz grün?" in town["Jonas Brandt"].last_message().all_text


async def test_other_words_get_a_friendly_hint_once_a_day(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        for words in ("Hallo?", "Ist da jemand?"):
            await brandt.say(words)
            await town.deliver()
        hints = [m for m in brandt.messages() if "Der Bot versteht nur Knöpfe und Befehle" in m.all_text]
        assert len(hints) == 1
        await town.at("03.03.2026", "09:00")
        await brandt.say("Guten Morgen")
        await town.deliver()
        assert "Der Bot versteht nur Knöpfe und Befehle" in brandt.last_message().all_text
