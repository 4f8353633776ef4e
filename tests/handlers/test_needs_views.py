"""What people see of requests and reports: within Slack's limits with extreme input, nothing typed unescaped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.models.blocks import Block

from handlers.speech import Speech
from handlers.views import (
    further_needs,
    inquiries,
    inquiry_forms,
    layout,
    need_forms,
    needs,
    questions,
    reports,
    request_previews,
    requests,
)
from planning.intentions import Face, IntentionState
from planning.needs import Asking, InquiryState, NeedDraft, NeedKind, Priority
from planning.reports import Difference, Step, snapshot
from planning.rounds import Deadline, RecessDraft
from sandbox.block_kit import surfaces as slack
from storage.intentions import Intention, face
from tests import shipped

CATALOGUE = shipped.catalogue()
TEXTS = shipped.texts()
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
DUE = datetime(2026, 3, 16, 17, 0, tzinfo=UTC)
NASTY = "<!channel> <@U0OTT> <https://boese.example|gut> & *fett* 😀 `"
ENDLESS = (NASTY * 200)[:1000]
FLOOR = "4.711"


def german(language: str = "de") -> needs.NeedWords:
    """Give the words of a language."""
    return needs.NeedWords(CATALOGUE, Speech(TEXTS[language], ZoneInfo("Europe/Berlin")))


def shown(title: str = ENDLESS[:120], state: IntentionState = IntentionState.ACTIVE) -> Face:
    """Give an intention as everybody sees it."""
    return face(
        Intention(
            id=1, number="V-2026-001", title=title, alias="", district="bad-cannstatt", stage="interessenbekundung",
            route="bebauungsplan", state=state, recorded_by=1, recorded_at=NOW, changed_at=NOW,
        ),
        None,
    )  # fmt: skip


def need(**values: Any) -> NeedDraft:
    """Give the longest possible need."""
    extreme = {
        "what": ENDLESS[:200], "why": ENDLESS, "place": ENDLESS[:200], "quantity": Decimal("999999.99"),
        "minimum": Decimal(4711), "unit": "m2-gf", "facility_type": "pflege-wg", "priority": Priority.A,
        "target_groups": list(CATALOGUE.target_groups),
    }  # fmt: skip
    return NeedDraft.model_validate({**extreme, **values})


def of(office: str = ENDLESS[:160], state: InquiryState = InquiryState.ASKED, **values: Any) -> inquiries.Shown:
    """Give a request with everything that can stand in it."""
    told = inquiries.Told(
        by=ENDLESS[:120], at=NOW, report_id=1, version=9, needs=[need()] * 40, minimum=True, reason=ENDLESS,
        better_office=ENDLESS[:160],
    )  # fmt: skip
    everything: dict[str, Any] = {
        "inquiry_id": 1, "state": state, "face": shown(), "district": "Bad Cannstatt", "facts": (), "office": office,
        "on_behalf": False, "due_at": DUE, "overdue": False, "remark": ENDLESS, "stands_in_for": ENDLESS[:120],
        "handed_to": None, "begun": (ENDLESS[:120], NOW), "wish": date(2026, 4, 10),
        "told": told if state not in {InquiryState.ASKED, InquiryState.SEEN, InquiryState.NO_ANSWER} else None,
        "questions": [inquiries.Answered("Sozialamt", ENDLESS, ENDLESS * 2)] * 20, "channel": "C0AGSP",
        "colleagues": True,
    }  # fmt: skip
    return inquiries.Shown(**{**everything, **values})


def written(value: Any) -> list[str]:
    """List all mrkdwn in a payload."""
    if isinstance(value, dict):
        own = [value["text"]] if value.get("type") == "mrkdwn" else []
        return own + [part for child in value.values() for part in written(child)]
    if isinstance(value, list):
        return [part for child in value for part in written(child)]
    return []


def harmless(payload: Any) -> bool:
    """Say whether nothing typed has become markup."""
    return not [part for part in written(payload) if "<!" in part or "<@" in part or "<http" in part]


FORM = need_forms.Asked(draft_id=1, face=shown(), office=ENDLESS[:160], editing=True, asks_reason=True,
                   changed_meanwhile=ENDLESS[:120])  # fmt: skip
LINES = [
    requests.Line(office=ENDLESS[:40], state=state, needs=[need()] * 12, minimum=True, note=ENDLESS)
    for state in InquiryState
]
PAST = reports.Past(
    version=1, at=NOW, author=ENDLESS[:120], answer=InquiryState.REPORTED, reason=ENDLESS,
    differences=[
        Difference(Step.ADDED, snapshot(1, need()), {}),
        Difference(Step.CHANGED, snapshot(1, need()), {"quantity": ("4.00", "5.00"), "minimum": (None, "4711.00"),
                                                       "target_groups": ([], ["familien"]), "why": (ENDLESS, ENDLESS),
                                                       "kind": ("need", "concern"), "unit": ("m2", "gruppe")}),
        Difference(Step.WITHDRAWN, snapshot(1, need()), {}),
    ] * 10,
)  # fmt: skip
RECEIPT = reports.Receipt(
    report_id=1, version=1, face=shown(), at=NOW, complete=False, needs=[need()] * 40, minimum=True
)
PRESENT = reports.Present(
    report_id=1, face=shown(), office=ENDLESS[:160], answer=InquiryState.REPORTED,
    needs=[(n, need()) for n in range(60)], minimum=True, may_change=True, inquiry_id=1,
)  # fmt: skip
RECIPIENTS = [request_previews.Recipient(ENDLESS[:160], how, ENDLESS[:120], ENDLESS[:120]) for how in Asking] * 40
RECESS = RecessDraft(name=ENDLESS[:80], first=date(2026, 8, 3), last=date(2026, 9, 11))
OFFICES = [(o.id, o.short.de) for o in CATALOGUE.offices.values()]
QUESTION = questions.Asked(1, shown(), ENDLESS[:160], ENDLESS[:120], ENDLESS)
S = german().speech

VIEWS = {
    "preview": lambda: request_previews.preview(
        S,
        request_previews.Preview(
            shown(),
            request_previews.Chosen(1, 2, brief=True),
            RECIPIENTS,
            [ENDLESS[:160]] * 40,
            [(str(n), ENDLESS[:80]) for n in range(1, 100)],
            small=True,
            deadline=Deadline(date(2026, 9, 14), date(2026, 8, 10), RECESS),
            at="18:00",
        ),
    ),
    "started": lambda: requests.started(S, shown(), 11, 2, DUE),
    "all answers": lambda: requests.answers_view(S, german(), shown(), LINES * 5),
    "empty form": lambda: need_forms.form(S, german(), FORM, {}, full=False),
    "form": lambda: need_forms.form(
        S, german(), FORM, need_forms.values_of(need(), True, S) | {"reason": ENDLESS}, full=True
    ),
    "form of four needs": lambda: need_forms.form(
        S,
        german(),
        replace(FORM, editing=False, further=3),
        {**need_forms.values_of(need(), True, S), **dict.fromkeys(further_needs.every_name(), ENDLESS)},
        full=True,
    ),
    "withdraw": lambda: needs.withdraw_form(S, german(), need(), 1, last=True),
    "receipt": lambda: reports.receipt_view(S, german(), RECEIPT),
    "overview": lambda: reports.overview(S, german(), PRESENT),
    "no need": lambda: reports.no_need_form(S, shown(), ENDLESS[:160], 1, 3),
    "history": lambda: reports.history(S, german(), shown(), ENDLESS[:160], [PAST] * 50, minimum=True),
    "empty history": lambda: reports.history(S, german(), shown(), "Jugendamt", [], minimum=True),
    "choose": lambda: reports.choose(S, OFFICES),
    "decline": lambda: inquiry_forms.decline_form(S, shown(), 1, OFFICES, 3),
    "extend": lambda: inquiry_forms.extend_form(
        S, shown(), 1, present=DUE, proposed=date(2026, 3, 23), free_until=date(2026, 3, 23)
    ),
    "extend again": lambda: inquiry_forms.extend_form(
        S, shown(), 1, present=DUE, proposed=date(2026, 3, 23), free_until=None
    ),
    "refuse": lambda: requests.refuse_form(S, shown(), 1, office=ENDLESS[:160], wanted=date(2026, 4, 10)),
    "ask": lambda: inquiry_forms.ask_form(S, shown(), 1),
    "hand": lambda: inquiry_forms.hand_form(S, shown(), 1, [("1", ENDLESS[:120])]),
    "answer": lambda: questions.answer_form(S, QUESTION),
}

MESSAGES: dict[str, Callable[[], list[Block]]] = {
    "receipt": lambda: reports.receipt_blocks(S, german(), RECEIPT),
    "extension settled": lambda: [layout.section(requests.extension_settled(
        S, shown(), office=ENDLESS[:160], wanted=date(2026, 4, 10), granted=False, by=ENDLESS[:120], refusal=ENDLESS[:1000]
    ))],
    "extension wanted": lambda: requests.extension_wanted(
        S, shown(), extension_id=1, office=ENDLESS[:160], name=ENDLESS[:120], present=DUE, wanted=date(2026, 4, 10),
        reason=ENDLESS,
    ),
    "summary": lambda: [*requests.summary(S, german(), LINES * 2), requests.finished_buttons(S, 1, "open", 1, enter=True)],
    "question": lambda: questions.asked_blocks(S, QUESTION),
    "answer": lambda: questions.answered(S, QUESTION, ENDLESS * 2, ENDLESS[:120]),
    "handed over": lambda: inquiries.message(S, german(), of(handed_to=ENDLESS[:120])),
    "abandoned": lambda: inquiries.message(S, german(), of(face=shown(state=IntentionState.ABANDONED))),
    "on behalf": lambda: inquiries.message(S, german(), of(on_behalf=True, colleagues=False)),
}  # fmt: skip
MESSAGES |= {
    f"request {state.value}": partial(inquiries.message, S, german(), of(state=state)) for state in InquiryState
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_form_keeps_slacks_limits_with_extreme_input(name: str) -> None:
    view = VIEWS[name]()
    assert slack.check_view(view, kind="modal") == []
    assert not slack.is_too_large(view)
    assert harmless(view)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_message_keeps_slacks_limits_with_extreme_input(name: str) -> None:
    blocks = layout.as_list(MESSAGES[name]())
    assert slack.check_message({"text": "x", "blocks": blocks}) == []
    assert not slack.blocks_too_long(blocks)
    assert harmless(blocks)


def test_the_floor_is_shown_only_to_whom_the_caller_allows() -> None:
    hidden = [
        needs.in_words(S, german(), need(), minimum=False),
        *written(reports.history(S, german(), shown(), "Jugendamt", [PAST], minimum=False)),
        *written(layout.as_list(needs.copy(S, german(), [need()], minimum=False))),
        *written(
            requests.answers_view(S, german(), shown(), [requests.Line("A", InquiryState.REPORTED, [need()], False)])
        ),
    ]
    assert not [text for text in hidden if FLOOR in text or "4711" in text]
    assert FLOOR in needs.in_words(S, german(), need(), minimum=True)


def test_no_notification_names_a_floor() -> None:
    texts = [
        reports.received(S, RECEIPT),
        inquiries.sentence(S, of(state=InquiryState.REPORTED)),
        requests.finished(S, shown(), LINES, all_answered=False),
    ]
    assert not [text for text in texts if FLOOR in text or "4711" in text]


def test_a_closed_or_late_request_says_that_silence_is_no_answer() -> None:
    late = inquiries.sentence(S, of(face=shown("Zollhof-Areal"), overdue=True))
    assert late == (
        "Die Frist zu *Zollhof-Areal* ist am Montag, 16. März abgelaufen. Ihre Rückmeldung zählt weiterhin; ohne"
        " Antwort gilt Ihr Amt als offen, nicht als Fehlanzeige."
    )


def test_a_concern_says_that_it_has_no_quantity() -> None:
    crossing = need(kind=NeedKind.CONCERN, what="Sichere Querung", quantity=None, minimum=None, priority=None)
    assert needs.headline(S, german(), crossing, minimum=True) == "*Sichere Querung* · Belang ohne Menge"


def test_what_a_merger_answered_says_who_answers_now_and_offers_no_report_to_change() -> None:
    told = inquiries.Told(by="Miriam Kessler", at=NOW, report_id=None, version=0, needs=(), minimum=False,
                          better_office="Jugendamt")  # fmt: skip
    drawn = inquiries.message(S, german(), of("Kinderbüro", InquiryState.NOT_COMPETENT, told=told))
    assert [block.type for block in drawn].count("actions") == 0
    assert "Besser zuständig: Jugendamt" in str([block.to_dict() for block in drawn])
