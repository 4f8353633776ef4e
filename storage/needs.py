"""Request rounds, the offices' inquiries in them, and what offices reported."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from planning.needs import InquiryState, NeedDraft, NeedKind, Priority, RequestState
from storage.columns import JSON_VALUE, Hundredths, Words


class NeedRequest(SQLModel, table=True):
    """One round: every office of the distribution is asked about one intention."""

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    started_by: int = Field(foreign_key="person.id")
    started_at: datetime
    started_on: date
    due: date
    due_at: datetime
    remark: str | None = Field(default=None, max_length=1000)
    state: RequestState = Field(default=RequestState.OPEN, sa_type=Words(RequestState))
    finished_at: datetime | None = None
    """When the summary went out: all answered, or the deadline passed."""


class Inquiry(SQLModel, table=True):
    """One office's part of a round. `due` moves with an extension; `contact_id` is who is asked."""

    __table_args__ = (UniqueConstraint("request_id", "office"),)

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="needrequest.id", index=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    contact_id: int = Field(foreign_key="person.id", index=True)
    stands_in_for: int | None = Field(default=None, foreign_key="person.id")
    """The absent contact whose deputy (or, without contact, the secretariat) was asked."""
    due: date
    due_at: datetime
    extended: bool = False
    state: InquiryState = Field(default=InquiryState.ASKED, sa_type=Words(InquiryState))
    begun_by: int | None = Field(default=None, foreign_key="person.id")
    begun_at: datetime | None = None
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None
    reason: str | None = Field(default=None, max_length=1000)
    better_office: str | None = Field(default=None, max_length=60)


class NeedReport(SQLModel, table=True):
    """What one office reports for one intention; `version` counts its submissions."""

    __table_args__ = (UniqueConstraint("intention_id", "office"),)

    id: int | None = Field(default=None, primary_key=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    office: str = Field(max_length=60, foreign_key="office.id", index=True)
    version: int = 0
    complete: bool = False
    changed_by: int = Field(foreign_key="person.id")
    changed_at: datetime = Field(index=True)


class Need(NeedDraft, table=True):
    """One need or concern, as it stands now; earlier states are in ReportVersion."""

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="needreport.id", index=True)
    kind: NeedKind = Field(default=NeedKind.NEED, sa_type=Words(NeedKind))
    quantity: Decimal | None = Field(default=None, sa_type=Hundredths)
    minimum: Decimal | None = Field(default=None, sa_type=Hundredths)
    target_groups: list[str] = Field(default_factory=list, sa_type=JSON_VALUE)
    priority: Priority | None = Field(default=None, sa_type=Words(Priority))
    step: int = 0
    """The ladder of domain 1.11: 0 reported … 6 in use."""
    withdrawn_at: datetime | None = None


class ReportVersion(SQLModel, table=True):
    """What a report said in one version: all its needs as they then were, who, when and why."""

    __table_args__ = (UniqueConstraint("report_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="needreport.id", index=True)
    version: int
    answer: InquiryState = Field(sa_type=Words(InquiryState))
    needs: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON_VALUE)
    complete: bool = False
    reason: str | None = Field(default=None, max_length=1000)
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime


class Question(SQLModel, table=True):
    """A question of an office in a round; the answer goes to all who were asked."""

    id: int | None = Field(default=None, primary_key=True)
    inquiry_id: int = Field(foreign_key="inquiry.id", index=True)
    text: str = Field(max_length=1000)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    answer: str | None = Field(default=None, max_length=2000)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None


class Extension(SQLModel, table=True):
    """A later deadline an office asked for; `granted` is None until the secretariat decides."""

    id: int | None = Field(default=None, primary_key=True)
    inquiry_id: int = Field(foreign_key="inquiry.id", index=True)
    wanted: date
    reason: str | None = Field(default=None, max_length=1000)
    asked_by: int = Field(foreign_key="person.id")
    asked_at: datetime
    granted: bool | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = None
