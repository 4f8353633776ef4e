"""What an entry of a member must satisfy, and what the chat says about a person."""

import re
from dataclasses import dataclass
from datetime import date

from planning.catalogue.wording import fold
from planning.errors import Conflict, Invalid, Problem, Required
from planning.people import Act, PersonDraft, Role
from planning.people_import import EMAIL


@dataclass(frozen=True)
class ChatUser:
    """A chat user as the platform describes one; `is_program` means a bot or the platform itself."""

    id: str
    name: str | None = None
    email: str | None = None
    is_guest: bool = False
    is_external: bool = False
    is_deactivated: bool = False
    is_program: bool = False


def check_eligible(user: ChatUser) -> None:
    """Raise Invalid for whoever cannot be a member: programs, other organisations' people, closed accounts.

    A guest can: whom the secretariat has entered answers for the office.
    """
    if user.is_program:
        raise Invalid(Conflict("slack_user_id", "chat_user_is_program"))
    if user.is_deactivated:
        raise Invalid(Conflict("slack_user_id", "chat_user_is_deactivated"))
    if user.is_external:
        raise Invalid(Conflict("slack_user_id", "chat_user_is_external"))


def check_entry(draft: PersonDraft, *, person_id: int | None, others: int, always: bool) -> None:
    """Raise Invalid with every field that cannot be so.

    `person_id` is None for a new person, `others` counts the other members of the secretariat, and `always`
    says that the settings name this person as secretariat.
    """
    problems: list[Problem] = []
    if not draft.name.strip():
        problems.append(Required("name"))
    if draft.email and not EMAIL.fullmatch(draft.email):
        problems.append(Conflict("email", "not_an_email"))
    problems += _role_problems(draft, others=others, always=always)
    if draft.lead_contact:
        problems += _contact_problems(draft)
    if draft.deputy_id is not None and draft.deputy_id == person_id:
        problems.append(Conflict("deputy_id", "own_deputy"))
    problems += absence_problems(draft.absent_from, draft.absent_until)
    if problems:
        raise Invalid(*problems)


def _role_problems(draft: PersonDraft, *, others: int, always: bool) -> list[Problem]:
    problems: list[Problem] = []
    if not draft.roles:
        problems.append(Required("roles"))
    if Role.OFFICE in draft.roles and draft.office is None:
        problems.append(Conflict("office", "office_role_needs_office"))
    if Role.SECRETARIAT not in draft.roles and (always or not others):
        problems.append(Conflict("roles", "always_secretariat" if always else "last_secretariat"))
    return problems


def _contact_problems(draft: PersonDraft) -> list[Problem]:
    if draft.office is None:
        return [Conflict("lead_contact", "contact_needs_office")]
    if not draft.may(Act.ANSWER_REQUEST):
        return [Conflict("lead_contact", "contact_cannot_answer")]
    return []


def absence_problems(absent_from: date | None, absent_until: date | None) -> list[Problem]:
    """Say what is wrong with an absence; without a last day it lasts until somebody ends it."""
    if absent_until is None:
        return []
    if absent_from is None:
        return [Conflict("absent_from", "absence_needs_a_beginning")]
    return [Conflict("absent_until", "absence_ends_before_it_begins")] if absent_until < absent_from else []


def check_leaving(draft: PersonDraft, *, others: int, always: bool) -> None:
    """Raise Invalid when the group would lose its last secretariat, or one that the settings name."""
    if always:
        raise Invalid(Conflict("roles", "always_secretariat"))
    if draft.is_secretariat and not others:
        raise Invalid(Conflict("roles", "last_secretariat"))


def follow_name(entered: str, in_chat: str | None) -> str:
    """Give the name after the chat's has changed: the entered one, unless the chat means another name.

    "Dr. Nadja Orlov" stays when the chat only says "Orlov, Nadja (53)"; a new surname is taken over.
    """
    name = " ".join((in_chat or "").split())
    mine, theirs = _name_words(entered), _name_words(name)
    same = not theirs or theirs <= mine or mine <= theirs
    return entered if same else name


def _name_words(name: str) -> set[str]:
    return set(fold(re.sub(r"\([^)]*\)", " ", name).replace(",", " ")).split())
