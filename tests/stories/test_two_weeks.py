"""A diary of the first two weeks in a city, 2 to 13 March 2026, as the secretariat could have kept it.

Ten people take part. Paul Weiß and Dr. Nadja Orlov have no chat: they telephone and write mails. Sabine Ott is away
for four days, Samira Haddad leaves the city, and the Kinderbüro becomes part of the Jugendamt. Everything is invented.
"""

from tests.stories import fortnight as two_weeks
from tests.stories.city import City, city
from tests.stories.fortnight import BY_TELEPHONE, IN_CHAT, Ledger, morning, notes, request

ZOLLHOF, MILL, PARK = "Zollhof-Areal", "Altprojekt 07", "Rosensteinpark"
"""The three intentions with a request; the second was imported, the other two are new."""
OVERDUE = "Spielplatz Talstraße prüfen"


async def test_two_weeks_in_which_nobody_is_bothered_twice_and_nothing_gets_lost(database_url: str) -> None:
    async with city(database_url, people=two_weeks.PEOPLE) as town:
        ledger = Ledger()
        await monday_the_backlog_comes_in(town, ledger)
        await tuesday_the_first_request(town, ledger)
        await wednesday_a_colleague_leaves(town, ledger)
        await thursday_two_offices_become_one(town, ledger)
        await friday_the_third_request(town, ledger)
        await second_monday_the_meeting_is_moved(town, ledger)
        await second_tuesday_the_deadline_was_yesterday(town, ledger)
        await second_wednesday_updates_are_written(town, ledger)
        await second_thursday_the_digest_is_complete(town, ledger)
        await second_friday_the_group_meets(town)
        nobody_was_reminded_twice_a_day(town)
        nobody_was_asked_twice(town)


async def monday_the_backlog_comes_in(town: City, ledger: Ledger) -> None:
    """2 March: sixty running intentions and two open results come in, and nobody hears of them.

    Four offices do not take part yet. The first meeting is to be on Wednesday the 11th.
    """
    kessler = town["Miriam Kessler"]
    for office in two_weeks.NOT_ASKED:
        await two_weeks.take_out_of_the_distribution(town, office)
    await two_weeks.bring_in(town, "Vorhaben", "Laufende.csv", two_weeks.backlog())
    kessler.sees("Nummern: V-2026-001 bis V-2026-060")
    await two_weeks.bring_in(town, "Offene Ergebnisse", "Ergebnisse.csv", two_weeks.open_results())
    assert all(town[name].messages() == [] for name in IN_CHAT if name != "Miriam Kessler")
    await kessler.message_with("Ergebnisse.csv").press("Ergebnisse zeigen …")
    assert await kessler.modal.submit() == {}
    while kessler.has_modal:
        await kessler.modal.close()
    await town.deliver()
    town["Sabine Ott"].sees(OVERDUE)
    ledger.overdue.append(OVERDUE)
    await kessler.command("/sitzung neu")
    await kessler.modal.fill({"Datum": "2026-03-11", "Uhrzeit": "14:00", "Ort oder Link": "Rathaus, Raum 301"})
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await town["Sabine Ott"].command("/agsp abwesend 03.03. bis 06.03.")
    assert await town["Sabine Ott"].modal.submit() == {}
    await town["Sabine Ott"].modal.close()
    await town.deliver()
    town["Timo Rau"].sees("Sie sind die Vertretung.")


async def tuesday_the_first_request(town: City, ledger: Ledger) -> None:
    """3 March: Jonas Brandt hears of the Zollhof and asks six offices; two of them Miriam Kessler has to call."""
    await morning(town, "03.03.2026")
    await two_weeks.record(town, ZOLLHOF, "Bad Cannstatt")
    ledger.new.append(ZOLLHOF)
    await two_weeks.ask_by(town, "2026-03-09")
    for name in ("Timo Rau", "Heike Lang", "Lea Simon", "Samira Haddad"):
        assert "Montag, 9. März 2026, 18:00 Uhr" in request(town, name, ZOLLHOF).text
    town["Timo Rau"].sees("Sie erhalten dies in Vertretung für Sabine Ott.")
    assert not any(ZOLLHOF in message.all_text for message in town["Sabine Ott"].messages())
    kessler = town["Miriam Kessler"]
    await kessler.message_with("Gesundheitsamt hat noch keine Ansprechperson").press("Text für E-Mail")
    assert "Bitte melden Sie uns bis Montag, 9. März 2026, 18:00 Uhr" in kessler.modal.text
    await kessler.modal.close()


async def wednesday_a_colleague_leaves(town: City, ledger: Ledger) -> None:
    """4 March: the first reminders; a second request; Samira Haddad leaves and Omar Amin takes over."""
    await morning(town, "04.03.2026")
    for name in ("Timo Rau", "Heike Lang", "Lea Simon", "Samira Haddad", "Miriam Kessler"):
        assert ZOLLHOF in notes(town, name)["04.03."]
    assert OVERDUE in notes(town, "Timo Rau")["04.03."], "both in one note"
    await two_weeks.no_need(town, "Heike Lang", ZOLLHOF)
    ledger.no_need.append((ZOLLHOF, "Sozialamt"))
    await town["Jonas Brandt"].command("/vorhaben 7")
    await two_weeks.ask_by(town, "2026-03-10")
    await town.sandbox.acts.change_person("U0HADDAD", is_deactivated=True)
    await town.deliver()
    kessler = town["Miriam Kessler"]
    kessler.sees("Das Slack-Konto von Samira Haddad wurde geschlossen.")
    for title in (ZOLLHOF, MILL):
        kessler.sees(f"• Abfrage zu *{title}* (Integrationspolitik): jetzt Omar Amin")
        assert request(town, "Omar Amin", title)


async def thursday_two_offices_become_one(town: City, ledger: Ledger) -> None:
    """5 March: the Schulverwaltungsamt telephones; the Kinderbüro becomes part of the Jugendamt."""
    await morning(town, "05.03.2026")
    await two_weeks.enter_for(town, 61, "Schulverwaltungsamt", "telefonisch", "2026-03-05")
    ledger.no_need.append((ZOLLHOF, "Schulverwaltungsamt"))
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp aemter")
    await kessler.modal.fill({"In Name und Aufgabe suchen": "kinderbüro"})
    assert await kessler.modal.submit() == {}
    await kessler.modal.press("Bearbeiten")
    await kessler.modal.press("Mit anderem Amt zusammenlegen")
    await kessler.modal.fill({"In welches Amt?": "Jugendamt"})
    assert await kessler.modal.submit() == {}
    kessler.sees("Umgezogen: Personen 1, offene Abfragen 2, offene Ergebnisse 0.")
    while kessler.has_modal:
        await kessler.modal.close()
    await town.deliver()
    simon = town["Lea Simon"]
    for title in (ZOLLHOF, MILL):
        answered = simon.message_with(f"ist für *{title}* nicht zuständig.")
        assert "Besser zuständig: Jugendamt" in answered.all_text
        assert answered.buttons == [], "the Jugendamt answers for both"
        ledger.not_competent.append((title, "Kinderbüro"))


async def friday_the_third_request(town: City, ledger: Ledger) -> None:
    """6 March: a third request, for five offices now; Timo Rau answers the second in Sabine Ott's absence."""
    await morning(town, "06.03.2026")
    await two_weeks.need(town, "Timo Rau", MILL, "Kita mit vier Gruppen", "4 Gruppen")
    ledger.reported.append((MILL, "Jugendamt"))
    await two_weeks.record(town, PARK, "Nord")
    ledger.new.append(PARK)
    await two_weeks.ask_by(town, "2026-03-12")
    assert request(town, "Timo Rau", PARK)
    assert not any(PARK in message.all_text for message in town["Lea Simon"].messages())


async def second_monday_the_meeting_is_moved(town: City, ledger: Ledger) -> None:
    """9 March: Sabine Ott is back; the room is taken, the meeting moves to Friday the 13th; a deadline ends."""
    await morning(town, "09.03.2026")
    assert "Willkommen zurück." in notes(town, "Sabine Ott")["09.03."]
    kessler = town["Miriam Kessler"]
    await kessler.command("/sitzung")
    await kessler.modal.press("Verschieben")
    await kessler.modal.fill({"Datum": "2026-03-13", "Uhrzeit": "14:00", "Begründung": "Der Raum ist belegt"})
    assert await kessler.modal.submit() == {}
    while kessler.has_modal:
        await kessler.modal.close()
    await town.deliver()
    town["Heike Lang"].message_with("Neuer Termin: *Freitag, 13. März 2026", "agsp")
    await two_weeks.need(town, "Timo Rau", ZOLLHOF, "Jugendraum", "180 m²")
    ledger.reported.append((ZOLLHOF, "Jugendamt"))
    await town.at("09.03.2026", "18:00")
    ledger.silent += [(ZOLLHOF, "Gesundheitsamt"), (ZOLLHOF, "Integrationspolitik")]


async def second_tuesday_the_deadline_was_yesterday(town: City, ledger: Ledger) -> None:
    """10 March: the Gesundheitsamt writes a mail on the second intention; Heike Lang reports her need."""
    await morning(town, "10.03.2026")
    assert "nicht als Fehlanzeige" in notes(town, "Omar Amin")["10.03."]
    await two_weeks.enter_for(town, 7, "Gesundheitsamt", "per E-Mail", "2026-03-10")
    ledger.no_need.append((MILL, "Gesundheitsamt"))
    await two_weeks.need(town, "Heike Lang", MILL, "Pflege-Wohngemeinschaft", "10 Plätze")
    ledger.reported.append((MILL, "Sozialamt"))
    ledger.silent += [(MILL, "Schulverwaltungsamt"), (MILL, "Integrationspolitik")]
    await town.at("10.03.2026", "18:00")


async def second_wednesday_updates_are_written(town: City, ledger: Ledger) -> None:
    """11 March: Heike Lang writes an update for the moved meeting and answers the third request."""
    await morning(town, "11.03.2026")
    lang = town["Heike Lang"]
    await lang.command("/update")
    await lang.modal.fill({"Was sollten die anderen Ämter wissen?": "Der Pflegebericht kommt im April."})
    assert await lang.modal.submit() == {}
    await lang.modal.close()
    ledger.said.append("Der Pflegebericht kommt im April.")
    await two_weeks.no_need(town, "Heike Lang", PARK)
    ledger.no_need.append((PARK, "Sozialamt"))
    ledger.silent += [
        (PARK, office) for office in ("Jugendamt", "Schulverwaltungsamt", "Gesundheitsamt", "Integrationspolitik")
    ]
    assert not any("Übersicht zur Sitzung" in m.text for m in town["Miriam Kessler"].messages()), "moved with it"


async def second_thursday_the_digest_is_complete(town: City, ledger: Ledger) -> None:
    """12 March: the digest holds every report, silent office, new intention, update and overdue result; no import."""
    await morning(town, "12.03.2026", gets="Übersicht zur Sitzung am Freitag, 13. März")
    digest = town["Miriam Kessler"].message_with("Übersicht zur Sitzung")
    text = digest.all_text
    counts = f"13. März: {len(ledger.new)} neue Vorhaben, {len(ledger.reported)} Meldungen"
    assert counts in digest.text
    assert f"{len(ledger.silent)} fehlende Rückmeldungen, 1 überfälliges Ergebnis" in digest.text
    new = two_weeks.chapter(text, "Neue Vorhaben")
    assert all(title in new for title in ledger.new)
    assert "Altprojekt" not in new
    received = two_weeks.by_intention(two_weeks.chapter(text, "Eingegangene Meldungen"))
    assert two_weeks.answers(received, "Bedarf gemeldet") == set(ledger.reported)
    assert two_weeks.answers(received, "Fehlanzeige") == set(ledger.no_need)
    assert two_weeks.answers(received, "Nicht zuständig") == set(ledger.not_competent)
    missing = two_weeks.by_intention(two_weeks.chapter(text, "Fehlende Rückmeldungen"))
    assert {(title, office) for title in missing for office in two_weeks.offices(missing[title])} == set(ledger.silent)
    assert all(said in two_weeks.chapter(text, "Updates") for said in ledger.said)
    results = two_weeks.chapter(text, "Offene Ergebnisse").splitlines()
    assert all(any(one in line and "überfällig seit" in line for line in results) for one in ledger.overdue)
    await town.at("12.03.2026", "18:00")


async def second_friday_the_group_meets(town: City) -> None:
    """13 March: a last morning; the meeting is held at the new time."""
    await morning(town, "13.03.2026")
    await town.at("13.03.2026", "14:30")
    await town["Miriam Kessler"].command("/sitzung")
    town["Miriam Kessler"].sees("Frühere Sitzungen")


def nobody_was_reminded_twice_a_day(town: City) -> None:
    """Looking back: at most one morning note a person and working day, and none for those without chat."""
    for name in IN_CHAT:
        days = notes(town, name)
        assert len(days) <= 10, (name, list(days))
    assert sum(len(notes(town, name)) for name in IN_CHAT) > 20, "else nothing was tried"
    assert "05.03." not in notes(town, "Samira Haddad"), "she had left"
    assert not notes(town, "Sabine Ott").keys() & {"03.03.", "04.03.", "05.03.", "06.03."}, "she was away"
    assert all(town[name].messages() == [] for name in BY_TELEPHONE)


def nobody_was_asked_twice(town: City) -> None:
    """Looking back: everybody got one message a request; the secretariat one for each office it calls."""
    asked = two_weeks.requests_posted(town)
    assert set(asked.values()) == {1}, asked
    calls = {(office, title) for name, office, title in asked if name == "Miriam Kessler"}
    assert calls == {(o, t) for o in ("Schulverwaltungsamt", "Gesundheitsamt") for t in (ZOLLHOF, MILL, PARK)}
    told = {name: {title for who, _, title in asked if who == name} for name in IN_CHAT if name != "Miriam Kessler"}
    assert told == {
        "Jonas Brandt": set(),
        "Sabine Ott": set(),
        "Timo Rau": {ZOLLHOF, MILL, PARK},
        "Heike Lang": {ZOLLHOF, MILL, PARK},
        "Lea Simon": {ZOLLHOF, MILL},
        "Samira Haddad": {ZOLLHOF, MILL},
        "Omar Amin": {ZOLLHOF, MILL, PARK},
    }
