"""Block Kit payloads drawn at random, most of them right, their lengths at and beside the limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]
Drawn = st.SearchStrategy[Any]

LENGTHS = (1, 2, 7, 12)
# How far beyond a limit: mostly not at all, so that whole payloads are right often enough.
RARELY = st.sampled_from([0] * 30 + [1])
LETTERS = ("x", "ü", "&", " ", "ß", "\u200b")


@st.composite
def words(draw: st.DrawFn, limit: int) -> str:
    """Draw a text whose length is short, at the limit or just beside it."""
    length = draw(st.sampled_from([*LENGTHS, limit - 1, limit, limit, limit + draw(RARELY)]))
    return draw(st.sampled_from(LETTERS)) * max(length, 1)


def plain(limit: int) -> Drawn:
    """Draw a plain_text object."""
    return st.builds(lambda text: {"type": "plain_text", "text": text}, words(limit))


def either(limit: int) -> Drawn:
    """Draw a plain_text or mrkdwn object."""
    return st.builds(
        lambda kind, text: {"type": kind, "text": text}, st.sampled_from(["plain_text", "mrkdwn"]), words(limit)
    )


def some(required: Mapping[str, Drawn], **optional: Drawn) -> Drawn:
    """Draw an object with all required and some of the optional fields."""
    return st.fixed_dictionaries(dict(required), optional=optional)


def options(text: Drawn, most: int, **more: Drawn) -> Drawn:
    """Draw options with values of their own, around the number allowed."""
    count = st.sampled_from([1, 2, most - 1, most])

    def numbered(template: Json, number: int) -> list[Json]:
        return [template | {"value": f"{template['value'][: 150 - 4]}{n}"} for n in range(number)]

    return st.builds(numbered, some({"text": text, "value": words(150)}, **more), count)


CONFIRM = some(
    {"title": plain(100), "text": either(300), "confirm": plain(30), "deny": plain(30)}, style=st.just("danger")
)
SELECT_OPTIONS = options(plain(75), 100, description=plain(75))
CHOICES = options(either(75), 10, description=either(75))
COMMON: dict[str, Any] = {"action_id": words(255), "confirm": CONFIRM}
SHOWN: dict[str, Any] = {**COMMON, "placeholder": plain(150)}
MOST: dict[str, Any] = {"max_selected_items": st.integers(1, 4)}
IDS = st.lists(st.sampled_from(["U0ANNA", "U0BEN"]), min_size=1, max_size=2, unique=True)
DATES = st.sampled_from(["2026-03-16", "2028-02-29", "2026-12-31", "16.03.2026"])
TIMES = st.sampled_from(["08:30", "23:59", "00:00", "8:30"])


def element(kind: str, needs: Mapping[str, Drawn] | None = None, **optional: Drawn) -> Drawn:
    """Draw one kind of element."""
    return some({"type": st.just(kind), **(needs or {})}, **optional)


BUTTON = element(
    "button", {"text": plain(75)}, value=words(2_000), style=st.just("primary"), accessibility_label=words(75), **COMMON
)
OVERFLOW = element("overflow", {"options": options(plain(75), 5)}, **COMMON)
SELECTS = st.one_of(
    element("static_select", {"options": SELECT_OPTIONS}, **SHOWN),
    element("external_select", min_query_length=st.integers(0, 3), **SHOWN),
    element("users_select", initial_user=st.just("U0ANNA"), **SHOWN),
    element("channels_select", initial_channel=st.just("C0ALLE"), **SHOWN),
    element("conversations_select", default_to_current_conversation=st.booleans(), **SHOWN),
    element("multi_static_select", {"options": SELECT_OPTIONS}, **MOST, **SHOWN),
    element("multi_users_select", initial_users=IDS, **MOST, **SHOWN),
    element("multi_external_select", min_query_length=st.integers(0, 3), **MOST, **SHOWN),
)
TICKED = st.one_of(
    element("radio_buttons", {"options": CHOICES}, **COMMON),
    element("checkboxes", {"options": CHOICES}, **COMMON),
)
PICKERS = st.one_of(
    element("datepicker", initial_date=DATES, **SHOWN),
    element("timepicker", initial_time=TIMES, **SHOWN),
    element(
        "datetimepicker", initial_date_time=st.sampled_from([1_772_434_800, 9_999_999_999, 10_000_000_000]), **COMMON
    ),
)
TYPED = st.one_of(
    element(
        "plain_text_input",
        initial_value=words(3_000),
        multiline=st.booleans(),
        min_length=st.sampled_from([0, 1]),
        max_length=st.sampled_from([1, 2_999, 3_000]),
        action_id=words(255),
        placeholder=plain(150),
    ),
    element(
        "number_input",
        {"is_decimal_allowed": st.booleans()},
        initial_value=st.sampled_from(["1", "2", "7", "1.5"]),
        min_value=st.just("1"),
    ),
    element("email_text_input", placeholder=plain(150)),
    element("url_text_input", placeholder=plain(150)),
)
IMAGE = element("image", {"image_url": st.just("https://example.org/a.png"), "alt_text": words(2_000)})


def block(kind: str, needs: Mapping[str, Drawn] | None = None, **optional: Drawn) -> Drawn:
    """Draw one kind of block."""
    return some({"type": st.just(kind), **(needs or {})}, block_id=words(255), **optional)


ANYWHERE = st.one_of(
    block("section", {"text": either(3_000)}, accessory=st.one_of(BUTTON, OVERFLOW, SELECTS, TICKED, IMAGE)),
    block("section", {"fields": st.lists(either(2_000), min_size=1, max_size=10)}),
    block("divider"),
    block("header", {"text": plain(150)}),
    block("context", {"elements": st.lists(st.one_of(either(2_000), IMAGE), min_size=1, max_size=10)}),
    block(
        "actions",
        {"elements": st.lists(st.one_of(BUTTON, OVERFLOW, SELECTS, TICKED, PICKERS), min_size=1, max_size=25)},
    ),
    block("image", {"image_url": st.just("https://example.org/a.png"), "alt_text": words(2_000)}, title=plain(2_000)),
)
INPUT = block(
    "input",
    {"label": plain(2_000), "element": st.one_of(SELECTS, TICKED, PICKERS, TYPED)},
    hint=plain(2_000),
    optional=st.booleans(),
    dispatch_action=st.booleans(),
)
CELLS = st.builds(lambda text: {"type": "raw_text", "text": text}, words(50))
IN_MESSAGES = st.one_of(
    ANYWHERE,
    block("markdown", {"text": words(12_000)}),
    block("table", {"rows": st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=3)}),
)
METADATA: dict[str, Any] = {"private_metadata": words(3_000), "callback_id": words(255)}
MESSAGES = st.builds(lambda blocks: {"blocks": blocks}, st.lists(IN_MESSAGES, min_size=1, max_size=3))
MODALS = some(
    {
        "type": st.just("modal"),
        "title": plain(24),
        "submit": plain(24),
        "blocks": st.lists(st.one_of(ANYWHERE, INPUT), min_size=1, max_size=3),
    },
    close=plain(24),
    notify_on_close=st.booleans(),
    **METADATA,
)
HOMES = some({"type": st.just("home"), "blocks": st.lists(ANYWHERE, min_size=1, max_size=3)}, **METADATA)
