"""Who may do what, written out; whom an office is asked through; what an entry must satisfy."""

import ast
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from planning.errors import Conflict, Invalid, NotAllowed, Problem, Required
from planning.membership import ChatUser, check_eligible, check_entry, check_leaving, follow_name
from planning.people import Act, Candidate, Contact, PersonDraft, Role, choose_contact, may, require
from tests import sources

HANDLERS = Path(__file__).parents[2] / "handlers"
OTHERWISE = {
    "people.user_changed": "the platform tells it, about a person, not from one",
    "updates.open_answer": "the question knows who may answer it",
}

# One column per role, in this order; "x" = may.
ROLES = (Role.SECRETARIAT, Role.OFFICE, Role.PLANNER, Role.LEAD, Role.READER)
TABLE = {
    #                         secr. office planner lead reader
    Act.LOOK:                "x     x      x       x    x",
    Act.RECORD_INTENTION:    "x     x      x       x    -",
    Act.CHANGE_INTENTION:    "x     -      x       -    -",
    Act.START_REQUEST:       "x     -      x       -    -",
    Act.CLOSE_REQUEST:       "x     -      x       -    -",
    Act.ANSWER_REQUEST:      "x     x      -       -    -",
    Act.REPORT_NEED:         "x     x      -       -    -",
    Act.ANSWER_QUESTION:     "x     -      x       -    -",
    Act.DECIDE_EXTENSION:    "x     -      -       -    -",
    Act.SEE_SUMMARY:         "x     -      x       -    -",
    Act.PLAN_MEETING:        "x     -      -       -    -",
    Act.PUBLISH_AGENDA:      "x     -      -       -    -",
    Act.SEND_UPDATE:         "x     x      x       x    -",
    Act.RECORD_RESULT:       "x     -      x       -    -",
    Act.SETTLE_RESULT:       "x     x      x       x    -",
    Act.CORRECT_RESULT:      "x     -      x       -    -",
    Act.SET_ABSENCE:         "x     x      x       x    x",
    Act.SEND_AGAIN:          "x     -      -       -    -",
    Act.CHANGE_FIGURES:      "x     -      -       -    -",
    Act.DESCRIBE_SITE:       "x     -      x       -    -",
    Act.POOL_INTENTIONS:     "x     -      x       -    -",
    Act.MANAGE_PEOPLE:       "x     -      -       -    -",
    Act.READ_AUDIT:          "x     -      -       -    -",
    Act.TAKE_FILE:           "x     x      x       x    -",
    Act.IMPORT:              "x     -      -       -    -",
    Act.ENTER_ANSWER:        "x     -      -       -    -",
}  # fmt: skip
CELLS = [
    pytest.param(act, role, mark == "x", id=f"{act}-{role}")
    for act, row in TABLE.items()
    for role, mark in zip(ROLES, row.split(), strict=True)
]


def test_the_table_speaks_of_every_act_and_every_role() -> None:
    assert set(TABLE) == set(Act)
    assert set(ROLES) == set(Role)


@pytest.mark.parametrize(("act", "role", "allowed"), CELLS)
def test_each_role_may_do_what_the_table_says(act: Act, role: Role, allowed: bool) -> None:
    assert may([role], act) is allowed
    if allowed:
        require([role], act)
    else:
        with pytest.raises(NotAllowed) as refused:
            require([role], act)
        assert refused.value.act == act


@pytest.mark.parametrize("act", list(Act))
def test_nobody_without_a_role_may_do_anything(act: Act) -> None:
    assert not may([], act)


def test_several_roles_permit_what_any_of_them_permits() -> None:
    assert may([Role.READER, Role.OFFICE], Act.ANSWER_REQUEST)
    assert not may([Role.READER, Role.LEAD], Act.ANSWER_REQUEST)


@cache
def functions() -> dict[str, ast.AsyncFunctionDef | ast.FunctionDef]:
    """All functions of the handlers by name; of equal names all are kept under "module.name"."""
    found: dict[str, ast.AsyncFunctionDef | ast.FunctionDef] = {}
    for file in HANDLERS.glob("*.py"):
        for node in sources.parsed(file).body:
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                found[f"{file.stem}.{node.name}"] = node
    return found


def listeners() -> list[str]:
    """Everything that answers a command, a button, a form or an event: it takes Bolt's `ack`."""
    return sorted(name for name, node in functions().items() if "ack" in {a.arg for a in node.args.args})


def asks_for_an_act(name: str, known: dict[str, ast.AsyncFunctionDef | ast.FunctionDef], seen: set[str]) -> bool:
    """Say whether a function requires something itself, or names a function of the handlers that does."""
    seen.add(name)
    module = name.partition(".")[0]
    for node in ast.walk(known[name]):
        named = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
        if named.startswith(("require", "check_speaks_for")):
            return True
        here = f"{module}.{named}"
        places = [here] if here in known else [k for k in known if named and k.endswith(f".{named}")]
        if any(asks_for_an_act(place, known, seen) for place in places if place not in seen):
            return True
    return False


def test_there_are_listeners_to_look_at() -> None:
    assert {"people.command", "intentions.command", "homes.opened"} <= set(listeners())


@pytest.mark.parametrize("listener", listeners())
def test_every_listener_asks_whether_the_person_may(listener: str) -> None:
    assert listener in OTHERWISE or asks_for_an_act(listener, functions(), set())


LEAD_CONTACT, DEPUTY, COLLEAGUE = 7, 9, 3


def candidate(key: int, *, lead: bool = False, absent: bool = False, deputy: int | None = None) -> Candidate:
    return Candidate(key, lead, absent, deputy)


@pytest.mark.parametrize(
    ("lead_absent", "deputy_absent", "colleague_absent", "asked"),
    [
        (False, False, False, Contact(LEAD_CONTACT)),
        (True, False, False, Contact(DEPUTY, LEAD_CONTACT)),
        (True, True, False, Contact(COLLEAGUE, LEAD_CONTACT)),
        (True, True, True, None),
    ],
)
def test_the_lead_contact_is_asked_then_the_deputy_then_a_colleague(
    lead_absent: bool, deputy_absent: bool, colleague_absent: bool, asked: Contact | None
) -> None:
    lead = candidate(LEAD_CONTACT, lead=True, absent=lead_absent, deputy=DEPUTY)
    colleague = candidate(COLLEAGUE, absent=colleague_absent)
    deputy = candidate(DEPUTY, absent=deputy_absent)
    assert choose_contact([colleague, lead], {c.id: c for c in (lead, colleague, deputy)}) == asked


def test_an_office_without_people_has_no_contact() -> None:
    assert choose_contact([], {}) is None


@pytest.mark.parametrize(
    ("begin", "end", "away"),
    [
        (None, None, False),
        (date(2026, 3, 9), None, True),
        (date(2026, 3, 9), date(2026, 3, 9), True),
        (date(2026, 3, 2), date(2026, 3, 8), False),
        (date(2026, 3, 10), None, False),
    ],
)
def test_an_absence_holds_from_its_first_to_its_last_day(begin: date | None, end: date | None, away: bool) -> None:
    person = PersonDraft(slack_user_id="U1", name="Sabine Ott", absent_from=begin, absent_until=end)
    assert person.is_absent(date(2026, 3, 9)) is away


def entry(**values: object) -> PersonDraft:
    """Sabine Ott as she is entered, with other values."""
    plain = {"slack_user_id": "U0OTT", "name": "Sabine Ott", "office": "jugendamt", "roles": [Role.OFFICE]}
    return PersonDraft.model_validate(plain | values)


def problems(draft: PersonDraft, *, person_id: int | None = 5, others: int = 1, always: bool = False) -> list[Problem]:
    """Give what is wrong with an entry."""
    try:
        check_entry(draft, person_id=person_id, others=others, always=always)
    except Invalid as refused:
        return list(refused.problems)
    return []


def test_a_plain_entry_is_fine() -> None:
    assert problems(entry()) == []
    assert problems(entry(), person_id=None) == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"name": "   "}, Required("name")),
        ({"roles": []}, Required("roles")),
        ({"office": None}, Conflict("office", "office_role_needs_office")),
        ({"email": "sabine ott"}, Conflict("email", "not_an_email")),
        ({"deputy_id": 5}, Conflict("deputy_id", "own_deputy")),
        ({"roles": ["lead"], "office": None, "lead_contact": True}, Conflict("lead_contact", "contact_needs_office")),
        ({"roles": ["reader"], "lead_contact": True}, Conflict("lead_contact", "contact_cannot_answer")),
        ({"absent_until": "2026-03-01"}, Conflict("absent_from", "absence_needs_a_beginning")),
        (
            {"absent_from": "2026-03-02", "absent_until": "2026-03-01"},
            Conflict("absent_until", "absence_ends_before_it_begins"),
        ),
    ],
)
def test_each_wrong_field_is_named(values: dict[str, object], problem: Problem) -> None:
    assert problems(entry(**values)) == [problem]


def test_all_wrong_fields_are_named_at_once() -> None:
    found = problems(entry(name=" ", roles=[], deputy_id=5))
    assert [problem.field for problem in found] == ["name", "roles", "deputy_id"]


def test_the_last_secretariat_keeps_the_role_and_stays() -> None:
    assert problems(entry(), others=0) == [Conflict("roles", "last_secretariat")]
    assert problems(entry(roles=["secretariat"]), others=0) == []
    with pytest.raises(Invalid):
        check_leaving(entry(roles=["secretariat"]), others=0, always=False)
    check_leaving(entry(roles=["secretariat"]), others=1, always=False)
    check_leaving(entry(), others=0, always=False)


def test_whom_the_settings_name_keeps_the_role_and_stays() -> None:
    assert problems(entry(), always=True) == [Conflict("roles", "always_secretariat")]
    with pytest.raises(Invalid):
        check_leaving(entry(roles=["secretariat"]), others=3, always=True)


@pytest.mark.parametrize(
    ("user", "code"),
    [
        (ChatUser("U1", is_program=True), "chat_user_is_program"),
        (ChatUser("U1", is_external=True), "chat_user_is_external"),
        (ChatUser("U1", is_deactivated=True), "chat_user_is_deactivated"),
    ],
)
def test_programs_and_outsiders_cannot_be_members(user: ChatUser, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_eligible(user)
    assert refused.value.problems == (Conflict("slack_user_id", code),)


def test_a_guest_can_be_a_member() -> None:
    check_eligible(ChatUser("U1", is_guest=True))


@pytest.mark.parametrize(
    ("entered", "in_chat", "after"),
    [
        ("Sabine Ott", "Sabine Klein", "Sabine Klein"),
        ("Sabine Ott", "  Sabine   Ott ", "Sabine Ott"),
        ("Dr. Nadja Orlov", "Orlov, Nadja (53)", "Dr. Nadja Orlov"),
        ("Orlov", "Nadja Orlov", "Orlov"),
        ("Sabine Ott", "", "Sabine Ott"),
        ("Sabine Ott", None, "Sabine Ott"),
    ],
)
def test_a_new_name_in_the_chat_is_taken_over_and_another_spelling_is_not(
    entered: str, in_chat: str | None, after: str
) -> None:
    assert follow_name(entered, in_chat) == after
