"""What people see of meetings: the list, the forms to plan, move and cancel, the section at home."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import digests, fields, files, layout, updates
from planning.files import FileKind
from planning.meetings import REASON_LENGTH, Doubt, MeetingState
from storage.meetings import Meeting
from storage.updates import OwnAnswer

NEW = "meeting_new"
FORM = "meeting_form"
MOVE = "meeting_move"
MOVE_FORM = "meeting_move_form"
CANCEL = "meeting_cancel"
CANCEL_FORM = "meeting_cancel_form"
LIST = "meeting_list"
ARCHIVE = "archive"
"""Metadata of the list that shows only what was."""
TURN = ("meeting_coming_back", "meeting_coming_next", "meeting_past_back", "meeting_past_next")
"""The buttons below the two lists; their value is "offset of the coming:offset of the past"."""

PAGE = 10
USUAL_TIME = time(14, 0)


@dataclass(frozen=True)
class Listed:
    """One page of each list."""

    coming: Sequence[Meeting]
    coming_total: int
    coming_offset: int
    past: Sequence[Meeting]
    past_total: int
    past_offset: int


def name(s: Speech, meeting: Meeting) -> Mrkdwn:
    """Name a meeting by when and where it is."""
    when = Mrkdwn(f"*{safe(s.moment(meeting.starts_at))}*")
    where = s.rich("Place: {place}", place=cut(meeting.place, 300)) if meeting.place else Mrkdwn("")
    return joined([when, where])


def listing(s: Speech, page: Listed, *, may_plan: bool) -> dict[str, Any]:
    """Show what is planned and what was, with the buttons the reader may use."""
    blocks: list[Block] = [layout.header(s._("Next meetings"))]
    if not page.coming:
        blocks.append(layout.section(s.rich("No meeting is planned at present.")))
        if not may_plan:
            blocks.append(layout.note(s.rich("The secretariat plans meetings. You hear of it in the group's channel.")))
    for meeting in page.coming:
        blocks.append(layout.section(name(s, meeting)))
        blocks.append(layout.actions(*_buttons(s, meeting, may_plan=may_plan)))
    blocks += _turning(s, page, of_past=False)
    if may_plan:
        blocks.append(layout.actions(layout.button(s._("New meeting"), NEW, style="primary")))
    if page.past:
        blocks += [layout.line(), *_over(s, page, may_plan=may_plan)]
    return layout.modal(s._("Meetings"), blocks, close=s._("Close"))


def archive(s: Speech, page: Listed, *, may_plan: bool) -> dict[str, Any]:
    """Show only what was, with the way to what was said there."""
    blocks = _over(s, page, may_plan=may_plan)
    if not page.past:
        blocks.append(layout.section(s.rich("There has been no meeting yet.")))
    return layout.modal(s._("Past meetings"), blocks, close=s._("Close"), metadata=ARCHIVE)


def _over(s: Speech, page: Listed, *, may_plan: bool) -> list[Block]:
    blocks: list[Block] = [layout.header(s._("Past meetings"))]
    for meeting in page.past:
        blocks.append(layout.section(_past(s, meeting)))
        if buttons := _looking_back(s, meeting, may_plan=may_plan):
            blocks.append(layout.actions(*buttons))
    return blocks + _turning(s, page, of_past=True)


def _looking_back(s: Speech, meeting: Meeting, *, may_plan: bool) -> list[ButtonElement]:
    if meeting.state is MeetingState.CANCELLED:
        return []
    if may_plan:
        seeing = layout.button(s._("See the digest"), digests.ALL, digests.place(meeting.key, digests.DIGEST))
    elif meeting.published_at is not None:
        seeing = layout.button(s._("See the agenda"), digests.ALL, digests.place(meeting.key, digests.AGENDA))
    else:
        return []
    return [seeing, files.button(s, FileKind.MEETING, meeting.key)]


def _past(s: Speech, meeting: Meeting) -> Mrkdwn:
    if meeting.state is not MeetingState.CANCELLED:
        return name(s, meeting)
    return joined([name(s, meeting), s.rich("Cancelled: {reason}", reason=cut(meeting.reason or "–", 300))])


def _buttons(s: Speech, meeting: Meeting, *, may_plan: bool) -> list[ButtonElement]:
    buttons = [layout.button(s._("Write an update"), updates.WRITE, meeting.key)]
    if may_plan:
        buttons.append(layout.button(s._("See the digest"), digests.ALL, digests.place(meeting.key, digests.DIGEST)))
        buttons += steering(s, meeting)
    elif meeting.published_at is not None:
        buttons.append(layout.button(s._("See the agenda"), digests.ALL, digests.place(meeting.key, digests.AGENDA)))
    return buttons


def steering(s: Speech, meeting: Meeting) -> list[ButtonElement]:
    """Give the secretariat's buttons of a planned meeting."""
    return [
        layout.button(s._("Move"), MOVE, meeting.key),
        layout.button(s._("Cancel the meeting"), CANCEL, meeting.key, style="danger"),
    ]


def _turning(s: Speech, page: Listed, *, of_past: bool) -> list[Block]:
    offset = page.past_offset if of_past else page.coming_offset
    total = page.past_total if of_past else page.coming_total
    back, forth = TURN[2:] if of_past else TURN[:2]
    if total <= PAGE:
        return []

    def target(to: int) -> str:
        return f"{page.coming_offset}:{to}" if of_past else f"{to}:{page.past_offset}"

    last = min(offset + PAGE, total)
    buttons = []
    if offset > 0:
        buttons.append(layout.button(s._("Back"), back, target(max(offset - PAGE, 0))))
    if last < total:
        buttons.append(layout.button(s._("Next"), forth, target(offset + PAGE)))
    where = s.rich("{first} to {last} of {total}", first=offset + 1, last=last, total=total)
    return [layout.note(where), layout.actions(*buttons)]


def form(
    s: Speech, values: dict[str, Any], *, metadata: str = "", move: bool = False, warnings: Sequence[Mrkdwn] = ()
) -> dict[str, Any]:
    """Ask for date, time, place and notes (and why it moves); warnings stand above what was typed."""
    blocks: list[Block] = [layout.section(warning) for warning in warnings]
    blocks += [
        fields.day("on", s._("Date"), initial=values.get("on")),
        fields.time_of_day("at", s._("Time"), initial=values.get("at", USUAL_TIME)),
    ]
    if move:
        blocks.append(fields.text("reason", s._("Reason"), multiline=True, longest=REASON_LENGTH,
                                  hint=s._("The group's channel is told the new date and this reason")))  # fmt: skip
    blocks += [
        fields.text("place", s._("Place or link"), initial=values.get("place"), optional=True, longest=300),
        fields.text("notes", s._("Notes for the agenda"), initial=values.get("notes"), optional=True, multiline=True,
                    longest=2000, hint=s._("They stand at the top of the agenda")),
    ]  # fmt: skip
    return layout.modal(
        s._("Move the meeting") if move else s._("New meeting"), blocks, callback=MOVE_FORM if move else FORM,
        submit=_submit(s, move=move, anyway=bool(warnings)), close=s._("Back"), metadata=metadata,
    )  # fmt: skip


def _submit(s: Speech, *, move: bool, anyway: bool) -> str:
    if move:
        return s._("Move anyway") if anyway else s._("Move")
    return s._("Plan anyway") if anyway else s._("Plan")


def values_of(meeting: Meeting) -> dict[str, Any]:
    """Give what the form of a meeting is filled with."""
    return {"on": meeting.on, "at": meeting.at, "place": meeting.place, "notes": meeting.notes}


def warning(s: Speech, doubt: Doubt, draft_day: str, meeting: Meeting | None) -> Mrkdwn:
    """Say what is questionable about a date; pressing the button once more confirms it."""
    match doubt:
        case Doubt.NOT_A_WORKING_DAY:
            return s.rich("*Please check:* {day} is not a working day.", day=draft_day)
        case Doubt.SECOND_THAT_DAY:
            return s.rich("*Please check:* another meeting is already planned for {day}.", day=draft_day)
        case Doubt.CHANGED_MEANWHILE:
            present = s.moment(meeting.starts_at) if meeting is not None else "–"
            return s.rich("*Please check:* somebody has moved this meeting to {moment} meanwhile.", moment=present)


def planned(s: Speech, meeting: Meeting, *, moved: bool, asked_on: str | None, digest_at: str | None) -> dict[str, Any]:
    """Confirm a planned or moved meeting and say what follows; None = it follows at once."""
    if asked_on is None:
        asked = s.rich("All members are asked for a short update with their next morning note.")
    else:
        asked = s.rich("All members are asked for a short update on {day}.", day=asked_on)
    if digest_at is None:
        digest = s.rich("The secretariat gets the digest in a few minutes.")
    else:
        digest = s.rich("The secretariat gets the digest on {moment}.", moment=digest_at)
    blocks: list[Block] = [
        layout.section(joined([name(s, meeting), asked, digest])),
        layout.actions(layout.button(s._("All meetings"), LIST)),
    ]
    title = s._("Meeting moved") if moved else s._("Meeting planned")
    return layout.modal(title, blocks, close=s._("Close"))


def cancel_form(s: Speech, meeting: Meeting) -> dict[str, Any]:
    """Ask why a meeting is cancelled and spell out what follows."""
    blocks: list[Block] = [
        layout.section(name(s, meeting)),
        layout.section(
            s.rich(
                "The group's channel is told at once. Reminders and digest for this meeting no longer go out."
                " Updates already written count for the next meeting. This cannot be undone."
            )
        ),
        fields.text("reason", s._("Reason"), multiline=True, longest=REASON_LENGTH),
    ]
    return layout.modal(
        s._("Cancel the meeting"), blocks, callback=CANCEL_FORM, submit=s._("Cancel it now"), close=s._("Back"),
        metadata=meeting.key,
    )  # fmt: skip


def at_home(
    s: Speech, meeting: Meeting | None, own: OwnAnswer, asked: updates.Asked | None, *, may_plan: bool
) -> list[Block]:
    """Show the next meeting, what the reader has written for it, and what can be done."""
    blocks: list[Block] = [layout.header(s._("Next meeting"))]
    if meeting is None:
        blocks.append(layout.section(s.rich("No meeting is planned at present.")))
    else:
        blocks.append(layout.section(name(s, meeting)))
    if asked is not None:
        blocks += updates.own_answer(s, meeting, own, asked)
    buttons = [layout.button(s._("All meetings"), LIST)]
    if may_plan and meeting is not None:
        buttons.append(layout.button(s._("See the digest"), digests.ALL, digests.place(meeting.key, digests.DIGEST)))
        buttons += steering(s, meeting)
    if may_plan:
        buttons.append(layout.button(s._("New meeting"), NEW))
    return [*blocks, layout.actions(*buttons)]
