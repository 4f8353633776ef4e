"""What people see of results: within Slack's limits with extreme input, nothing typed unescaped, nobody @-mentioned."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.models.blocks import Block

from handlers.speech import Speech
from handlers.views import layout
from handlers.views import result_forms as forms
from handlers.views import result_lists as lists
from handlers.views import results as views
from planning.catalogue import Catalogue
from planning.intentions import Face, IntentionState
from planning.meetings import MeetingState
from planning.results import ResultChangeKind, ResultKind, ResultState
from sandbox.block_kit import surfaces as slack
from storage.intentions import Intention, face
from storage.meetings import Meeting
from storage.people import Office
from storage.result_lists import FILTERS, PAGE, PastChange, ResultFilter, ResultLine, ResultPage, ResultTab
from storage.results import Result, ResultChange
from tests import shipped

CATALOGUE: Catalogue = shipped.catalogue()
TEXTS = shipped.texts()
TODAY = date(2026, 4, 23)
APRIL = date(2026, 4, 30)
NOW = datetime(2026, 3, 25, 14, 0, tzinfo=UTC)
ALL = views.Permitted(settle=True, hand_over=True, correct=True)
NOTHING = views.Permitted()
ROOF = "Dachterrasse mit dem KVJS klären"
NASTY = "<!channel> <@U0OTT> <https://boese.example|gut> & *fett* 😀 `"
ENDLESS = (NASTY * 200)[:1000]


def words(today: date = TODAY, language: str = "de") -> views.Words:
    """Give the words of a day."""
    return views.Words(Speech(TEXTS[language], ZoneInfo("Europe/Berlin")), CATALOGUE, today)


def line(*, title: str = "Zollhof-Areal", stands: IntentionState = IntentionState.ACTIVE, **values: Any) -> ResultLine:
    """Give R2 of the Zollhof-Areal, with other values where given."""
    ours: dict[str, Any] = {
        "id": 2, "number": "E-2026-002", "text": ROOF, "kind": ResultKind.EXAMINATION, "office": "jugendamt",
        "due": APRIL, "recorded_by": 1, "recorded_at": NOW,
    }  # fmt: skip
    return ResultLine(
        Result(**(ours | values)), "Jugendamt", "Jugendamt", "Sabine Ott", shown(title, stands), date(2026, 3, 25)
    )


def shown(title: str = "Zollhof-Areal", state: IntentionState = IntentionState.ACTIVE, row_id: int = 1) -> Face:
    """Give an intention as everybody sees it."""
    return face(
        Intention(
            id=row_id, number=f"V-2026-{row_id:03d}", title=title, alias="", district="bad-cannstatt",
            stage="interessenbekundung", route="bebauungsplan", state=state, recorded_by=1, recorded_at=NOW,
            changed_at=NOW,
        ),
        None,
    )  # fmt: skip


def read(blocks: Sequence[Block] | dict[str, Any]) -> str:
    """Give everything people read, one text per line."""
    payload = blocks["blocks"] if isinstance(blocks, dict) else layout.as_list(blocks)
    return "\n".join(slack.texts(payload))


def labels(blocks: Sequence[Block] | dict[str, Any]) -> list[str]:
    """Give the labels of all buttons."""
    payload = blocks["blocks"] if isinstance(blocks, dict) else layout.as_list(blocks)
    found = [element for block in payload for element in (*block.get("elements", ()), block.get("accessory") or {})]
    return [element["text"]["text"] for element in found if element.get("type") == "button"]


def extreme() -> ResultLine:
    """Give a result whose every text is as long and as nasty as the forms allow."""
    worst = line(title=ENDLESS[:120], text=ENDLESS, evidence=ENDLESS, stands=IntentionState.ABANDONED)
    return ResultLine(worst.result, "A" * 160, "B" * 40, "C<" * 60, worst.face, date(2026, 3, 25))


def past(what: ResultChangeKind, before: str | None = None, after: str | None = None) -> PastChange:
    """Give one step of a history with an endless reason."""
    change = ResultChange(result_id=2, what=what, before=before, after=after, reason=ENDLESS, changed_at=NOW)
    return PastChange(change, "C<" * 60)


HISTORY = [
    past(ResultChangeKind.DELAYED, "2026-04-30", "2026-05-29"),
    past(ResultChangeKind.HANDED_OVER, "jugendamt", "an-office-of-long-ago"),
    past(ResultChangeKind.CORRECTED, ENDLESS, "2026-05-29"),
    past(ResultChangeKind.TRIGGERED, "vertrag", "2026-05-29"),
    past(ResultChangeKind.DONE, None, "2026-05-29"),
    past(ResultChangeKind.WITHDRAWN),
]


def offered(intentions: int = 1) -> forms.Choices:
    """Give choices with long names."""
    offices = [Office(id=o.id, name=o.name.de, short=o.short.de) for o in CATALOGUE.offices.values()]
    faces = [shown(ENDLESS[:120], row_id=n) for n in range(1, intentions + 1)]
    meeting = Meeting(
        id=1, on=date(2026, 3, 25), at=time(14), starts_at=NOW, state=MeetingState.HELD, created_by=1, created_at=NOW
    )
    return forms.Choices([meeting], 1, faces, offices)


FILTERED = ResultPage(
    ResultTab.OPEN, [extreme()] * PAGE, 10, 500, ResultFilter("office-1", 3),
    [(f"office-{number}", "B" * 40) for number in range(60)],
    [shown(ENDLESS[:120], row_id=number) for number in range(1, FILTERS + 1)],
)  # fmt: skip

VIEWS = {
    "record": lambda: forms.record(words(), offered(250), ENDLESS),
    "record with nothing to choose": lambda: forms.record(words(), forms.Choices([], None, [], offered().offices)),
    "recorded": lambda: forms.recorded(words().speech, extreme(), views.standing(words(), extreme())),
    "settled": lambda: forms.settled(words().speech, views.title(extreme())),
    "done": lambda: forms.done(words(), extreme()),
    "delay": lambda: forms.delay(words(), extreme()),
    "hand over": lambda: forms.hand_over(words(), extreme(), offered().offices),
    "correct": lambda: forms.correct(words(), extreme()),
    "withdraw": lambda: forms.withdraw(words(), extreme()),
    "detail": lambda: lists.detail(
        words(), extreme(), ALL, HISTORY * 20, lists.recorded_line(words().speech, "C" * 120, TODAY)
    ),
    "list": lambda: lists.listing(words(), ResultPage(ResultTab.OPEN, [extreme()] * PAGE, 10, 500), may_record=True),
    "filtered list": lambda: lists.listing(words(), FILTERED, may_record=True),
    "empty list": lambda: lists.listing(words(), ResultPage(ResultTab.MINE, [], 0, 0), may_record=False),
}

MESSAGES = {
    "message": lambda: views.message(words(), extreme(), ALL, HISTORY[-1], is_theirs=True),
    "message of who had it before": lambda: views.message(words(), extreme(), NOTHING, HISTORY[1], is_theirs=False),
    "reminder": lambda: views.reminder_blocks(words(), extreme(), ALL, is_theirs=True),
    "reminder of the secretariat": lambda: views.reminder_blocks(words(), extreme(), ALL, is_theirs=False),
    "came back": lambda: views.assigned(words(), extreme(), ALL, for_secretariat=False),
    "nobody there": lambda: views.assigned(words(), extreme(), ALL, for_secretariat=True),
    "triggered": lambda: views.triggered(words(), extreme(), ALL),
    "home": lambda: [block for _ in range(5) for block in views.with_buttons(words(), extreme(), ALL)],
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_keeps_slacks_limits_with_extreme_input(name: str) -> None:
    view = VIEWS[name]()
    assert slack.check_view(view, kind="modal") == []
    assert not slack.is_too_large(view)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_keeps_slacks_limits_with_extreme_input(name: str) -> None:
    blocks = layout.as_list(MESSAGES[name]())
    assert slack.check_message({"blocks": blocks}) == []
    assert not slack.blocks_too_long(blocks)


@pytest.mark.parametrize("name", [*VIEWS, *MESSAGES])
def test_nothing_typed_reaches_mrkdwn_unescaped(name: str) -> None:
    made = VIEWS[name]() if name in VIEWS else layout.as_list(MESSAGES[name]())
    rich = [text for text in mrkdwn(made) if "<" in text or ">" in text]
    assert rich == []


def mrkdwn(payload: Any) -> list[str]:
    """Give all texts that Slack reads as mrkdwn."""
    if isinstance(payload, list):
        return [text for one in payload for text in mrkdwn(one)]
    if not isinstance(payload, dict):
        return []
    own = [payload["text"]] if payload.get("type") == "mrkdwn" else []
    return own + [text for one in payload.values() for text in mrkdwn(one)]


@pytest.mark.parametrize(
    ("today", "is_theirs", "said"),
    [
        (TODAY, True, f"Am 30. April ist fällig: *{ROOF}*. Zuständig ist Ihr Amt. Wie ist der Stand?"),
        (APRIL, True, f"Heute ist fällig: *{ROOF}*. Zuständig ist Ihr Amt. Wie ist der Stand?"),
        (date(2026, 5, 4), True, f"Am 30. April war fällig: *{ROOF}*. Zuständig ist Ihr Amt. Wie ist der Stand?"),
        (date(2026, 5, 6), False, f"Am 30. April war fällig: *{ROOF}*. Zuständig: Jugendamt (Sabine Ott)."),
    ],
)
def test_a_reminder_says_what_is_due_when_and_for_whom(today: date, is_theirs: bool, said: str) -> None:
    blocks = views.reminder_blocks(words(today), line(), ALL, is_theirs=is_theirs)
    assert said in read(blocks)
    assert labels(blocks) == ["Erledigt melden", "Verzögert sich", "Mehr …"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Fällig am Do., 30.04.2026"),
        ({"due": date(2026, 4, 22)}, "Überfällig – fällig war Mi., 22.04.2026"),
        ({"due": TODAY}, "Fällig am Do., 23.04.2026"),
        ({"due": None, "trigger_stage": "vertrag"}, "Wartet auf die Stufe „"),
        ({"state": ResultState.DONE, "done_on": TODAY}, "Erledigt am Do., 23.04.2026"),
        ({"state": ResultState.WITHDRAWN}, "Zurückgezogen"),
        ({"state": ResultState.DONE, "kind": ResultKind.INFORMATION, "due": None}, "Zur Information, ohne Datum"),
    ],
)
def test_the_standing_is_said_in_words(values: dict[str, Any], said: str) -> None:
    assert views.standing(words(), line(**values)).startswith(said)


@pytest.mark.parametrize(
    ("values", "may", "buttons"),
    [
        ({}, ALL, ["Erledigt melden", "Verzögert sich", "Mehr …"]),
        ({}, NOTHING, ["Mehr …"]),
        ({"due": None, "trigger_stage": "vertrag"}, ALL, ["Erledigt melden", "Mehr …"]),
        ({"state": ResultState.DONE}, ALL, ["Mehr …"]),
        ({"state": ResultState.WITHDRAWN}, ALL, ["Mehr …"]),
        ({"state": ResultState.DONE, "kind": ResultKind.INFORMATION, "due": None}, ALL, ["Mehr …"]),
    ],
)
def test_only_what_is_possible_is_offered(values: dict[str, Any], may: views.Permitted, buttons: list[str]) -> None:
    assert labels(views.message(words(), line(**values), may, None, is_theirs=True)) == buttons


@pytest.mark.parametrize(
    ("values", "may", "buttons"),
    [
        ({}, ALL, ["Erledigt melden", "Verzögert sich", "An anderes Amt abgeben", "Berichtigen", "Zurückziehen"]),
        (
            {},
            views.Permitted(settle=True, hand_over=True),
            ["Erledigt melden", "Verzögert sich", "An anderes Amt abgeben"],
        ),
        ({}, NOTHING, []),
        ({"state": ResultState.DONE}, ALL, ["Wieder öffnen"]),
        ({"state": ResultState.DONE}, NOTHING, []),
        (
            {"state": ResultState.DONE, "kind": ResultKind.INFORMATION, "due": None},
            ALL,
            ["Berichtigen", "Zurückziehen"],
        ),
    ],
)
def test_behind_more_there_is_what_this_person_may_do(
    values: dict[str, Any], may: views.Permitted, buttons: list[str]
) -> None:
    view = lists.detail(words(), line(**values), may, [], lists.recorded_line(words().speech, "Brandt", TODAY))
    assert labels(view) == buttons


def test_who_had_it_before_sees_where_it_went_and_why() -> None:
    blocks = views.message(words(), line(), NOTHING, HISTORY[1], is_theirs=False)
    assert "Ergebnis E-2026-002 liegt jetzt bei: Jugendamt." in read(blocks)
    assert "Begründung: &lt;!channel&gt;" in read(blocks)
    assert labels(blocks) == []


def test_the_notification_text_tells_nothing_that_was_typed() -> None:
    text = views.message_text(words(), line(), is_theirs=True)
    assert text == "Ergebnis E-2026-002: Fällig am Do., 30.04.2026"


def test_evidence_with_a_link_is_shown_as_it_was_typed() -> None:
    settled = line(state=ResultState.DONE, evidence="<https://boese.example|gut>", done_on=TODAY)
    assert "Beleg: &lt;https://boese.example|gut&gt;" in read(
        views.message(words(), settled, ALL, None, is_theirs=True)
    )


@pytest.mark.parametrize("state", [IntentionState.ABANDONED, IntentionState.PAUSED])
def test_a_result_says_when_its_intention_rests_or_ended(state: IntentionState) -> None:
    said = {
        IntentionState.ABANDONED: "Das Vorhaben wurde aufgegeben.",
        IntentionState.PAUSED: "Das Vorhaben ruht derzeit.",
    }
    assert said[state] in read(views.reminder_blocks(words(), line(stands=state), ALL, is_theirs=True))
    assert said[state] not in read(views.reminder_blocks(words(), line(), ALL, is_theirs=True))


def test_the_last_meeting_is_chosen_and_exactly_one_office_can_be() -> None:
    view = forms.record(words(), offered())
    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert elements["meeting_id"]["initial_option"]["value"] == "1"
    assert elements["office"]["type"] == "static_select"
    assert len(elements["office"]["options"]) == len(CATALOGUE.offices)
    assert "initial_option" not in elements["office"]


def test_a_stage_that_was_reached_cannot_be_chosen_again() -> None:
    triggered = line(trigger_stage="vertrag", triggered_on=TODAY)
    fields = [block.get("block_id") for block in forms.correct(words(), triggered)["blocks"]]
    assert "trigger_stage" not in fields
    assert "trigger_stage" in [block.get("block_id") for block in forms.correct(words(), line())["blocks"]]


def test_more_than_a_hundred_intentions_can_be_chosen_from() -> None:
    view = forms.record(words(), offered(90))
    element = next(block["element"] for block in view["blocks"] if block.get("block_id") == "intention_id")
    assert [len(group["options"]) for group in element["option_groups"]] == [90]


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ("open:20", (ResultTab.OPEN, 20)),
        ("mine:0", (ResultTab.MINE, 0)),
        ("all:-10", (ResultTab.MINE, 0)),
        ("", (ResultTab.MINE, 0)),
        ("office", (ResultTab.OFFICE, 0)),
        ("settled:x", (ResultTab.SETTLED, 0)),
    ],
)
def test_a_button_of_an_older_list_leads_to_a_list(value: str, place: tuple[ResultTab, int]) -> None:
    assert lists.place(value) == place


@pytest.mark.parametrize(
    ("offset", "shown_lines", "pages"),
    [(0, 10, ["Weiter"]), (10, 10, ["Zurück", "Weiter"]), (20, 3, ["Zurück"])],
)
def test_pages_lead_forward_and_back(offset: int, shown_lines: int, pages: list[str]) -> None:
    view = lists.listing(words(), ResultPage(ResultTab.OPEN, [line()] * shown_lines, offset, 23), may_record=False)
    assert [label for label in labels(view) if label in {"Weiter", "Zurück"}] == pages
    assert f"{offset + 1} bis {offset + shown_lines} von 23" in read(view)


def test_the_list_says_in_words_which_tab_is_shown() -> None:
    view = lists.listing(words(), ResultPage(ResultTab.OFFICE, [], 0, 0), may_record=False)
    assert labels(view) == ["Meine", "Mein Amt (angezeigt)", "Alle offenen", "Informationen", "Erledigte"]
    assert "Für Ihr Amt ist nichts offen." in read(view)


def test_nothing_that_matches_a_filter_is_not_called_nothing_at_all() -> None:
    page = ResultPage(ResultTab.OPEN, [], 0, 0, ResultFilter("jugendamt"), [("jugendamt", "Jugendamt")])
    said = read(lists.listing(words(), page, may_record=False))
    assert "Zu dieser Auswahl gibt es kein Ergebnis." in said
    assert "Kein Ergebnis ist offen" not in said


def test_buttons_carry_ids_only() -> None:
    made = json.dumps([VIEWS["detail"](), layout.as_list(MESSAGES["message"]())])
    assert '"value": "2"' in made
    assert "boese" not in "".join(part.split('"')[0] for part in made.split('"value": "')[1:])


def test_closing_the_confirmation_closes_the_outdated_view_below() -> None:
    assert forms.settled(words().speech, views.title(line()))["clear_on_close"] is True
