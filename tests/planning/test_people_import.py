"""A table of people is read as offices save one; what is wrong is named by line, and nothing is guessed."""

import pytest

from planning.catalogue.wording import fold
from planning.people import PersonDraft, Role
from planning.people_import import CLEARED, MOST_BYTES, Reason, Row, RowProblem, Sheet, read_sheet
from planning.people_plan import Known, Plan, plan

OFFICES = {
    fold(spelling): office
    for office, spellings in {
        "jugendamt": ("jugendamt", "Jugendamt"),
        "sozialamt": ("sozialamt", "Sozialamt", "Sozialplanung"),
        "garten-friedhofs-forstamt": ("Garten-, Friedhofs- und Forstamt", "Garten/Forst"),
    }.items()
    for spelling in spellings
}
HEADING = "slack_user_id,email,name,phone,office,roles,deputy\n"
OTT = "U0OTT,sabine.ott@stadt.example,Sabine Ott,0711 216-20100,jugendamt,office,U0RAU\n"


def read(text: str) -> Sheet:
    """The sheet of a file in UTF-8."""
    return read_sheet(text.encode(), OFFICES)


def reasons(sheet: Sheet) -> list[tuple[int, Reason]]:
    """Lines and reasons of what is wrong."""
    return [(problem.line, problem.reason) for problem in sheet.problems]


def test_a_complete_line_is_read_as_meant() -> None:
    assert read(HEADING + OTT) == Sheet(
        (
            Row(
                line=2,
                slack_user_id="U0OTT",
                email="sabine.ott@stadt.example",
                name="Sabine Ott",
                phone="0711 216-20100",
                office="jugendamt",
                roles=(Role.OFFICE,),
                deputy="U0RAU",
            ),
        ),
        (),
    )


@pytest.mark.parametrize(
    "content",
    [
        "slack_user_id,name\nU0WEISS,Paul Weiß\n".encode(),
        "slack_user_id;name\r\nU0WEISS;Paul Weiß\r\n".encode("cp1252"),
        "\ufeffslack_user_id;name\nU0WEISS;Paul Weiß".encode(),
        "\nSlack User ID ; Name\n\nU0WEISS; Paul   Weiß ;;\n;;\n".encode(),
        '"name","slack_user_id"\n"Paul Weiß","U0WEISS"\n'.encode(),
    ],
    ids=["comma, UTF-8", "semicolon, Windows-1252", "with a BOM", "blanks and empty lines", "quoted, other order"],
)
def test_every_way_to_save_the_table_gives_the_same_person(content: bytes) -> None:
    sheet = read_sheet(content, OFFICES)
    assert [(row.slack_user_id, row.name) for row in sheet.rows] == [("U0WEISS", "Paul Weiß")]
    assert sheet.problems == ()


@pytest.mark.parametrize(
    ("typed", "office"),
    [("jugendamt", "jugendamt"), ("JUGENDAMT", "jugendamt"), ("Sozialplanung", "sozialamt"),
     ("Garten-, Friedhofs- und Forstamt", "garten-friedhofs-forstamt"), ("", None), ("-", CLEARED)],
)  # fmt: skip
def test_an_office_is_known_by_id_and_by_name(typed: str, office: str | None) -> None:
    assert read(f'slack_user_id,office\nU0OTT,"{typed}"\n').rows[0].office == office


@pytest.mark.parametrize(
    ("typed", "roles", "contact"),
    [
        ("office", (Role.OFFICE,), False),
        ("planner secretariat", (Role.PLANNER, Role.SECRETARIAT), False),
        ("planner+office", (Role.PLANNER, Role.OFFICE), False),
        ("Amt, Ansprechperson", (Role.OFFICE,), True),
        ("Geschäftsstelle/Leitung", (Role.SECRETARIAT, Role.LEAD), False),
        ("", None, False),
        ("-", (), False),
    ],
)
def test_roles_are_words_in_both_languages(typed: str, roles: tuple[Role, ...] | None, contact: bool) -> None:
    row = read(f'slack_user_id,roles\nU0OTT,"{typed}"\n').rows[0]
    assert (row.roles, row.contact) == (roles, contact)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, Reason.NO_ROWS)]),
        (HEADING, [(1, Reason.NO_ROWS)]),
        ("slack_user_id,e-mail\nU0OTT,a@b\n", [(1, Reason.COLUMN_UNKNOWN)]),
        ("email,email\na@b,c@d\n", [(1, Reason.COLUMN_TWICE)]),
        ("name,office\nSabine Ott,jugendamt\n", [(1, Reason.NO_PERSON_COLUMN)]),
        ("slack_user_id,email\nU0OTT\n", [(2, Reason.CELLS)]),
        ("slack_user_id,email\nU0OTT,a@b,zu viel\n", [(2, Reason.CELLS)]),
        ("slack_user_id,name\n,Sabine Ott\n", [(2, Reason.NO_PERSON)]),
        ("slack_user_id,email\n,-\n", [(2, Reason.NO_PERSON)]),
        ("slack_user_id\n@sabine\n", [(2, Reason.BAD_USER_ID)]),
        ("email\nsabine.ott\n", [(2, Reason.BAD_EMAIL)]),
        ("email\nsabine ott@stadt.example\n", [(2, Reason.BAD_EMAIL)]),
        (f"slack_user_id,name\nU0OTT,{'x' * 121}\n", [(2, Reason.TOO_LONG)]),
        ("slack_user_id,office\nU0OTT,Jugendheim\n", [(2, Reason.OFFICE_UNKNOWN)]),
        ("slack_user_id,roles\nU0OTT,chef office chefin\n", [(2, Reason.ROLE_UNKNOWN), (2, Reason.ROLE_UNKNOWN)]),
        ("slack_user_id,name\nU0OTT,A\nU0RAU,B\nU0OTT,C\n", [(4, Reason.TWICE)]),
        ("slack_user_id,office\nU0OTT,jugendamt\nU0OTT,sozialamt\n", [(3, Reason.TWICE)]),  # in two offices
        ("email\na@stadt.example\n\nA@Stadt.example\n", [(4, Reason.TWICE)]),
        ("slack_user_id,name\nU0OTT,\0\n", [(1, Reason.NOT_TEXT)]),
        ('slack_user_id,name\nU0OTT,"' + "x" * 200_000, [(2, Reason.CELLS)]),
    ],
)
def test_what_cannot_be_taken_is_named_by_line_and_reason(text: str, expected: list[tuple[int, Reason]]) -> None:
    assert reasons(read(text)) == expected


def test_a_line_that_goes_over_two_is_counted_where_it_begins() -> None:
    sheet = read('slack_user_id,name\nU0OTT,"Sabine\nOtt"\nfalsch,Timo Rau\n')
    assert reasons(sheet) == [(4, Reason.BAD_USER_ID)]


def test_a_file_of_any_size_is_not_read() -> None:
    assert reasons(read_sheet(b"x" * (MOST_BYTES + 1), OFFICES)) == [(1, Reason.TOO_LARGE)]


def known(number: int, slack_user_id: str, name: str, *, left: bool = False, **entered: object) -> Known:
    """A person the database has."""
    values = {"slack_user_id": slack_user_id, "name": name} | entered
    return Known(number, PersonDraft.model_validate(values), left)


def planned(text: str, *entered: Known) -> Plan:
    """The plan for a file without mistakes of form."""
    sheet = read(text)
    assert sheet.problems == ()
    return plan(sheet.rows, entered)


def test_new_persons_of_one_file_can_stand_in_for_each_other() -> None:
    rows = HEADING + OTT + "U0RAU,timo.rau@stadt.example,Timo Rau,,jugendamt,office,Sabine Ott\n"
    entries = planned(rows).entries
    assert [(e.draft.slack_user_id, e.person_id, e.deputy) for e in entries] == [
        ("U0OTT", None, "U0RAU"),
        ("U0RAU", None, "U0OTT"),
    ]


@pytest.mark.parametrize("deputy", ["U0RAU", "timo.rau@STADT.example", "timo rau"])
def test_a_deputy_is_known_by_id_email_or_name(deputy: str) -> None:
    rau = known(7, "U0RAU", "Timo Rau", email="timo.rau@stadt.example")
    assert planned(f"slack_user_id,name,deputy\nU0OTT,Sabine Ott,{deputy}\n", rau).entries[0].deputy == "U0RAU"


@pytest.mark.parametrize(
    ("deputy", "reason"),
    [
        ("U0NIEMAND", Reason.DEPUTY_UNKNOWN),
        ("Sabine Ott", Reason.DEPUTY_SELF),
        ("Anna Maier", Reason.DEPUTY_AMBIGUOUS),
        ("Gone Long", Reason.DEPUTY_UNKNOWN),
    ],
)
def test_a_deputy_must_be_one_other_member(deputy: str, reason: Reason) -> None:
    entered = (
        known(1, "U1", "Anna Maier"),
        known(2, "U2", "Anna Maier"),
        known(3, "U3", "Gone Long", left=True),
    )
    plan_made = planned(f"slack_user_id,name,deputy\nU0OTT,Sabine Ott,{deputy}\n", *entered)
    assert plan_made == Plan(problems=(RowProblem(2, reason, "deputy", deputy),))


def test_an_empty_cell_leaves_what_is_entered_and_a_dash_clears_it() -> None:
    ott = known(1, "U0OTT", "Sabine Ott", phone="1", email="a@b", office="jugendamt", roles=["office"], deputy_id=2)
    rau = known(2, "U0RAU", "Timo Rau")
    entry = planned(HEADING + "U0OTT,,,-,,,-\n", ott, rau).entries[0]
    assert {d.field: (d.before, d.after) for d in entry.differences} == {
        "phone": ("1", ""),
        "deputy": ("U0RAU", ""),
        "lead_contact": ("", "1"),
    }
    assert (entry.draft.email, entry.draft.office, entry.draft.roles) == ("a@b", "jugendamt", [Role.OFFICE])


def test_the_same_file_twice_changes_nothing() -> None:
    first = planned(HEADING + OTT.replace("U0RAU", "")).entries[0]
    again = planned(HEADING + OTT.replace("U0RAU", ""), Known(1, first.draft)).entries[0]
    assert (first.changes, again.changes) == (True, False)


def test_who_has_left_comes_back() -> None:
    entry = planned("slack_user_id\nU0OTT\n", known(1, "U0OTT", "Sabine Ott", left=True)).entries[0]
    assert (entry.person_id, entry.returns, entry.changes) == (1, True, True)


@pytest.mark.parametrize(("office", "role"), [("jugendamt", Role.OFFICE), ("", Role.READER)])
def test_a_new_person_without_named_roles_gets_the_least_one(office: str, role: Role) -> None:
    assert planned(f"slack_user_id,name,office\nU1,Neu,{office}\n").entries[0].draft.roles == [role]


def test_a_new_person_needs_a_name_and_who_speaks_for_an_office_needs_one() -> None:
    assert planned("slack_user_id,roles\nU1,office\n").problems == (
        RowProblem(2, Reason.NAME_MISSING, "name"),
        RowProblem(2, Reason.OFFICE_MISSING, "office"),
    )


def test_the_first_of_an_office_becomes_its_lead_contact() -> None:
    rows = "slack_user_id,name,office\nU1,Eins,jugendamt\nU2,Zwei,jugendamt\nU3,Drei,sozialamt\n"
    assert [e.draft.lead_contact for e in planned(rows).entries] == [True, False, True]


def test_an_office_keeps_its_lead_contact_until_the_file_names_another() -> None:
    lead = known(9, "U9", "Lead", office="jugendamt", roles=["office"], lead_contact=True)
    quiet = planned("slack_user_id,name,office\nU1,Eins,jugendamt\n", lead)
    named = planned("slack_user_id,name,office,roles\nU1,Eins,jugendamt,office+contact\n", lead)
    assert ([e.draft.lead_contact for e in quiet.entries], quiet.relieved) == ([False], ())
    assert ([e.draft.lead_contact for e in named.entries], named.relieved) == ([True], (9,))


def test_an_office_has_one_lead_contact_only() -> None:
    rows = "slack_user_id,name,office,roles\nU1,A,jugendamt,contact\nU2,B,jugendamt,contact\n"
    assert planned(rows).problems == (RowProblem(3, Reason.CONTACT_TWICE, "roles", "jugendamt"),)


def test_who_changes_office_is_no_lead_contact_any_more() -> None:
    lead = known(9, "U9", "Lead", office="jugendamt", roles=["office"], lead_contact=True)
    other = known(8, "U8", "Other", office="sozialamt", roles=["office"], lead_contact=True)
    assert not planned("slack_user_id,office\nU9,sozialamt\n", lead, other).entries[0].draft.lead_contact


def test_the_last_of_the_secretariat_keeps_the_role() -> None:
    kessler = known(1, "U0KESSLER", "Miriam Kessler", roles=["secretariat"])
    vogt = known(2, "U0VOGT", "Dr. Claudia Vogt", roles=["secretariat"])
    rows = "slack_user_id,roles\nU0KESSLER,reader\n"
    assert planned(rows, kessler).problems == (RowProblem(2, Reason.LAST_SECRETARIAT, "roles"),)
    assert planned(rows, kessler, vogt).problems == ()
    assert planned(rows + "U0VOGT,secretariat\n", kessler, known(2, "U0VOGT", "Dr. Claudia Vogt")).problems == ()
