"""In a real browser: every kind of input, the switch of persons, the inspector, faults and the next reminder, live."""

import base64
import re

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from sandbox.block_kit.elements import IN_INPUT
from tests.sandbox_page.every_input import FORM, INPUTS, plainly
from tests.sandbox_page.seats import sitting, write
from tests.sandbox_page.stage import performing

pytestmark = pytest.mark.browser
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def test_every_kind_of_input_is_filled_and_reaches_the_app(browser: Browser) -> None:
    assert {one[0] for one in INPUTS} == set(IN_INPUT)
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        stage.app.forms["/besuch"] = FORM
        write(page, "/besuch")
        form = page.get_by_role("dialog", name="Alles")
        expect(form).to_be_visible()
        for _, _, _, fill, _, _ in INPUTS:
            fill(form)
        expect(form.get_by_text("Mo., 16. März 2026", exact=True)).to_be_visible()
        expect(form.get_by_text("Mo., 16. März 2026, 18:00 Uhr")).to_be_visible()
        form.get_by_role("button", name="Absenden").click()
        expect(form).to_be_hidden()
        values = stage.app.submitted[0]
        got = [plainly(values[f"b{number}"]["a"][one[4]]) for number, one in enumerate(INPUTS)]
        assert got == [one[5] for one in INPUTS]


def test_another_person_is_one_click_away_and_shows_that_something_came(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        people = page.get_by_role("group", name="Person wechseln")
        stage.post("U0JOERG", "Bitte antworten")
        people.get_by_role("link", name="Jörg Maier · Stadtplanungsamt, 1 ungelesen").click()
        expect(page).to_have_url(re.compile("/as/U0JOERG/c/D0JOERG$"))
        expect(page.get_by_text("Bitte antworten")).to_be_visible()
        expect(people.get_by_role("link", name="ungelesen")).to_have_count(0)


def test_the_inspector_is_live_filters_while_one_types_and_keeps_open_what_was_opened(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE", path="/wire") as page:
        expect(page.get_by_text("Noch ging nichts über die Leitung.")).to_be_visible()
        stage.post("C0AGSP", "Erste")
        page.locator(".exchange summary").first.click()
        sent = page.get_by_role("region", name="Gesendet")
        expect(sent).to_contain_text("Erste")
        stage.call("auth.test")
        expect(page.locator(".exchange")).to_have_count(2)
        expect(sent).to_be_visible()
        page.get_by_label("Methode oder Ereignis").press_sequentially("auth")
        expect(page.locator(".exchange")).to_have_count(1)
        expect(page).to_have_url(re.compile("method=auth"))
        with page.expect_download() as download:
            page.get_by_role("link", name="Mitschrift speichern").click()
        assert download.value.suggested_filename == "mitschrift.json"


def test_a_fault_is_ordered_on_its_page_and_seen_to_happen(browser: Browser) -> None:
    with (
        performing() as stage,
        sitting(browser, stage, "U0SABINE", path="/page/faults") as page,
        sitting(browser, stage, "U0SABINE") as seat,
    ):
        form = page.get_by_role("region", name="Die App wird gerufen")
        form.get_by_label("Zustellung").select_option("Befehle")
        form.get_by_label("Was geschieht").select_option("App antwortet mit 500")
        form.get_by_role("button", name="Bestellen").click()
        expect(page.get_by_text("1 × Befehle App antwortet mit 500")).to_be_visible()
        write(seat, "/bedarf neu")
        expect(seat.get_by_text("dispatch_failed")).to_be_visible()
        expect(page.get_by_text("Alles geht gut.")).to_be_visible()


def test_files_are_seen_and_saved(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        stage.do(stage.app.share("C0AGSP", "bedarf.csv", b"Amt;Bedarf\n"))
        with page.expect_download() as download:
            page.get_by_role("link", name="Speichern: bedarf.csv").click()
        assert download.value.path().read_bytes() == b"Amt;Bedarf\n"


def test_a_message_takes_a_picture_along_and_another_person_reacts(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as one, sitting(browser, stage, "U0JOERG") as two:
        files: list[FilePayload] = [
            {"name": name, "mimeType": "image/png", "buffer": PICTURE} for name in ("weg.png", "platz.png")
        ]
        one.get_by_label("Dateien anhängen").first.set_input_files(files)
        one.get_by_role("button", name="Entfernen: weg.png").click()
        write(one, "Der Platz heute")
        message = two.get_by_role("article").filter(has_text="Der Platz heute")
        expect(message.get_by_role("img", name="platz.png")).to_have_js_property("naturalWidth", 1)
        expect(message.get_by_text("weg.png")).to_have_count(0)
        message.get_by_role("button", name="Reagieren").press("Enter")
        two.keyboard.press("ArrowRight")
        two.keyboard.press("Enter")
        mark = one.get_by_role("button", name="von Jörg Maier")
        expect(mark).to_have_attribute("aria-pressed", "false")
        mark.click()
        expect(two.get_by_role("button", name="von Jörg Maier, Sabine Ott")).to_have_attribute("aria-pressed", "true")
        two.get_by_role("button", name="von Jörg Maier, Sabine Ott").press("Enter")
        expect(two.get_by_role("button", name="1 von Sabine Ott")).to_be_focused()
