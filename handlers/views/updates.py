"""What people see of updates: the question before a meeting, the form, and questions to an office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.intentions import STAGE, Words, line
from planning.intentions import Face
from planning.meetings import ANSWER_LENGTH, UpdateKind
from storage.meetings import Meeting, Update
from storage.updates import OwnAnswer

WRITE = "update_write"
FORM = "update_form"
NOTHING_NEW = "update_nothing_new"
UNCHANGED = "update_unchanged"
STAGES = "update_stages"
WITHDRAW = "update_withdraw"
ANSWER = "update_answer"
ANSWER_FORM = "update_answer_form"

LONGEST = 280
SHOWN_AT_HOME = 3


@dataclass(frozen=True)
class Asked:
    """What a reader may be asked: `leads` = they lead intentions whose stage may have changed."""

    leads: bool


def block_id(meeting_id: int) -> str:
    """Give the id of the row of buttons that the answer takes the place of."""
    return f"update:{meeting_id}"


def prompt_block(s: Speech, meeting: Meeting, *, leads: bool, again: bool = False) -> list[Block]:
    """Ask for an update before a meeting; `leads` = also whether the stages of one's intentions changed.

    `again` is the one reminder. `settled` puts the answer in the place of the buttons.
    """
    day = s.day_in_year(meeting.on)
    clock = s.clock(meeting.starts_at)
    if again:
        question = s.rich(
            "On {day} at {clock} the working group meets, and your update is still missing. What should the other"
            " offices know? Two sentences are enough (at most 280 characters).", day=day, clock=clock,
        )  # fmt: skip
    else:
        question = s.rich(
            "On {day} at {clock} the working group meets. What should the other offices know?"
            " Two sentences are enough (at most 280 characters).", day=day, clock=clock,
        )  # fmt: skip
    buttons = _buttons(s, meeting, leads=leads)
    return [layout.section(question), layout.actions(*buttons, block_id=block_id(meeting.key))]


def _buttons(s: Speech, meeting: Meeting, *, leads: bool) -> list[ButtonElement]:
    buttons = [
        layout.button(s._("Write an update"), WRITE, meeting.key, style="primary"),
        layout.button(s._("Nothing new"), NOTHING_NEW, meeting.key),
    ]
    if leads:
        buttons.append(layout.button(s._("Stages unchanged"), UNCHANGED, meeting.key))
        buttons.append(layout.button(s._("Change a stage"), STAGES, meeting.key))
    return buttons


def noted(s: Speech, kind: UpdateKind, meeting: Meeting) -> Mrkdwn:
    """Confirm an answer given with one click."""
    if kind is UpdateKind.UNCHANGED:
        return s.rich("Noted for {day}: the stages are unchanged. Thank you.", day=s.day_in_year(meeting.on))
    return s.rich("Noted for {day}: nothing new. Thank you.", day=s.day_in_year(meeting.on))


def settled(blocks: Sequence[dict[str, Any]], s: Speech, kind: UpdateKind, meeting: Meeting) -> list[dict[str, Any]]:
    """Put the answer in the place of the buttons of one meeting; a text may still be added."""
    answer = [
        layout.note(noted(s, kind, meeting)),
        layout.actions(layout.button(s._("Add an update after all"), WRITE, meeting.key)),
    ]
    kept: list[dict[str, Any]] = []
    for block in blocks:
        kept += layout.as_list(answer) if block.get("block_id") == block_id(meeting.key) else [block]
    return kept


def form(
    s: Speech,
    meeting: Meeting | None,
    intentions: Sequence[fields.Choice],
    offices: Sequence[fields.Choice],
    text: str | None = None,
) -> dict[str, Any]:
    """Ask for the update, what it is about, and a question to an office if there is one."""
    if meeting is None:
        where = s.rich("No meeting is planned at present. Your update counts for the next one.")
    else:
        where = s.rich("For the meeting on {moment}.", moment=s.moment(meeting.starts_at))
    blocks: list[Block] = [
        layout.note(where),
        fields.text("text", s._("What should the other offices know?"), initial=text, multiline=True, longest=LONGEST,
                    hint=s._("At most 280 characters. It will stand in the agenda: nothing confidential, please.")),
    ]  # fmt: skip
    if intentions:
        blocks.append(
            fields.choice("intention_id", s._("Intention"), intentions[:100], optional=True,
                          placeholder=s._("General, no particular intention"))
        )  # fmt: skip
    if offices:
        blocks += [
            fields.text("question", s._("Question to an office"), multiline=True, optional=True, longest=LONGEST,
                        hint=s._("The office is asked at once; its answer comes to you and into the digest.")),
            fields.choice("question_office", s._("Which office?"), offices[:100], optional=True),
        ]  # fmt: skip
    return layout.modal(
        s._("Write an update"), blocks, callback=FORM, submit=s._("Send"), close=s._("Cancel"),
        metadata=meeting.key if meeting is not None else "",
    )  # fmt: skip


def thanks(s: Speech, meeting: Meeting | None, office: str | None) -> dict[str, Any]:
    """Confirm an update; `office` is the one its question goes to."""
    if meeting is None:
        text = s.rich("Thank you. Your update counts for the next meeting that is planned.")
    else:
        text = s.rich("Thank you. Your update is entered for {moment}.", moment=s.moment(meeting.starts_at))
    blocks: list[Block] = [layout.section(text)]
    if office is not None:
        blocks.append(layout.section(s.rich("Your question goes to {office} now.", office=office)))
    blocks.append(layout.note(s.rich("You can add more at any time with /update.")))
    return layout.modal(s._("Update entered"), blocks, close=s._("Close"))


def own_answer(s: Speech, meeting: Meeting | None, own: OwnAnswer, asked: Asked) -> list[Block]:
    """Show what the reader has answered so far, and the ways to answer."""
    blocks: list[Block] = []
    for text in own.texts[-SHOWN_AT_HOME:]:
        take_back = layout.button(
            s._("Take back"), WITHDRAW, text.key,
            confirm=layout.confirm(
                s._("Take back this update?"), s._("It disappears from digest and agenda."), s._("Take back"), s._("Keep")
            ),
        )  # fmt: skip
        blocks.append(layout.section(s.rich("Your update: {text}", text=text.text or ""), take_back))
    if own.texts:
        buttons = [layout.button(s._("Write another update"), WRITE, meeting.key if meeting else "")]
    elif meeting is None:
        buttons = [layout.button(s._("Write an update"), WRITE)]
    elif own.said:
        kind = UpdateKind.UNCHANGED if UpdateKind.UNCHANGED in own.said else UpdateKind.NOTHING_NEW
        blocks.append(layout.section(noted(s, kind, meeting)))
        buttons = [layout.button(s._("Add an update after all"), WRITE, meeting.key)]
    else:
        blocks.append(layout.section(s.rich("You have not written an update yet.")))
        buttons = _buttons(s, meeting, leads=asked.leads)
    return [*blocks, layout.actions(*buttons)]


def stages(s: Speech, words: Words, faces: Sequence[Face]) -> dict[str, Any]:
    """Let a project lead choose the intention whose stage has changed."""
    blocks: list[Block] = []
    if not faces:
        blocks.append(layout.section(s.rich("You lead no intention at present.")))
    for face in faces[:45]:
        blocks.append(layout.section(line(s, words, face), layout.button(s._("Change stage"), STAGE, face.id)))
    return layout.modal(s._("Change a stage"), blocks, close=s._("Close"))


@dataclass(frozen=True)
class Question:
    """A question to an office as its reader may see it."""

    update: Update
    author: str
    office: str
    intention: Face | None


def question_text(s: Speech, asked: Question) -> Mrkdwn:
    """Word the question with who asks and what about."""
    about = s.rich("About: {number} · {title}", number=asked.intention.number, title=asked.intention.title) if asked.intention else Mrkdwn("")  # fmt: skip
    update = s.rich("Their update: {text}", text=asked.update.text) if asked.update.text else Mrkdwn("")
    return joined(
        [
            s.rich("{author} has a question to {office}:", author=asked.author, office=asked.office),
            s.rich("Question: {question}", question=asked.update.question or ""),
            about,
            update,
        ]
    )


def question(s: Speech, asked: Question) -> list[Block]:
    """Show a question with its button, or with its answer once there is one."""
    blocks: list[Block] = [layout.section(question_text(s, asked))]
    if asked.update.answer is None:
        blocks.append(layout.actions(layout.button(s._("Reply"), ANSWER, asked.update.key, style="primary")))
    else:
        blocks.append(layout.section(s.rich("Answer: {answer}", answer=asked.update.answer)))
    return blocks


def answer_form(s: Speech, asked: Question) -> dict[str, Any]:
    """Ask for the answer to a question."""
    blocks: list[Block] = [
        layout.section(question_text(s, asked)),
        fields.text("answer", s._("Your answer"), multiline=True, longest=ANSWER_LENGTH,
                    hint=s._("It goes to who asked and into the digest.")),
    ]  # fmt: skip
    return layout.modal(
        s._("Answer a question"), blocks, callback=ANSWER_FORM, submit=s._("Send"), close=s._("Cancel"),
        metadata=asked.update.key,
    )  # fmt: skip


def answered(s: Speech, asked: Question, by: str) -> Mrkdwn:
    """Tell who asked what the office answers."""
    return joined(
        [
            s.rich("{office} answers your question ({name}):", office=asked.office, name=by),
            s.rich("Question: {question}", question=asked.update.question or ""),
            s.rich("Answer: {answer}", answer=asked.update.answer or ""),
        ]
    )
