"""City-wide topics nobody owns: a caretaker office answers for them in every request, else the secretariat gets them."""

from enum import StrEnum

from planning.errors import Invalid, Outdated, Required

REASON_LENGTH = 500


class PromptState(StrEnum):
    """What became of a topic at one intention; silence is none of the answers."""

    OPEN = "open"
    TAKEN = "taken"
    """The topic is in the needs."""
    IMPOSSIBLE = "impossible"
    """Looked into, cannot be done; with a reason."""
    IRRELEVANT = "irrelevant"


def check_answer(present: PromptState, wanted: PromptState, reason: str | None) -> None:
    """Refuse what is no answer, an answer that is there already, and "impossible" without a reason."""
    if wanted is PromptState.OPEN or present is wanted:
        raise Outdated("topic", present)
    if wanted is PromptState.IMPOSSIBLE and not (reason or "").strip():
        raise Invalid(Required("reason"))
