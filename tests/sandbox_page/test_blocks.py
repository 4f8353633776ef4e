"""Every block and element: what is drawn, and how a label, hint or error belongs to its field."""

from typing import Any

import pytest

from sandbox.page.blocks import draw_block, image_source
from sandbox.page.elements import STATE_KEYS, Option, Place
from sandbox.page.mrkdwn import plain_text
from sandbox.rich_text import as_rich_text
from tests.sandbox_page.markup import read

PEOPLE = [Option(value="U1", text="Sabine Ott · Jugendamt", html=plain_text("Sabine Ott"))]


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str, text: str) -> dict[str, Any]:
    return {"value": value, "text": plain(text)}


def place(kind: Any = "modal", **more: Any) -> Place:
    return Place(kind=kind, ref="V1", people=PEOPLE, channels=PEOPLE, **more)


def field(element: dict[str, Any], where: Place | None = None, **block: Any) -> str:
    raw = {"type": "input", "block_id": "b", "label": plain("Feld"), "element": {"action_id": "a", **element}}
    return str(draw_block({**raw, **block}, where or place()))


OPTIONS = [option("n", "Nord"), option("s", "<Süd>")]


@pytest.mark.parametrize(
    ("block", "parts"),
    [
        ({"type": "section", "text": {"type": "mrkdwn", "text": "*Hallo*"}}, ["<strong>Hallo</strong>"]),
        ({"type": "section", "fields": [plain("eins"), plain("zwei")]}, ["<div>eins</div>", "<div>zwei</div>"]),
        ({"type": "header", "text": plain("Zollhof & Co")}, ["<h3", "Zollhof &amp; Co</h3>"]),
        ({"type": "divider"}, ["<hr>"]),
        ({"type": "context", "elements": [plain("klein"), {"type": "image", "image_url": "https://x.de/a", "alt_text": "Wappen"}]}, ["klein", 'aria-label="Wappen"']),
        ({"type": "image", "image_url": "data:image/png;base64,AA", "alt_text": "Plan"}, ['src="data:image/png;base64,AA" alt="Plan"']),
        ({"type": "markdown", "text": "**ja** <b>"}, ["<strong>ja</strong> &lt;b&gt;"]),
        ({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "<ja>"}]}]}, ["&lt;ja&gt;"]),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "Amt"}], [{"type": "raw_text", "text": "<84>"}]], "column_settings": [{"align": "right"}]}, ['<th scope="col" class="align-right">Amt</th>', '<td class="align-right">&lt;84&gt;</td>']),
        ({"type": "video"}, ["Kann hier nicht dargestellt werden: <code>video</code>"]),
        ({"type": "input", "element": {"type": "mood_input"}}, ["Kann hier nicht dargestellt werden: <code>mood_input</code>"]),
        ({"type": "actions", "elements": [{"type": "workflow_button"}]}, ["Kann hier nicht dargestellt werden: <code>workflow_button</code>"]),
    ],
)  # fmt: skip
def test_each_layout_block_is_drawn(block: dict[str, Any], parts: list[str]) -> None:
    drawn = draw_block({"block_id": "b", **block}, place())
    for part in parts:
        assert part in drawn


@pytest.mark.parametrize(
    ("element", "parts"),
    [
        ({"type": "plain_text_input", "initial_value": 'a"b', "max_length": 9}, ['value="a&#34;b"', "<span data-count>3</span> von 9 Zeichen"]),
        ({"type": "plain_text_input", "multiline": True, "initial_value": "</textarea>"}, ["<textarea", "&lt;/textarea&gt;</textarea>"]),
        ({"type": "number_input", "is_decimal_allowed": False}, ['inputmode="numeric"']),
        ({"type": "email_text_input"}, ['type="email"']),
        ({"type": "url_text_input"}, ['type="url"']),
        ({"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[1]}, ['<option value="s" selected>&lt;Süd&gt;</option>']),
        ({"type": "static_select", "option_groups": [{"label": plain("Innen"), "options": OPTIONS}]}, ['<optgroup label="Innen">']),
        ({"type": "external_select", "initial_option": OPTIONS[0], "min_query_length": 1}, ['role="combobox"', 'value="Nord"', 'data-min-query="1"']),
        ({"type": "multi_static_select", "options": OPTIONS, "initial_options": OPTIONS[:1]}, ['value="n"', "checked", "<fieldset"]),
        ({"type": "multi_external_select", "initial_options": OPTIONS[:1]}, ['value="n"', "checked", "data-many"]),
        ({"type": "users_select", "initial_user": "U1"}, ['<option value="U1" selected>Sabine Ott · Jugendamt</option>']),
        ({"type": "multi_users_select"}, ["Sabine Ott", 'type="checkbox"']),
        ({"type": "channels_select"}, ["<select"]),
        ({"type": "conversations_select"}, ["<select"]),
        ({"type": "multi_channels_select"}, ['type="checkbox"']),
        ({"type": "multi_conversations_select"}, ['type="checkbox"']),
        ({"type": "datepicker", "initial_date": "2026-03-16"}, ['type="date"', 'value="2026-03-16"', ">Mo., 16. März 2026</span>"]),
        ({"type": "timepicker", "initial_time": "08:30"}, ['type="time"', 'value="08:30"']),
        ({"type": "datetimepicker", "initial_date_time": 1773680400}, ['type="datetime-local"', 'value="2026-03-16T18:00"', ">Mo., 16. März 2026, 18:00 Uhr</span>"]),
        ({"type": "checkboxes", "options": OPTIONS, "initial_options": OPTIONS[:1]}, ["<legend>Feld</legend>", 'type="checkbox"', "checked"]),
        ({"type": "radio_buttons", "options": OPTIONS, "initial_option": OPTIONS[0]}, ["<legend>Feld</legend>", 'type="radio"', "checked"]),
        ({"type": "rich_text_input", "initial_value": as_rich_text("Eins <b>\nZwei")}, ["<textarea", "Eins &lt;b&gt;\nZwei</textarea>"]),
        ({"type": "file_input", "filetypes": ["pdf", "png"], "max_files": 1}, ['type="file"', 'accept=".pdf,.png"', "eine Datei, je 10 MB"]),
    ],
)  # fmt: skip
def test_each_input_is_drawn_with_its_initial_value(element: dict[str, Any], parts: list[str]) -> None:
    drawn = field(element)
    for part in parts:
        assert part in drawn


def test_no_input_type_is_left_out_of_the_table_above() -> None:
    marks = test_each_input_is_drawn_with_its_initial_value.pytestmark
    assert {element["type"] for element, _ in marks[0].args[1]} == set(STATE_KEYS)


def test_what_was_typed_wins_over_the_initial_value() -> None:
    values = {"b": {"a": {"type": "plain_text_input", "value": "getippt"}}}
    drawn = field({"type": "plain_text_input", "initial_value": "anfangs"}, place(values=values))
    assert 'value="getippt"' in drawn
    assert "anfangs" not in drawn


def test_a_cleared_field_stays_clear() -> None:
    values = {"b": {"a": {"type": "static_select", "selected_option": None}}}
    raw = {"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]}
    assert "selected" not in field(raw, place(values=values))


def test_error_and_hint_describe_the_field() -> None:
    where = place(errors={"b": "Bitte <angeben>."})
    drawn = field({"type": "plain_text_input"}, where, hint=plain("Kurz."))
    assert 'aria-describedby="modal-V1-b-hint modal-V1-b-error" aria-invalid="true"' in drawn
    assert 'id="modal-V1-b-hint">Kurz.' in drawn
    assert "Bitte &lt;angeben&gt;." in drawn


def test_a_group_carries_its_error_at_the_fieldset() -> None:
    drawn = field({"type": "radio_buttons", "options": OPTIONS}, place(errors={"b": "Bitte wählen Sie."}))
    assert drawn.startswith(
        '<fieldset class="block field" data-field="b" aria-describedby="modal-V1-b-error" data-invalid>'
    )


@pytest.mark.parametrize(("optional", "shown"), [(True, True), (False, False)])
def test_only_optional_fields_say_so(optional: bool, shown: bool) -> None:
    assert ("(optional)" in field({"type": "plain_text_input"}, optional=optional)) is shown


def test_buttons_carry_ids_style_and_confirmation() -> None:
    confirm = {"title": plain("Sicher?"), "text": plain("<Wirklich>"), "confirm": plain("Ja"), "deny": plain("Nein")}
    button = {"type": "button", "action_id": "x", "text": plain("Los"), "style": "danger", "confirm": confirm}
    drawn = draw_block({"type": "actions", "block_id": "b", "elements": [button]}, place("message"))
    assert 'class="btn btn-danger" data-press="" data-block-id="b" data-action-id="x"' in drawn
    assert "<template" in drawn
    assert "&lt;Wirklich&gt;" in drawn


def test_link_buttons_open_beside_the_page_unless_the_address_is_unsafe() -> None:
    for url, tag in (("https://a.de", "a"), ("javascript:alert(1)", "button")):
        button = {"type": "button", "action_id": "x", "text": plain("Plan"), "url": url}
        seen = read(draw_block({"type": "actions", "block_id": "b", "elements": [button]}, place()))
        assert tag in seen.tags
        assert "javascript" not in str(seen.attributes)


def test_overflow_is_a_menu_of_its_options() -> None:
    menu = {"type": "overflow", "action_id": "o", "options": OPTIONS}
    drawn = draw_block({"type": "section", "block_id": "b", "text": plain("x"), "accessory": menu}, place("message"))
    assert drawn.count('role="menuitem"') == 2
    assert 'data-press="n" data-block-id="b" data-action-id="o"' in drawn


def test_ids_with_any_letters_stay_inside_their_attributes() -> None:
    evil = '"><script>alert(1)</script>'
    drawn = draw_block(
        {
            "type": "input",
            "block_id": evil,
            "label": plain(evil),
            "element": {"type": "plain_text_input", "action_id": evil, "placeholder": plain(evil)},
        },
        place(errors={evil: evil}),
    )
    assert "script" not in read(drawn).tags


@pytest.mark.parametrize(
    ("url", "source"),
    [
        ("https://example.org/a.png", None),
        ("//example.org/a.png", None),
        ("/files/F1", "/files/F1"),
        ("http://127.0.0.1:3000/files/F1?t=1", "/files/F1?t=1"),
        (None, None),
    ],
)
def test_pictures_come_only_from_this_machine(url: str | None, source: str | None) -> None:
    assert image_source(url) == source
