"""Who takes part in the story of two weeks, what is expected of its digest, and what everybody was sent."""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.seen import SeenMessage
from tests.stories.city import BERLIN, City

PEOPLE = b"""slack_user_id,name,phone,office,roles,deputy
U0KESSLER,Miriam Kessler,0711 216-20010,stadtplanung-wohnen,secretariat,
U0BRANDT,Jonas Brandt,0711 216-20021,stadtplanung-wohnen,planner,
U0OTT,Sabine Ott,0711 216-20510,jugendamt,office contact,U0RAU
U0RAU,Timo Rau,0711 216-20511,jugendamt,office,
U0LANG,Heike Lang,0711 216-20610,sozialamt,office contact,
U0SIMON,Lea Simon,0711 216-21110,kinderbuero,office,
U0HADDAD,Samira Haddad,0711 216-21310,integrationspolitik,office,U0AMIN
U0AMIN,Omar Amin,0711 216-21311,integrationspolitik,office,
"""
IN_CHAT = (
    "Miriam Kessler", "Jonas Brandt", "Sabine Ott", "Timo Rau", "Heike Lang", "Lea Simon", "Samira Haddad", "Omar Amin",
)  # fmt: skip
BY_TELEPHONE = ("Paul Weiß", "Dr. Nadja Orlov")
"""They answer for Schulverwaltungsamt and Gesundheitsamt and are not in the bot."""
NOT_ASKED = ("Garten", "Amt für Sport", "Behindert", "Strategische")
"""Words by which those offices are found that do not take part yet."""
GREETING = "Guten Morgen"
REQUEST = re.compile(
    r"(?:(?P<office>.+) hat noch keine Ansprechperson\. )?Bitte (?:melden|klären) Sie bis .+ Vorhaben \*?(?P<title>.+?)\*? \("
)


@dataclass
class Ledger:
    """What the people of the story did, so that the digest can be held against it."""

    new: list[str] = field(default_factory=list)
    reported: list[tuple[str, str]] = field(default_factory=list)
    no_need: list[tuple[str, str]] = field(default_factory=list)
    not_competent: list[tuple[str, str]] = field(default_factory=list)
    silent: list[tuple[str, str]] = field(default_factory=list)
    overdue: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def backlog() -> bytes:
    """Sixty running intentions as Excel saves them in a German office."""
    rows = [f"S-{n};Altprojekt {n:02d};Feuerbach;{10 * n};Jonas Brandt" for n in range(1, 61)]
    return "\r\n".join(["Kennung;Titel;Stadtbezirk;Wohnungen;Projektleitung", *rows]).encode("cp1252")


def open_results() -> bytes:
    """Two open results from earlier meetings; the first was due on Friday before the story."""
    return (
        "Ergebnis;Art;Amt;Fällig am\r\n"
        "Spielplatz Talstraße prüfen;Prüfauftrag;Jugendamt;27.02.2026\r\n"
        "Begegnungsraum klären;Beschluss;Sozialamt;30.04.2026\r\n"
    ).encode("cp1252")


async def bring_in(town: City, what: str, name: str, content: bytes) -> None:
    """Choose a list, look at the preview and take it over."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp import")
    await kessler.modal.fill({"Was enthält die Liste?": what, "CSV- oder Excel-Datei": (name, content)})
    assert await kessler.modal.submit() == {}
    await kessler.modal.close()
    await errands(town)
    await kessler.message_with(name).press("Übernehmen")
    await errands(town)
    await town.deliver()


async def errands(town: City) -> None:
    """Let everything that is done beside the answers come to its end."""
    await town.house.errands.done()
    await town.sandbox.settled()


async def take_out_of_the_distribution(town: City, word: str) -> None:
    """Let an office not be asked until further notice."""
    kessler = town["Miriam Kessler"]
    await kessler.command("/agsp aemter")
    await kessler.modal.fill({"In Name und Aufgabe suchen": word})
    assert await kessler.modal.submit() == {}
    await kessler.modal.press("Bearbeiten")
    await kessler.modal.fill({"Bedarfsabfragen": "nicht im Verteiler"})
    assert await kessler.modal.submit() == {}
    while kessler.has_modal:
        await kessler.modal.close()


async def record(town: City, title: str, district: str) -> None:
    """Record an intention; it is still before Jonas Brandt afterwards."""
    brandt = town["Jonas Brandt"]
    await brandt.command("/vorhaben neu")
    await brandt.modal.fill({"Titel": title, "Stadtbezirk": district})
    assert await brandt.modal.submit() == {}


async def ask_by(town: City, deadline: str) -> None:
    """Ask the offices about the intention Jonas Brandt has before him."""
    brandt = town["Jonas Brandt"]
    await brandt.modal.press("Bedarfsabfrage starten")
    await brandt.modal.fill({"Frist": deadline})
    assert await brandt.modal.submit() == {}
    brandt.sees("Abfrage gestartet")
    while brandt.has_modal:
        await brandt.modal.close()
    await town.deliver()


def request(town: City, name: str, title: str) -> SeenMessage:
    """Give the one message by which somebody was asked about an intention."""
    other = [m for m in town[name].messages() if not m.text.startswith(GREETING)]
    [found] = [m for m in other if title in m.all_text and "Bedarf melden" in m.buttons]
    return found


async def need(town: City, name: str, title: str, what: str, quantity: str) -> None:
    """Report a need with the button below the request."""
    person = town[name]
    await request(town, name, title).press("Bedarf melden")
    await person.modal.fill({"Was wird gebraucht?": what, "Wie viel?": quantity, "Warum?": "Im Bezirk fehlt es."})
    assert await person.modal.submit() == {}, person.sight()
    while person.has_modal:
        await person.modal.close()
    await town.deliver()


async def no_need(town: City, name: str, title: str) -> None:
    """Say "Fehlanzeige" with one click."""
    await request(town, name, title).press("Fehlanzeige")
    await town.deliver()


async def enter_for(town: City, number: int, office: str, how: str, on: str) -> None:
    """Let the secretariat enter that an office without chat sees no need."""
    kessler = town["Miriam Kessler"]
    await kessler.command(f"/vorhaben {number}")
    await kessler.modal.press("Antwort eintragen")
    await kessler.modal.fill({
        "Welches Amt hat geantwortet?": office, "Wie lautet die Antwort?": "Fehlanzeige",
        "Wie kam die Antwort?": how, "Wann kam sie?": on,
    })  # fmt: skip
    assert await kessler.modal.submit() == {}, kessler.sight()
    while kessler.has_modal:
        await kessler.modal.close()
    await town.deliver()


async def morning(town: City, day: str, *, gets: str = "") -> None:
    """Half past eight: the bot does what is due; nobody hears more than one thing, twice looking changes nothing.

    `gets` begins what the secretariat is sent besides its note.
    """
    before = {name: len(town[name].messages()) for name in IN_CHAT}
    await town.at(day, "08:30")
    await town.at(day, "08:45")
    for name, count in before.items():
        came = [m.text for m in town[name].messages()[count:]]
        if gets and name == "Miriam Kessler":
            assert [text for text in came if text.startswith(gets)], came
            came = [text for text in came if not text.startswith(gets)]
        assert len(came) <= 1, (day, name, came)
        assert all(text.startswith(GREETING) for text in came), (day, name, came)


def notes(town: City, name: str) -> dict[str, str]:
    """Give the morning notes somebody got, by day (dd.mm.); of two on a day AssertionError tells."""
    found = [m for m in town[name].messages() if m.text.startswith(GREETING)]
    days = Counter(day_of(m) for m in found)
    assert all(count == 1 for count in days.values()), (name, days)
    return {day_of(m): m.all_text for m in found}


def day_of(message: SeenMessage) -> str:
    """Give the day (dd.mm.) on which a message came."""
    return datetime.fromtimestamp(float(message.ts), UTC).astimezone(BERLIN).strftime("%d.%m.")


def requests_posted(town: City) -> Counter[tuple[str, str, str]]:
    """Count the requests posted, by recipient, office without chat (else nothing) and intention; redraws are none."""
    asked: Counter[tuple[str, str, str]] = Counter()
    people = {
        place: person.name
        for person in map(town.__getitem__, IN_CHAT)
        for place in (person.id, town.sandbox.workspace.open_im(person.id).id)
    }
    for call in town.sandbox.wire.calls("chat.postMessage"):
        if found := REQUEST.match(call["text"]):
            asked[people[call["channel"]], found["office"] or "", found["title"]] += 1
    return asked


def chapter(text: str, heading: str) -> str:
    """Give one chapter of a digest; the next one begins with a heading of its own."""
    _, _, rest = text.partition(f"*{heading}*")
    assert rest, f"there is no chapter {heading!r} in:\n{text}"
    return rest.partition("\n*")[0]


def by_intention(lines: str) -> dict[str, list[str]]:
    """Sort the lines of a chapter ("V-2026-061 · Zollhof-Areal – …") by the title of the intention."""
    found: dict[str, list[str]] = {}
    for line in lines.splitlines():
        if match := re.match(r"\W*V-\d{4}-\d{3} · (.+?)(?: – |: )(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def offices(lines: list[str]) -> list[str]:
    """Name the offices whose answer is missing ("Jugendamt, Sozialamt (Frist bis …)")."""
    return [office for line in lines for office in line.partition(" (")[0].split(", ")]


def answers(received: dict[str, list[str]], label: str) -> set[tuple[str, str]]:
    """Give intention and office of what is listed under a label ("Fehlanzeige: Sozialamt, Gesundheitsamt (…)")."""
    parts = [(title, part) for title, lines in received.items() for line in lines for part in line.split(" · ")]
    named = [(title, part.removeprefix(f"{label}: ")) for title, part in parts if part.startswith(f"{label}: ")]
    return {(title, office) for title, names in named for office in re.sub(r" \([^)]*\)", "", names).split(", ")}
