"""The page in a real browser: forms, menus, two people at once, the clock, a phone – and a silent console."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.sandbox_page.seats import sitting, write
from tests.sandbox_page.stage import performing

pytestmark = pytest.mark.browser
CARD = [
    {
        "type": "actions",
        "block_id": "card",
        "elements": [
            {
                "type": "button",
                "action_id": "nil",
                "text": {"type": "plain_text", "text": "Fehlanzeige"},
                "confirm": {
                    "title": {"type": "plain_text", "text": "Fehlanzeige melden?"},
                    "text": {"type": "plain_text", "text": "Ihr Amt sieht keinen Bedarf."},
                    "confirm": {"type": "plain_text", "text": "Ja"},
                    "deny": {"type": "plain_text", "text": "Nein"},
                },
            }
        ],
    }
]


def opened(page: Page) -> Locator:
    write(page, "/bedarf neu")
    dialog = page.get_by_role("dialog", name="Bedarf melden")
    expect(dialog).to_be_visible()
    return dialog


def test_a_form_is_filled_refused_corrected_and_accepted(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        form = opened(page)
        form.get_by_label("Titel").fill("falsch")
        form.get_by_label("Stadtteil").press_sequentially("hal")
        page.get_by_role("option", name="Hallschlag").click()
        form.get_by_label("Hoch").check()
        form.get_by_label("Jörg Maier").check()
        form.get_by_role("button", name="Absenden").click()
        expect(form.get_by_text("Bitte wählen Sie einen anderen Titel.")).to_be_visible()
        expect(form.get_by_label("Titel")).to_be_focused()
        expect(form.get_by_label("Titel")).to_have_value("falsch")
        expect(form.get_by_label("Stadtteil")).to_have_value("Hallschlag")
        expect(form.get_by_label("Hoch")).to_be_checked()
        form.get_by_label("Titel").fill("Kita")
        form.get_by_role("button", name="Absenden").click()
        expect(form).to_be_hidden()
        expect(page.get_by_role("link", name="Helferin 1 ungelesen")).to_be_visible()
        values = stage.app.submitted[0]
        assert values["title"]["a"]["value"] == "Kita"
        assert values["part"]["a"]["selected_option"]["value"] == "hal"
        assert values["district"]["a"]["selected_option"]["value"] == "mitte"
        assert values["day"]["a"]["selected_date"] == "2027-09-01"
        assert values["people"]["a"]["selected_users"] == ["U0JOERG"]


def test_an_empty_required_field_is_marked_and_focused(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        form = opened(page)
        expect(form.get_by_label("Titel")).to_be_focused()
        form.get_by_role("button", name="Absenden").click()
        expect(form.get_by_label("Titel")).to_have_attribute("aria-invalid", "true")
        expect(form.get_by_label("Titel")).to_be_focused()
        expect(form.get_by_role("group", name="Dringlichkeit").locator(".error")).to_be_visible()


def test_a_stacked_window_gives_back_what_was_typed_below_it(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        form = opened(page)
        form.get_by_label("Titel").fill("Halb fertig")
        form.get_by_role("button", name="Weiteres Fenster").click()
        expect(page.get_by_role("dialog", name="Zweites Fenster")).to_be_visible()
        page.keyboard.press("Escape")
        expect(form.get_by_label("Titel")).to_have_value("Halb fertig")
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()


def test_what_is_being_typed_survives_changes_around_it(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        form = opened(page)
        form.get_by_label("Titel").fill("Ich tippe")
        stage.post("C0AGSP", "Inzwischen")
        expect(page.get_by_text("Inzwischen")).to_be_attached()
        expect(form.get_by_label("Titel")).to_have_value("Ich tippe")
        expect(form.get_by_label("Titel")).to_be_focused()


def test_two_people_see_each_other_write(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as one, sitting(browser, stage, "U0JOERG") as two:
        write(one, "Guten Morgen <b>")
        expect(two.get_by_role("log", name="Nachrichten").get_by_text("Guten Morgen <b>")).to_be_visible()
        two.get_by_role("article").hover()
        two.get_by_role("button", name="Aktionen zur Nachricht").click()
        two.get_by_role("menuitem", name="Im Thread antworten").click()
        answer = two.get_by_role("textbox", name="Im Thread antworten")
        answer.fill("Ebenso")
        answer.press("Enter")
        expect(two.get_by_role("complementary", name="Thread").get_by_text("Ebenso")).to_be_visible()
        expect(one.get_by_role("link", name="1 Antwort")).to_be_visible()


def test_commands_are_suggested_and_chosen_with_the_keyboard(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        box = page.get_by_role("textbox", name="Nachricht an #agsp")
        box.press_sequentially("/be")
        expect(page.get_by_role("option")).to_have_count(2)
        box.press("ArrowDown")
        expect(page.get_by_role("option", name="/besuch")).to_have_attribute("aria-selected", "true")
        box.press("ArrowUp")
        box.press("Enter")
        expect(box).to_have_value("/bedarf ")
        box.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)


def test_a_confirmation_can_be_declined_and_given(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        stage.post("C0AGSP", "Karte", blocks=CARD)
        page.get_by_role("button", name="Fehlanzeige").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Nein").click()
        expect(page.get_by_role("alertdialog")).to_be_hidden()
        assert stage.sandbox.wire.entries("block_actions") == []
        page.get_by_role("button", name="Fehlanzeige").click()
        page.get_by_role("alertdialog").get_by_role("button", name="Ja").click()
        expect(page.get_by_text("Gedrückt.")).to_be_visible()


def test_the_message_menu_has_the_apps_shortcuts(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        stage.post("C0AGSP", "Beschluss")
        page.get_by_role("article").hover()
        page.get_by_role("button", name="Aktionen zur Nachricht").press("Enter")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Festgehalten.")).to_be_visible()


def test_the_clock_moves_in_every_window(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as one, sitting(browser, stage, "U0JOERG") as two:
        one.get_by_role("button", name="+1 Arbeitstag").click()
        for page in (one, two):
            expect(page.get_by_text("Dienstag, 3. März 2026, 08:30:00 Uhr")).to_be_visible()


def test_an_unknown_command_stays_in_the_box_with_a_sentence(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE") as page:
        write(page, "/nichts")
        expect(page.get_by_text("gibt es in diesem Arbeitsbereich nicht")).to_be_visible()
        expect(page.get_by_role("textbox", name="Nachricht an #agsp")).to_have_value("/nichts")


def test_on_a_phone_everything_fits_and_the_sidebar_waits_behind_its_button(browser: Browser) -> None:
    with performing() as stage, sitting(browser, stage, "U0SABINE", width=360) as page:
        expect(page.get_by_role("link", name="agsp")).to_be_hidden()
        page.get_by_role("button", name="Menü", exact=True).click()
        expect(page.get_by_role("link", name="agsp")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("link", name="agsp")).to_be_hidden()
        expect(opened(page).get_by_role("button", name="Absenden")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
