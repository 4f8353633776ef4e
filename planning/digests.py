"""What a meeting's digest and agenda hold: what counts as new, in which order, grouped how."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from planning.arrivals import BY_ITSELF, Arrival
from planning.intentions import Face
from planning.meetings import MeetingState
from planning.needs import InquiryState


@dataclass(frozen=True)
class Step:
    """A change of stage or state of an intention; `before` and `after` are words of the catalogue or states."""

    intention: Face
    what: Literal["stage", "state"]
    before: str
    after: str


@dataclass(frozen=True)
class Answer:
    """One office's answer on one intention; `reported_before` = it had reported before the time in question."""

    intention: Face
    office: str
    state: InquiryState
    reported_before: bool = False
    arrival: Arrival = BY_ITSELF


@dataclass(frozen=True)
class Received:
    """The answers on one intention, as short names of offices."""

    intention: Face
    reported: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Offices that reported before and have changed their report."""
    no_need: tuple[str, ...] = ()
    not_competent: tuple[str, ...] = ()
    arrivals: Mapping[str, Arrival] = field(default_factory=dict)
    """How answers came that the office did not give by itself in time."""

    @property
    def reports(self) -> int:
        """Count the need reports, new or changed; a Fehlanzeige is none."""
        return len(self.reported) + len(self.changed)


@dataclass(frozen=True)
class Unanswered:
    """Offices whose answer on one intention is missing, and until when they have time."""

    intention: Face
    offices: tuple[str, ...]
    due_at: datetime


@dataclass(frozen=True)
class Said:
    """An update in words; without an intention it is general. Offices are short names."""

    update_id: int
    intention: Face | None
    office: str | None
    author: str
    text: str | None
    question: str | None = None
    question_office: str | None = None
    answer: str | None = None


@dataclass(frozen=True)
class Pending:
    """An open result: due on a day, or when its intention reaches a stage."""

    result_id: int
    number: str
    text: str
    office: str
    due: date | None
    trigger_stage: str | None
    intention: Face | None
    overdue: bool


@dataclass(frozen=True)
class Untaken:
    """City-wide topics without an answer at one intention, by their ids."""

    intention: Face
    topics: tuple[str, ...]


@dataclass(frozen=True)
class Digest:
    """Everything between two meetings as one reader may see it; masked intentions are masked in it."""

    meeting_id: int
    on: date
    starts_at: datetime
    place: str | None
    notes: str | None
    state: MeetingState
    published_at: datetime | None
    new: tuple[Face, ...] = ()
    steps: tuple[Step, ...] = ()
    received: tuple[Received, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    said: tuple[Said, ...] = ()
    questions: tuple[Said, ...] = ()
    """Questions nobody has answered, those of earlier meetings among them."""
    results: tuple[Pending, ...] = ()
    topics: tuple[Untaken, ...] = ()
    nothing_new: tuple[str, ...] = ()
    """Who answered that there is nothing new or unchanged."""

    @property
    def reports(self) -> int:
        """Count the need reports received."""
        return sum(received.reports for received in self.received)

    @property
    def missing(self) -> int:
        """Count the answers that are missing."""
        return sum(len(unanswered.offices) for unanswered in self.unanswered)

    @property
    def overdue(self) -> int:
        """Count the results whose date is over."""
        return sum(result.overdue for result in self.results)

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell; who said so explicitly does not count."""
        told = (self.new, self.steps, self.received, self.unanswered, self.said, self.questions, self.results)
        return not any((*told, self.topics))


def steps_taken(changes: Iterable[Step]) -> tuple[Step, ...]:
    """Fold the changes of each intention (oldest first) into one step; there and back again is none."""
    folded: dict[tuple[int, str], Step] = {}
    for change in changes:
        key = (change.intention.id, change.what)
        first = folded.get(key, change)
        folded[key] = Step(change.intention, change.what, first.before, change.after)
    return tuple(step for step in folded.values() if step.before != step.after)


def received(answers: Sequence[Answer]) -> tuple[Received, ...]:
    """Gather the answers by intention, in the order in which the first of each came."""
    intentions = {answer.intention.id: answer.intention for answer in answers}
    return tuple(_received(face, [a for a in answers if a.intention.id == face.id]) for face in intentions.values())


def _received(intention: Face, answers: Sequence[Answer]) -> Received:
    def offices(state: InquiryState, *, changed: bool | None = None) -> tuple[str, ...]:
        fits = (a.office for a in answers if a.state is state and changed in {None, a.reported_before})
        return tuple(dict.fromkeys(fits))

    return Received(
        intention,
        reported=offices(InquiryState.REPORTED, changed=False),
        changed=offices(InquiryState.REPORTED, changed=True),
        no_need=offices(InquiryState.NO_NEED),
        not_competent=offices(InquiryState.NOT_COMPETENT),
        arrivals={a.office: a.arrival for a in answers if not a.arrival.is_plain},
    )


def in_order_of_urgency(results: Iterable[Pending]) -> tuple[Pending, ...]:
    """Put overdue results first, the longest overdue at the top, then by date; those bound to a stage last."""
    return tuple(sorted(results, key=lambda r: (not r.overdue, r.due is None, r.due or date.max, r.result_id)))


def by_district(said: Iterable[Said], districts: Iterable[str]) -> list[tuple[str | None, list[Said]]]:
    """Group updates by district in the given order, general ones first under None; unknown districts last.

    Within a district those of one intention stand together.
    """
    groups: dict[str | None, list[Said]] = {None: []} | {district: [] for district in districts}
    for update in said:
        groups.setdefault(update.intention.district if update.intention else None, []).append(update)
    for updates in groups.values():
        updates.sort(key=lambda u: (u.intention.number if u.intention else "", u.update_id))
    return [(district, updates) for district, updates in groups.items() if updates]
