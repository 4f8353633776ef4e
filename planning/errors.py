"""Every way a rule can say no, with what is needed to explain it.

    Refusal
    ├── NotAllowed          the person's roles do not permit this act
    ├── NotAMember          unknown, guest, external or deactivated
    ├── Missing             there is no such thing (or not for this person)
    ├── Outdated            the thing has moved on; the button or form is too old
    ├── AskFirst            allowed, but only after the person confirmed it
    └── Invalid             one or more fields are wrong, each a Problem

`handlers.errors` turns each into a German sentence; nothing else phrases them.
"""

from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError


class Refusal(Exception):
    """A rule said no; nothing was changed."""


class NotAllowed(Refusal):
    """The person is a member, but none of their roles permits the act."""

    def __init__(self, act: str) -> None:
        super().__init__(act)
        self.act = act


class NotAMember(Refusal):
    """Nobody has entered this chat user; `standing` says what is known of them."""

    def __init__(self, standing: str = "unknown") -> None:
        super().__init__(standing)
        self.standing = standing


class Missing(Refusal):
    """No such thing is visible to this person: `noun` is a word of the glossary."""

    def __init__(self, noun: str, reference: str = "") -> None:
        super().__init__(f"{noun} {reference}".strip())
        self.noun = noun
        self.reference = reference


class Outdated(Refusal):
    """The thing has changed since the button or form was shown; `now` is its state."""

    def __init__(self, noun: str, now: str = "") -> None:
        super().__init__(f"{noun} is {now}" if now else noun)
        self.noun = noun
        self.now = now


class AskFirst(Refusal):
    """The act has a consequence the person should confirm; `question` names it."""

    def __init__(self, question: str, **details: str) -> None:
        super().__init__(question)
        self.question = question
        self.details = details


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field; `field` is the draft's field name."""

    field: str


@dataclass(frozen=True)
class Required(Problem):
    """The field is empty and must not be."""


@dataclass(frozen=True)
class TooLong(Problem):
    """More characters than fit."""

    limit: int
    length: int


@dataclass(frozen=True)
class NotANumber(Problem):
    """Not a number as people write them; `typed` is what came."""

    typed: str


@dataclass(frozen=True)
class NotAQuantity(NotANumber):
    """Neither a number nor a range, with or without its unit."""


@dataclass(frozen=True)
class UnknownUnit(NotANumber):
    """A number with a word behind it that is no unit; `typed` is the word."""


@dataclass(frozen=True)
class OutOfRange(Problem):
    """A number outside what can be meant."""

    low: str
    high: str


@dataclass(frozen=True)
class InThePast(Problem):
    """A date that is over."""

    value: date


@dataclass(frozen=True)
class InTheFuture(Problem):
    """A date that has not come yet, where only past ones make sense."""

    value: date


@dataclass(frozen=True)
class TooFarAhead(Problem):
    """A date beyond the last permitted one."""

    last: date


@dataclass(frozen=True)
class NotAWorkingDay(Problem):
    """A weekend, holiday or closing day, where a working day is needed."""

    value: date


@dataclass(frozen=True)
class MinimumAboveTarget(Problem):
    """The minimum is larger than the target."""


@dataclass(frozen=True)
class UnknownChoice(Problem):
    """Not one of the catalogue's entries."""

    typed: str


@dataclass(frozen=True)
class Backwards(Problem):
    """The stage lies before the present one; a reason is needed."""

    present: str
    wanted: str


@dataclass(frozen=True)
class DeputyAway(Problem):
    """The deputy is away at the same time; with `circle` both stand in for each other."""

    name: str
    first: date
    last: date | None
    circle: bool


@dataclass(frozen=True)
class Conflict(Problem):
    """Two fields exclude each other; `code` says which rule."""

    code: str


class Invalid(Refusal):
    """One or more fields are wrong; nothing was stored."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.field}: {type(p).__name__}" for p in problems))
        self.problems = problems


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Convert pydantic's errors to ours, so that one place phrases them all."""
    return tuple(_problem(e) for e in error.errors(include_url=False))


def _problem(error: object) -> Problem:
    details: dict[str, object] = dict(error)  # type: ignore[call-overload]  # pydantic's ErrorDetails is a TypedDict
    location = details["loc"]
    field = str(location[0]) if isinstance(location, tuple) and location else ""
    kind = str(details["type"])
    context = details.get("ctx") or {}
    typed = details.get("input")
    assert isinstance(context, dict)
    if kind in {"missing", "string_too_short", "too_short", "none_required"} or typed in (None, ""):
        return Required(field)
    if kind == "string_too_long":
        return TooLong(field, limit=int(context["max_length"]), length=len(str(typed)))
    if kind in {"greater_than_equal", "greater_than", "less_than_equal", "less_than"}:
        low = context.get("ge", context.get("gt", ""))
        high = context.get("le", context.get("lt", ""))
        return OutOfRange(field, low=str(low), high=str(high))
    if kind.startswith(("int_", "decimal_", "float_")):
        return NotANumber(field, typed=str(typed))
    return UnknownChoice(field, typed=str(typed))
