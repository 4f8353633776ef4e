"""What other offices say to a need: their support with an argument, whom it benefits or harms in their view."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from planning.joint_needs import ARGUMENT_LENGTH, Effect
from storage.columns import Words


class NeedSupport(SQLModel, table=True):
    """An office stands behind another office's need; one per office, and it can be taken back."""

    __tablename__ = "need_support"
    __table_args__ = (UniqueConstraint("need_id", "office"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id")
    argument: str = Field(max_length=ARGUMENT_LENGTH)
    given_by: int = Field(foreign_key="person.id")
    given_at: datetime
    withdrawn_at: datetime | None = None


class NeedEffect(SQLModel, table=True):
    """What a need does to one target group, in the view of an office that did not report it."""

    __tablename__ = "need_effect"
    __table_args__ = (UniqueConstraint("need_id", "office", "target_group"),)

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id")
    target_group: str = Field(max_length=60)
    effect: Effect = Field(sa_type=Words(Effect))
    note: str | None = Field(default=None, max_length=ARGUMENT_LENGTH)
    given_by: int = Field(foreign_key="person.id")
    given_at: datetime
    withdrawn_at: datetime | None = None
