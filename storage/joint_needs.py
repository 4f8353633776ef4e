"""Needs of several offices: one need stays and is counted, the other points to it as long as both agree."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from planning.joint_needs import JointState
from storage.columns import Words


class NeedOwner(SQLModel, table=True):
    """Another office's part in a need: `need_id` stays and is counted, `joined_id` is that office's own need in it.

    Rows are never deleted: a part that was refused or dissolved stays readable.
    """

    __tablename__ = "need_owner"

    id: int | None = Field(default=None, primary_key=True)
    need_id: int = Field(foreign_key="need.id", index=True)
    joined_id: int = Field(foreign_key="need.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id")
    state: JointState = Field(default=JointState.PROPOSED, sa_type=Words(JointState))
    note: str | None = Field(default=None, max_length=1000)
    proposed_by: int = Field(foreign_key="person.id")
    proposed_office: str = Field(max_length=60, foreign_key="office.id")
    """The one of the two offices that proposed it; the other one decides."""
    proposed_at: datetime
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id
