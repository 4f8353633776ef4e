"""Case 1, "Zollhof-Areal": from the first rumour to results that are done, on both databases.

All persons, firms and figures are invented; districts and holidays are real. Figures, bundling and
release are not told here.
"""

from tests.stories.city import City, city

TITLE = "Zollhof-Areal"
ALIAS = "Vorhaben Bad Cannstatt 26-01"
OWNER = "Neckarbau Projekt GmbH"
MINIMUM = "Mindestwert (sehen nur Ihr Amt, Geschäftsstelle und Projektleitung)"
CONFIDENTIAL = "Vertraulich: Titel, Lage und Eigentümer nur für Leitung und Geschäftsstelle"
OFFICES = {
    "Jugendamt": "Sabine Ott",
    "Sozialamt": "Heike Lang",
    "Garten": "Karin Holz",
    "Schulverwaltung": "Paul Weiß",
    "Gesundheit": "Dr. Nadja Orlov",
    "Behinderung": "Rolf Maier",
    "Kinderbüro": "Lea Simon",
    "Sport": "Ben Yıldız",
    "Strategische Sozialplanung": "Ute Brenner",
    "Integration": "Samira Haddad",
}


async def test_the_whole_job_from_rumour_to_result(database_url: str) -> None:
    async with city(database_url, start="02.03.2026 09:00") as town:
        await an_intention_is_heard_of(town)
        await all_offices_are_asked(town)
        await the_first_offices_answer(town)
        await reminders_reach_only_those_who_have_not_answered(town)
        await the_deadline_passes_and_escalates(town)
        await the_late_answer_counts(town)
        await updates_are_collected_and_the_digest_arrives(town)
        await the_meeting_has_results(town)
        await results_are_followed_until_they_are_done(town)
        await no_negotiating_floor_has_leaked(town)


async def an_intention_is_heard_of(town: City) -> None:
    """2 March: the planner records it, confidential until the pre-agreement."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({
        "Titel": TITLE,
        "Stadtbezirk": "Bad Cannstatt",
        "Stadtteil": "Veielbrunnen",
        "Wohnungen (Anzahl)": "180",
        "Geplante Nutzungen": "180 Wohnungen und 4.000 m² Gewerbe; offene Fläche im Innern 1.150 m²",
        "Eigentümer oder Investor": OWNER,
        "Vertraulichkeit": [CONFIDENTIAL],
        "Erstmals bekannt am": "2026-03-02",
    })  # fmt: skip
    assert await brandt.modal.submit() == {}
    await brandt.modal.press("Bedarfsabfrage starten")
    brandt.sees("10 Ämter werden gefragt.")


async def all_offices_are_asked(town: City) -> None:
    """2 March: ten working days, to Monday 16 March, 18:00."""
    brandt = town["Jonas Brandt"]
    assert await brandt.modal.submit() == {}
    brandt.sees("Frist: Montag, 16. März 2026, 18:00 Uhr")
    await brandt.modal.close()
    await town.deliver()
    for name in OFFICES.values():
        request = town[name].last_message()
        assert "Bitte melden Sie bis Montag, 16. März 2026, 18:00 Uhr" in request.text
        assert ALIAS in request.all_text
        assert TITLE not in request.all_text
        assert OWNER not in request.all_text
        assert request.buttons[:2] == ["Bedarf melden", "Fehlanzeige"]
    assert town["Timo Rau"].messages() == []
    assert "0 von 10 Ämtern haben geantwortet · Frist Mo., 16.03.2026, 18:00 Uhr" in card(town)


def card(town: City, reader: str = "Sabine Ott") -> str:
    """Give what the intention's card says in the group's channel."""
    return town[reader].message_with(ALIAS, "agsp").all_text


async def report(town: City, name: str, what: str, why: str, **more: str) -> None:
    """Report one need, or a concern when no quantity is given."""
    person = town[name]
    await person.message_with(ALIAS).press("Bedarf melden")
    first = {"Was wird gebraucht?": what, "Warum?": why}
    if quantity := more.pop("quantity", None):
        first["Wie viel?"] = quantity
    else:
        first["Art"] = "Belang (ohne Menge, z. B. sichere Querung)"
    await person.modal.fill(first)
    if more:
        await person.modal.press("Weitere Angaben")
        await person.modal.fill(more)
    assert await person.modal.submit() == {}, person.sight()


async def no_need(town: City, name: str) -> None:
    """Say "Fehlanzeige" with one click."""
    await town[name].message_with(ALIAS).press("Fehlanzeige")
    await town.deliver()
    assert "Fehlanzeige erfasst" in town[name].message_with(ALIAS).all_text


async def the_first_offices_answer(town: City) -> None:
    """5 to 10 March."""
    await town.at("05.03.2026", "11:00")
    await report(town, "Lea Simon", "Beteiligung der Jugend vor dem Aufstellungsbeschluss", "§ 41a GemO")
    await town.at("06.03.2026", "10:00")
    await no_need(town, "Ben Yıldız")
    await town.at("09.03.2026", "10:42")
    await no_need(town, "Ute Brenner")
    await report(
        town, "Sabine Ott", "Kita mit vier Gruppen", "Eigener Bedarf und Defizit im Bezirk",
        quantity="4 Gruppen", **{MINIMUM: "2"},
    )  # fmt: skip
    ott = town["Sabine Ott"]
    await ott.modal.press("Weiteren Bedarf melden")
    await ott.modal.fill(
        {"Was wird gebraucht?": "Konsumfreier Jugendraum", "Wie viel?": "180 m²", "Warum?": "Es gibt keinen."}
    )
    assert await ott.modal.submit() == {}
    await ott.modal.close()
    await town.deliver()
    receipt = ott.message_with("Vielen Dank. Ihre Meldung")
    assert "Kita mit vier Gruppen" in receipt.all_text
    assert "(Fassung 2)" in receipt.all_text
    await town.at("10.03.2026", "15:00")
    await report(town, "Karin Holz", "Öffentlicher Spielplatz", "567 m² gerechnet", quantity="570 m²")
    await town.deliver()
    assert "5 von 10 Ämtern haben geantwortet" in card(town)


def notes(town: City, name: str) -> list[str]:
    """Give all morning notes a person has got."""
    return [m.all_text for m in town[name].messages() if m.all_text.startswith("Guten Morgen")]


async def reminders_reach_only_those_who_have_not_answered(town: City) -> None:
    """11 March, three working days before: five offices get one note; two answer that day."""
    await town.at("11.03.2026", "08:29")
    assert all(notes(town, name) == [] for name in OFFICES.values())
    await town.at("11.03.2026", "08:30")
    waiting = {"Paul Weiß", "Dr. Nadja Orlov", "Rolf Maier", "Heike Lang", "Samira Haddad"}
    for name in OFFICES.values():
        assert len(notes(town, name)) == (1 if name in waiting else 0), name
    [note] = notes(town, "Paul Weiß")
    assert f"Zu *{ALIAS}* fehlt noch die Rückmeldung Ihres Amtes." in note
    assert "Die Frist endet am Montag, 16. März 2026, um 18:00 Uhr." in note
    await report(town, "Rolf Maier", "Stufenlose Höfe", "Jede fünfte und zehnte Sozialmietwohnung")
    await town.at("12.03.2026", "09:00")
    await report(
        town, "Heike Lang", "Pflege-Wohngemeinschaft für 10 Personen", "Im Bezirk gibt es keine", quantity="10"
    )
    await town.at("13.03.2026", "09:00")
    await report(town, "Dr. Nadja Orlov", "Außenflächen zur ruhigen Seite", "Lärm der Bundesstraße")
    await town.at("16.03.2026", "08:30")
    assert len(notes(town, "Paul Weiß")) == 2
    assert len(notes(town, "Samira Haddad")) == 2
    assert len(notes(town, "Heike Lang")) == 1
    await report(town, "Paul Weiß", "Sichere Querung zur Schule", "Hauptverkehrsstraße")
    await town.deliver()


async def the_deadline_passes_and_escalates(town: City) -> None:
    """17 March also the deputy, 19 March the secretariat; silence is no "Fehlanzeige"."""
    await town.at("16.03.2026", "18:00")
    brandt, kessler = town["Jonas Brandt"], town["Miriam Kessler"]
    for reader in (brandt, kessler):
        summary = reader.message_with("Integrationspolitik")
        assert "Kita mit vier Gruppen" in summary.all_text
        assert "Mindest" not in summary.text
    await town.at("17.03.2026", "08:30")
    assert "ohne Antwort gilt Ihr Amt als offen, nicht als Fehlanzeige" in notes(town, "Samira Haddad")[-1]
    [to_deputy] = notes(town, "Omar Amin")
    assert ALIAS in to_deputy
    assert notes(town, "Timo Rau") == []
    await town.at("18.03.2026", "08:30")
    assert len(notes(town, "Samira Haddad")) == 3
    await plan_the_meeting(town)
    await town.at("19.03.2026", "08:30")
    escalation = notes(town, "Miriam Kessler")[-1]
    assert "Integrationspolitik" in escalation
    assert "Samira Haddad" in escalation
    assert "9 von 10 Ämtern haben geantwortet" in card(town)
    assert "*Noch offen:* Integrationspolitik" in card(town)


async def plan_the_meeting(town: City) -> None:
    """18 March: a meeting on Wednesday the 25th; the members are asked for updates on the 19th."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/sitzung neu")
    await kessler.modal.fill({"Datum": "2026-03-25", "Uhrzeit": "14:00", "Ort oder Link": "Rathaus, Raum 301"})
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await town.deliver()
    town["Ute Brenner"].message_with("Mittwoch, 25. März 2026", "agsp")


async def the_late_answer_counts(town: City) -> None:
    """19 March: the office itself answers late; the reminders end and the round is complete."""
    await town.at("19.03.2026", "14:00")
    await no_need(town, "Samira Haddad")
    assert "10 von 10 Ämtern haben geantwortet" in card(town)
    assert "*Fehlanzeige:* Sport und Bewegung, Strateg. Sozialplanung, Integrationspolitik" in card(town)
    await town.at("20.03.2026", "08:30")
    assert len(notes(town, "Samira Haddad")) == 4, "on the 19th she was asked for an update, not for the need"


async def updates_are_collected_and_the_digest_arrives(town: City) -> None:
    """19 to 24 March: short updates, one repetition, the digest on the working day before."""
    holz, lang = town["Karin Holz"], town["Heike Lang"]
    await holz.message_with("Mittwoch, 25. März").press("Update schreiben")
    await holz.modal.fill({"Was sollten die anderen Ämter wissen?": "Der Spielflächenleitplan kommt im Mai."})
    assert await holz.modal.submit() == {}
    await holz.modal.close()
    await lang.message_with("Mittwoch, 25. März").press("Nichts Neues")
    await town.at("23.03.2026", "08:30")
    assert "Ihr Update fehlt noch" in notes(town, "Paul Weiß")[-1]
    assert "Ihr Update fehlt noch" not in "".join(notes(town, "Karin Holz") + notes(town, "Heike Lang"))
    await town.at("24.03.2026", "08:30")
    digest = town["Miriam Kessler"].message_with("Übersicht zur Sitzung")
    assert "Übersicht zur Sitzung am Mittwoch, 25. März: 1 neues Vorhaben, 7 Meldungen" in digest.text
    assert "Der Spielflächenleitplan kommt im Mai." in digest.all_text
    assert not any("Übersicht zur Sitzung" in m.all_text for m in town["Jonas Brandt"].messages())
    await a_late_update_reaches_the_digest_and_the_agenda(town)


async def a_late_update_reaches_the_digest_and_the_agenda(town: City) -> None:
    """24 March: the digest is redrawn with a one-line notice; the agenda in the channel shows the alias."""
    simon = town["Lea Simon"]
    await simon.command("/update")
    await simon.modal.fill({"Was sollten die anderen Ämter wissen?": "Der Jugendrat macht beim Workshop mit."})
    assert await simon.modal.submit() == {}
    await simon.modal.close()
    await town.deliver()
    digest = town["Miriam Kessler"].message_with("Übersicht zur Sitzung")
    assert "Der Jugendrat macht beim Workshop mit." in digest.all_text
    town["Miriam Kessler"].message_with("Neu in der Übersicht")
    await digest.press("Tagesordnung in den Kanal stellen")
    await town.deliver()
    agenda = town["Ute Brenner"].message_with("Tagesordnung zur Sitzung", "agsp")
    assert ALIAS in agenda.all_text
    assert TITLE not in agenda.all_text


async def result(town: City, text: str, office: str, **more: str) -> None:
    """Record one result as the secretariat does in the meeting."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/ergebnis neu")
    await kessler.modal.fill({"Ergebnis": text, "Art": "Beschluss", "Zuständiges Amt": office, **more})
    assert await kessler.modal.submit() == {}, kessler.sight()
    await kessler.modal.close()
    await town.deliver()


async def the_meeting_has_results(town: City) -> None:
    """25 March: R1 with a trigger stage, R2 with a date, R3 before the formal decision."""
    await town.at("25.03.2026", "15:00")
    intention = {"Vorhaben": f"V-2026-001 · {TITLE}"}
    stage = "Oder: fällig, wenn das Vorhaben diese Stufe erreicht"
    await result(town, "R1: Die Liste kommt in die Vorvereinbarung.", "Stadtplanung u. Wohnen – Amt für Stadtplanung und Wohnen",
                 **intention, **{stage: "2 · SIM-Vorvereinbarung / Baulandkommission; Planungsvereinbarung"})  # fmt: skip
    await result(town, "R2: Dachterrasse mit dem KVJS klären", "Jugendamt", **intention, **{"Fällig am": "2026-04-30"})
    await result(town, "R3: Workshop mit Jugendlichen", "Kinderbüro (Kinderbeauftragte)",
                 **intention, **{stage: "4 · Aufstellungsbeschluss"})  # fmt: skip
    assert "R2: Dachterrasse mit dem KVJS klären" in town["Sabine Ott"].last_message().all_text


async def results_are_followed_until_they_are_done(town: City) -> None:
    """Reminders five working days before, on the day, and after it also to the deputy; then silence."""
    rau = town["Timo Rau"]
    await town.at("22.04.2026")
    before = len(notes(town, "Sabine Ott"))
    await town.at("23.04.2026")
    assert len(notes(town, "Sabine Ott")) == before + 1
    assert "R2: Dachterrasse mit dem KVJS klären" in notes(town, "Sabine Ott")[-1]
    await town.at("30.04.2026")
    assert len(notes(town, "Sabine Ott")) == before + 2
    assert not any("R2" in note for note in notes(town, "Timo Rau"))
    await town.at("01.05.2026", "12:00")
    assert len(notes(town, "Sabine Ott")) == before + 2, "1 May is a holiday"
    await town.at("04.05.2026")
    assert len(notes(town, "Sabine Ott")) == before + 3
    assert "R2" in notes(town, "Timo Rau")[-1]
    await rau.message_with("R2").press("Erledigt melden")
    await rau.modal.fill({"Beleg": "Schreiben des KVJS vom 28.04.2026"})
    assert await rau.modal.submit() == {}
    await town.deliver()
    await town.at("07.05.2026")
    assert len(notes(town, "Sabine Ott")) == before + 3
    await the_trigger_stage_is_reached(town)


async def the_trigger_stage_is_reached(town: City) -> None:
    """7 May: the pre-agreement starts the clock of R1, five working days."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben 1")
    await brandt.modal.press("Stufe ändern")
    await brandt.modal.fill({"Neue Stufe": "2 · SIM-Vorvereinbarung / Baulandkommission; Planungsvereinbarung"})
    assert await brandt.modal.submit() == {}
    await town.deliver()
    brandt.message_with("R1: Die Liste kommt in die Vorvereinbarung.")
    await town.at("15.05.2026")
    assert "R1: Die Liste kommt in die Vorvereinbarung." in notes(town, "Jonas Brandt")[-1]


async def no_negotiating_floor_has_leaked(town: City) -> None:
    """The minimum stands in receipts and summaries of those who may know it, and nowhere else."""
    for name in ("Ute Brenner", "Jonas Brandt"):
        await town[name].command("/vorhaben 1")
        town[name].sees("• *Kita mit vier Gruppen* · 4 Gruppen")
    allowed = {"U0OTT", "U0RAU", "U0BRANDT", "U0KESSLER"}
    for entry in town.sandbox.workspace.people:
        person = town.sandbox.person(entry)
        if entry not in allowed:
            person.sees_nothing_of("Mindest")
