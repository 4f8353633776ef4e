"""The secretariat's first day in a browser, from an empty database to the first request, with every click counted."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import ceil

from playwright.sync_api import Locator, Page, expect

MENTAL, POINT, PRESS, HOME, KEY = 1.35, 1.10, 0.20, 0.40, 0.50
"""Seconds of the Keystroke-Level Model: think, point, press and release, move the hand to the keyboard, type a letter.

From Card, Moran and Newell, "The keystroke-level model for user performance time with interactive systems",
Communications of the ACM 23 (1980), pages 396 to 410. A letter takes 0.28 s there; we take the slow typist's 0.50.
"""
RESPONSE = 1.0
"""Seconds until the chat has answered a click; Slack shows a form within half of that."""
WORDS_PER_MINUTE = 238
"""Of an adult who reads in silence: Brysbaert, "How many words do we read per minute?" (2019)."""
SHOWN = """element => {
  const lists = new Set([...element.querySelectorAll('option')].map(option => option.text));
  return element.innerText.split('\\n').filter(line => !lists.has(line)).join('\\n');
}"""
"""What can be read of an element; a list that is shut does not show what there is to choose."""
TITLE = "Zollhof-Areal"
CONTACTS = (("U0OTT", "Jugendamt"), ("U0LANG", "Sozialamt"))


@dataclass(frozen=True)
class Effort:
    """What somebody did; `words` is everything that stood on the way, buttons too, read once."""

    clicks: int = 0
    fields: int = 0
    letters: int = 0
    words: int = 0

    @property
    def doing(self) -> float:
        """Estimate the seconds of clicking and typing: each click is thought over, and each answer waited for."""
        return self.clicks * (MENTAL + POINT + PRESS + RESPONSE) + self.fields * 2 * HOME + self.letters * KEY

    @property
    def seconds(self) -> float:
        """Estimate the whole, with every word read."""
        return self.doing + self.words * 60 / WORDS_PER_MINUTE

    def since(self, before: "Effort") -> "Effort":
        """Give what came after."""
        return Effort(
            self.clicks - before.clicks, self.fields - before.fields, self.letters - before.letters,
            self.words - before.words,
        )  # fmt: skip


@dataclass
class Hands:
    """The hands and eyes of the secretariat before one page."""

    page: Page
    effort: Effort = Effort()
    _seen: set[str] = field(default_factory=set)

    def click(self, where: Locator, times: int = 1) -> None:
        """Click once; `times` counts a list that is opened first."""
        where.click()
        self._add(clicks=times)

    def choose(self, where: Locator, *, value: str | None = None, label: str | None = None) -> None:
        """Choose from a list: open it, take one."""
        where.select_option(value=value, label=label)
        self._add(clicks=2)

    def write(self, where: Locator, text: str) -> None:
        """Click into a field and type."""
        where.fill(text)
        self._add(clicks=1, fields=1, letters=len(text))

    def read(self, what: Locator) -> Locator:
        """Wait for something and read each line of it that is new."""
        expect(what).to_be_visible()
        new = set(str(what.evaluate(SHOWN)).splitlines()) - self._seen
        self._seen |= new
        self._add(words=sum(len(line.split()) for line in new))
        return what

    def form(self, title: str) -> Locator:
        """Wait for the form with this title and read it."""
        return self.read(self.page.get_by_role("dialog", name=title, exact=True))

    def press(self, where: Locator | Page, name: str) -> None:
        """Press a button."""
        self.click(where.get_by_role("button", name=name, exact=True))

    def shut(self) -> None:
        """Close every form."""
        self.click(self.page.locator("[data-close=all]"))
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def go(self, place: str) -> None:
        """Go to a place of the sidebar."""
        self.click(self.page.get_by_role("navigation").get_by_role("link", name=re.compile(rf"^{place}\b")))

    def _add(self, *, clicks: int = 0, fields: int = 0, letters: int = 0, words: int = 0) -> None:
        was = self.effort
        self.effort = replace(
            was, clicks=was.clicks + clicks, fields=was.fields + fields, letters=was.letters + letters,
            words=was.words + words,
        )  # fmt: skip


@dataclass(frozen=True)
class Day:
    """What the first day took: `whole` with two contacts, and what each further contact takes."""

    whole: Effort
    contact: Effort

    def counted(self) -> str:
        """Say how much was clicked and typed; the same as long as the way is the same."""
        whole, contact = self.whole, self.contact
        return (
            f"Vom leeren Bot bis zur ersten echten Abfrage sind es {whole.clicks} Klicks und {whole.letters} getippte"
            f" Zeichen, mit zwei Ansprechpersonen; jede weitere braucht {contact.clicks} Klicks."
        )

    def told(self) -> str:
        """Say it for the handbook, with the minutes."""
        doing, whole = ceil(self.whole.doing / 60), ceil(self.whole.seconds / 60)
        return (
            f"{self.counted()} Klicken und Tippen dauern höchstens {doing} Minuten; wer dabei jedes Wort liest, ist"
            f" nach {whole} Minuten fertig."
        )


def play(page: Page, take: Callable[[str], None] = lambda _: None) -> Day:
    """Go from the home tab of an empty bot to the first request; `take` takes a picture of what is seen."""
    hands = Hands(page)
    hands.read(page.get_by_role("region", name="Start").filter(has_text="Einrichtung: 0 von 6"))
    take("erster-tag")
    hands.press(page, "Ansprechpersonen eintragen")
    for user, office in CONTACTS:
        before = hands.effort
        enter_a_contact(hands, user, office)
    contact = hands.effort.since(before)
    take("erster-tag-mitglieder")
    hands.shut()
    look_through(hands, take)
    try_it(hands)
    take("erster-tag-geschafft")
    record_and_ask(hands, take)
    return Day(hands.effort, contact)


def enter_a_contact(hands: Hands, user: str, office: str) -> None:
    """Enter somebody as first contact of an office."""
    members = hands.form("Mitglieder")
    hands.press(members, "Mitglied eintragen")
    entry = hands.form("Mitglied eintragen")
    hands.choose(entry.get_by_label("Person im Chat"), value=user)
    hands.press(entry, "Weiter")
    office_list = entry.get_by_role("combobox", name="Amt (optional)", exact=True)
    expect(office_list).to_be_visible()
    hands.read(entry)
    hands.choose(office_list, label=office)
    hands.click(entry.get_by_role("group", name="Ansprechperson").get_by_role("checkbox"))
    hands.press(entry, "Speichern")
    expect(members.get_by_text(office).first).to_be_visible()


def look_through(hands: Hands, take: Callable[[str], None]) -> None:
    """Do the steps of the checklist, each with its button."""
    hands.press(hands.page, "Kanal prüfen")
    hands.press(hands.form("Einrichtung"), "So lassen")
    expect(hands.page.get_by_role("dialog").get_by_text("Einrichtung: 2 von 6")).to_be_visible()
    for button, title in (
        ("Ämter durchsehen", "Ämter"),
        ("Feiertage prüfen", "Feier- und Schließtage"),
        ("Verteiler prüfen", "Verteiler"),
    ):
        hands.press(hands.form("Einrichtung"), button)
        hands.press(hands.form(title), "Geprüft, das stimmt so")
    expect(hands.page.get_by_role("dialog").get_by_text("Einrichtung: 5 von 6")).to_be_visible()
    take("erster-tag-probe")


def try_it(hands: Hands) -> None:
    """Ask oneself and answer."""
    hands.press(hands.form("Einrichtung"), "Probeabfrage an mich")
    hands.form("Probeabfrage")
    hands.shut()
    hands.go("AGSP-Bot")
    trial = hands.page.get_by_role("article").filter(has_text="Probevorhaben").last
    hands.press(hands.read(trial), "Fehlanzeige")
    expect(hands.page.get_by_text("Die Probe hat geklappt").first).to_be_visible()


def record_and_ask(hands: Hands, take: Callable[[str], None]) -> None:
    """Record the first intention, look who will be asked, ask, and look at the card."""
    hands.go("Start")
    home = hands.read(hands.page.get_by_role("region", name="Start"))
    hands.press(home, "Vorhaben erfassen")
    new = hands.form("Neues Vorhaben")
    hands.write(new.get_by_label("Titel", exact=True), TITLE)
    hands.choose(new.get_by_label("Stadtbezirk", exact=True), label="Bad Cannstatt")
    hands.write(new.get_by_label("Wohnungen (Anzahl)"), "180")
    hands.press(new, "Speichern")
    hands.press(hands.form("Vorhaben erfasst"), "Bedarfsabfrage starten")
    preview = hands.form("Bedarfsabfrage starten")
    expect(preview.get_by_text("10 Ämter werden gefragt.")).to_be_visible()
    take("erster-tag-abfrage")
    hands.press(preview, "Jetzt abfragen")
    hands.form("Abfrage gestartet")
    hands.shut()
    hands.go("agsp")
    card = hands.page.get_by_role("article").filter(has_text=TITLE).last
    expect(card.get_by_text("0 von 10 Ämtern haben geantwortet")).to_be_visible()
    hands.read(card)
    take("erster-tag-karte")
