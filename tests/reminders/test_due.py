"""Who is reminded on which day: tables with the day as an argument, and a year played day by day."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.calendar import WorkingCalendar
from planning.people import Role
from planning.policy import Policy
from reminders.due import (
    Item,
    continued_due,
    may_disturb,
    needs_due,
    note_ends,
    results_due,
    step_day,
    step_due,
    updates_due,
)
from storage.people import Person
from storage.reminders import ComingMeeting, OpenInquiry, OpenResult, ReminderKind

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Berlin"))
POLICY = Policy()
OTT, RAU, KESSLER, BRENNER, BRANDT, GUEST_READER, LANG = range(1, 8)


def day(text: str) -> date:
    """Read "11.03.2026"."""
    return datetime.strptime(text, "%d.%m.%Y").replace(tzinfo=UTC).date()


def at_nine(on: date) -> datetime:
    """Nine o'clock in the city."""
    return CALENDAR.instant(on, time(9, 0))


def cast(*, absent: Iterable[int] = (), gone: Iterable[int] = ()) -> list[Person]:
    """Give the group: Ott and her deputy Rau of one office, two in the secretariat, a planner, a reader."""
    people = [
        Person(id=OTT, slack_user_id="U1", name="Ott", office="youth", roles=[Role.OFFICE], deputy_id=RAU),
        Person(id=RAU, slack_user_id="U2", name="Rau", office="youth", roles=[Role.OFFICE]),
        Person(id=KESSLER, slack_user_id="U3", name="Kessler", roles=[Role.SECRETARIAT]),
        Person(id=BRENNER, slack_user_id="U4", name="Brenner", roles=[Role.SECRETARIAT, Role.READER]),
        Person(id=BRANDT, slack_user_id="U5", name="Brandt", roles=[Role.PLANNER]),
        Person(id=GUEST_READER, slack_user_id="U6", name="Gast", roles=[Role.READER]),
        Person(id=LANG, slack_user_id="U7", name="Lang", office="social", roles=[Role.OFFICE]),
    ]
    people[0].lead_contact = True
    for person in people:
        if person.id in set(absent):
            person.absent_from = date(2026, 1, 1)
    return [person for person in people if person.id not in set(gone)]


def inquiry(due: date, since: date, *, contact: int = OTT, stands_in_for: int | None = None) -> OpenInquiry:
    """Give an unanswered inquiry of the youth office."""
    return OpenInquiry(42, "youth", contact, stands_in_for, due, at_nine(since))


def said(items: Iterable[Item]) -> set[tuple[int, int]]:
    """Give pairs of step and person."""
    return {(item.step, item.person_id) for item in items}


@pytest.mark.parametrize(
    ("asked_on", "working_days", "due", "steps"),
    [
        pytest.param(
            "02.03.2026", 10, "16.03.2026", ("11.03.2026", "16.03.2026", "17.03.2026", "19.03.2026"), id="Zollhof-Areal"
        ),
        pytest.param(
            "26.05.2026", 10, "10.06.2026", ("05.06.2026", "10.06.2026", "11.06.2026", "15.06.2026"), id="Panoramahöfe"
        ),
        pytest.param(
            "15.06.2026", 15, "06.07.2026", ("01.07.2026", "06.07.2026", "07.07.2026", "09.07.2026"), id="Werk Nord"
        ),
        pytest.param(
            "20.03.2026", 10, "07.04.2026", ("31.03.2026", "07.04.2026", "08.04.2026", "10.04.2026"), id="over Easter"
        ),
        pytest.param(
            "14.12.2026", 10, "30.12.2026", ("23.12.2026", "30.12.2026", "04.01.2027", "07.01.2027"), id="24 and 31 Dec"
        ),
        pytest.param(
            "02.02.2026",
            10,
            "16.02.2026",
            ("11.02.2026", "16.02.2026", "17.02.2026", "19.02.2026"),
            id="Rosenmontag works",
        ),
        pytest.param(
            "25.10.2021", 10, "09.11.2021", ("04.11.2021", "09.11.2021", "10.11.2021", "12.11.2021"), id="Allerheiligen"
        ),
    ],
)
def test_steps_fall_on_the_days_that_the_group_agreed(
    asked_on: str, working_days: int, due: str, steps: tuple[str, ...]
) -> None:
    deadline = CALENDAR.add(day(asked_on), working_days)
    assert deadline == day(due)
    assert [step_day(deadline, step, CALENDAR) for step in POLICY.need_steps] == [day(text) for text in steps]


@pytest.mark.parametrize(
    ("due", "before", "zero", "after"),
    [
        pytest.param("30.04.2026", "23.04.2026", "30.04.2026", "04.05.2026", id="Thursday before a long weekend"),
        pytest.param("03.05.2026", "24.04.2026", "04.05.2026", "05.05.2026", id="a Sunday ends on Monday"),
        pytest.param("05.04.2026", "27.03.2026", "07.04.2026", "08.04.2026", id="Easter Sunday ends on Tuesday"),
        pytest.param("24.12.2026", "17.12.2026", "28.12.2026", "29.12.2026", id="24 December ends after Christmas"),
        pytest.param("01.11.2026", "26.10.2026", "02.11.2026", "03.11.2026", id="Allerheiligen on a Sunday"),
    ],
)
def test_a_date_on_a_free_day_counts_from_the_next_working_day(due: str, before: str, zero: str, after: str) -> None:
    assert [step_day(day(due), step, CALENDAR) for step in (-5, 0, 1)] == [day(before), day(zero), day(after)]


DUE, ASKED = day("16.03.2026"), day("02.03.2026")


@pytest.mark.parametrize(
    ("today", "step"),
    [
        ("02.03.2026", None),
        ("10.03.2026", None),
        ("11.03.2026", -3),
        ("13.03.2026", -3),
        ("16.03.2026", 0),
        ("17.03.2026", 1),
        ("18.03.2026", 1),
        ("19.03.2026", 3),
        ("30.10.2026", 3),
    ],
)
def test_a_jump_in_time_finds_the_latest_step_only(today: str, step: int | None) -> None:
    assert step_due(DUE, POLICY.need_steps, day(today), ASKED, CALENDAR) == step


@pytest.mark.parametrize(
    ("since", "today", "step"),
    [
        pytest.param("10.03.2026", "11.03.2026", -3, id="asked the day before the step"),
        pytest.param("11.03.2026", "11.03.2026", None, id="asked on the very day"),
        pytest.param("12.03.2026", "13.03.2026", None, id="asked later"),
        pytest.param("12.03.2026", "16.03.2026", 0, id="the next step comes all the same"),
        pytest.param("20.03.2026", "20.03.2026", None, id="a later deadline after the last step"),
    ],
)
def test_a_step_before_the_matter_began_is_not_said(since: str, today: str, step: int | None) -> None:
    assert step_due(DUE, POLICY.need_steps, day(today), day(since), CALENDAR) == step


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("10.03.2026", set()),
        ("11.03.2026", {(-3, OTT)}),
        ("16.03.2026", {(0, OTT)}),
        ("17.03.2026", {(1, OTT), (1, RAU)}),
        ("19.03.2026", {(3, KESSLER), (3, BRENNER)}),
    ],
)
def test_the_circle_widens_to_the_deputy_and_ends_with_the_secretariat(
    today: str, expected: set[tuple[int, int]]
) -> None:
    assert said(needs_due([inquiry(DUE, ASKED)], cast(), day(today), CALENDAR, POLICY)) == expected


@pytest.mark.parametrize(
    ("people", "asked", "today", "readers"),
    [
        pytest.param(cast(absent=[OTT]), OTT, "11.03.2026", {RAU}, id="the deputy of an absent contact"),
        pytest.param(cast(absent=[OTT]), OTT, "17.03.2026", {RAU}, id="nothing to who is away"),
        pytest.param(cast(absent=[RAU]), OTT, "17.03.2026", {OTT}, id="nothing to an absent deputy"),
        pytest.param(cast(absent=[OTT, RAU]), OTT, "11.03.2026", {OTT}, id="all away: it waits for the contact"),
        pytest.param(cast(gone=[OTT]), OTT, "11.03.2026", {RAU}, id="the office's next contact"),
        pytest.param(cast(gone=[RAU]), RAU, "17.03.2026", {OTT}, id="who was asked has left, and a deputy too"),
        pytest.param(cast(gone=[OTT, RAU]), OTT, "11.03.2026", {KESSLER, BRENNER}, id="nobody: the secretariat"),
        pytest.param(cast(), KESSLER, "11.03.2026", {KESSLER}, id="an office without contact"),
    ],
)
def test_somebody_present_acts_for_who_was_asked(
    people: list[Person], asked: int, today: str, readers: set[int]
) -> None:
    items = needs_due([inquiry(DUE, ASKED, contact=asked)], people, day(today), CALENDAR, POLICY)
    assert {item.person_id for item in items} == readers


@pytest.mark.parametrize(
    ("reported", "today", "expected"),
    [
        pytest.param("04.03.2026", "12.03.2026", set(), id="there is time"),
        pytest.param("04.03.2026", "13.03.2026", {(-1, OTT)}, id="the working day before the deadline"),
        pytest.param("04.03.2026", "16.03.2026", {(-1, OTT)}, id="made up for"),
        pytest.param("13.03.2026", "16.03.2026", set(), id="said so on that very day"),
    ],
)
def test_who_said_that_more_would_follow_is_reminded_before_the_deadline(
    reported: str, today: str, expected: set[tuple[int, int]]
) -> None:
    promised = [inquiry(DUE, day(reported))]
    assert said(continued_due(promised, cast(), day(today), CALENDAR, POLICY)) == expected
    away = {reader for _, reader in said(continued_due(promised, cast(absent=[OTT]), day(today), CALENDAR, POLICY))}
    assert away == ({RAU} if expected else set()), "who stands in"


def test_a_contact_who_is_back_hears_of_what_the_deputy_was_asked_once_it_is_overdue() -> None:
    asked = [inquiry(DUE, ASKED, contact=RAU, stands_in_for=OTT)]
    assert said(needs_due(asked, cast(), day("16.03.2026"), CALENDAR, POLICY)) == {(0, RAU)}
    assert said(needs_due(asked, cast(), day("17.03.2026"), CALENDAR, POLICY)) == {(1, RAU), (1, OTT)}


def test_a_key_names_subject_step_date_and_person() -> None:
    (item,) = needs_due([inquiry(DUE, ASKED)], cast(), day("11.03.2026"), CALENDAR, POLICY)
    assert item.key == f"need:42:T-3:2026-03-16:{OTT}"


def test_a_later_deadline_makes_new_keys() -> None:
    (first,) = needs_due([inquiry(DUE, ASKED)], cast(), day("11.03.2026"), CALENDAR, POLICY)
    later = inquiry(day("23.03.2026"), day("12.03.2026"))
    assert needs_due([later], cast(), day("17.03.2026"), CALENDAR, POLICY) == []
    (second,) = needs_due([later], cast(), day("18.03.2026"), CALENDAR, POLICY)
    assert (first.step, second.step) == (-3, -3)
    assert first.key != second.key


@pytest.mark.parametrize(("today", "late"), [("11.03.2026", False), ("12.03.2026", True)])
def test_a_step_said_after_its_day_is_marked_late(today: str, late: bool) -> None:
    (item,) = needs_due([inquiry(DUE, ASKED)], cast(), day(today), CALENDAR, POLICY)
    assert (item.step, item.late) == (-3, late)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("22.04.2026", set()),
        ("23.04.2026", {(-5, OTT)}),
        ("30.04.2026", {(0, OTT)}),
        ("04.05.2026", {(1, OTT), (1, RAU)}),
        ("06.05.2026", {(3, OTT), (3, RAU), (3, KESSLER), (3, BRENNER)}),
    ],
)
def test_a_result_reaches_responsible_person_then_deputy_then_secretariat_too(
    today: str, expected: set[tuple[int, int]]
) -> None:
    roof_terrace = OpenResult(2, "youth", OTT, day("30.04.2026"), at_nine(day("08.04.2026")))
    assert said(results_due([roof_terrace], cast(), day(today), CALENDAR, POLICY)) == expected


@pytest.mark.parametrize(
    ("office", "responsible", "readers"),
    [
        pytest.param("youth", None, {OTT}, id="nobody named: the office's contact"),
        pytest.param("social", BRANDT, {BRANDT}, id="a person of another office"),
        pytest.param("parks", None, {KESSLER, BRENNER}, id="an office without members"),
        pytest.param("social", 99, {LANG}, id="the responsible person has left"),
    ],
)
def test_a_result_always_reaches_somebody(office: str, responsible: int | None, readers: set[int]) -> None:
    result = OpenResult(2, office, responsible, day("30.04.2026"), at_nine(day("08.04.2026")))
    items = results_due([result], cast(), day("30.04.2026"), CALENDAR, POLICY)
    assert {item.person_id for item in items} == readers


def test_a_result_that_was_delayed_on_its_day_is_not_reminded_of_the_same_week() -> None:
    delayed = OpenResult(2, "youth", OTT, day("06.05.2026"), at_nine(day("30.04.2026")))
    assert results_due([delayed], cast(), day("05.05.2026"), CALENDAR, POLICY) == []
    assert said(results_due([delayed], cast(), day("06.05.2026"), CALENDAR, POLICY)) == {(0, OTT)}


WEDNESDAY = day("08.07.2026")
ALL_MEMBERS = {OTT, RAU, KESSLER, BRENNER, BRANDT, LANG}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("01.07.2026", set()),
        ("02.07.2026", {(-4, person) for person in ALL_MEMBERS}),
        ("06.07.2026", {(-2, person) for person in ALL_MEMBERS}),
    ],
)
def test_every_member_but_readers_is_asked_for_an_update(today: str, expected: set[tuple[int, int]]) -> None:
    assert said(updates_due([ComingMeeting(5, WEDNESDAY)], cast(), day(today), CALENDAR, POLICY)) == expected


def test_who_has_answered_or_is_away_is_not_asked_and_no_deputy_instead() -> None:
    meeting = ComingMeeting(5, WEDNESDAY, answered=frozenset({LANG, BRANDT}))
    items = updates_due([meeting], cast(absent=[OTT]), day("06.07.2026"), CALENDAR, POLICY)
    assert {item.person_id for item in items} == ALL_MEMBERS - {LANG, BRANDT, OTT}
    assert Counter(item.person_id for item in items)[RAU] == 1


@pytest.mark.parametrize(
    ("last_asked", "moved_to", "today", "step"),
    [
        pytest.param("02.07.2026", "08.07.2026", "03.07.2026", None, id="not moved: asked once per step"),
        pytest.param("02.07.2026", "08.07.2026", "06.07.2026", -2, id="not moved: the second step"),
        pytest.param("06.07.2026", "15.07.2026", "07.07.2026", None, id="a week later: silence until its step"),
        pytest.param("06.07.2026", "15.07.2026", "09.07.2026", -4, id="a week later: asked again"),
        pytest.param("06.07.2026", "07.07.2026", "06.07.2026", None, id="earlier: asked already"),
        pytest.param("06.07.2026", "09.07.2026", "07.07.2026", -2, id="a day later: its second step is still to come"),
    ],
)
def test_a_moved_meeting_asks_again_only_when_its_new_step_is_still_to_come(
    last_asked: str, moved_to: str, today: str, step: int | None
) -> None:
    meeting = ComingMeeting(5, day(moved_to), last_asked={LANG: day(last_asked)})
    items = updates_due([meeting], cast(), day(today), CALENDAR, POLICY)
    assert [item.step for item in items if item.person_id == LANG] == ([] if step is None else [step])


def test_a_meeting_at_short_notice_asks_at_once() -> None:
    items = updates_due([ComingMeeting(5, WEDNESDAY)], cast(), day("07.07.2026"), CALENDAR, POLICY)
    assert said(items) == {(-2, person) for person in ALL_MEMBERS}


FREE_DAYS = frozenset(
    date(year, month, number)
    for year, month, numbers in [
        (2026, 1, (1, 6)), (2026, 4, (3, 6)), (2026, 5, (1, 14, 25)), (2026, 6, (4,)), (2026, 10, (3,)),
        (2026, 11, (1,)), (2026, 12, (24, 25, 26, 31)), (2027, 1, (1, 6)), (2027, 3, (26, 29)),
    ]
    for number in numbers
)  # fmt: skip
"""Holidays of Baden-Württemberg and the group's own, written down by hand: nothing of ours computes them."""
EVERY_DAY = [date(2026, 1, 1) + timedelta(days=n) for n in range(450)]
WORKING_DAYS = [d for d in EVERY_DAY if d.weekday() < 5 and d not in FREE_DAYS]

rounds = st.builds(
    lambda start, length, answered: (start, start + length, answered),
    st.integers(10, 230),
    st.integers(1, 20),
    st.none() | st.integers(0, 30),
)
"""Index of the working day of the request, of the deadline, and calendar days until the answer."""


def answered_on(start: date, after: int | None) -> date:
    """Give the day of the answer; a day after all others when there is none."""
    return date.max if after is None else start + timedelta(days=after)


@settings(max_examples=25, deadline=None)
@given(st.lists(rounds, min_size=1, max_size=5))
def test_a_year_day_by_day_says_every_step_on_its_day_once_and_nothing_after_the_answer(
    played: list[tuple[int, int, int | None]],
) -> None:
    said_on: list[tuple[int, int, int, date]] = []
    promised: set[str] = set()
    people = cast()
    for today in EVERY_DAY:
        open_now = [
            OpenInquiry(number, "youth", OTT, None, WORKING_DAYS[end], at_nine(WORKING_DAYS[start]))
            for number, (start, end, answer) in enumerate(played)
            if WORKING_DAYS[start] <= today < answered_on(WORKING_DAYS[start], answer)
        ]
        for item in needs_due(open_now, people, today, CALENDAR, POLICY):
            if item.key not in promised:
                promised.add(item.key)
                said_on.append((item.subject_id, item.step, item.person_id, today))
    circle = {-3: {OTT}, 0: {OTT}, 1: {OTT, RAU}, 3: {KESSLER, BRENNER}}
    expected = [
        (number, step, person, WORKING_DAYS[end + step])
        for number, (start, end, answer) in enumerate(played)
        for step, persons in circle.items()
        for person in persons
        if step > start - end and WORKING_DAYS[end + step] < answered_on(WORKING_DAYS[start], answer)
    ]
    assert sorted(said_on) == sorted(expected)


@settings(max_examples=25, deadline=None)
@given(rounds, st.sets(st.integers(0, 60)))
def test_after_any_outage_each_person_hears_the_latest_step_once(
    played: tuple[int, int, int | None], running: set[int]
) -> None:
    start, end, _ = played
    asked = OpenInquiry(1, "youth", OTT, None, WORKING_DAYS[end], at_nine(WORKING_DAYS[start]))
    heard: dict[int, list[int]] = {}
    promised: set[str] = set()
    for n in sorted(running):
        now_index = start + n
        come = [step for step in POLICY.need_steps if start < end + step <= now_index]
        for item in needs_due([asked], cast(), WORKING_DAYS[now_index], CALENDAR, POLICY):
            assert item.kind is ReminderKind.NEED
            assert item.step == max(come), "an expired step was said"
            if item.key not in promised:
                promised.add(item.key)
                heard.setdefault(item.person_id, []).append(item.step)
    for steps in heard.values():
        assert steps == sorted(set(steps))
    if running and start + max(running) >= end + 3:
        assert heard[KESSLER] == [3]


@pytest.mark.parametrize(
    ("outage_ends", "said_on"),
    [
        pytest.param("11.03.2026 08:30", "11.03.2026", id="no outage"),
        pytest.param("11.03.2026 17:59", "11.03.2026", id="still in the afternoon: at once"),
        pytest.param("11.03.2026 18:00", "12.03.2026", id="in the evening: the next morning's note says it"),
        pytest.param("11.03.2026 23:30", "12.03.2026", id="not at night"),
        pytest.param("12.03.2026 03:00", "12.03.2026", id="nor before the morning"),
        pytest.param("13.03.2026 19:00", "16.03.2026", id="not on the weekend"),
        pytest.param("02.04.2026 18:30", "07.04.2026", id="not on Good Friday to Easter Monday"),
    ],
)
def test_a_note_held_up_by_an_outage_is_never_posted_at_night(outage_ends: str, said_on: str) -> None:
    now = CALENDAR.local(datetime.strptime(outage_ends, "%d.%m.%Y %H:%M").replace(tzinfo=ZoneInfo("Europe/Berlin")))
    planned = now.date() if now.time() >= POLICY.morning_time else CALENDAR.add(now.date(), -1)
    while not (now < note_ends(planned, CALENDAR) and may_disturb(now, CALENDAR, POLICY)):
        # What waits is given up in the evening; the next note is planned when the clock may disturb again.
        now += timedelta(minutes=30)
        planned = now.date() if may_disturb(now, CALENDAR, POLICY) else planned
    assert (now.date(), planned) == (day(said_on), day(said_on))
