"""Who belongs to the group, and who may do what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import field_validator
from sqlmodel import Field, SQLModel

from planning.errors import NotAllowed

NAME_LENGTH = 120
FORGOTTEN = "Ehemaliges Mitglied"
"""The name that stands on past facts once a person has been forgotten."""


class Role(StrEnum):
    """What a person does in the group; one person may have several roles."""

    SECRETARIAT = "secretariat"
    OFFICE = "office"
    PLANNER = "planner"
    LEAD = "lead"
    READER = "reader"


class Act(StrEnum):
    """Everything a person can do with the bot; one word per rule."""

    LOOK = "look"
    RECORD_INTENTION = "record_intention"
    CHANGE_INTENTION = "change_intention"
    START_REQUEST = "start_request"
    CLOSE_REQUEST = "close_request"
    ANSWER_REQUEST = "answer_request"
    REPORT_NEED = "report_need"
    ANSWER_QUESTION = "answer_question"
    DECIDE_EXTENSION = "decide_extension"
    SEE_SUMMARY = "see_summary"
    PLAN_MEETING = "plan_meeting"
    PUBLISH_AGENDA = "publish_agenda"
    SEND_UPDATE = "send_update"
    RECORD_RESULT = "record_result"
    SETTLE_RESULT = "settle_result"
    CORRECT_RESULT = "correct_result"
    SET_ABSENCE = "set_absence"
    SEND_AGAIN = "send_again"
    CHANGE_FIGURES = "change_figures"
    DESCRIBE_SITE = "describe_site"
    POOL_INTENTIONS = "pool_intentions"
    MANAGE_PEOPLE = "manage_people"
    READ_AUDIT = "read_audit"
    IMPORT = "import"
    TAKE_FILE = "take_file"
    ENTER_ANSWER = "enter_answer"


EVERYONE = frozenset(Role)
ACTIVE = frozenset({Role.SECRETARIAT, Role.OFFICE, Role.PLANNER, Role.LEAD})
STEERING = frozenset({Role.SECRETARIAT, Role.PLANNER})
SECRETARIAT_ONLY = frozenset({Role.SECRETARIAT})
ANSWERING = frozenset({Role.SECRETARIAT, Role.OFFICE})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.LOOK: EVERYONE,
    Act.RECORD_INTENTION: ACTIVE,  # "as soon as anyone hears of it"
    Act.CHANGE_INTENTION: STEERING,
    Act.START_REQUEST: STEERING,
    Act.CLOSE_REQUEST: STEERING,
    Act.ANSWER_REQUEST: ANSWERING,
    Act.REPORT_NEED: ANSWERING,
    Act.ANSWER_QUESTION: STEERING,
    Act.DECIDE_EXTENSION: SECRETARIAT_ONLY,
    Act.SEE_SUMMARY: STEERING,
    Act.PLAN_MEETING: SECRETARIAT_ONLY,
    Act.PUBLISH_AGENDA: SECRETARIAT_ONLY,
    Act.SEND_UPDATE: ACTIVE,
    Act.RECORD_RESULT: STEERING,
    Act.SETTLE_RESULT: ACTIVE,
    Act.CORRECT_RESULT: STEERING,
    Act.SET_ABSENCE: EVERYONE,
    Act.SEND_AGAIN: SECRETARIAT_ONLY,
    Act.CHANGE_FIGURES: SECRETARIAT_ONLY,
    Act.DESCRIBE_SITE: STEERING,
    Act.POOL_INTENTIONS: STEERING,
    Act.MANAGE_PEOPLE: SECRETARIAT_ONLY,
    Act.READ_AUDIT: SECRETARIAT_ONLY,
    Act.IMPORT: SECRETARIAT_ONLY,
    Act.TAKE_FILE: ACTIVE,
    Act.ENTER_ANSWER: SECRETARIAT_ONLY,
}


def may(roles: Iterable[Role], act: Act) -> bool:
    """Say whether any of the roles permits the act."""
    return not MAY[act].isdisjoint(roles)


def require(roles: Iterable[Role], act: Act) -> None:
    """Raise NotAllowed unless one of the roles permits the act."""
    if not may(roles, act):
        raise NotAllowed(act)


class PersonDraft(SQLModel):
    """A member as the secretariat enters one.

    `office` is a catalogue office id; `absent_until` is the last day of absence (both ends inclusive).
    """

    slack_user_id: str = Field(min_length=2, max_length=32)
    name: str = Field(min_length=1, max_length=NAME_LENGTH)
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=60)
    office: str | None = Field(default=None, max_length=60)
    roles: list[Role] = Field(default_factory=list)
    lead_contact: bool = False
    deputy_id: int | None = None
    absent_from: date | None = None
    absent_until: date | None = None

    @field_validator("roles")
    @classmethod
    def _known_roles_once(cls, roles: list[Role]) -> list[Role]:
        return sorted({Role(role) for role in roles}, key=list(Role).index)

    def is_absent(self, today: date) -> bool:
        """Say whether the person is away on this day."""
        if self.absent_from is None or self.absent_from > today:
            return False
        return self.absent_until is None or today <= self.absent_until

    def may(self, act: Act) -> bool:
        """Say whether this person's roles permit the act."""
        return may(self.roles, act)

    @property
    def is_secretariat(self) -> bool:
        """Say whether this person runs the group's office work."""
        return Role.SECRETARIAT in self.roles


@dataclass(frozen=True)
class Candidate:
    """What the choice of an office's contact looks at."""

    id: int
    lead_contact: bool
    absent: bool
    deputy_id: int | None


@dataclass(frozen=True)
class Contact:
    """Who is asked for an office; `stands_in_for` is the absent contact a deputy stands in for."""

    person_id: int
    stands_in_for: int | None = None


def choose_contact(office_members: Sequence[Candidate], everyone: Mapping[int, Candidate]) -> Contact | None:
    """Choose who is asked: the lead contact, when absent the deputy, else a present colleague.

    None means nobody of the office can be asked; the secretariat gets the request then.
    """
    ranked = sorted(office_members, key=lambda c: (not c.lead_contact, c.id))
    if not ranked:
        return None
    first = ranked[0]
    if not first.absent:
        return Contact(first.id)
    deputy = everyone.get(first.deputy_id) if first.deputy_id is not None else None
    if deputy is not None and not deputy.absent:
        return Contact(deputy.id, stands_in_for=first.id)
    for colleague in ranked[1:]:
        if not colleague.absent:
            return Contact(colleague.id, stands_in_for=first.id)
    return None
