"""The digest against real tables: what counts as new, what is missing, what is hidden from whom."""

from collections.abc import AsyncIterator
from datetime import date, datetime

import pytest
from sqlmodel import SQLModel

from planning.digests import Digest
from planning.intentions import IntentionState
from planning.meetings import MeetingState
from planning.needs import InquiryState, RequestState
from planning.results import ResultKind, ResultState
from storage.intentions import IntentionChange
from storage.meetings import Meeting
from storage.needs import Inquiry, NeedReport, NeedRequest, ReportVersion
from storage.results import Result
from tests.storage.meetings_world import (
    BRANDT,
    HOF,
    JUNE,
    KESSLER,
    LANG,
    OTT,
    ZOLLHOF,
    World,
    at,
    intention,
    july,
    world_of,
)

BEFORE = at(date(2026, 6, 10), "14:00")
"""When the last meeting began; the two intentions were recorded before."""


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    """The cast with a meeting held on 10 June."""
    async with world_of(database_url) as found:
        held = await found.plan(date(2026, 6, 10))
        await _hold(found, held)
        yield found


async def _hold(world: World, meeting: Meeting) -> None:
    async with world.database.write() as session:
        row = await session.get(Meeting, meeting.key)
        assert row is not None
        row.state = MeetingState.HELD


def step(before: str, after: str, on: datetime, *, of: int = ZOLLHOF, what: str = "stage") -> IntentionChange:
    """Give a change of stage or state."""
    return IntentionChange(intention_id=of, what=what, before=before, after=after, changed_by=BRANDT, changed_at=on)


def asked(due: datetime, *, state: RequestState = RequestState.OPEN) -> NeedRequest:
    """Give a round for the Zollhof-Areal."""
    return NeedRequest(
        id=1, intention_id=ZOLLHOF, started_by=BRANDT, started_at=BEFORE, started_on=BEFORE.date(), due=due.date(),
        due_at=due, state=state,
    )  # fmt: skip


def inquiry(office: str, state: InquiryState, due: datetime, answered_at: datetime | None = None) -> Inquiry:
    """Give one office's part of the round."""
    return Inquiry(
        request_id=1, intention_id=ZOLLHOF, office=office, contact_id=OTT, due=due.date(), due_at=due, state=state,
        answered_at=answered_at,
    )  # fmt: skip


def report(report_id: int, office: str, *versions: tuple[InquiryState, datetime]) -> list[SQLModel]:
    """Give a report of an office with its versions."""
    head = NeedReport(
        id=report_id, intention_id=ZOLLHOF, office=office, version=len(versions), changed_by=OTT,
        changed_at=versions[-1][1],
    )  # fmt: skip
    history = [
        ReportVersion(report_id=report_id, version=number, answer=answer, written_by=OTT, written_at=on)
        for number, (answer, on) in enumerate(versions, start=1)
    ]
    return [head, *history]


def result(number: int, due: date | None, *, kind: ResultKind = ResultKind.EXAMINATION, **more: object) -> Result:
    """Give a result of the youth office."""
    values: dict[str, object] = {"state": ResultState.OPEN, **more}
    return Result(
        id=number, number=f"E-2026-{number:03d}", text=f"Aufgabe {number}", kind=kind, office="jugendamt", due=due,
        recorded_by=KESSLER, recorded_at=JUNE, **values,  # type: ignore[arg-type]  # named by the tests
    )  # fmt: skip


async def of_july(world: World, viewer_id: int | None = KESSLER, today: date = date(2026, 7, 7)) -> Digest:
    planned = await world.plan()
    return await world.digest(planned.key, viewer_id, today)


async def test_nothing_since_the_last_meeting_makes_an_empty_digest(world: World) -> None:
    assert (await of_july(world)).is_empty


async def test_without_an_earlier_meeting_everything_is_new(database_url: str) -> None:
    async with world_of(database_url) as world:
        assert [face.id for face in (await of_july(world)).new] == [ZOLLHOF, HOF]


async def test_a_cancelled_meeting_does_not_begin_a_new_span(world: World) -> None:
    cancelled = await world.plan(date(2026, 7, 1))
    await world.store(step("0", "1", july(1, "10:00")))
    await world.cancel(cancelled, july(1, "11:00"))
    assert len((await of_july(world)).steps) == 1


async def test_what_was_recorded_during_the_last_meeting_is_new_for_the_next_one(world: World) -> None:
    recorded = intention(3, title="Panoramahöfe")
    recorded.recorded_at = at(date(2026, 6, 10), "14:30")
    gone = intention(4, title="Erledigt")
    gone.recorded_at, gone.state = july(1), IntentionState.ABANDONED
    await world.store(recorded, gone)
    assert [face.title for face in (await of_july(world)).new] == ["Panoramahöfe"]


async def test_steps_before_the_last_meeting_are_old(world: World) -> None:
    await world.store(step("0", "1", JUNE), step("1", "2", july(1)), step("active", "paused", july(2), what="state"))
    assert [(s.before, s.after) for s in (await of_july(world)).steps] == [("1", "2"), ("active", "paused")]


async def test_reports_count_when_they_come_and_changes_are_told_apart(world: World) -> None:
    due = july(6, "18:00")
    await world.store(
        asked(due),
        inquiry("jugendamt", InquiryState.REPORTED, due, july(1)),
        inquiry("sport", InquiryState.NO_NEED, due, july(2)),
        *report(1, "jugendamt", (InquiryState.REPORTED, july(1)), (InquiryState.REPORTED, july(2))),
        *report(2, "sozialamt", (InquiryState.REPORTED, JUNE), (InquiryState.REPORTED, july(3))),
    )
    digest = await of_july(world)
    (received,) = digest.received
    assert (received.reported, received.changed, received.no_need) == (("Jugendamt",), ("Sozialamt",), ("Sport",))
    assert (digest.reports, digest.missing) == (2, 0)


async def test_a_report_that_became_a_fehlanzeige_is_one(world: World) -> None:
    await world.store(
        *report(1, "jugendamt", (InquiryState.REPORTED, july(1)), (InquiryState.NO_NEED, july(2))),
    )
    (received,) = (await of_july(world)).received
    assert (received.reports, received.no_need) == (0, ("Jugendamt",))


async def test_offices_are_missing_until_they_answer_whatever_the_deadline(world: World) -> None:
    due = july(6, "18:00")
    await world.store(
        asked(due),
        inquiry("sport", InquiryState.ASKED, due),
        inquiry("jugendamt", InquiryState.SEEN, july(13, "18:00")),
        inquiry("sozialamt", InquiryState.NO_ANSWER, due),
    )
    digest = await of_july(world)
    assert [(missing.offices, missing.due_at) for missing in digest.unanswered] == [
        (("Sozialamt", "Sport"), due),
        (("Jugendamt",), july(13, "18:00")),
    ]


async def test_a_round_closed_before_the_last_meeting_misses_nobody(world: World) -> None:
    old = asked(at(date(2026, 6, 1), "18:00"), state=RequestState.CLOSED)
    old.finished_at = JUNE
    await world.store(old, inquiry("sport", InquiryState.NO_ANSWER, old.due_at))
    assert (await of_july(world)).unanswered == ()


async def test_open_results_are_on_every_digest_and_overdue_ones_first(world: World) -> None:
    await world.store(
        result(1, date(2026, 7, 20)),
        result(2, date(2026, 7, 6)),
        result(3, None, trigger_stage="2", intention_id=ZOLLHOF),
        result(4, date(2026, 7, 1), state=ResultState.DONE),
        result(5, None, kind=ResultKind.INFORMATION),
        result(6, date(2026, 7, 7)),
    )
    digest = await of_july(world, today=date(2026, 7, 7))
    assert [(one.result_id, one.overdue) for one in digest.results] == [(2, True), (6, False), (1, False), (3, False)]


async def test_the_secretariat_reads_titles_where_the_channel_reads_aliases(world: World) -> None:
    await world.store(
        step("0", "1", july(1), of=HOF), result(1, date(2026, 7, 20), intention_id=HOF),
    )  # fmt: skip
    planned = await world.plan()
    await world.write(LANG, july(2), intention_id=HOF, question="Wie weit?", question_office="jugendamt")
    for viewer_id, title in ((KESSLER, "Geheimer Hof"), (BRANDT, "Geheimer Hof"), (OTT, None), (None, None)):
        digest = await world.digest(planned.key, viewer_id)
        shown = [digest.steps[0].intention, digest.results[0].intention, digest.said[0].intention]
        shown.append(digest.questions[0].intention)
        assert {face.title if face else "" for face in shown} == {title or "Vorhaben Deckname 26-02"}


async def test_an_unanswered_question_stays_open_over_the_next_meeting(world: World) -> None:
    first = await world.plan(date(2026, 7, 1))
    unanswered = await world.write(LANG, at(date(2026, 6, 20)), question="Wer zahlt?", question_office="jugendamt")
    answered = await world.write(LANG, at(date(2026, 6, 20)), question="Wann?", question_office="jugendamt")
    await world.answer(answered, OTT, "Bald", at(date(2026, 6, 22)))
    await _hold(world, first)
    digest = await of_july(world)
    assert [asked.update_id for asked in digest.questions] == [unanswered.id]
    assert digest.said == (), "the text itself was presented in the first meeting"
