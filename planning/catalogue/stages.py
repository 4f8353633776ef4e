"""Stages of an intention (Stufen) from the first rumour to use, and the planning routes through them."""

from typing import Annotated

from pydantic import BaseModel, Field

from planning.catalogue.entries import Entry, Id, Status
from planning.catalogue.wording import STRICT, Name, ShortName, Text, Words


class Law(BaseModel):
    """Where the law says so; `status` tells whether anybody has checked it."""

    model_config = STRICT

    text: Words
    status: Status


class Stage(Entry):
    """One stage; resting, abandoned, split or merged intentions are no stages but states."""

    number: Annotated[int, Field(ge=0)]
    name: Name
    short: ShortName
    xb: tuple[Annotated[str, Field(pattern=r"^\d{4}$")], ...] = ()
    """Step codes of XBeteiligung / XPlan."""
    happens: Text
    duty: Text
    """What the working group does or checks here."""
    law: Law | None = None
    owner: Id | None = None
    """The office that leads the procedure at this stage; None where it is outside the catalogue."""


class Route(Entry):
    """One way through planning law with its own order of stages."""

    name: Name
    note: Text
    law: Law | None = None
    stages: Annotated[tuple[Id, ...], Field(min_length=1)]
    sim: bool = True
    """False where the city's land-use model (SIM) does not apply."""
    levers: Text | None = None
    """What remains to obtain something by, where the model does not apply."""
    default: bool = False
    """True for the one route of an intention about which nothing is known yet."""
