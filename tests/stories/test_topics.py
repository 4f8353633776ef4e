"""City-wide topics nobody owns: a caretaker is asked in every request, what stays open comes to the secretariat."""

from tests.stories.city import City, city
from tests.stories.test_request_rounds import record, start

YOUTH = "Konsumfreie Räume für Jugendliche"
MEDICAL = "Wohnortnahe medizinische Versorgung"
TOPICS = (YOUTH, "Begegnungs- und Entfaltungsräume für Geflüchtete", "Räume nichtchristlicher Gemeinschaften", MEDICAL)


async def entrust(town: City, topic: str, office: str) -> None:
    """Let an office look after a topic."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp themen")
    await kessler.modal.choose(f"*{topic}*", office)
    kessler.sees(f"*{topic}*: Ab der nächsten Abfrage wird hier gefragt")
    await kessler.modal.close()


async def test_the_caretaker_is_asked_and_the_rest_comes_to_the_secretariat(database_url: str) -> None:
    async with city(database_url) as town:
        await entrust(town, YOUTH, "Jugendamt")
        await record(town)
        await start(town)
        ott, lang, kessler = town["Sabine Ott"], town["Heike Lang"], town["Miriam Kessler"]
        ott.sees("Sind konsumfreie Räume für Jugendliche aufgenommen?")
        lang.sees_nothing_of("Konsumfreie Räume")
        message = ott.message_with("Panoramahöfe")
        await message.press("Geprüft, nicht möglich")
        await ott.modal.fill({"Warum ist es nicht möglich?": "Topografie: Hang"})
        assert await ott.modal.submit() == {}
        await town.deliver()
        ott.sees(f"{YOUTH}: geprüft, nicht möglich: Topografie: Hang")
        await kessler.open_home()
        kessler.sees("Stadtweite Themen ohne Antwort")
        kessler.sees(MEDICAL)
        kessler.sees_nothing_of(YOUTH)


async def test_silence_after_the_deadline_is_told_and_stands_on_the_agenda(database_url: str) -> None:
    async with city(database_url) as town:
        for topic in TOPICS:
            await entrust(town, topic, "Jugendamt")
        await record(town)
        await start(town)
        kessler = town["Miriam Kessler"]
        await kessler.open_home()
        kessler.sees_nothing_of("Stadtweite Themen ohne Antwort")
        await kessler.command("/sitzung neu")
        await kessler.modal.fill({"Datum": "2026-03-18"})
        assert await kessler.modal.submit() == {}
        await kessler.modal.close()
        await town.at("16.03.2026", "18:05")
        await town.at("17.03.2026", "08:30")
        kessler.message_with("Panoramahöfe")
        kessler.sees(f"• {YOUTH}: ohne Antwort")
        await kessler.open_home()
        kessler.sees("Stadtweite Themen ohne Antwort")
        await kessler.home.press("Nicht einschlägig")
        await town.at("17.03.2026", "09:00")
        digest = kessler.message_with("Stadtweite Themen")
        assert YOUTH not in digest.all_text
        assert MEDICAL in digest.all_text
