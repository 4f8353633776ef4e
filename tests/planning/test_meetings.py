"""When a meeting may be, what moving it means, what an update needs."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from planning.calendar import WorkingCalendar
from planning.errors import Conflict, InThePast, Invalid, Outdated, Problem, Required, TooFarAhead
from planning.meetings import (
    Doubt,
    MeetingDraft,
    MeetingState,
    UpdateDraft,
    check_ahead,
    check_answer,
    check_reason,
    digest_day,
    doubts,
    needs_digest_again,
    update_days,
)
from planning.policy import Policy

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
POLICY = Policy()
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        pytest.param(MeetingDraft(on=date(2026, 3, 1)), [InThePast("on", date(2026, 3, 1))], id="yesterday"),
        pytest.param(MeetingDraft(on=date(2026, 3, 2), at=time(9, 0)), [Conflict("at", "meeting_time_is_over")], id="just now"),
        pytest.param(MeetingDraft(on=date(2026, 3, 4), at=time(3, 0)), [Conflict("at", "meeting_in_the_night")], id="at night"),
        pytest.param(MeetingDraft(on=date(2030, 1, 1)), [TooFarAhead("on", date(2029, 12, 31))], id="far ahead"),
        pytest.param(
            MeetingDraft(on=date(1999, 1, 1), at=time(23, 0)),
            [InThePast("on", date(1999, 1, 1)), Conflict("at", "meeting_in_the_night")],
            id="all at once",
        ),
    ],
)  # fmt: skip
def test_an_impossible_date_is_named_at_its_field(draft: MeetingDraft, problems: list[Problem]) -> None:
    with pytest.raises(Invalid) as refused:
        draft.check(NOW, CALENDAR)
    assert list(refused.value.problems) == problems


@pytest.mark.parametrize("at", [time(9, 1), time(22, 0)])
def test_a_meeting_later_today_is_possible(at: time) -> None:
    MeetingDraft(on=date(2026, 3, 2), at=at).check(NOW, CALENDAR)


@pytest.mark.parametrize(
    ("on", "others", "expected"),
    [
        pytest.param(date(2026, 3, 4), [date(2026, 3, 5)], [], id="a free working day"),
        pytest.param(date(2026, 3, 7), [], [Doubt.NOT_A_WORKING_DAY], id="Saturday"),
        pytest.param(date(2026, 12, 24), [], [Doubt.NOT_A_WORKING_DAY], id="Christmas Eve"),
        pytest.param(date(2026, 3, 4), [date(2026, 3, 4)], [Doubt.SECOND_THAT_DAY], id="second that day"),
        pytest.param(
            date(2026, 4, 3), [date(2026, 4, 3)], [Doubt.NOT_A_WORKING_DAY, Doubt.SECOND_THAT_DAY], id="both on Good Friday"
        ),
    ],
)  # fmt: skip
def test_a_questionable_day_is_asked_about(on: date, others: list[date], expected: list[Doubt]) -> None:
    assert doubts(on, CALENDAR, others) == expected


@pytest.mark.parametrize(
    ("moved_to", "again"),
    [
        pytest.param(date(2026, 7, 15), True, id="a week later"),
        pytest.param(date(2026, 7, 9), True, id="the next day"),
        pytest.param(date(2026, 7, 8), False, id="the same day at another time"),
        pytest.param(date(2026, 7, 7), False, id="earlier"),
    ],
)
def test_a_digest_goes_out_again_only_when_the_meeting_moves_to_a_later_day(moved_to: date, again: bool) -> None:
    went_out = datetime(2026, 7, 7, 6, 30, tzinfo=UTC)  # for Wednesday, 8 July
    assert needs_digest_again(went_out, moved_to, CALENDAR, POLICY) is again


def test_days_before_a_meeting_are_working_days() -> None:
    after_easter = date(2026, 4, 8)
    assert update_days(after_easter, CALENDAR, POLICY) == (date(2026, 3, 31), date(2026, 4, 2))
    assert digest_day(after_easter, CALENDAR, POLICY) == date(2026, 4, 7)
    assert digest_day(date(2026, 4, 7), CALENDAR, POLICY) == date(2026, 4, 2)


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"text": " \n "}, [Required("text")]),
        ({"text": "Neues", "question": "Wer?"}, [Required("question_office")]),
        ({"text": "Neues", "question_office": "jugendamt"}, [Required("question")]),
        (
            {"text": "Neues", "question": "Wer?", "question_office": "sozialamt"},
            [Conflict("question_office", "question_to_own_office")],
        ),
        ({"question": "Wer?"}, [Required("text"), Required("question_office")]),
    ],
)
def test_half_an_update_is_refused(values: dict[str, str], problems: list[Problem]) -> None:
    with pytest.raises(Invalid) as refused:
        UpdateDraft.model_validate(values).check("sozialamt")
    assert list(refused.value.problems) == problems


def test_an_update_has_at_most_280_characters() -> None:
    UpdateDraft.model_validate({"text": "x" * 280}).check()
    with pytest.raises(ValidationError):
        UpdateDraft.model_validate({"text": "x" * 281})


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_a_meeting_that_is_over_is_out_of_date(state: MeetingState) -> None:
    with pytest.raises(Outdated):
        check_ahead(state, datetime(2026, 3, 4, tzinfo=UTC), NOW)


def test_a_meeting_that_has_begun_is_out_of_date_even_while_it_is_called_planned() -> None:
    check_ahead(MeetingState.PLANNED, datetime(2026, 3, 2, 8, 1, tzinfo=UTC), NOW)
    with pytest.raises(Outdated):
        check_ahead(MeetingState.PLANNED, NOW, NOW)


def test_reasons_and_answers_are_words() -> None:
    assert check_reason(" Raum gesperrt ") == "Raum gesperrt"
    assert check_answer(" Ja. ", answered_before=False) == "Ja."
    for empty in (None, "", "  "):
        with pytest.raises(Invalid):
            check_reason(empty)
        with pytest.raises(Invalid):
            check_answer(empty, answered_before=False)


def test_a_question_is_answered_once() -> None:
    with pytest.raises(Invalid) as refused:
        check_answer("Ja.", answered_before=True)
    assert refused.value.problems == (Conflict("answer", "question_is_answered"),)
