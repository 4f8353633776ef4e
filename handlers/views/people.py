"""What the secretariat sees of members: the list, the form, what a change brought about; and one's own absence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.people import NAME_LENGTH, PersonDraft, Role
from storage.membership import Consequences, Handed
from storage.people import Office, Person

LIST = "people_list"
TURN = ("people_list_back", "people_list_next")
ADD = "people_add"
EDIT = "people_edit"
REMOVE = "people_remove"
CHOOSE_FORM = "people_choose_form"
ENTER_FORM = "people_enter_form"
EDIT_FORM = "people_edit_form"
ABSENCE = "people_absence"
CHAT_USER = "slack_user_id"
CONTACT = "contact"

PAGE = 10
"""Persons on one page of the list."""
MOST_DEPUTIES = 500
"""Offered in the form, colleagues first; Slack takes no view above 250 kB."""


@dataclass(frozen=True)
class Listed:
    """One page of the list; `names` are all persons by id, `offices` all offices by id."""

    people: Sequence[Person]
    total: int
    offset: int
    names: Mapping[int, str]
    offices: Mapping[str, Office]
    today: date


def role_name(s: Speech, role: Role) -> str:
    """Name a role as the group does."""
    match role:
        case Role.SECRETARIAT:
            return s._("Secretariat")
        case Role.OFFICE:
            return s._("Office member")
        case Role.PLANNER:
            return s._("Planner")
        case Role.LEAD:
            return s._("Head of department")
        case Role.READER:
            return s._("Reader")


def listing(s: Speech, page: Listed, notice: Mrkdwn | None = None) -> dict[str, Any]:
    """Show the members by office, ten on a page."""
    blocks: list[Block] = [layout.section(notice), layout.line()] if notice else []
    blocks.append(layout.actions(layout.button(s._("Enter a member"), ADD, style="primary")))
    if not page.people:
        blocks.append(layout.section(s.rich("Nobody is entered yet. Begin with the contacts of the offices.")))
    shown: str | None = "-"
    for person in page.people:
        if person.office != shown:
            shown = person.office
            blocks.append(layout.header(_office_name(s, page.offices, shown)))
        blocks.append(layout.section(row(s, page, person), layout.button(s._("Edit"), EDIT, person.key)))
    return layout.modal(s._("Members"), [*blocks, *_turning(s, page)], close=s._("Close"))


def _office_name(s: Speech, offices: Mapping[str, Office], office: str | None) -> str:
    if office is None:
        return s._("Without an office")
    return offices[office].name if office in offices else office


def row(s: Speech, page: Listed, person: Person) -> Mrkdwn:
    """Show one member: name, roles, how the office reaches them, what stands in the way."""
    roles = ", ".join(role_name(s, role) for role in person.roles) or s._("no role")
    lines = [s.rich("*{name}* · {roles}", name=person.name, roles=roles)]
    marks = []
    if person.lead_contact:
        marks.append(s.rich("first contact of the office"))
    if person.deputy_id is not None and person.deputy_id in page.names:
        marks.append(s.rich("deputy: {name}", name=page.names[person.deputy_id]))
    if person.is_absent(page.today):
        marks.append(_away(s, person.absent_until))
    if person.is_guest:
        marks.append(s.rich("guest in this workspace"))
    if person.is_deactivated:
        marks.append(s.rich("account closed: gets no messages"))
    lines.append(joined(marks, " · "))
    lines.append(joined([safe(value) for value in (person.phone, person.email) if value], " · "))
    return joined(lines)


def _away(s: Speech, until: date | None) -> Mrkdwn:
    return s.rich("away until {day}", day=s.short_day(until)) if until is not None else s.rich("away")


def _turning(s: Speech, page: Listed) -> list[Block]:
    if page.total <= PAGE:
        return []
    last = page.offset + len(page.people)
    buttons = []
    if page.offset > 0:
        buttons.append(layout.button(s._("Back"), TURN[0], max(page.offset - PAGE, 0)))
    if last < page.total:
        buttons.append(layout.button(s._("Next"), TURN[1], page.offset + PAGE))
    where = s.rich("{first} to {last} of {total}", first=page.offset + 1, last=last, total=page.total)
    return [layout.note(where), layout.actions(*buttons)]


def choose(s: Speech) -> dict[str, Any]:
    """Ask which chat user is meant."""
    blocks: list[Block] = [
        layout.section(s.rich("Whom do you want to enter? Guests of this workspace can be entered too.")),
        fields.chat_user(CHAT_USER, s._("Person in the chat")),
    ]
    return layout.modal(
        s._("Enter a member"), blocks, callback=CHOOSE_FORM, submit=s._("Continue"), close=s._("Cancel")
    )


@dataclass(frozen=True)
class Offered:
    """What the form offers: all offices, and possible deputies under their offices."""

    offices: Sequence[Office]
    deputies: Sequence[tuple[str, Sequence[fields.Choice]]]


def form(
    s: Speech, offered: Offered, person: PersonDraft, *, metadata: int, entered: bool, notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Show the entry of a member, new or `entered` already; an absence needs no reason."""
    blocks: list[Block] = [layout.section(notice)] if notice else []
    blocks += [*_who(s, person), *_what(s, offered, person), *_reach(s, offered, person), *_absence(s, person)]
    if entered:
        blocks.append(layout.actions(_remove_button(s, person, metadata)))
    return layout.modal(
        s._("Edit member") if entered else s._("Enter a member"),
        blocks,
        callback=EDIT_FORM if entered else ENTER_FORM,
        submit=s._("Save"),
        close=s._("Cancel"),
        metadata=metadata,
    )


def _who(s: Speech, person: PersonDraft) -> list[Block]:
    return [fields.text("name", s._("Name"), initial=person.name.strip(), longest=NAME_LENGTH)]


def _what(s: Speech, offered: Offered, person: PersonDraft) -> list[Block]:
    offices = [(office.id, office.name) for office in offered.offices][:100]
    roles = [(role.value, role_name(s, role)) for role in Role]
    contact = [(CONTACT, s._("First contact of the office: gets its requests"))]
    initial = [CONTACT] if person.lead_contact else []
    return [
        fields.choice("office", s._("Office"), offices, initial=person.office, optional=True),
        fields.ticks("roles", s._("Roles"), roles, initial=[str(role) for role in person.roles], optional=False),
        fields.ticks("lead_contact", s._("Contact"), contact, initial=initial),
    ]


def _reach(s: Speech, offered: Offered, person: PersonDraft) -> list[Block]:
    blocks: list[Block] = []
    if offered.deputies:
        deputy = str(person.deputy_id) if person.deputy_id is not None else None
        blocks.append(
            fields.grouped_choice("deputy_id", s._("Deputy"), offered.deputies, initial=deputy, optional=True)
        )
    blocks += [
        fields.text("phone", s._("Telephone"), initial=person.phone, optional=True, longest=60),
        fields.text("email", s._("E-mail"), initial=person.email, optional=True, longest=254),
    ]
    return blocks


def _absence(s: Speech, person: PersonDraft) -> list[Block]:
    return [
        fields.day("absent_from", s._("Away from"), initial=person.absent_from, optional=True),
        fields.day("absent_until", s._("Away until (last day)"), initial=person.absent_until, optional=True,
                   hint=s._("No reason is needed. Meanwhile requests and reminders go to the deputy.")),
    ]  # fmt: skip


def _remove_button(s: Speech, person: PersonDraft, person_id: int) -> Any:
    return layout.button(
        s._("Remove from the group"), REMOVE, person_id, style="danger",
        confirm=layout.confirm(
            s._("Remove this member?"),
            s._("{name} can no longer use the bot. Open requests and results go to the deputy, to a colleague or to"
                " the secretariat. The name stays in everything past.", name=person.name),
            s._("Remove"), s._("Keep"),
        ),
    )  # fmt: skip


def saved(s: Speech, name: str, happened: Consequences, *, entered: bool = False) -> Mrkdwn:
    """Say that an entry is stored, and everything that changed with it."""
    first = (
        s.rich("*{name}* is entered.", name=name) if entered else s.rich("The entry of *{name}* is saved.", name=name)
    )
    relieved = happened.relieved
    told = s.rich("{name} is no longer the first contact of the office.", name=relieved) if relieved else Mrkdwn("")
    return joined([first, told, *_handed(s, happened)])


def removed(s: Speech, name: str, happened: Consequences, leads: int) -> Mrkdwn:
    """Say that a member has left, and where what waited for them went."""
    lines = [s.rich("*{name}* is no longer a member of the group.", name=name), *_handed(s, happened)]
    if leads:
        lines.append(
            s.n_rich(
                "{name} still leads {count} intention. Please name another project lead there.",
                "{name} still leads {count} intentions. Please name another project lead there.",
                leads, name=name,
            )
        )  # fmt: skip
    return joined(lines)


def _handed(s: Speech, happened: Consequences) -> list[Mrkdwn]:
    lines = []
    for to, offices in _by_receiver(happened.inquiries).items():
        names = ", ".join(dict.fromkeys(offices))
        if to:
            lines.append(
                s.n_rich(
                    "{count} open request ({offices}) goes to {name}.",
                    "{count} open requests ({offices}) go to {name}.",
                    len(offices), offices=names, name=to,
                )
            )  # fmt: skip
        else:
            lines.append(s.rich("Nobody can be asked for {offices}. Please enter a contact.", offices=names))
    for to, offices in _by_receiver(happened.results).items():
        receiver = to or s._("the secretariat")
        lines.append(
            s.n_rich(
                "{count} open result goes to {name}.", "{count} open results go to {name}.", len(offices), name=receiver
            )
        )
    return lines


def _by_receiver(handed: Sequence[Handed]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in handed:
        found.setdefault(one.to or "", []).append(one.office)
    return found


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of members; None for a rule of something else."""
    match code:
        case "already_entered":
            return s._("This person has just been entered. Please open the list again.")
        case "chat_user_is_program":
            return s._("This is a program, not a person. Please choose somebody else.")
        case "chat_user_is_external":
            return s._("This person belongs to another organisation and cannot use the bot.")
        case "chat_user_is_deactivated":
            return s._("This account is closed. Please choose somebody else.")
        case "not_an_email":
            return s._("This is not an e-mail address. Please write it like this: name@stadt.example")
        case "office_role_needs_office":
            return s._("An office member needs an office. Please choose one.")
        case "contact_needs_office":
            return s._("Only somebody of an office can be its first contact. Please choose the office.")
        case "contact_cannot_answer":
            return s._("The first contact answers for the office. Please tick the role “office member” too.")
        case "own_deputy":
            return s._("Nobody is their own deputy. Please choose somebody else or leave this empty.")
        case "last_secretariat":
            return s._("This is the only person of the secretariat. Please give somebody else this role first.")
        case "always_secretariat":
            return s._(
                "The settings (AGSP_SECRETARIAT) name this person as secretariat. Only the administrator can change that."
            )
        case "absence_needs_a_beginning":
            return s._("Please say from which day on.")
        case "absence_ends_before_it_begins":
            return s._("The last day lies before the first. Please check both.")
        case _:
            return None
