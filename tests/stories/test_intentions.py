"""Recording an intention: two facts are enough, duplicates are noticed, what is confidential stays so."""

from tests.stories.city import City, city

OWNER = "Neckarbau Projekt GmbH"
TITLE = "Zollhof-Areal"


async def record(town: City, **fields: object) -> None:
    """Record an intention through the form and look away."""
    person = town["Jonas Brandt"]
    await person.command("/vorhaben neu")
    await person.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt", **fields})
    assert await person.modal.submit() == {}
    await person.modal.close()
    await town.deliver()


async def test_title_and_district_are_enough(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
        assert await brandt.modal.submit() == {}
        brandt.sees("*V-2026-001 · Zollhof-Areal* ist erfasst. Vielen Dank.")
        await town.deliver()
        card = brandt.message_with(TITLE, "agsp")
        assert "V-2026-001 · Zollhof-Areal · Bad Cannstatt" in card.all_text
        assert "Bedarfsabfrage starten" in card.buttons


async def test_a_likely_duplicate_is_shown_before_saving_and_nothing_typed_is_lost(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        demir = town["Ayşe Demir"]
        await demir.command("/vorhaben neu")
        await demir.modal.fill({"Titel": "Zollhofareal", "Stadtbezirk": "Ost", "Wohnungen (Anzahl)": "1.150"})
        assert await demir.modal.submit() == {}
        demir.sees("*Zollhofareal* ähnelt einem Vorhaben, das schon erfasst ist.")
        await demir.modal.press("Zurück zum Formular")
        assert await demir.modal.submit() == {}
        await demir.modal.submit()
        demir.sees("*V-2026-002 · Zollhofareal* ist erfasst.")
        await demir.modal.press("Vorhaben öffnen")
        demir.sees("*Wohnungen:* 1.150")


async def test_a_confidential_intention_shows_others_its_alias_and_never_its_owner(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town, **{
            "Eigentümer oder Investor": OWNER,
            "Vertraulichkeit": ["Vertraulich: Titel, Lage und Eigentümer nur für Leitung und Geschäftsstelle"],
            "Straße oder Lage": "Veielbrunnenweg 7",
        })  # fmt: skip
        for name in ("Sabine Ott", "Ayşe Demir", "Dr. Claudia Vogt"):
            person = town[name]
            await person.command("/vorhaben")
            person.sees("Vorhaben Bad Cannstatt 26-01")
            await person.modal.press("Öffnen")
            await person.modal.close()
            await person.command("/vorhaben suche Zollhof")
            person.sees("Nichts gefunden")
            await person.command(f"/vorhaben suche {OWNER}")
            person.sees("Nichts gefunden")
            await person.modal.close()
            for secret in (TITLE, OWNER, "Veielbrunnenweg"):
                person.sees_nothing_of(secret)
        for name in ("Miriam Kessler", "Jonas Brandt"):
            person = town[name]
            await person.command("/vorhaben 1")
            person.sees(TITLE)
            person.sees(OWNER)


async def test_the_duplicate_warning_shows_a_confidential_intention_by_its_alias(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town, **{
            "Vertraulichkeit": ["Vertraulich: Titel, Lage und Eigentümer nur für Leitung und Geschäftsstelle"],
            "Flurstück": "1204/7 Hofgut",
        })  # fmt: skip
        demir = town["Ayşe Demir"]
        await demir.command("/vorhaben neu")
        await demir.modal.fill({"Titel": "Ganz anders", "Stadtbezirk": "Ost", "Flurstück": "1204/7 Hofgut"})
        await demir.modal.submit()
        demir.sees("Vorhaben Bad Cannstatt 26-01")
        demir.sees_nothing_of(TITLE)


async def test_a_message_becomes_an_intention_with_its_link_but_without_its_text(database_url: str) -> None:
    async with city(database_url) as town:
        ott, brandt = town["Sabine Ott"], town["Jonas Brandt"]
        heard = await ott.say("Am Zollhof will jemand bauen, sagt mein Schwager.", channel="agsp")
        await brandt.shortcut("Als Vorhaben erfassen", message=heard)
        await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
        assert await brandt.modal.submit() == {}
        await brandt.modal.press("Vorhaben öffnen")
        brandt.sees("Zur Nachricht, aus der es stammt")
        assert "Schwager" not in brandt.modal.text


async def test_the_stage_moves_with_history_and_backwards_only_with_a_reason(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Stufe ändern")
        await brandt.modal.fill({"Neue Stufe": "4 · Aufstellungsbeschluss"})
        assert await brandt.modal.submit() == {}
        await town.deliver()
        card = brandt.message_with(TITLE, "agsp")
        assert "Stufe: Aufstellungsbeschluss" in card.all_text
        thread = brandt.messages("agsp", thread=card)
        assert "Aufstellungsbeschluss" in thread[-1].all_text
        await brandt.modal.close()
        await brandt.command("/vorhaben V-2026-001")
        await brandt.modal.press("Stufe ändern")
        await brandt.modal.fill({"Neue Stufe": "1 · Vorprüfung und Machbarkeit"})
        errors = await brandt.modal.submit()
        assert errors == {"Begründung": "Diese Stufe liegt vor der jetzigen. Bitte nennen Sie den Grund."}
        await brandt.modal.fill({"Begründung": "Beschluss aufgehoben"})
        assert await brandt.modal.submit() == {}
        await brandt.modal.close()
        await brandt.command("/vorhaben 1")
        brandt.sees("Begründung: Beschluss aufgehoben")


async def test_wrong_numbers_and_dates_get_a_sentence_at_their_field(database_url: str) -> None:
    async with city(database_url) as town:
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben neu")
        await brandt.modal.fill({
            "Titel": TITLE,
            "Stadtbezirk": "Bad Cannstatt",
            "Wohnungen (Anzahl)": "viele",
            "Geschossfläche in m²": "-5",
            "Voraussichtliches Bezugsjahr": "1848",
            "Erstmals bekannt am": "2026-03-09",
        })  # fmt: skip
        errors = await brandt.modal.submit()
        assert errors["Wohnungen (Anzahl)"].startswith("„viele“ ist keine Zahl.")
        assert errors["Geschossfläche in m²"] == "Bitte geben Sie eine Zahl von 0 bis 1.000.000 ein."
        assert errors["Voraussichtliches Bezugsjahr"] == "Bitte geben Sie eine Zahl von 2000 bis 2100 ein."
        await brandt.modal.fill({
            "Wohnungen (Anzahl)": "180",
            "Geschossfläche in m²": "16.200",
            "Voraussichtliches Bezugsjahr": "2029",
        })  # fmt: skip
        errors = await brandt.modal.submit()
        assert errors == {
            "Erstmals bekannt am": "Montag, 9. März 2026 liegt in der Zukunft. "
            "Bitte wählen Sie heute oder ein früheres Datum."
        }
        await brandt.modal.fill({"Erstmals bekannt am": "2026-03-02"})
        assert await brandt.modal.submit() == {}


async def test_nothing_typed_becomes_markup_for_others(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town, Titel="<!channel> <https://boese.example|Klick> & Söhne 🏗️")
        card = town["Sabine Ott"].messages("agsp")[-1]
        assert "&lt;!channel&gt;" in card.message.text
        assert "<!channel>" not in str(card.blocks)
        assert "<https://boese.example" not in str(card.blocks)


async def test_an_abandoned_intention_needs_a_reason_and_says_so_on_its_card(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        brandt = town["Jonas Brandt"]
        await brandt.command("/vorhaben 1")
        await brandt.modal.press("Ruhen / aufgeben")
        await brandt.modal.fill({"Was soll geschehen?": "Aufgeben"})
        assert "Begründung" in await brandt.modal.submit()
        await brandt.modal.fill({"Begründung": "Investor hat verkauft"})
        assert await brandt.modal.submit() == {}
        await town.deliver()
        card = town["Sabine Ott"].message_with(TITLE, "agsp")
        assert "aufgegeben" in card.all_text
        assert "Bedarfsabfrage starten" not in card.buttons


async def test_outsiders_and_guests_get_a_friendly_explanation_and_nothing_else(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        for name in ("Viktor Fremd", "Greta Gast"):
            person = town[name]
            await person.command("/vorhaben")
            assert not person.has_modal
            assert person.last_ephemeral().text.startswith("Sie sind für die AGSP noch nicht eingetragen")
            assert "Miriam Kessler" in person.last_ephemeral().text


async def test_a_reader_looks_but_cannot_record(database_url: str) -> None:
    async with city(database_url) as town:
        await record(town)
        vogt = town["Dr. Claudia Vogt"]
        await vogt.command("/vorhaben 1")
        assert "Bearbeiten" not in vogt.modal.buttons
        assert "Bedarfsabfrage starten" not in vogt.modal.buttons
