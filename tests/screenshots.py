"""Plays the demonstration in Chromium and takes the pictures of README and handbook: `python -m tests.screenshots`.

Every picture is the real product: the demo is started as anybody starts it, and everything in it is typed and
pressed on its page. A step that no longer works stops it, and names what it could not find. Date fields are German
where Chromium has its German texts (on Debian the package chromium-l10n).
"""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import typer
from playwright.sync_api import Browser, Locator, Page, expect

from bot.processes import bound
from tests import chromium, first_day
from tests.first_day import Day

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "bilder"
HANDBOOK = ROOT / "docs" / "handbuch.md"
DESK, PHONE = (1280, 800), (360, 860)
PATIENCE_MS = 20_000
"""The bot delivers within seconds; only a step that cannot succeed waits this long."""


class Play:
    """The demonstration in a browser, seen by whoever sits down."""

    def __init__(self, browser: Browser, url: str, folder: Path) -> None:
        self.browser = browser
        self.url = url
        self.folder = folder

    @contextmanager
    def sitting(
        self, person: str, where: str, size: tuple[int, int] = DESK, scheme: Literal["light", "dark"] = "light"
    ) -> Iterator[Page]:
        """Sit down as one person in front of one place: c/C0AGSP, home, or bot for the bot's messages."""
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="de-DE",
            timezone_id="Europe/Berlin",
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(f"{self.url}/as/{person}/{'home' if where == 'bot' else where}")
        if where == "bot":
            page.goto(
                f"{self.url}{page.get_by_role('link', name='AGSP-Bot', include_hidden=True).get_attribute('href')}"
            )
        yield page
        context.close()

    def take(self, page: Page, name: str) -> None:
        """Take one picture of what can be seen now."""
        page.mouse.move(0, 0)
        expect(page.locator("body[data-busy]")).to_have_count(0)
        page.screenshot(path=self.folder / f"{name}.png", animations="disabled", caret="hide")


def say(page: Page, text: str) -> None:
    """Type into the channel's box and send; the answer to a command is a form."""
    box = page.get_by_role("textbox", name="Nachricht an")
    box.fill(text)
    box.press("Escape")  # away with the suggestions
    box.press("Enter")


def form(page: Page, title: str) -> Locator:
    """Wait for the form with this title."""
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    return dialog


def shut(page: Page) -> None:
    """Close all forms, as a person does before leaving: they would be there again."""
    page.get_by_role("button", name=re.compile("^(Fenster|Alle) schließen$")).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def message(page: Page, text: str) -> Locator:
    """Wait for the newest message that says this."""
    found = page.get_by_role("article").filter(has_text=text).last
    expect(found).to_be_visible()
    found.scroll_into_view_if_needed()
    return found


def jump(page: Page, day: str) -> None:
    """Move the clock to 08:30 on a day; the bot does what is due by then."""
    page.get_by_label("Springen zu Datum").fill(day)
    page.get_by_role("button", name="Springen", exact=True).click()


def record(play: Play) -> None:
    """2 March: the planner hears of the site and records it, then asks all offices."""
    with play.sitting("U0BRANDT", "c/C0AGSP") as page:
        say(page, "/vorhaben neu")
        new = form(page, "Neues Vorhaben")
        new.get_by_label("Titel", exact=True).fill("Zollhof-Areal")
        new.get_by_label("Stadtbezirk", exact=True).select_option(label="Bad Cannstatt")
        new.get_by_label("Straße oder Lage").fill("Zollhofstraße 8 bis 40")
        new.get_by_label("Wohnungen (Anzahl)").fill("180")
        new.get_by_label("Geplante Nutzungen").fill("180 Wohnungen und 4.000 m² Gewerbe")
        new.get_by_label("Titel", exact=True).focus()
        play.take(page, "vorhaben-neu")
        new.get_by_role("button", name="Speichern").click()
        form(page, "Vorhaben erfasst").get_by_role("button", name="Bedarfsabfrage starten").click()
        ask = form(page, "Bedarfsabfrage starten")
        play.take(page, "bedarfsabfrage")
        ask.get_by_role("button", name="Jetzt abfragen").click()
        form(page, "Abfrage gestartet")
        shut(page)


def report(play: Play) -> None:
    """The youth office answers on a telephone."""
    with play.sitting("U0OTT", "bot", PHONE) as page:
        request = message(page, "Bitte melden Sie bis")
        play.take(page, "anfrage-telefon")
        request.get_by_role("button", name="Bedarf melden").click()
        need = form(page, "Bedarf melden")
        need.get_by_label("Was wird gebraucht?").fill("Kita mit vier Gruppen")
        need.get_by_label("Wie viel?").fill("4 Gruppen")
        need.get_by_label("Warum?").fill("Im Bezirk fehlen schon heute Plätze.")
        need.get_by_label("Was wird gebraucht?").focus()
        play.take(page, "bedarf-telefon")
        need.get_by_role("button", name="Melden", exact=True).click()
        form(page, "Meldung eingegangen")
        shut(page)


def answer(play: Play, person: str) -> None:
    """Other offices answer with one click."""
    with play.sitting(person, "bot") as page:
        message(page, "Bitte melden Sie bis").get_by_role("button", name="Fehlanzeige").click()
        expect(page.get_by_text("Fehlanzeige erfasst")).to_be_visible()


def wait_for_the_note(play: Play) -> None:
    """11 March, three working days before: who has not answered finds it in the morning note."""
    with play.sitting("U0WEISS", "bot") as page:
        jump(page, "2026-03-11")
        message(page, "Guten Morgen")
        play.take(page, "morgenmeldung")


def look_at_the_card(play: Play) -> None:
    """The card in the group's channel shows who has answered."""
    with play.sitting("U0BRANDT", "c/C0AGSP") as page:
        message(page, "Bedarf gemeldet")
        play.take(page, "karte")


def hold_the_meeting(play: Play) -> None:
    """The secretariat plans, the offices write updates, the digest comes on the working day before."""
    with play.sitting("U0KESSLER", "c/C0AGSP") as page:
        say(page, "/sitzung neu")
        new = form(page, "Neue Sitzung")
        new.get_by_label("Datum").fill("2026-03-25")
        new.get_by_label("Uhrzeit").fill("14:00")
        new.get_by_label("Ort oder Link").fill("Rathaus, Raum 301")
        new.get_by_role("button", name="Planen").click()
        form(page, "Sitzung geplant")
        shut(page)
        jump(page, "2026-03-19")
    with play.sitting("U0HOLZ", "bot") as page:
        message(page, "Guten Morgen").get_by_role("button", name="Update schreiben").click()
        update = form(page, "Update")
        update.get_by_label("Was sollten die anderen Ämter wissen?").fill("Der Spielflächenleitplan kommt im Mai.")
        play.take(page, "update")
        update.get_by_role("button", name="Senden").click()
        form(page, "Update eingetragen")
        shut(page)


def record_a_result(play: Play) -> None:
    """A promise of the last meeting, to see it in digest and home."""
    with play.sitting("U0KESSLER", "c/C0AGSP") as page:
        say(page, "/ergebnis neu")
        new = form(page, "Neues Ergebnis")
        new.get_by_label("Ergebnis", exact=True).fill("Dachterrasse der Kita mit der Aufsicht klären")
        new.get_by_label("Zuständiges Amt").select_option(label="Jugendamt")
        new.get_by_label("Fällig am").fill("2026-04-30")
        play.take(page, "ergebnis")
        new.get_by_role("button", name="Speichern").click()
        form(page, "Ergebnis festgehalten")
        shut(page)


def read_the_digest(play: Play) -> None:
    """24 March, 08:30: the secretariat reads what the meeting is about."""
    with play.sitting("U0KESSLER", "bot") as page:
        jump(page, "2026-03-24")
        message(page, "Übersicht zur Sitzung am Mittwoch")
        play.take(page, "uebersicht")


def go_home(play: Play) -> None:
    """The home tab shows what waits for its reader."""
    with play.sitting("U0WEISS", "home", scheme="dark") as page:
        expect(page.get_by_text("Was auf mich wartet")).to_be_visible()
        play.take(page, "startseite")


def play_all(browser: Browser, url: str, folder: Path) -> None:
    """Play the whole job and take every picture on the way."""
    play = Play(browser, url, folder)
    record(play)
    report(play)
    for person in ("U0YILDIZ", "U0BRENNER", "U0LANG"):
        answer(play, person)
    wait_for_the_note(play)
    look_at_the_card(play)
    record_a_result(play)
    hold_the_meeting(play)
    read_the_digest(play)
    go_home(play)


def play_first_day(play: Play) -> Day:
    """An empty database: the secretariat goes through the six steps and asks the offices for the first time."""
    with play.sitting("U0KESSLER", "home") as page:
        return first_day.play(page, lambda name: play.take(page, name))


def tell(day: Day) -> None:
    """Write into the handbook how much was clicked and typed."""
    told = re.sub(r"(?<=<!-- gezählt -->\n).*", day.told(), HANDBOOK.read_text(encoding="utf-8"))
    HANDBOOK.write_text(told, encoding="utf-8")


@contextmanager
def demonstration(*more: str) -> Iterator[str]:
    """Run `python -m bot demo` on a free port, with more on its command line, and give the address of its page."""
    listener = bound("127.0.0.1", 0)
    port = listener.getsockname()[1]
    listener.close()
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port), *more]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    try:
        while "Ctrl-C" not in (line := process.stdout.readline()):
            assert line, "the demonstration did not start"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def main() -> None:
    """Take all pictures anew."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=PATIENCE_MS)
    os.environ["LANGUAGE"] = "de"  # Chromium asks it for the language of date fields; a page cannot say
    with demonstration() as url, chromium.running() as browser:
        play_all(browser, url, folder)
    with demonstration("--empty") as url, chromium.running() as browser:
        day = play_first_day(Play(browser, url, folder))
    if folder == PICTURES:
        tell(day)
    typer.echo("\n".join(f"{file.stat().st_size // 1024:4} kB  {file.name}" for file in sorted(folder.glob("*.png"))))


if __name__ == "__main__":
    main()
