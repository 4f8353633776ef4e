"""What people see of meetings and updates: within Slack's limits, nothing typed unescaped, no stale promise."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from handlers.views import layout
from handlers.views import meetings as views
from handlers.views import updates as update_views
from handlers.views.intentions import Words
from planning.meetings import Doubt, MeetingState, UpdateKind
from sandbox.block_kit import surfaces as slack
from storage.intentions import Intention, face
from storage.meetings import Meeting, Update
from storage.updates import OwnAnswer
from tests import shipped

SPEECH = shipped.german()
NOW = datetime(2026, 6, 1, 8, tzinfo=UTC)
NASTY = "<!channel> <@U0OTT> <https://boese.example|gut> & *fett* 😀 `"


def meeting(number: int = 1, **values: Any) -> Meeting:
    """Give a meeting on Wednesday, 8 July, at 14:00."""
    starts_at = datetime(2026, 7, 8, 12, tzinfo=UTC) + timedelta(weeks=number - 1)
    ours: dict[str, Any] = {
        "id": number, "on": starts_at.date(), "at": time(14, 0), "starts_at": starts_at, "created_by": 1,
        "created_at": NOW, "place": "Rathaus, Raum 301",
    }  # fmt: skip
    return Meeting(**(ours | values))


def update(number: int = 1, **values: Any) -> Update:
    """Give an update of the youth office."""
    ours: dict[str, Any] = {"id": number, "person_id": 1, "text": "Kita voll", "written_at": NOW, "meeting_id": 1}
    return Update(**(ours | values))


def texts(payload: Any) -> str:
    return "\n".join(slack.texts(payload))


def listed(coming: int, past: int, *, coming_offset: int = 0, past_offset: int = 0, **values: Any) -> views.Listed:
    """Give one page of long lists."""

    def page(total: int, offset: int, **more: Any) -> Sequence[Meeting]:
        return [meeting(number, **more) for number in range(1, total + 1)][offset : offset + views.PAGE]

    over = page(past, past_offset, state=MeetingState.CANCELLED, reason=values.get("reason"))
    return views.Listed(page(coming, coming_offset, **values), coming, coming_offset, over, past, past_offset)


@pytest.mark.parametrize(("coming", "past"), [(0, 0), (1, 0), (0, 1), (35, 35)])
@pytest.mark.parametrize("may_plan", [True, False])
def test_the_list_fits_and_offers_planning_to_the_secretariat_only(coming: int, past: int, *, may_plan: bool) -> None:
    page = listed(coming, past, place=(NASTY * 9)[:300], reason=(NASTY * 40)[:1000])
    view = views.listing(SPEECH, page, may_plan=may_plan)
    assert slack.check_view(view, kind="modal") == []
    assert not slack.is_too_large(view)
    assert ("Neue Sitzung" in texts(view["blocks"])) is may_plan
    assert "<!channel>" not in json.dumps(view)


def test_paging_one_list_leaves_the_other_where_it_is() -> None:
    view = views.listing(SPEECH, listed(35, 35, coming_offset=10, past_offset=20), may_plan=False)
    values = {
        one["action_id"]: one["value"]
        for block in view["blocks"]
        if block["type"] == "actions"
        for one in block["elements"]
        if one["action_id"] in views.TURN
    }
    assert values == dict(zip(views.TURN, ("0:20", "20:20", "10:10", "10:30"), strict=True))


def test_an_empty_list_names_the_next_step() -> None:
    assert "Zurzeit ist keine Sitzung geplant." in texts(views.listing(SPEECH, listed(0, 0), may_plan=False)["blocks"])
    assert "Die Geschäftsstelle plant die Sitzungen." in texts(
        views.listing(SPEECH, listed(0, 0), may_plan=False)["blocks"]
    )


@pytest.mark.parametrize("move", [True, False])
def test_a_warning_keeps_what_was_typed(*, move: bool) -> None:
    values = {"on": date(2026, 12, 24), "at": time(9, 30), "place": NASTY, "notes": (NASTY * 50)[:2000]}
    warnings = [views.warning(SPEECH, doubt, "Donnerstag, 24. Dezember 2026", meeting()) for doubt in Doubt]
    view = views.form(SPEECH, values, metadata="1:0:7", move=move, warnings=warnings)
    assert slack.check_view(view, kind="modal") == []
    elements = {block["block_id"]: block["element"] for block in view["blocks"] if block["type"] == "input"}
    assert (elements["on"]["initial_date"], elements["at"]["initial_time"]) == ("2026-12-24", "09:30")
    assert elements["place"]["initial_value"] == NASTY
    assert "kein Arbeitstag" in texts(view["blocks"])
    assert view["submit"]["text"] == ("Trotzdem verschieben" if move else "Trotzdem planen")


def test_forms_and_answers_are_within_the_limits() -> None:
    crowded = meeting(place=(NASTY * 9)[:300])
    for view in (
        views.form(SPEECH, {}),
        views.form(SPEECH, views.values_of(crowded), metadata="1:0:", move=True),
        views.cancel_form(SPEECH, crowded),
        views.planned(SPEECH, crowded, moved=True, asked_on=None, digest_at=None),
        views.planned(SPEECH, crowded, moved=False, asked_on="Donnerstag", digest_at="Dienstag"),
    ):
        assert slack.check_view(view, kind="modal") == []
        assert "<!channel>" not in json.dumps([b for b in view["blocks"] if b["type"] != "input"])


def test_the_question_before_a_meeting_offers_stages_only_to_who_leads() -> None:
    for leads, buttons in ((False, 2), (True, 4)):
        section, actions = layout.as_list(update_views.prompt_block(SPEECH, meeting(), leads=leads))
        assert slack.check_message({"blocks": [section, actions]}) == []
        assert len(actions["elements"]) == buttons
        assert section["text"]["text"].startswith("Am Mittwoch, 8. Juli, um 14:00 Uhr tagt die AGSP.")


def test_the_answer_takes_the_place_of_this_meetings_buttons_only() -> None:
    note = layout.as_list(
        [
            *update_views.prompt_block(SPEECH, meeting(1), leads=True),
            *update_views.prompt_block(SPEECH, meeting(2), leads=True, again=True),
        ]
    )
    settled = update_views.settled(note, SPEECH, UpdateKind.NOTHING_NEW, meeting(1))
    assert slack.check_message({"blocks": settled}) == []
    assert [block.get("block_id") for block in settled] == [None, None, None, None, "update:2"]
    assert "Für Mittwoch, 8. Juli ist notiert: nichts Neues. Vielen Dank." in texts(settled)
    assert update_views.settled(settled, SPEECH, UpdateKind.NOTHING_NEW, meeting(1)) == settled


def test_the_form_of_an_update_fits_with_and_without_choices() -> None:
    many = [(str(number), (NASTY * 9)[:140]) for number in range(150)]
    for choices in ([], many):
        for planned in (None, meeting()):
            view = update_views.form(SPEECH, planned, choices, choices, NASTY * 50)
            assert slack.check_view(view, kind="modal") == []
            assert not slack.is_too_large(view)


def test_thanks_name_the_meeting_or_that_there_is_none() -> None:
    assert "Mittwoch, 8. Juli 2026" in texts(update_views.thanks(SPEECH, meeting(), "Sozialamt")["blocks"])
    assert "die geplant wird" in texts(update_views.thanks(SPEECH, None, None)["blocks"])


def test_home_shows_what_the_reader_has_answered() -> None:
    asked = update_views.Asked(leads=True)
    said = frozenset({UpdateKind.UNCHANGED})
    cases = [
        (meeting(), OwnAnswer(), "Sie haben noch kein Update geschrieben."),
        (meeting(), OwnAnswer([], said), "Die Stufen Ihrer Vorhaben sind unverändert."),
        (meeting(), OwnAnswer([update(n, text=(NASTY * 9)[:280]) for n in range(1, 9)], said), "Zurückziehen"),
        (None, OwnAnswer([update(1)]), "Kita voll"),
        (None, OwnAnswer(), "Zurzeit ist keine Sitzung geplant."),
    ]
    for planned, own, words in cases:
        blocks = layout.as_list(views.at_home(SPEECH, planned, own, asked, may_plan=True))
        assert slack.check_view({"type": "home", "blocks": blocks}, kind="home") == []
        assert words in texts(blocks)
        assert "<!channel>" not in json.dumps(blocks)


def test_readers_see_the_next_meeting_without_buttons_to_write_or_plan() -> None:
    blocks = layout.as_list(views.at_home(SPEECH, meeting(), OwnAnswer(), None, may_plan=False))
    shown = texts(blocks)
    assert "Mittwoch, 8. Juli 2026, 14:00 Uhr" in shown
    assert "Update" not in shown
    assert "Verschieben" not in shown


def test_questions_fit_and_lose_their_button_with_the_answer() -> None:
    row = Intention(
        id=1, number="V-2026-001", title=(NASTY * 9)[:120], alias="Vorhaben Mitte 26-01", district="mitte", stage="0",
        recorded_by=1, recorded_at=NOW, changed_at=NOW,
    )  # fmt: skip
    long = (NASTY * 9)[:280]
    for answer in (None, (NASTY * 40)[:1000]):
        asked = update_views.Question(
            update(question=long, text=long, question_office="sozialamt", answer=answer), "Sabine Ott", "Sozialamt",
            face(row, None),
        )  # fmt: skip
        blocks = layout.as_list(update_views.question(SPEECH, asked))
        assert slack.check_message({"blocks": blocks}) == []
        assert ("Antworten" in texts(blocks)) is (answer is None)
        assert slack.check_view(update_views.answer_form(SPEECH, asked), kind="modal") == []
        assert "<!channel>" not in json.dumps(blocks)
        assert "<!channel>" not in update_views.answered(SPEECH, asked, "Heike Lang")


def test_a_lead_chooses_among_at_most_as_many_intentions_as_fit() -> None:
    words = Words(shipped.catalogue(), SPEECH)
    rows = [
        Intention(
            id=n, number=f"V-2026-{n:03d}", title=NASTY, alias="A", district="mitte", stage=next(iter(words.catalogue.stages)),
            recorded_by=1, recorded_at=NOW, changed_at=NOW,
        )
        for n in range(1, 120)
    ]  # fmt: skip
    for faces in ([], [face(row, None) for row in rows]):
        assert slack.check_view(update_views.stages(SPEECH, words, faces), kind="modal") == []
