"""Everything the bot may say unasked, as meaning: ids only, phrased at delivery.

No text, no name and no figure is stored in a message. What is confidential stays in the
tables and is read when the message is phrased, for the person who will read it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from planning.files import FileFormat, FileKind
from planning.joint_needs import JointState


class Meaning(BaseModel):
    """What all messages share: immutable, and nothing but the fields named."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SurfaceShown(Meaning):
    """The first post of a surface; afterwards the surface is redrawn in place."""

    kind: Literal["surface_shown"] = "surface_shown"
    surface_id: int


class MorningNote(Meaning):
    """All the clock has to say to one person on one working day; items are `Reminder` rows."""

    kind: Literal["morning_note"] = "morning_note"
    person_id: int
    day: date


class ReportReceived(Meaning):
    """The receipt with a copy, to who reported; `version` is the report's version then."""

    kind: Literal["report_received"] = "report_received"
    report_id: int
    version: int


class AnswerEntered(Meaning):
    """The secretariat has entered an office's answer that came another way; the copy, to the office."""

    kind: Literal["answer_entered"] = "answer_entered"
    report_id: int
    version: int


class JointNeedProposed(Meaning):
    """An office proposes to make one need of two; to the other office, which agrees with one press."""

    kind: Literal["joint_need_proposed"] = "joint_need_proposed"
    owner_id: int


class JointNeedDecided(Meaning):
    """Two needs became one, stayed apart, or are two again; to the offices."""

    kind: Literal["joint_need_decided"] = "joint_need_decided"
    owner_id: int
    state: JointState


class NeedEchoed(Meaning):
    """Another office supports a need, or says whom it benefits or harms; to the office that reported it."""

    kind: Literal["need_echoed"] = "need_echoed"
    need_id: int
    office: str
    what: Literal["support", "effect"]


class TextTyped(Meaning):
    """Somebody typed words below a request; to them, with what can be made of the words kept in the draft."""

    kind: Literal["text_typed"] = "text_typed"
    draft_id: int
    inquiry_id: int


class TypingHint(Meaning):
    """Somebody typed words that belong to nothing; to them, at most once a day."""

    kind: Literal["typing_hint"] = "typing_hint"
    day: date


class QuestionAsked(Meaning):
    """An office has a question; to the project lead (or the secretariat where there is none)."""

    kind: Literal["question_asked"] = "question_asked"
    question_id: int


class QuestionAnswered(Meaning):
    """The answer to an office's question, to all who were asked in that round."""

    kind: Literal["question_answered"] = "question_answered"
    question_id: int


class ExtensionDecided(Meaning):
    """What the secretariat decided on an extension; to who asked."""

    kind: Literal["extension_decided"] = "extension_decided"
    extension_id: int


class RoundFinished(Meaning):
    """All have answered, or the deadline has passed; to project lead and secretariat."""

    kind: Literal["round_finished"] = "round_finished"
    request_id: int
    why: Literal["all_answered", "deadline"]


class InquiryDeclined(Meaning):
    """An office says it is not competent and names a better one; to lead and secretariat."""

    kind: Literal["inquiry_declined"] = "inquiry_declined"
    inquiry_id: int


class IntentionNews(Meaning):
    """Stage or state of an intention changed; once, in the thread of its card."""

    kind: Literal["intention_news"] = "intention_news"
    change_id: int


class RequestWithdrawn(Meaning):
    """An intention was paused, abandoned or taken up again; to the offices still asked."""

    kind: Literal["request_withdrawn"] = "request_withdrawn"
    change_id: int
    inquiry_id: int


class IntentionLinked(Meaning):
    """An intention was split or went into another one; once to each office that has reported on it."""

    kind: Literal["intention_linked"] = "intention_linked"
    link_id: int


class MeetingNews(Meaning):
    """A meeting was planned, moved or cancelled; to the group's channel. `revision` counts moves."""

    kind: Literal["meeting_news"] = "meeting_news"
    meeting_id: int
    what: Literal["planned", "moved", "cancelled"]
    revision: int


class DigestChanged(Meaning):
    """A late answer changed a digest that was already sent; one line to the secretariat.

    The answer is an update, or one version of an office's report.
    """

    kind: Literal["digest_changed"] = "digest_changed"
    meeting_id: int
    update_id: int | None = None
    report_id: int | None = None
    version: int | None = None


class UpdateQuestion(Meaning):
    """An update came with a question to an office; to its contact."""

    kind: Literal["update_question"] = "update_question"
    update_id: int


class UpdateQuestionAnswered(Meaning):
    """The answer to such a question, to who asked."""

    kind: Literal["update_question_answered"] = "update_question_answered"
    update_id: int


class ResultAssigned(Meaning):
    """An office became responsible for a result; `revision` counts handovers."""

    kind: Literal["result_assigned"] = "result_assigned"
    result_id: int
    revision: int


class ResultTriggered(Meaning):
    """The intention reached the stage a result waited for; to the responsible office."""

    kind: Literal["result_triggered"] = "result_triggered"
    result_id: int


class StandInAsked(Meaning):
    """Somebody is away from `first` on; to the deputy, who gets what falls due meanwhile."""

    kind: Literal["stand_in_asked"] = "stand_in_asked"
    person_id: int
    first: date


class MemberGone(Meaning):
    """A member left or the account was closed; to the secretariat, with what went to others."""

    kind: Literal["member_gone"] = "member_gone"
    person_id: int
    inquiry_ids: tuple[int, ...] = ()
    result_ids: tuple[int, ...] = ()


class TrialRequest(Meaning):
    """A request that looks real and leaves nothing behind; to the member of the secretariat who wanted it."""

    kind: Literal["trial_request"] = "trial_request"
    sent_on: date


class FileWanted(Meaning):
    """A document for the file (E-Akte), to who asked for it; `minimum` says that negotiating floors were chosen."""

    kind: Literal["file_wanted"] = "file_wanted"
    what: FileKind
    subject_id: int
    formats: tuple[FileFormat, ...]
    minimum: bool = False


class FileUncertain(Meaning):
    """Nobody knows whether a document has arrived; it is not sent twice. To who asked for it."""

    kind: Literal["file_uncertain"] = "file_uncertain"
    what: FileKind
    subject_id: int


Message = Annotated[
    SurfaceShown
    | MorningNote
    | ReportReceived
    | AnswerEntered
    | JointNeedProposed
    | JointNeedDecided
    | NeedEchoed
    | TextTyped
    | TypingHint
    | QuestionAsked
    | QuestionAnswered
    | ExtensionDecided
    | RoundFinished
    | InquiryDeclined
    | IntentionNews
    | RequestWithdrawn
    | IntentionLinked
    | MeetingNews
    | DigestChanged
    | UpdateQuestion
    | UpdateQuestionAnswered
    | ResultAssigned
    | ResultTriggered
    | FileWanted
    | FileUncertain
    | TrialRequest
    | StandInAsked
    | MemberGone,
    Field(discriminator="kind"),
]

MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)
"""Reads a stored message back into its meaning."""


class SurfaceKind(StrEnum):
    """The living messages: redrawn in place from the newest state."""

    CARD = "card"
    """An intention in the group's channel; subject = intention id."""
    INQUIRY = "inquiry"
    """One office's request, in the direct message of one person; subject = inquiry id."""
    DIGEST = "digest"
    """The digest of a meeting for one member of the secretariat; subject = meeting id."""
    AGENDA = "agenda"
    """The agenda of a meeting in the group's channel; subject = meeting id."""
    RESULT = "result"
    """A result with its buttons, for its responsible person; subject = result id."""
    EXTENSION = "extension"
    """An office's wish for more time, for one member of the secretariat; subject = extension id."""
    CONFIRMATION = "confirmation"
    """Does a report, or do these reports, still hold? For who answers for the office; subject = confirmation request id."""
    HOME = "home"
    """A person's App Home; subject = person id."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a message: made when it is sent, kept nowhere."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True)
class Wording:
    """A message as one reader gets it: plain text that makes sense alone, and its rich form.

    `blocks` is opaque JSON that only `handlers` makes and only the chat platform reads.
    For a home tab, `text` is unused. A message with files has no blocks: the platform puts only text above files.
    """

    text: str
    blocks: Sequence[dict[str, Any]] = ()
    files: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Silence:
    """Nothing to say any more, and why: the fact behind the message has been overtaken."""

    reason: str
