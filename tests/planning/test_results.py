"""Results: what may be recorded, delayed, corrected and handed over, by whom, with which words and dates."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from planning.errors import (
    Conflict,
    InTheFuture,
    InThePast,
    Invalid,
    NotAllowed,
    Outdated,
    Problem,
    Required,
    TooFarAhead,
    TooLong,
    UnknownChoice,
    problems_of,
)
from planning.people import Role
from planning.results import (
    CorrectionDraft,
    DelayDraft,
    HandoverDraft,
    ReopeningDraft,
    ResultDraft,
    ResultKind,
    SettlementDraft,
    WithdrawalDraft,
    check_delay,
    may_hand_over,
    may_settle,
    number,
    require_handover,
    require_settling,
    stage_is_ahead,
)
from tests import shipped

TODAY = date(2026, 3, 25)
TOMORROW = TODAY + timedelta(days=1)
YESTERDAY = TODAY - timedelta(days=1)
APRIL = date(2026, 4, 30)
YOUTH, SOCIAL = "jugendamt", "sozialamt"


def draft(**values: object) -> ResultDraft:
    """R2 of the Zollhof-Areal, with other values where given."""
    ours = {"text": "Dachterrasse mit dem KVJS klären", "kind": "examination", "office": YOUTH, "due": APRIL}
    return ResultDraft.model_validate(ours | values)


def problems(check: Callable[[], None]) -> list[Problem]:
    """Give what a rule found wrong."""
    try:
        check()
    except Invalid as refusal:
        return list(refusal.problems)
    return []


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        pytest.param({}, [], id="a date"),
        pytest.param({"due": TODAY}, [], id="due today"),
        pytest.param({"due": YESTERDAY}, [InThePast("due", YESTERDAY)], id="past date"),
        pytest.param({"due": date(2206, 4, 30)}, [TooFarAhead("due", date(2046, 12, 31))], id="slip of the finger"),
        pytest.param({"due": None}, [Conflict("due", "date_or_stage")], id="neither date nor stage"),
        pytest.param(
            {"intention_id": 1, "trigger_stage": "vertrag"},
            [Conflict("trigger_stage", "date_and_stage")],
            id="both date and stage",
        ),
        pytest.param({"due": None, "intention_id": 1, "trigger_stage": "vertrag"}, [], id="a stage"),
        pytest.param(
            {"due": None, "trigger_stage": "vertrag"},
            [Conflict("trigger_stage", "stage_needs_intention")],
            id="a stage of nothing",
        ),
        pytest.param({"kind": "information", "due": None}, [], id="information"),
        pytest.param(
            {"kind": "information"}, [Conflict("due", "information_has_no_date")], id="information with a date"
        ),
        pytest.param(
            {"kind": "information", "due": None, "intention_id": 1, "trigger_stage": "vertrag"},
            [Conflict("trigger_stage", "information_has_no_date")],
            id="information with a stage",
        ),
        pytest.param({"text": " \n"}, [Required("text")], id="blank text"),
    ],
)
def test_a_result_has_a_date_or_a_stage_unless_it_only_informs(values: dict[str, object], wrong: list[Problem]) -> None:
    assert problems(lambda: draft(**values).check(TODAY)) == wrong


def test_a_stage_that_is_reached_triggers_nothing() -> None:
    waiting = draft(due=None, intention_id=1, trigger_stage="vertrag")
    found = problems(lambda: waiting.check(TODAY, stage_is_ahead=False))
    assert found == [Conflict("trigger_stage", "stage_is_reached")]


def test_ten_thousand_characters_are_refused_at_their_field() -> None:
    with pytest.raises(ValidationError) as refused:
        draft(text="ä" * 10_000)
    assert problems_of(refused.value) == (TooLong("text", limit=1000, length=10_000),)


def test_a_missing_office_is_asked_for_at_its_field() -> None:
    with pytest.raises(ValidationError) as refused:
        draft(office=None)
    assert problems_of(refused.value) == (Required("office"),)


@pytest.mark.parametrize(
    ("present", "wanted", "wrong"),
    [
        (APRIL, APRIL + timedelta(days=1), []),
        (APRIL, APRIL, [Conflict("due", "delay_is_not_later")]),
        (APRIL, TOMORROW, [Conflict("due", "delay_is_not_later")]),
        (YESTERDAY, TODAY, [InThePast("due", TODAY)]),
        (YESTERDAY, TOMORROW, []),
        (APRIL, None, [Required("due")]),
        (APRIL, date(2206, 4, 30), [TooFarAhead("due", date(2046, 12, 31))]),
    ],
)
def test_a_delay_leads_to_a_later_day_than_today_and_than_before(
    present: date, wanted: date | None, wrong: list[Problem]
) -> None:
    delay = DelayDraft(reason="KVJS antwortet nicht", due=wanted)
    assert problems(lambda: delay.check(present, TODAY)) == wrong


@pytest.mark.parametrize("reason", [None, "", " \t"])
def test_a_delay_needs_a_reason(reason: str | None) -> None:
    found = problems(lambda: check_delay(reason=reason, present=APRIL, wanted=date(2026, 5, 8), today=TODAY))
    assert found == [Required("reason")]


@pytest.mark.parametrize(
    ("evidence", "done_on", "wrong"),
    [
        ("GRDrs 123/2026", TODAY, []),
        ("GRDrs 123/2026", YESTERDAY, []),
        ("GRDrs 123/2026", TOMORROW, [InTheFuture("done_on", TOMORROW)]),
        ("  ", TODAY, [Required("evidence")]),
    ],
)
def test_done_means_evidence_and_a_day_that_has_come(evidence: str, done_on: date, wrong: list[Problem]) -> None:
    assert problems(lambda: SettlementDraft(evidence=evidence, done_on=done_on).check(TODAY)) == wrong


@pytest.mark.parametrize(
    ("office", "reason", "wrong"),
    [
        (SOCIAL, "dort liegt die Akte", []),
        (YOUTH, "dort liegt die Akte", [Conflict("office", "same_office")]),
        ("stadtwerke", "dort liegt die Akte", [UnknownChoice("office", "stadtwerke")]),
        (SOCIAL, " ", [Required("reason")]),
    ],
)
def test_a_result_goes_to_another_known_office_with_a_reason(office: str, reason: str, wrong: list[Problem]) -> None:
    handover = HandoverDraft(office=office, reason=reason)
    assert problems(lambda: handover.check(YOUTH, [YOUTH, SOCIAL])) == wrong


def test_a_withdrawal_needs_a_reason() -> None:
    assert problems(WithdrawalDraft(reason=" ").check) == [Required("reason")]
    assert problems(WithdrawalDraft(reason="Vorhaben aufgegeben").check) == []


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        pytest.param({}, [], id="only the words of an overdue result"),
        pytest.param(
            {"due": YESTERDAY - timedelta(days=1)}, [InThePast("due", date(2026, 3, 23))], id="another past day"
        ),
        pytest.param({"due": None}, [Conflict("due", "date_or_stage")], id="no date any more"),
        pytest.param({"kind": "information", "due": None}, [], id="only an information"),
        pytest.param({"reason": " "}, [Required("reason")], id="no reason"),
    ],
)
def test_a_correction_may_keep_a_date_that_is_over(values: dict[str, object], wrong: list[Problem]) -> None:
    ours = {"text": "Dachterrasse klären", "kind": "examination", "due": YESTERDAY, "reason": "Tippfehler"}
    correction = CorrectionDraft.model_validate(ours | values)
    assert problems(lambda: correction.check(draft(due=YESTERDAY), TODAY)) == wrong


@pytest.mark.parametrize(
    ("roles", "office", "settles", "hands_over"),
    [
        ([Role.OFFICE], YOUTH, True, True),
        ([Role.OFFICE], SOCIAL, False, False),
        ([Role.OFFICE], None, False, False),
        ([Role.SECRETARIAT], None, True, True),
        ([Role.PLANNER], YOUTH, True, True),
        ([Role.PLANNER], SOCIAL, False, True),
        ([Role.LEAD], None, False, False),
        ([Role.READER], YOUTH, False, False),
        ([], YOUTH, False, False),
    ],
)
def test_only_the_owning_office_and_the_secretariat_close_a_result(
    roles: list[Role], office: str | None, settles: bool, hands_over: bool
) -> None:
    assert may_settle(roles, office, YOUTH) is settles
    assert may_hand_over(roles, office, YOUTH) is hands_over


def test_a_role_that_never_could_is_told_so_and_another_office_that_the_result_is_elsewhere() -> None:
    for require in (require_settling, require_handover):
        with pytest.raises(NotAllowed):
            require([Role.READER], YOUTH, YOUTH)
        with pytest.raises(Outdated, match="elsewhere"):
            require([Role.OFFICE], SOCIAL, YOUTH)
        require([Role.OFFICE], YOUTH, YOUTH)


@pytest.mark.parametrize(
    ("route", "present", "wanted", "ahead"),
    [
        ("bebauungsplan", "interessenbekundung", "vorvereinbarung", True),
        ("bebauungsplan", "vorvereinbarung", "vorvereinbarung", False),
        ("bebauungsplan", "vertrag", "vorvereinbarung", False),
        ("innenbereich-34", "interessenbekundung", "satzungsbeschluss", False),
    ],
)
def test_a_stage_lies_ahead_only_on_the_route_of_the_intention(
    route: str, present: str, wanted: str, ahead: bool
) -> None:
    assert stage_is_ahead(shipped.catalogue(), route, present, wanted) is ahead


def test_numbers_count_per_year() -> None:
    assert number(2026, 1) == "E-2026-001"
    assert number(2027, 1234) == "E-2027-1234"


@pytest.mark.parametrize("kind", ResultKind)
def test_every_kind_but_the_information_needs_a_time(kind: ResultKind) -> None:
    timeless = problems(lambda: draft(kind=kind, due=None).check(TODAY)) == []
    assert timeless is (kind is ResultKind.INFORMATION)


@pytest.mark.parametrize(
    ("present", "draft", "waits", "problems"),
    [
        ({"due": YESTERDAY}, ReopeningDraft(reason="Neu", due=YESTERDAY), False, []),
        ({"due": YESTERDAY}, ReopeningDraft(reason="Neu"), False, []),
        ({"due": TODAY}, ReopeningDraft(reason="Neu", due=YESTERDAY), False, [InThePast("due", YESTERDAY)]),
        ({"due": TODAY}, ReopeningDraft(reason=" "), False, [Required("reason")]),
        ({"trigger_stage": "vergabe"}, ReopeningDraft(reason="Neu"), True, []),
        ({"trigger_stage": "vergabe"}, ReopeningDraft(reason="Neu"), False, [Required("due")]),
    ],
)
def test_what_opens_again_has_a_reason_and_something_to_wait_for(
    present: dict[str, Any], draft: ReopeningDraft, waits: bool, problems: list[Problem]
) -> None:
    result = ResultDraft(text="Dachterrasse", kind=ResultKind.EXAMINATION, office="jugendamt", **present)
    found: list[Problem] = []
    try:
        draft.check(result, TODAY, waits_for_stage=waits)
    except Invalid as wrong:
        found = list(wrong.problems)
    assert found == problems
