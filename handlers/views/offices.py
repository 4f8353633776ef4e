"""What the secretariat sees of offices: the list with its gaps, the form, and what a merger moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import distribution_lists, fields, layout
from planning.needs import Asking
from planning.offices import NAME_LENGTH, REMIT_LENGTH, SHORT_LENGTH, Asked, OfficeDraft
from storage.offices import Merged, Seat
from storage.people import Office, Person

LIST = "offices_list"
SEARCH_FORM = "offices_search_form"
TURN = ("offices_back", "offices_next")
ADD = "office_add"
EDIT = "office_edit"
FORM = "office_form"
MERGE = "office_merge"
MERGE_FORM = "office_merge_form"
SEARCH = "search"
CONTACT = "contact"
INTO = "into"

PAGE = 10
"""Offices on one page of the list."""


@dataclass(frozen=True)
class Listed:
    """One page of the list; `districts` are all districts by id, `confirm` asks to call the offices complete."""

    seats: Sequence[Seat]
    total: int
    offset: int
    search: str
    districts: Sequence[fields.Choice]
    confirm: Block | None = None


def listing(s: Speech, page: Listed, notice: Mrkdwn | None = None) -> dict[str, Any]:
    """Show the offices ten on a page, with a search field; the form's submit searches."""
    blocks: list[Block] = [layout.section(notice), layout.line()] if notice else []
    blocks += [page.confirm] if page.confirm is not None else []
    blocks.append(layout.actions(layout.button(s._("Add an office"), ADD), distribution_lists.open_button(s)))
    blocks.append(fields.text(SEARCH, s._("Search in name and remit"), initial=page.search, optional=True, longest=60))
    if not page.seats:
        blocks.append(layout.section(s.rich("No office fits “{search}”.", search=page.search)))
    for seat in page.seats:
        edit = layout.button(s._("Edit"), EDIT, seat.office.id)
        blocks.append(layout.section(row(s, seat, dict(page.districts)), edit))
    blocks += _turning(s, page)
    return layout.modal(
        s._("Offices"), blocks, callback=SEARCH_FORM, submit=s._("Search"), close=s._("Close")
    )  # fmt: skip


def row(s: Speech, seat: Seat, districts: dict[str, str]) -> Mrkdwn:
    """Show one office: how it is asked, whom that reaches, what is missing."""
    office = seat.office
    where = ", ".join(districts.get(one, one) for one in office.districts) or s._("whole city")
    lines = [
        Mrkdwn(f"*{safe(office.name)}*" + (f" ({safe(office.short)})" if office.short != office.name else "")),
        joined([safe(asked_name(s, Asked(office.asked))), safe(cut(where, 200))], " · "),
        reach(s, seat),
    ]
    if office.remit:
        lines.append(safe(cut(office.remit, 160)))
    return joined(lines)


def asked_name(s: Speech, asked: Asked) -> str:
    """Say whether an office is in the distribution."""
    match asked:
        case Asked.ALWAYS:
            return s._("in the distribution")
        case Asked.WITH_CONTACT:
            return s._("in the distribution once it has a contact")
        case Asked.NEVER:
            return s._("not in the distribution")


def reach(s: Speech, seat: Seat) -> Mrkdwn:
    """Say whom a request would reach, and name it where nobody is entered."""
    if seat.contact is not None:
        people = s.n_rich("{count} person entered", "{count} persons entered", seat.people)
        if seat.stands_in:
            return joined([s.rich("Contact: {name} (standing in)", name=seat.contact.name), people], " · ")
        return joined([s.rich("Contact: {name}", name=seat.contact.name), people], " · ")
    if seat.asking is Asking.SECRETARIAT:
        return missing(s, seat.office.name)
    return s.rich("Nobody is entered.")


def missing(s: Speech, office: str) -> Mrkdwn:
    """Name a gap where it matters: who gets the request when nobody of the office can."""
    return s.rich("Nobody is entered for: {office}. The request goes to the secretariat.", office=office)


def _turning(s: Speech, page: Listed) -> list[Block]:
    if page.total <= PAGE:
        return []
    last = page.offset + len(page.seats)
    buttons = []
    if page.offset > 0:
        buttons.append(layout.button(s._("Back"), TURN[0], max(page.offset - PAGE, 0)))
    if last < page.total:
        buttons.append(layout.button(s._("Next"), TURN[1], page.offset + PAGE))
    where = s.rich("{first} to {last} of {total}", first=page.offset + 1, last=last, total=page.total)
    return [layout.note(where), layout.actions(*buttons)]


def form(
    s: Speech, draft: OfficeDraft | None, districts: Sequence[fields.Choice], people: Sequence[Person], office: str = ""
) -> dict[str, Any]:
    """Ask for an office, a new one without `office`; its first contact is one of the `people` entered for it."""
    asked = [(one.value, asked_name(s, one)) for one in Asked]
    blocks: list[Block] = [
        fields.text("name", s._("Name"), initial=draft.name if draft else None, longest=NAME_LENGTH),
        fields.text("short", s._("Short name, for cards and lists"), initial=draft.short if draft else None,
                    longest=SHORT_LENGTH),
        fields.text("remit", s._("What it looks after"), initial=draft.remit if draft else None, optional=True,
                    multiline=True, longest=REMIT_LENGTH),
        fields.radio("asked", s._("Need requests"), asked, initial=str(draft.asked if draft else Asked.ALWAYS)),
        fields.several("districts", s._("Only for these districts (none: whole city)"), districts,
                       initial=draft.districts if draft else (), optional=True),
    ]  # fmt: skip
    if office:
        blocks += _contacts(s, people, office)
    title = s._("Edit office") if office else s._("Add an office")
    return layout.modal(title, blocks, callback=FORM, submit=s._("Save"), close=s._("Cancel"), metadata=office)


def _contacts(s: Speech, people: Sequence[Person], office: str) -> list[Block]:
    choices = [(str(one.key), one.name) for one in people][:100]
    lead = next((str(one.key) for one in people if one.lead_contact), None)
    blocks: list[Block] = []
    if choices:
        blocks.append(
            fields.choice(CONTACT, s._("First contact: gets its requests"), choices, initial=lead, optional=True,
                          hint=s._("You enter further persons under “Members”."))
        )  # fmt: skip
    else:
        blocks.append(
            layout.section(s.rich("Nobody is entered for this office yet. You enter persons under “Members”."))
        )
    blocks.append(layout.actions(layout.button(s._("Merge into another office"), MERGE, office)))
    return blocks


def merge_form(s: Speech, office: Office, others: Sequence[Office], seat: Seat) -> dict[str, Any]:
    """Ask which office takes over, and say what that means before it happens."""
    what = s.rich(
        "*{office}* becomes part of another office. Its members, open requests and open results move there."
        " Everything it reported so far stays under its old name. This cannot be taken back.",
        office=office.name,
    )
    people = s.n_rich("{count} person moves.", "{count} persons move.", seat.people)
    blocks: list[Block] = [
        layout.section(joined([what, people])),
        fields.choice(INTO, s._("Into which office?"), [(one.id, one.name) for one in others][:100]),
    ]
    return layout.modal(
        s._("Merge offices"), blocks, callback=MERGE_FORM, submit=s._("Merge"), close=s._("Cancel"), metadata=office.id
    )


def saved(s: Speech, office: str, *, added: bool) -> Mrkdwn:
    """Say that an office is stored."""
    if added:
        return s.rich("*{office}* is entered. Next step: enter its contact under “Members”.", office=office)
    return s.rich("*{office}* is saved.", office=office)


def merged(s: Speech, office: str, into: str, moved: Merged) -> Mrkdwn:
    """Say what a merger moved."""
    return joined([
        s.rich("*{office}* is now part of *{into}*.", office=office, into=into),
        s.rich(
            "Moved: persons {people}, open requests {requests}, open results {results}.",
            people=moved.people, requests=moved.inquiries, results=moved.results,
        ),
    ])  # fmt: skip


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of offices; None for a rule of something else."""
    match code:
        case "office_name_taken":
            return s._("Another office is already called this. Please choose a different name.")
        case "merged_into_itself":
            return s._("An office cannot become part of itself. Please choose another one.")
        case _:
            return None
