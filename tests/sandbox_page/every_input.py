"""A form with every kind of input there is, how each is filled in a browser, and what must reach the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FilePayload, Locator

from sandbox.rich_text import as_rich_text
from tests.sandbox_page.stage import field, option, plain

Fill = Callable[[Locator], object]
OPTIONS = [option("a", "Alpha"), option("b", "Beta")]


def _pick(label: str, *queries: str) -> Fill:
    def fill(form: Locator) -> None:
        box = form.get_by_role("combobox", name=label, exact=True)
        for query in queries:
            box.press_sequentially(query)
            form.page.get_by_role("option", name=query).click()

    return fill


def _type(label: str, text: str) -> Fill:
    return lambda form: form.get_by_label(label, exact=True).fill(text)


def _choose(label: str, text: str) -> Fill:
    return lambda form: form.get_by_label(label, exact=True).select_option(text)


def _tick(label: str, *texts: str) -> Fill:
    def fill(form: Locator) -> None:
        for text in texts:
            form.get_by_role("group", name=label).get_by_label(text).check()

    return fill


def _put_in(label: str, *names: str) -> Fill:
    files: list[FilePayload] = [{"name": one, "mimeType": "application/pdf", "buffer": b"%PDF"} for one in names]

    def fill(form: Locator) -> None:
        form.get_by_label(label).set_input_files(files)
        form.get_by_role("button", name=f"Entfernen: {names[0]}").click()

    return fill


# Kind, label, what else the element has, how it is filled, the key of its value and the value.
INPUTS: list[tuple[str, str, dict[str, Any], Fill, str, Any]] = [
    ("plain_text_input", "Zeile", {}, _type("Zeile", "Ein <b> & mehr"), "value", "Ein <b> & mehr"),
    ("plain_text_input", "Absatz", {"multiline": True}, _type("Absatz", "Eins\nZwei"), "value", "Eins\nZwei"),
    ("number_input", "Zahl", {"is_decimal_allowed": True}, _type("Zahl", "2.5"), "value", "2.5"),
    ("email_text_input", "Mail", {}, _type("Mail", "a@example.org"), "value", "a@example.org"),
    ("url_text_input", "Adresse", {}, _type("Adresse", "https://example.org/a"), "value", "https://example.org/a"),
    ("datepicker", "Tag", {}, _type("Tag", "2026-03-16"), "selected_date", "2026-03-16"),
    ("timepicker", "Uhrzeit", {}, _type("Uhrzeit", "14:30"), "selected_time", "14:30"),
    (
        "datetimepicker",
        "Termin",
        {},
        _type("Termin", "2026-03-16T18:00"),
        "selected_date_time",
        1_773_680_400,
    ),
    ("static_select", "Auswahl", {"options": OPTIONS}, _choose("Auswahl", "Beta"), "selected_option", "b"),
    (
        "static_select",
        "Gruppen",
        {"option_groups": [{"label": plain("Eins"), "options": OPTIONS}]},
        _choose("Gruppen", "Alpha"),
        "selected_option",
        "a",
    ),
    (
        "multi_static_select",
        "Mehrere",
        {"options": OPTIONS},
        _tick("Mehrere", "Alpha", "Beta"),
        "selected_options",
        ["a", "b"],
    ),
    (
        "external_select",
        "Gefunden",
        {"min_query_length": 1},
        _pick("Gefunden", "Espan"),
        "selected_option",
        "esp",
    ),
    (
        "multi_external_select",
        "Viele gefunden",
        {"min_query_length": 1},
        _pick("Viele gefunden", "Espan", "Hallschlag"),
        "selected_options",
        ["esp", "hal"],
    ),
    ("users_select", "Person", {}, _choose("Person", "Jörg Maier · Stadtplanungsamt"), "selected_user", "U0JOERG"),
    (
        "multi_users_select",
        "Personen",
        {},
        _tick("Personen", "Jörg Maier", "Sabine Ott"),
        "selected_users",
        ["U0JOERG", "U0SABINE"],
    ),
    ("channels_select", "Kanal", {}, _choose("Kanal", "#agsp"), "selected_channel", "C0AGSP"),
    ("conversations_select", "Gespräch", {}, _choose("Gespräch", "#agsp"), "selected_conversation", "C0AGSP"),
    ("multi_channels_select", "Kanäle", {}, _tick("Kanäle", "#agsp"), "selected_channels", ["C0AGSP"]),
    ("multi_conversations_select", "Gespräche", {}, _tick("Gespräche", "#agsp"), "selected_conversations", ["C0AGSP"]),
    ("checkboxes", "Kästchen", {"options": OPTIONS}, _tick("Kästchen", "Beta"), "selected_options", ["b"]),
    ("radio_buttons", "Knöpfe", {"options": OPTIONS}, _tick("Knöpfe", "Beta"), "selected_option", "b"),
    (
        "rich_text_input",
        "Begründung",
        {},
        _type("Begründung", "Eins\n*Zwei*"),
        "rich_text_value",
        as_rich_text("Eins\n*Zwei*"),
    ),
    ("file_input", "Unterlagen", {}, _put_in("Unterlagen", "weg.pdf", "plan.pdf"), "files", ["plan.pdf"]),
]
FORM: dict[str, Any] = {
    "type": "modal",
    "title": plain("Alles"),
    "submit": plain("Absenden"),
    "blocks": [field(f"b{number}", label, type=kind, **more) for number, (kind, label, more, *_) in enumerate(INPUTS)],
}


def plainly(value: Any) -> Any:
    """Reduce an option to its value and a file to its name."""
    if isinstance(value, list):
        return [plainly(one) for one in value]
    if isinstance(value, dict) and value.get("type") != "rich_text":
        return value.get("value", value.get("name"))
    return value
