"""One need of several offices: proposed by one, agreed to by the other, counted once, dissolved again."""

from enum import StrEnum

from planning.errors import Conflict, Invalid, Outdated

ARGUMENT_LENGTH = 1000


class JointState(StrEnum):
    """How far two offices are with making one need of two."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    REFUSED = "refused"
    DISSOLVED = "dissolved"


ALIVE = frozenset({JointState.PROPOSED, JointState.AGREED})


class Effect(StrEnum):
    """What a need does to the target groups of another office."""

    BENEFITS = "benefits"
    HARMS = "harms"


def check_two_offices(one: str, other: str) -> None:
    """Refuse to join two needs of one office: it edits its own report."""
    if one == other:
        raise Invalid(Conflict("stays", "joint_of_one_office"))


def check_still_open(state: JointState, wanted: JointState) -> None:
    """Refuse to decide what is decided already, or to dissolve what never was joint."""
    before = JointState.AGREED if wanted is JointState.DISSOLVED else JointState.PROPOSED
    if state is not before:
        raise Outdated("joint_need", state)
