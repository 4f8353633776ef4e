"""At 360 pixels: a clerk's morning note, putting off, settings, absence, search, the file; a result opened again."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demonstration import LIVE, Seat, demonstration, sitting
from tests.browser.test_main_job import GROUP, PHONE, TITLE, record_and_ask

pytestmark = pytest.mark.browser


def test_a_clerk_does_everything_on_a_narrow_screen(browser: Browser) -> None:
    with (
        demonstration() as address,
        sitting(browser, address, "U0BRANDT") as brandt,
        sitting(browser, address, "U0OTT", width=PHONE) as ott,
    ):
        record_and_ask(brandt)
        ott.look_at("D0OTT")
        ott.message(TITLE)
        ott.page.get_by_role("button", name="Nächste Erinnerung").click()
        put_off(ott)
        ott.look_at("home")
        choose_when(ott)
        be_away(ott)
        find_and_file(ott)
        brandt.page.set_viewport_size({"width": PHONE, "height": 740})
        settle_too_early(brandt, ott)
        open_it_again(brandt)


def fits(ott: Seat) -> None:
    """Tell that nothing has to be scrolled sideways, and that every button of the form is in sight sideways."""
    ott.fits()
    for button in ott.dialog.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["x"] >= 0, button.inner_text()
        assert box["x"] + box["width"] <= PHONE, button.inner_text()


def put_off(ott: Seat) -> None:
    """The one message of the morning; it can wait until tomorrow."""
    note = ott.message("Guten Morgen")
    note.get_by_role("button", name="Morgen erinnern (noch 2-mal)").click()
    expect(ott.message("Der Bot erinnert Sie am Donnerstag, 12. März wieder daran")).to_be_visible()
    fits(ott)


def choose_when(ott: Seat) -> None:
    """The message is to come at seven."""
    ott.page.get_by_role("button", name="Meine Benachrichtigungen").click()
    ott.field("Wann soll die Nachricht kommen?").select_option(label="07:00 Uhr")
    fits(ott)
    ott.send()
    expect(ott.dialog.get_by_text("07:00 Uhr")).to_be_visible()
    ott.look_away()


def be_away(ott: Seat) -> None:
    """Two days away; the deputy is shown before it is saved."""
    ott.page.get_by_role("button", name="Meine Abwesenheit").click()
    expect(ott.dialog.get_by_text("Ohne Vertretung wird Timo Rau gefragt.")).to_be_visible()
    ott.dialog.get_by_label("Abwesend ab").fill("2026-03-19")
    ott.dialog.get_by_label("Abwesend bis").fill("2026-03-20")
    fits(ott)
    ott.send()
    expect(ott.dialog.get_by_text("Bei Ihnen zurzeit offen: 1 Abfrage.")).to_be_visible()
    ott.look_away()


def find_and_file(ott: Seat) -> None:
    """Search, open a hit, and get it on paper."""
    ott.page.get_by_role("button", name="Suchen").click()
    ott.write("Was suchen Sie?", "zollhof")
    ott.send()
    ott.press("Öffnen")
    expect(ott.dialog.get_by_text("0 von 10 Ämtern haben geantwortet")).to_be_visible()
    fits(ott)
    ott.press("Für die Akte")
    expect(ott.dialog.get_by_text("PDF, zum Ablegen")).to_be_visible()
    fits(ott)
    ott.send()
    expect(ott.dialog.get_by_text("kommt gleich als Direktnachricht")).to_be_visible()
    ott.look_away()
    ott.look_at("D0OTT")
    expect(ott.page.get_by_text(re.compile(r"\.docx · ")).last).to_be_visible(timeout=LIVE)
    fits(ott)


def settle_too_early(brandt: Seat, ott: Seat) -> None:
    """A planner records a result, and the clerk reports it done."""
    brandt.look_at(GROUP)
    brandt.command("/ergebnis neu")
    brandt.write("Ergebnis", "Zusage für die Dachterrasse schriftlich einholen und der Gruppe vorlegen")
    brandt.field("Zuständiges Amt").select_option(label="Jugendamt")
    brandt.dialog.get_by_label("Fällig am").fill("2026-04-20")
    brandt.send()
    expect(brandt.dialog.get_by_text("E-2026-001 ist festgehalten.")).to_be_visible()
    brandt.look_away()
    ott.command("/ergebnis 1")
    fits(ott)
    ott.press("Erledigt melden")
    ott.write("Beleg", "Schreiben vom 12. März")
    ott.send()
    expect(ott.dialog.get_by_text("E-2026-001 ist als erledigt gemeldet.")).to_be_visible()
    fits(ott)
    ott.look_away()


def open_it_again(brandt: Seat) -> None:
    """The planner opens it again with a reason; nothing stale lies below."""
    brandt.command("/ergebnis 1")
    brandt.press("Wieder öffnen")
    expect(brandt.dialog.get_by_text("Das Ergebnis ist dann wieder offen.")).to_be_visible()
    fits(brandt)
    brandt.send()
    expect(brandt.dialog.get_by_text("Bitte füllen Sie dieses Pflichtfeld aus.")).to_be_visible()
    brandt.write("Begründung", "Der Träger ist abgesprungen.")
    brandt.send()
    expect(brandt.dialog.get_by_text("E-2026-001 ist wieder offen.")).to_be_visible()
    fits(brandt)
    brandt.dialog.get_by_role("button", name="Schließen", exact=True).click()
    expect(brandt.dialog).to_be_hidden()
    brandt.command("/ergebnis 1")
    expect(brandt.dialog.get_by_text("wieder geöffnet (Jonas Brandt)")).to_be_visible()
    fits(brandt)
