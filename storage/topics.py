"""Caretakers of city-wide topics, and the topics as they are asked about in each request."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text, update
from sqlmodel import Field, SQLModel, col, select

from planning.errors import Missing
from planning.intentions import IntentionState
from planning.messages import SurfaceKind
from planning.topics import REASON_LENGTH, PromptState, check_answer
from storage.changes import Change, insert_once
from storage.columns import Words
from storage.database import Session
from storage.intentions import Intention
from storage.meetings import digest_touched
from storage.needs import Inquiry, NeedRequest


class TopicCare(SQLModel, table=True):
    """The office that answers for a topic in every request (Kümmerer)."""

    __tablename__ = "topic_care"

    topic: str = Field(primary_key=True, max_length=60)
    office: str = Field(max_length=60, foreign_key="office.id")


class TopicPrompt(SQLModel, table=True):
    """One topic in one request; without an office that is asked it goes to the secretariat."""

    __tablename__ = "topic_prompt"
    __table_args__ = (
        UniqueConstraint("request_id", "topic"),
        Index(
            "topic_prompt_open",
            "intention_id",
            "id",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="needrequest.id", index=True)
    intention_id: int = Field(foreign_key="intention.id", index=True)
    topic: str = Field(max_length=60)
    office: str | None = Field(default=None, max_length=60, foreign_key="office.id")
    state: PromptState = Field(default=PromptState.OPEN, sa_type=Words(PromptState))
    reason: str | None = Field(default=None, max_length=REASON_LENGTH)
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = None

    @property
    def key(self) -> int:
        """Give the id of a stored row."""
        assert self.id is not None
        return self.id


@dataclass(frozen=True)
class Waiting:
    """A topic without an answer, with the intention it is asked about."""

    prompt: TopicPrompt
    intention: Intention


async def caretakers(session: Session) -> dict[str, str]:
    """Give the office of each topic that has one."""
    return {care.topic: care.office for care in (await session.exec(select(TopicCare))).all()}


async def entrust(c: Change, topic: str, office: str | None) -> None:
    """Let an office, or nobody, answer for a topic from the next request on."""
    found = await c.session.get(TopicCare, topic, with_for_update=True)
    before = found.office if found is not None else None
    if before == office:
        return
    if office is None:
        assert found is not None, "it had one"
        await c.session.delete(found)
    else:
        row = found or TopicCare(topic=topic, office=office)
        row.office = office
        c.session.add(row)
    await c.session.flush()
    c.note("entrusted", "topic", topic, before=before, after=office)


async def merge(c: Change, office: str, into: str) -> None:
    """Let the office that took over answer for the topics of the former one."""
    await c.session.exec(update(TopicCare).where(col(TopicCare.office) == office).values(office=into))
    waiting = (col(TopicPrompt.office) == office, col(TopicPrompt.state) == PromptState.OPEN)
    await c.session.exec(update(TopicPrompt).where(*waiting).values(office=into))


async def ask(c: Change, request: NeedRequest, topics: Iterable[str]) -> None:
    """Ask about every topic in a request; the office only where it is asked in it."""
    care = await caretakers(c.session)
    query = select(col(Inquiry.office)).where(Inquiry.request_id == request.key)
    asked = set((await c.session.exec(query)).all())
    for topic in topics:
        office = care.get(topic)
        row = TopicPrompt(
            request_id=request.key, intention_id=request.intention_id, topic=topic,
            office=office if office in asked else None,
        )  # fmt: skip
        await insert_once(c.session, row)


async def prompts(session: Session, request_id: int, office: str | None = None) -> list[TopicPrompt]:
    """List the topics of a request; with `office` only those it is asked about."""
    query = select(TopicPrompt).where(TopicPrompt.request_id == request_id).order_by(col(TopicPrompt.id))
    if office is not None:
        query = query.where(TopicPrompt.office == office)
    return list((await session.exec(query)).all())


async def waiting(session: Session, now: datetime, intentions: Collection[int] | None = None) -> list[Waiting]:
    """List what the secretariat has to see to: topics without an office, and those silent after the deadline."""
    query = (
        select(TopicPrompt, Intention)
        .join(NeedRequest, col(NeedRequest.id) == col(TopicPrompt.request_id))
        .join(Intention, col(Intention.id) == col(TopicPrompt.intention_id))
        .where(TopicPrompt.state == PromptState.OPEN, Intention.state == IntentionState.ACTIVE)
        .where(col(TopicPrompt.office).is_(None) | (col(NeedRequest.due_at) <= now))
        .order_by(col(TopicPrompt.intention_id), col(TopicPrompt.id))
    )
    if intentions is not None:
        query = query.where(col(TopicPrompt.intention_id).in_(intentions))
    return [Waiting(*row) for row in (await session.exec(query)).all()]


async def prompt(session: Session, prompt_id: int, *, lock: bool = False) -> Waiting:
    """Find one topic of a request with its intention. Raises Missing."""
    query = select(TopicPrompt).where(TopicPrompt.id == prompt_id)
    found = (await session.exec(query.with_for_update() if lock else query)).first()
    intention = await session.get(Intention, found.intention_id) if found is not None else None
    if found is None or intention is None:
        raise Missing("topic")
    return Waiting(found, intention)


async def answer(c: Change, found: TopicPrompt, state: PromptState, reason: str | None) -> None:
    """Store what became of a topic; what shows it follows."""
    check_answer(found.state, state, reason)
    before = found.state
    found.state, found.reason = state, reason
    found.answered_by, found.answered_at = c.person_id, c.now
    c.session.add(found)
    await c.session.flush()
    inquiry = select(Inquiry.id).where(Inquiry.request_id == found.request_id, Inquiry.office == found.office)
    for inquiry_id in (await c.session.exec(inquiry)).all():
        await c.redraw(SurfaceKind.INQUIRY, inquiry_id or 0)
    await c.redraw_homes()
    await digest_touched(c)
    c.note(state, "topic", found.key, reason, topic=found.topic, before=before)
