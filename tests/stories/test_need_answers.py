"""Answering a request in every way there is, with the mistakes people make; negotiating floors stay where they belong."""

from collections.abc import Sequence

from planning.people import Role
from sandbox.dialog import Actor
from storage.changes import change
from storage.people import person_by_slack_id
from tests.stories.city import City, city

TITLE = "Zollhof-Areal"
OWNER = "Neckarbau Projekt GmbH"
FLOOR = "Mindestwert (sehen nur Ihr Amt, Geschäftsstelle und Projektleitung)"


async def start(town: City, remark: str | None = None, **known: object) -> None:
    """Record an intention and ask all offices; Jonas Brandt leads it."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt", **known})
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    await brandt.modal.fill({"Hinweis an alle Ämter": remark})
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()
    assert not brandt.has_modal, "no form below offers to start it once more"
    await town.deliver()


async def report(town: City, who: str, title: str = TITLE, **fields: str) -> None:
    """Report a need from the request's message and look away."""
    person = town[who]
    await person.message_with(title).press("Bedarf melden")
    await person.modal.press("Weitere Angaben")
    await person.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4 Gruppen", "Warum?": "Defizit", **fields})
    assert await person.modal.submit() == {}
    await person.modal.close()
    await town.deliver()


async def test_the_preview_names_everyone_who_will_be_asked_and_until_when(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
        await brandt.modal.submit()
        await brandt.modal.press("Bedarfsabfrage starten")
        brandt.sees("10 Ämter werden gefragt")
        brandt.sees("• Jugendamt: Sabine Ott")
        brandt.sees("*Ohne Ansprechperson – wird nicht gefragt*\n• Bezirksamt Bad Cannstatt")
        assert "2026-03-16" in brandt.modal.text
        for day, sentence in {
            "2026-03-01": "Sonntag, 1. März 2026 liegt nicht mehr vor uns. Bitte wählen Sie ein späteres Datum.",
            "2026-04-03": "Freitag, 3. April 2026 ist kein Arbeitstag. Bitte wählen Sie ein anderes Datum.",
        }.items():
            await brandt.modal.fill({"Frist": day})
            assert await brandt.modal.submit() == {"Frist": sentence}
        assert not town["Sabine Ott"].messages()


async def test_only_one_round_is_open_and_only_planners_start_it(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        ott, demir = town["Sabine Ott"], town["Ayşe Demir"]
        card = demir.message_with(TITLE, "agsp")
        assert "Bedarfsabfrage starten" not in card.buttons
        await ott.command("/vorhaben 1")
        assert "Bedarfsabfrage starten" not in ott.modal.buttons
        assert len(ott.messages()) == 1


async def test_three_fields_make_a_report_and_mistakes_stand_at_their_field(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        ott = town["Sabine Ott"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "viele Gruppen", "Warum?": "Defizit"})
        assert (await ott.modal.submit())["Wie viel?"].startswith(
            "„viele Gruppen“ ist keine Zahl. Bitte schreiben Sie z. B.:"
        )
        for typed in ("-5", "0", "4.711.000"):
            await ott.modal.fill({"Wie viel?": typed})
            assert "Wie viel?" in await ott.modal.submit(), typed
        await ott.modal.press("Weitere Angaben")
        await ott.modal.fill({"Wie viel?": "4 Gruppen", FLOOR: "5"})
        assert await ott.modal.submit() == {
            FLOOR: "Der Mindestwert ist größer als der Zielwert. Bitte prüfen Sie beide."
        }
        await ott.modal.fill({FLOOR: "2"})
        assert await ott.modal.submit() == {}
        ott.sees("Ihre Meldung zu *Zollhof-Areal* ist am Montag, 2. März um 09:00 Uhr eingegangen (Fassung 1).")
        await town.deliver()
        assert "*Bedarf gemeldet:* Jugendamt" in ott.message_with("Ämtern haben geantwortet", "agsp").all_text
        assert "Kita* · 4 Gruppen" in ott.message_with("Hier ist Ihre Kopie").all_text


async def test_a_changed_mind_makes_versions_that_can_be_read(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        await report(town, "Sabine Ott")
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await ott.message_with(TITLE).press("Ändern")
        await ott.modal.press("Bearbeiten")
        await ott.modal.fill({"Wie viel?": "5", "Grund der Änderung": "neue Prognose"})
        assert await ott.modal.submit() == {}
        await ott.modal.close()
        await town.at("09.03.2026", "10:42")
        await rau.command("/vorhaben 1")
        await rau.modal.close()
        await ott.message_with("gemeldet (Fassung 2)").press("Antwort ändern")
        await ott.modal.press("Fehlanzeige")
        ott.sees("Jugendamt hat zu *Zollhof-Areal* bereits 1 Bedarf gemeldet.")
        assert await ott.modal.submit() == {}
        await ott.modal.close()
        await town.deliver()
        await ott.message_with("Fehlanzeige erfasst").press("Antwort ändern")
        await ott.modal.press("Verlauf")
        ott.sees("*Fassung 3* · Mo., 09.03.2026, 10:42 Uhr · Sabine Ott · Fehlanzeige\n• zurückgezogen: Kita")
        ott.sees("Begründung: neue Prognose\n• geändert: Kita – Menge: 4 → 5")
        assert "*Fehlanzeige:* Jugendamt" in ott.message_with("Ämtern haben geantwortet", "agsp").all_text


async def test_two_who_edit_the_same_need_lose_nothing_they_typed(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        await report(town, "Sabine Ott")
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await ott.message_with(TITLE).press("Ändern")
        await ott.modal.press("Bearbeiten")
        await ott.modal.fill({"Warum?": "Eigenbedarf und Defizit"})
        await rau.command("/bedarf")
        await rau.modal.press("Antwort ändern")
        await rau.modal.press("Bearbeiten")
        await rau.modal.fill({"Wie viel?": "5"})
        assert await rau.modal.submit() == {}
        assert await ott.modal.submit() == {}
        ott.sees("Timo Rau hat diese Angabe geändert, während Sie geschrieben haben.")
        ott.sees("Eigenbedarf und Defizit")
        assert await ott.modal.submit() == {}
        ott.sees("*Kita* · 4 Gruppen\nBegründung: Eigenbedarf und Defizit")
        ott.sees("(Fassung 3)")


async def test_the_last_need_withdrawn_makes_the_answer_no_need_and_says_so_before(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        await report(town, "Sabine Ott")
        ott = town["Sabine Ott"]
        await ott.message_with(TITLE).press("Ändern")
        await ott.modal.press("Zurückziehen")
        ott.sees("Es ist der letzte Bedarf Ihrer Meldung. Ohne ihn gilt als Antwort: Fehlanzeige.")
        assert await ott.modal.submit() == {}
        await town.deliver()
        ott.sees("Fehlanzeige erfasst: Jugendamt sieht bei *Zollhof-Areal* derzeit keinen Bedarf.")


async def test_no_need_takes_one_click_but_asks_first_beside_a_report(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        lang, rau = town["Heike Lang"], town["Timo Rau"]
        await lang.message_with(TITLE).press("Fehlanzeige")
        await town.deliver()
        assert not lang.has_modal
        lang.sees("Fehlanzeige erfasst: Sozialamt sieht bei *Zollhof-Areal* derzeit keinen Bedarf.")
        await rau.command("/bedarf")
        await rau.modal.press("Bedarf melden")
        await town.deliver()
        town["Sabine Ott"].sees("Timo Rau bearbeitet die Abfrage seit Mo., 02.03.2026, 09:00 Uhr.")
        await rau.modal.fill({"Was wird gebraucht?": "Jugendraum", "Wie viel?": "180 m²", "Warum?": "Fehlt"})
        assert await rau.modal.submit() == {}
        await rau.modal.close()
        # the colleague's message was not redrawn yet
        await town["Sabine Ott"].message_with(TITLE).press("Fehlanzeige")
        town["Sabine Ott"].sees("bereits 1 Bedarf gemeldet")


async def test_not_competent_needs_a_reason_and_reaches_lead_and_secretariat(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        weiss = town["Paul Weiß"]
        await weiss.message_with(TITLE).choose("Mehr", "Nicht zuständig")
        assert await weiss.modal.submit() != {}
        await weiss.modal.fill({
            "Warum ist Ihr Amt nicht zuständig?": "Wege baut <!channel> das Tiefbauamt",
            "Welches Amt wäre zuständig?": "Tiefbauamt",
        })  # fmt: skip
        assert await weiss.modal.submit() == {}
        await town.deliver()
        for name in ("Jonas Brandt", "Miriam Kessler"):
            told = town[name].message_with("nicht zuständig")
            assert "Besser zuständig: Tiefbauamt" in told.all_text
            assert "<!channel>" not in str(told.blocks)


async def test_the_first_extension_is_granted_at_once_the_second_is_decided(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        weiss, kessler = town["Paul Weiß"], town["Miriam Kessler"]
        request = weiss.message_with(TITLE)
        await request.choose("Mehr", "Frist verlängern")
        await weiss.modal.fill({"Neue Frist": "2026-03-10"})
        assert await weiss.modal.submit() == {"Neue Frist": "Die neue Frist liegt nicht nach der bisherigen."}
        await weiss.modal.fill({"Neue Frist": "2026-03-23"})
        assert await weiss.modal.submit() == {}
        weiss.sees("Die Frist zu *Zollhof-Areal* endet jetzt am Montag, 23. März 2026, 18:00 Uhr.")
        await weiss.modal.close()
        await request.choose("Mehr", "Frist verlängern")
        await weiss.modal.fill({"Neue Frist": "2026-04-10"})
        assert await weiss.modal.submit() == {}
        weiss.sees("Die Geschäftsstelle entscheidet")
        await weiss.modal.close()
        await town.deliver()
        asked = kessler.message_with("um mehr Zeit")
        await asked.press("Gewähren")
        await town.deliver()
        assert "Miriam Kessler hat die Verlängerung gewährt." in asked.all_text
        assert asked.buttons == []
        weiss.sees("Die Geschäftsstelle (Miriam Kessler) hat die Frist zu *Zollhof-Areal* verlängert.")
        assert "Freitag, 10. April 2026" in request.all_text


async def also_secretariat(town: City, user: str) -> None:
    """Let a second person belong to the secretariat."""
    async with change(town.database, now=await town.house.clock.now()) as c:
        second = await person_by_slack_id(c.session, user)
        assert second is not None
        second.roles = [*second.roles, Role.SECRETARIAT]
        c.session.add(second)


async def test_a_refused_extension_tells_the_office_why_and_the_whole_secretariat_that_it_is_decided(
    database_url: str,
) -> None:
    async with city(database_url) as town:
        kessler, brenner, lang = town["Miriam Kessler"], town["Ute Brenner"], town["Heike Lang"]
        await also_secretariat(town, "U0BRENNER")
        await start(town)
        await lang.message_with(TITLE).choose("Mehr", "Frist verlängern")
        await lang.modal.fill({"Neue Frist": "2026-04-10", "Begründung": "Ferien"})
        assert await lang.modal.submit() == {}
        await lang.modal.close()
        await town.deliver()
        asked = [member.message_with("um mehr Zeit") for member in (kessler, brenner)]
        await asked[0].press("Ablehnen")
        assert await kessler.modal.submit() != {}
        await kessler.modal.fill({"Begründung": "Der Ausschuss tagt am 20. März."})
        assert await kessler.modal.submit() == {}
        assert not kessler.has_modal
        await town.deliver()
        for message in asked:
            assert "Miriam Kessler hat die Verlängerung abgelehnt.\nBegründung: Der Ausschuss" in message.all_text
            assert message.buttons == []
        lang.sees("konnte die Frist zu *Zollhof-Areal* nicht bis Freitag, 10. April 2026 verlängern.")
        lang.sees("Begründung: Der Ausschuss tagt am 20. März.")
        await kessler.open_home()
        assert "Verlängerung" not in kessler.home.text


async def test_a_question_is_answered_to_all_who_were_asked(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        lang, brandt = town["Heike Lang"], town["Jonas Brandt"]
        await lang.message_with(TITLE).choose("Mehr", "Rückfrage stellen")
        await lang.modal.fill({"Ihre Frage": "Wie viele Wohnungen sind gefördert?"})
        assert await lang.modal.submit() == {}
        await town.deliver()
        asked = brandt.message_with("hat eine Rückfrage")
        await asked.press("Antwort")
        await brandt.modal.fill({"Antwort": "30 Prozent nach SIM"})
        assert await brandt.modal.submit() == {}
        await brandt.modal.close()
        await town.deliver()
        for name in ("Heike Lang", "Sabine Ott"):
            town[name].sees("*Antwort:* 30 Prozent nach SIM")
        await asked.press("Antwort")
        brandt.sees("Diese Rückfrage ist bereits beantwortet.")


async def test_a_colleague_takes_over_and_others_are_refused(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        ott, rau = town["Sabine Ott"], town["Timo Rau"]
        await ott.message_with(TITLE).choose("Mehr", "An Kollegin oder Kollegen geben")
        await ott.modal.fill({"Wer kümmert sich darum?": "Timo Rau"})
        assert await ott.modal.submit() == {}
        await town.deliver()
        ott.sees("Timo Rau bearbeitet diese Abfrage jetzt.")
        assert "Fehlanzeige" in rau.message_with(TITLE).buttons
        await answer_after_the_member(town)


async def answer_after_the_member(town: City) -> None:
    """The deputy's forms are open already when the member answers: both are kept, and nothing is withdrawn unsaid."""
    ott, rau = town["Sabine Ott"], town["Timo Rau"]
    await rau.message_with(TITLE).choose("Mehr", "Nicht zuständig")
    await rau.modal.fill({"Warum ist Ihr Amt nicht zuständig?": "Kein Wohnungsbau"})
    await write_further(ott, "Kita", way=("Bedarf melden",))
    assert await ott.modal.submit() == {}
    assert await rau.modal.submit() == {}
    rau.sees("Sabine Ott hat für Ihr Amt gemeldet, während Sie geschrieben haben. Es ist noch nichts gesendet.")
    rau.sees("1 gemeldeter Bedarf")
    rau.sees("Kein Wohnungsbau")
    await write_further(rau, "Jugendraum")
    await write_further(ott, "Hort")
    assert await ott.modal.submit() == {}
    assert await rau.modal.submit() == {}
    rau.sees("*Sabine Ott hat für Ihr Amt ebenfalls gemeldet, während Sie geschrieben haben.* Beides steht jetzt")
    for need in ("Kita", "Jugendraum", "Hort"):
        rau.sees(need)
    await write_further(rau, "Bolzplatz")
    await write_further(ott, way=("Antwort ändern", "Fehlanzeige"))
    assert await ott.modal.submit() == {}
    assert await rau.modal.submit() == {}
    rau.sees(
        "*Sabine Ott hat für Ihr Amt geantwortet, während Sie geschrieben haben: Fehlanzeige.* Jetzt gilt Ihre Meldung"
    )


async def write_further(
    person: Actor, need: str | None = None, way: Sequence[str] = ("Antwort ändern", "Weiteren Bedarf melden")
) -> None:
    """Open a form of the office's answer, and write a need into it; it is not sent yet."""
    while person.has_modal:
        await person.modal.close()
    await person.command("/bedarf")
    for label in way:
        await person.modal.press(label)
    if need is not None:
        await person.modal.fill({"Was wird gebraucht?": need, "Wie viel?": "180 m²", "Warum?": "Fehlt"})


async def test_nothing_can_be_answered_once_the_intention_is_abandoned(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        ott, brandt = town["Sabine Ott"], town["Jonas Brandt"]
        await ott.message_with(TITLE).press("Bedarf melden")
        await ott.modal.fill({"Was wird gebraucht?": "Kita", "Wie viel?": "4", "Warum?": "Defizit"})
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Ruhen / aufgeben")
        await brandt.modal.fill({"Was soll geschehen?": "Aufgeben", "Begründung": "Investor hat verkauft"})
        assert await brandt.modal.submit() == {}
        await ott.modal.submit()
        ott.sees("Das Vorhaben wurde inzwischen aufgegeben.")
        await town.deliver()
        assert ott.message_with(TITLE).buttons == []


async def test_a_need_without_a_request_is_reported_for_an_intention_of_ones_choice(database_url: str) -> None:
    async with city(database_url) as town:
        holz = town["Karin Holz"]
        await town["Jonas Brandt"].command("/vorhaben neu")
        await town["Jonas Brandt"].modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
        await town["Jonas Brandt"].modal.submit()
        await holz.command("/bedarf unsinn")
        assert holz.last_ephemeral().text.startswith("/bedarf zeigt die offenen Bedarfsabfragen")
        await holz.command("/bedarf")
        holz.sees("Für Ihr Amt ist keine Abfrage offen.")
        await holz.modal.press("Bedarf ohne Abfrage melden")
        await holz.modal.fill({"Für welches Vorhaben?": "V-2026-001 · Zollhof-Areal"})
        assert await holz.modal.submit() == {}
        await holz.modal.fill({"Was wird gebraucht?": "Spielplatz", "Wie viel?": "570 qm", "Warum?": "Bedarf"})
        assert await holz.modal.submit() == {}
        holz.sees("*Spielplatz* · 570 m²")


async def test_the_floor_and_the_owner_stay_with_those_who_may_know_them(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town, remark="Bitte auch <!channel> prüfen", **{
            "Eigentümer oder Investor": OWNER,
            "Vertraulichkeit": ["Vertraulich: Titel, Lage und Eigentümer nur für Leitung und Geschäftsstelle"],
        })  # fmt: skip
        alias = "Vorhaben Bad Cannstatt 26-01"
        await report(town, "Sabine Ott", alias, **{"Wie viel?": "9.000", FLOOR: "4711"})
        lang = town["Heike Lang"]
        await lang.message_with(alias).choose("Mehr", "Bisherige Rückmeldungen")
        lang.sees("*Kita* · 9.000")
        await lang.modal.close()
        for name in ("Heike Lang", "Paul Weiß", "Dr. Claudia Vogt"):
            for secret in (TITLE, OWNER, "4.711", "4711"):
                town[name].sees_nothing_of(secret)
        for name in (
            "Karin Holz",
            "Paul Weiß",
            "Dr. Nadja Orlov",
            "Rolf Maier",
            "Lea Simon",
            "Heike Lang",
            "Ben Yıldız",
            "Ute Brenner",
            "Samira Haddad",
        ):
            await town[name].message_with(alias).press("Fehlanzeige")  # fmt: skip
        await town.deliver()
        for name in ("Miriam Kessler", "Jonas Brandt"):
            summary = town[name].message_with("haben alle 10 Ämter geantwortet")
            assert "mindestens 4.711, vertraulich" in summary.all_text
            assert "4.711" not in summary.text
        receipt = town["Sabine Ott"].message_with("Hier ist Ihre Kopie")
        assert "4.711" in receipt.all_text
        assert "4.711" not in receipt.text
        town["Dr. Claudia Vogt"].sees_nothing_of("4.711")
