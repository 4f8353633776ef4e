"""The main job by hand in a browser: one records and asks, two answer, the secretariat gets the digest and publishes."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.demonstration import LIVE, Seat, demonstration, sitting

pytestmark = pytest.mark.browser

TITLE = "Zollhof-Areal"
GROUP = "C0AGSP"
PHONE = 360


def test_record_ask_answer_and_digest_as_four_people(browser: Browser) -> None:
    with (
        demonstration() as address,
        sitting(browser, address, "U0BRANDT") as brandt,
        sitting(browser, address, "U0OTT") as ott,
        sitting(browser, address, "U0LANG", width=PHONE) as lang,
        sitting(browser, address, "U0KESSLER") as kessler,
    ):
        ott.look_at("D0OTT")
        record_and_ask(brandt)
        report_a_need_after_a_mistake(ott)
        answer_on_a_phone(lang)
        expect(brandt.message(TITLE).get_by_text("2 von 10 Ämtern haben geantwortet")).to_be_visible(timeout=LIVE)
        plan_a_meeting(kessler)
        the_digest_arrives_and_is_published(kessler, brandt)
        for seat, waits in (
            (brandt, TITLE),
            (ott, "Offene Bedarfsabfragen"),
            (lang, "Nächste Sitzung"),
            (kessler, "Sitzung"),
        ):
            seat.look_at("home")
            home = seat.page.get_by_role("region", name="Start")
            expect(home.get_by_text(waits).first).to_be_visible()
            expect(home.get_by_text("Dienstag, 10. März").first).to_be_visible()
            seat.fits()


def record_and_ask(brandt: Seat) -> None:
    """Jonas Brandt records an intention through the form and starts the request."""
    brandt.look_at(GROUP)
    brandt.command("/vorhaben neu")
    brandt.write("Titel", TITLE)
    brandt.field("Stadtbezirk").select_option(label="Bad Cannstatt")
    brandt.write("Wohnungen (Anzahl) (optional)", "180")
    brandt.send()
    brandt.press("Bedarfsabfrage starten")
    expect(brandt.dialog.get_by_text("10 Ämter werden gefragt.")).to_be_visible()
    brandt.send()
    expect(brandt.dialog.get_by_text("Frist: Montag, 16. März 2026, 18:00 Uhr")).to_be_visible()
    brandt.look_away()
    expect(brandt.message(TITLE).get_by_text("0 von 10 Ämtern haben geantwortet")).to_be_visible(timeout=LIVE)


def report_a_need_after_a_mistake(ott: Seat) -> None:
    """Sabine Ott has the bot's messages open: the request appears, a wrong number is said, nothing typed is lost."""
    ott.message(TITLE).get_by_role("button", name="Bedarf melden").click()
    expect(ott.dialog).to_be_visible()
    ott.write("Was wird gebraucht? (optional)", "Kita mit vier Gruppen")
    ott.write("Wie viel? (optional)", "vier")
    ott.write("Warum? (optional)", "Defizit im Bezirk")
    ott.send()
    expect(ott.dialog.get_by_text("„vier“ ist keine Zahl.")).to_be_visible()
    expect(ott.field("Wie viel? (optional)")).to_be_focused()
    expect(ott.field("Wie viel? (optional)")).to_have_value("vier")
    expect(ott.field("Warum? (optional)")).to_have_value("Defizit im Bezirk")
    ott.write("Wie viel? (optional)", "4 Gruppen")
    ott.send()
    expect(ott.dialog.get_by_text("(Fassung 1)")).to_be_visible()
    ott.look_away()
    ott.message("Hier ist Ihre Kopie")


def answer_on_a_phone(lang: Seat) -> None:
    """Heike Lang answers with one click on a narrow screen."""
    lang.look_at("D0LANG")
    request = lang.message(TITLE)
    lang.fits()
    request.get_by_role("button", name="Fehlanzeige").click()
    expect(lang.message("Fehlanzeige erfasst")).to_be_visible(timeout=LIVE)
    lang.fits()


def plan_a_meeting(kessler: Seat) -> None:
    """Miriam Kessler plans a meeting for Tuesday, 10 March."""
    kessler.look_at("D0KESSLER")
    kessler.command("/sitzung neu")
    kessler.write("Datum", "2026-03-10")
    kessler.write("Uhrzeit", "14:00")
    kessler.write("Ort oder Link (optional)", "Rathaus, Raum 301")
    kessler.send()
    expect(kessler.dialog.get_by_text("Dienstag, 10. März 2026").first).to_be_visible()
    kessler.look_away()


def the_digest_arrives_and_is_published(kessler: Seat, brandt: Seat) -> None:
    """On Monday, 9 March, 08:30 the digest arrives by itself; the agenda goes to the group at her click."""
    for day in ("3. März", "4. März", "5. März", "6. März", "9. März"):
        kessler.page.get_by_role("button", name="+1 Arbeitstag").click()
        expect(kessler.page.get_by_text(f"{day} 2026, 08:30")).to_be_visible()
    digest = kessler.message("Übersicht zur Sitzung am Dienstag, 10. März")
    digest.get_by_role("button", name="Tagesordnung in den Kanal stellen").click()
    sure = kessler.page.get_by_role("alertdialog")
    sure.get_by_role("button", name="In den Kanal stellen", exact=True).click()
    agenda = brandt.message("Tagesordnung zur Sitzung")
    expect(agenda.get_by_text(TITLE).first).to_be_visible()
