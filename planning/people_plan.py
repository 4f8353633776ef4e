"""What an import of people would change: who is new, whose entry becomes what, and what cannot be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from planning.catalogue.wording import fold
from planning.people import PersonDraft, Role
from planning.people_import import CLEARED, Reason, Row, RowProblem


@dataclass(frozen=True)
class Known:
    """A person the database has; `left` means entered before and no longer a member."""

    id: int
    person: PersonDraft
    left: bool = False


@dataclass(frozen=True)
class Difference:
    """One value that becomes another; empty means nothing entered."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One person as entered after the import; `person_id` is None for a new one.

    The deputy is named by chat user id, because a new person has no other id yet.
    """

    line: int
    person_id: int | None
    draft: PersonDraft
    deputy: str | None
    returns: bool = False
    differences: tuple[Difference, ...] = ()

    @property
    def changes(self) -> bool:
        """Say whether there is anything to write."""
        return self.person_id is None or self.returns or bool(self.differences)


@dataclass(frozen=True)
class Plan:
    """All of it or, with problems, none; `relieved` are ids of persons who stop being the lead contact."""

    entries: tuple[Entry, ...] = ()
    relieved: tuple[int, ...] = ()
    problems: tuple[RowProblem, ...] = ()


@dataclass
class _People:
    """Everybody a deputy can be: who is entered, and who will be."""

    by_id: dict[str, PersonDraft] = field(default_factory=dict)

    def find(self, words: str) -> list[str]:
        """Give the chat user ids that an id, an e-mail or a name stands for."""
        if words in self.by_id:
            return [words]
        by_email = [key for key, one in self.by_id.items() if (one.email or "").lower() == words.lower()]
        return by_email or [key for key, one in self.by_id.items() if fold(one.name) == fold(words)]


def plan(rows: Sequence[Row], known: Iterable[Known]) -> Plan:
    """Work out the import of rows that all have a chat user id."""
    entered = {one.person.slack_user_id: one for one in known}
    drafts, problems = {}, list[RowProblem]()
    for row in rows:
        draft = _draft(row, entered.get(row.slack_user_id or ""))
        problems += _draft_problems(row, draft)
        drafts[draft.slack_user_id] = draft
    problems += _secretariat_problems(rows, drafts, entered)
    relieved, found = _one_contact_per_office(rows, drafts, entered)
    people = _People({k: one.person for k, one in entered.items() if not one.left} | drafts)
    names = {one.id: key for key, one in entered.items()}
    entries = []
    for row in rows:
        entry, problem = _entry(row, drafts, entered, people, names)
        entries.append(entry)
        problems += problem
    if problems or found:
        return Plan(problems=tuple(sorted([*problems, *found])))
    return Plan(tuple(entries), relieved)


def _draft(row: Row, known: Known | None) -> PersonDraft:
    """Put what the row says over what is entered."""
    assert row.slack_user_id is not None, "looked up before"
    before = known.person if known is not None else PersonDraft(slack_user_id=row.slack_user_id, name=" ")
    office = _over(row.office, before.office)
    roles = before.roles if row.roles is None else row.roles
    if known is None and row.roles is None:
        roles = [Role.OFFICE] if office else [Role.READER]
    values = {
        "slack_user_id": row.slack_user_id,
        "name": row.name if row.name not in (None, CLEARED) else before.name.strip(),
        "email": _over(row.email, before.email),
        "phone": _over(row.phone, before.phone),
        "office": office,
        "roles": sorted(set(roles), key=list(Role).index),
        "lead_contact": row.contact or (before.lead_contact and office == before.office),
    }
    return before.model_copy(update=values)


def _over(typed: str | None, before: str | None) -> str | None:
    if typed is None:
        return before
    return None if typed == CLEARED else typed


def _draft_problems(row: Row, draft: PersonDraft) -> list[RowProblem]:
    problems = []
    if not draft.name:
        problems.append(RowProblem(row.line, Reason.NAME_MISSING, "name"))
    if Role.OFFICE in draft.roles and draft.office is None:
        problems.append(RowProblem(row.line, Reason.OFFICE_MISSING, "office"))
    return problems


def _secretariat_problems(
    rows: Sequence[Row], drafts: Mapping[str, PersonDraft], entered: Mapping[str, Known]
) -> list[RowProblem]:
    """Refuse to take the role from the last member of the secretariat: nobody could give it back."""
    before = {key for key, one in entered.items() if one.person.is_secretariat and not one.left}
    if not before - drafts.keys() and not any(draft.is_secretariat for draft in drafts.values()):
        return [RowProblem(row.line, Reason.LAST_SECRETARIAT, "roles") for row in rows if row.slack_user_id in before]
    return []


def _one_contact_per_office(
    rows: Sequence[Row], drafts: dict[str, PersonDraft], entered: Mapping[str, Known]
) -> tuple[tuple[int, ...], list[RowProblem]]:
    """Let each office have one lead contact: who is named, else who was, else the first in the file."""
    relieved: list[int] = []
    problems: list[RowProblem] = []
    for office in dict.fromkeys(draft.office for draft in drafts.values() if draft.office):
        named = [row for row in rows if row.contact and drafts[row.slack_user_id or ""].office == office]
        problems += [RowProblem(row.line, Reason.CONTACT_TWICE, "roles", office) for row in named[1:]]
        here = [key for key, draft in drafts.items() if draft.office == office]
        others = [
            one
            for key, one in entered.items()
            if key not in drafts and one.person.office == office and one.person.lead_contact and not one.left
        ]
        if named:
            for key in here:
                drafts[key] = drafts[key].model_copy(update={"lead_contact": key == named[0].slack_user_id})
            relieved += [one.id for one in others]
        elif not others and not any(drafts[key].lead_contact for key in here):
            first = next((key for key in here if Role.OFFICE in drafts[key].roles), None)
            if first is not None:
                drafts[first] = drafts[first].model_copy(update={"lead_contact": True})
    return tuple(relieved), problems


def _entry(
    row: Row, drafts: Mapping[str, PersonDraft], entered: Mapping[str, Known], people: _People, names: Mapping[int, str]
) -> tuple[Entry, list[RowProblem]]:
    key = row.slack_user_id or ""
    draft, known = drafts[key], entered.get(key)
    before = names.get(known.person.deputy_id or 0) if known is not None else None
    deputy, problems = _deputy(row, before, people)
    entry = Entry(
        line=row.line,
        person_id=known.id if known is not None else None,
        draft=draft,
        deputy=deputy,
        returns=known is not None and known.left,
        differences=_differences(known.person, draft, before, deputy) if known is not None else (),
    )
    return entry, problems


def _deputy(row: Row, before: str | None, people: _People) -> tuple[str | None, list[RowProblem]]:
    if row.deputy is None or row.deputy == CLEARED:
        return _over(row.deputy, before), []
    found = people.find(row.deputy)
    reason = None
    if not found:
        reason = Reason.DEPUTY_UNKNOWN
    elif len(found) > 1:
        reason = Reason.DEPUTY_AMBIGUOUS
    elif found[0] == row.slack_user_id:
        reason = Reason.DEPUTY_SELF
    if reason is not None:
        return None, [RowProblem(row.line, reason, "deputy", row.deputy)]
    return found[0], []


def _differences(
    before: PersonDraft, after: PersonDraft, deputy_before: str | None, deputy: str | None
) -> tuple[Difference, ...]:
    pairs = [(name, getattr(before, name), getattr(after, name)) for name in ("name", "email", "phone", "office")]
    pairs.append(("roles", " ".join(before.roles), " ".join(after.roles)))
    pairs.append(("lead_contact", "1" if before.lead_contact else "", "1" if after.lead_contact else ""))
    pairs.append(("deputy", deputy_before, deputy))
    return tuple(Difference(name, old or "", new or "") for name, old, new in pairs if (old or "") != (new or ""))
