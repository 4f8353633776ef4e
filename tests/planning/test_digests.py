"""What digest and agenda hold: folding, grouping and order, from plain values."""

from datetime import UTC, date, datetime

from planning.arrivals import Arrival, Source
from planning.digests import (
    Answer,
    Digest,
    Pending,
    Said,
    Step,
    Unanswered,
    by_district,
    in_order_of_urgency,
    received,
    steps_taken,
)
from planning.intentions import Face, IntentionState
from planning.meetings import MeetingState
from planning.needs import InquiryState


def intention(number: int, district: str = "bad-cannstatt") -> Face:
    """Give an intention as somebody sees it."""
    return Face(
        id=number, number=f"V-2026-{number:03d}", title=f"Vorhaben {number}", district=district, second_district=None,
        masked=False, confidential=False, state=IntentionState.ACTIVE, stage="rumour", route="unknown",
        neighbourhood=None, location=None, plot=None, owner=None, source=None, source_link=None, dwellings=None,
        floor_area=None, uses=None, municipal_land=None, existing_public_area=None, first_known_on=None,
        move_in_year=None, lead_id=None,
    )  # fmt: skip


def said(update_id: int, about: Face | None = None) -> Said:
    """Give an update of an office."""
    return Said(update_id, about, "Jugendamt", "Sabine Ott", "Neues")


def pending(result_id: int, due: date | None, *, overdue: bool = False) -> Pending:
    """Give an open result."""
    return Pending(result_id, f"E-2026-{result_id:03d}", "Klären", "Jugendamt", due, None, None, overdue)


def digest(**parts: object) -> Digest:
    """Give the digest of a meeting on 8 July."""
    values: dict[str, object] = {
        "meeting_id": 1, "on": date(2026, 7, 8), "starts_at": datetime(2026, 7, 8, 12, tzinfo=UTC), "place": None,
        "notes": None, "state": MeetingState.PLANNED, "published_at": None,
    }  # fmt: skip
    return Digest(**(values | parts))  # type: ignore[arg-type]  # parts are named by the tests


def test_several_steps_of_an_intention_are_told_as_one() -> None:
    zollhof, werk = intention(1), intention(2)
    steps = steps_taken(
        [
            Step(zollhof, "stage", "0", "1"),
            Step(werk, "state", "active", "paused"),
            Step(zollhof, "stage", "1", "3"),
        ]
    )
    assert steps == (Step(zollhof, "stage", "0", "3"), Step(werk, "state", "active", "paused"))


def test_there_and_back_again_is_no_step() -> None:
    assert steps_taken([Step(intention(1), "stage", "2", "3"), Step(intention(1), "stage", "3", "2")]) == ()


def test_answers_are_gathered_by_intention_and_a_fehlanzeige_is_no_report() -> None:
    zollhof, werk = intention(1), intention(2)
    gathered = received(
        [
            Answer(zollhof, "Jugendamt", InquiryState.REPORTED),
            Answer(werk, "Sozialamt", InquiryState.NOT_COMPETENT),
            Answer(zollhof, "Sport", InquiryState.NO_NEED),
            Answer(zollhof, "Garten", InquiryState.REPORTED, reported_before=True),
        ]
    )
    assert [one.intention for one in gathered] == [zollhof, werk]
    assert (gathered[0].reported, gathered[0].changed, gathered[0].no_need) == (("Jugendamt",), ("Garten",), ("Sport",))
    assert gathered[1].not_competent == ("Sozialamt",)
    assert [one.reports for one in gathered] == [2, 0]


def test_the_digest_knows_which_answers_came_another_way_or_late() -> None:
    by_phone, late = Arrival(Source.PHONE, date(2026, 3, 19)), Arrival(after_closing=True)
    [gathered] = received(
        [
            Answer(intention(1), "Jugendamt", InquiryState.REPORTED),
            Answer(intention(1), "Sozialamt", InquiryState.NO_NEED, arrival=by_phone),
            Answer(intention(1), "Sport", InquiryState.REPORTED, arrival=late),
        ]
    )
    assert gathered.arrivals == {"Sozialamt": by_phone, "Sport": late}


def test_overdue_results_come_first_and_those_bound_to_a_stage_last() -> None:
    waits, late = pending(1, None), pending(2, date(2026, 4, 30), overdue=True)
    soon, later = pending(3, date(2026, 7, 20)), pending(4, date(2026, 6, 1), overdue=True)
    assert in_order_of_urgency([waits, soon, later, late]) == (late, later, soon, waits)


def test_updates_stand_by_district_in_the_citys_order_and_general_ones_first() -> None:
    mitte, cannstatt, nowhere = intention(1, "mitte"), intention(2), intention(3, "gone")
    groups = by_district(
        [said(1, nowhere), said(2, cannstatt), said(3), said(4, mitte), said(5, cannstatt)], ["mitte", "bad-cannstatt"]
    )
    assert [(district, [one.update_id for one in updates]) for district, updates in groups] == [
        (None, [3]),
        ("mitte", [4]),
        ("bad-cannstatt", [2, 5]),
        ("gone", [1]),
    ]


def test_a_digest_counts_offices_not_intentions() -> None:
    missing = Unanswered(intention(1), ("Sport", "Kinderbüro"), datetime(2026, 7, 6, 16, tzinfo=UTC))
    other = Unanswered(intention(2), ("Sport",), datetime(2026, 7, 6, 16, tzinfo=UTC))
    assert digest(unanswered=(missing, other)).missing == 3
    assert digest(results=(pending(1, None), pending(2, date(2026, 4, 30), overdue=True))).overdue == 1


def test_nothing_new_said_aloud_leaves_a_digest_empty() -> None:
    assert digest(nothing_new=("Jugendamt",)).is_empty
    assert not digest(said=(said(1),)).is_empty
    assert not digest(results=(pending(1, None),)).is_empty
