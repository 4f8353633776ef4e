"""The digest for the secretariat and the agenda for the channel, within Slack's limits however much there is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import files, layout
from handlers.views.chapters import Chapter, fitted, parts
from handlers.views.digest_chapters import agenda, chapters
from handlers.views.intentions import Words
from planning.digests import Digest
from planning.files import FileKind
from planning.meetings import MeetingState

PREVIEW = "agenda_preview"
PUBLISH = "agenda_publish"
PUBLISH_FORM = "agenda_publish_form"
ALL = "digest_all"
TURN = ("digest_all_back", "digest_all_next")
DIGEST, AGENDA = "digest", "agenda"

PAGE = 20
"""Entries on one page of everything."""


def place(meeting_id: int, which: str, offset: int = 0) -> str:
    """Give the value of a button that shows everything: which meeting, digest or agenda, from which line."""
    return f"{meeting_id}:{which}:{offset}"


def first_line(s: Speech, digest: Digest) -> str:
    """Sum the digest up in one sentence that makes sense alone; it names no intention."""
    if digest.state is MeetingState.CANCELLED:
        return agenda_title(s, digest)
    counts = [
        s.n_("{count} new intention", "{count} new intentions", len(digest.new)) if digest.new else "",
        s.n_("{count} report", "{count} reports", digest.reports) if digest.reports else "",
        s.n_("{count} missing answer", "{count} missing answers", digest.missing) if digest.missing else "",
        s.n_("{count} overdue result", "{count} overdue results", digest.overdue) if digest.overdue else "",
        s.n_("{count} change of stage", "{count} changes of stage", len(digest.steps)) if digest.steps else "",
        s.n_("{count} update", "{count} updates", len(digest.said)) if digest.said else "",
        s.n_("{count} open question", "{count} open questions", len(digest.questions)) if digest.questions else "",
    ]
    day = s.day_in_year(digest.on)
    what = ", ".join(count for count in counts if count)
    if what:
        return s._("Overview for the meeting on {day}: {what}.", day=day, what=what)
    if digest.is_empty:
        return s._("Overview for the meeting on {day}: nothing new.", day=day)
    return s._("Overview for the meeting on {day}.", day=day)


def digest_message(s: Speech, words: Words, digest: Digest, now: datetime, *, channel: str | None) -> list[Block]:
    """Show the digest to a member of the secretariat; without `channel` nothing can be published."""
    blocks: list[Block] = [layout.section(safe(first_line(s, digest)))]
    if digest.state is MeetingState.CANCELLED:
        return [*blocks, layout.section(s.rich("Nothing more goes out for it."))]
    blocks.append(layout.note(_when(s, digest)))
    sections, all_shown = fitted(s, chapters(s, words, digest, now))
    blocks += sections
    if digest.is_empty:
        blocks.append(layout.section(s.rich(
            "Since the last meeting there is nothing new and nothing overdue. All requests have been checked."
        )))  # fmt: skip
    if digest.nothing_new:
        names = cut(", ".join(digest.nothing_new), 400)
        blocks.append(layout.note(s.rich("Nothing new or unchanged: {names}", names=names)))
    if digest.published_at is not None:
        blocks.append(
            layout.note(s.rich("The agenda has been in the channel since {moment} and stays current there.",
                               moment=s.short_moment(digest.published_at)))
        )  # fmt: skip
    buttons = _digest_buttons(s, digest, now, channel=channel, all_shown=all_shown)
    return [*blocks, layout.actions(*buttons)] if buttons else blocks


def _digest_buttons(
    s: Speech, digest: Digest, now: datetime, *, channel: str | None, all_shown: bool
) -> list[ButtonElement]:
    buttons = []
    if is_ahead(digest, now):
        buttons.append(layout.button(s._("See the agenda"), PREVIEW, digest.meeting_id))
        if digest.published_at is None and channel is not None:
            sure = layout.confirm(
                s._("Post the agenda in the channel?"),
                s._("Everybody in the group's channel will read it. Confidential intentions appear under their alias."),
                s._("Post it"),
                s._("Not yet"),
            )
            buttons.append(
                layout.button(s._("Post the agenda in the channel"), PUBLISH, digest.meeting_id, style="primary",
                              confirm=sure)
            )  # fmt: skip
    if not all_shown:
        buttons.append(layout.button(s._("Show all"), ALL, place(digest.meeting_id, DIGEST)))
    buttons.append(files.button(s, FileKind.DIGEST, digest.meeting_id))
    return buttons


def is_ahead(digest: Digest, now: datetime) -> bool:
    """Say whether the meeting is planned and has not begun."""
    return digest.state is MeetingState.PLANNED and digest.starts_at > now


def agenda_title(s: Speech, digest: Digest) -> str:
    """Name the agenda in a line that makes sense alone."""
    if digest.state is MeetingState.CANCELLED:
        return s._("The meeting on {moment} is cancelled.", moment=s.moment(digest.starts_at))
    return s._("Agenda for the meeting on {moment}", moment=s.moment(digest.starts_at))


def agenda_message(s: Speech, words: Words, digest: Digest, now: datetime, *, preview: bool = False) -> list[Block]:
    """Show the agenda as it stands in the channel; a preview has no buttons."""
    blocks: list[Block] = [layout.section(s.rich("*{title}*", title=agenda_title(s, digest)))]
    if digest.state is MeetingState.CANCELLED:
        return blocks
    if digest.place:
        blocks.append(layout.section(s.rich("Place: {place}", place=cut(digest.place, 150))))
    sections, all_shown = fitted(s, agenda(s, words, digest, now))
    blocks += sections or [layout.section(s.rich("Nothing is on the agenda yet. Updates and results appear here."))]
    if not all_shown and not preview:
        blocks.append(layout.actions(layout.button(s._("Show all"), ALL, place(digest.meeting_id, AGENDA))))
    return blocks


def agenda_preview(s: Speech, words: Words, digest: Digest, now: datetime, *, may_publish: bool) -> dict[str, Any]:
    """Let the secretariat look at the agenda before the group does."""
    published = digest.published_at is not None
    note = s.rich("This is what stands in the channel.") if published else s.rich("This is what the group will read.")
    blocks: list[Block] = [layout.note(note), *agenda_message(s, words, digest, now, preview=True)]
    if published or not may_publish:
        return layout.modal(s._("Agenda"), blocks, close=s._("Close"))
    return layout.modal(
        s._("Agenda"), blocks, callback=PUBLISH_FORM, submit=s._("Post in channel"), close=s._("Close"),
        metadata=digest.meeting_id,
    )  # fmt: skip


def everything(s: Speech, written: Sequence[Chapter], meeting_id: int, which: str, offset: int) -> dict[str, Any]:
    """Show one page of all entries, each chapter under its heading."""
    entries = [(chapter, line) for chapter in written for line in chapter.lines]
    offset = max(0, min(offset, (len(entries) - 1) // PAGE * PAGE))
    shown = entries[offset : offset + PAGE]
    blocks: list[Block] = []
    for chapter in dict.fromkeys(chapter for chapter, _ in shown):
        lines = [line for of, line in shown if of is chapter]
        blocks += [layout.section(part) for part in parts(chapter, lines)]
    if not entries:
        blocks.append(layout.section(s.rich("There is nothing to show yet.")))
    if len(entries) > PAGE:
        last = min(offset + PAGE, len(entries))
        where = s.rich("{first} to {last} of {total}", first=offset + 1, last=last, total=len(entries))
        buttons = []
        if offset > 0:
            buttons.append(layout.button(s._("Back"), TURN[0], place(meeting_id, which, offset - PAGE)))
        if last < len(entries):
            buttons.append(layout.button(s._("Next"), TURN[1], place(meeting_id, which, offset + PAGE)))
        blocks += [layout.note(where), layout.actions(*buttons)]
    return layout.modal(s._("Digest") if which == DIGEST else s._("Agenda"), blocks, close=s._("Close"))


def _when(s: Speech, digest: Digest) -> Mrkdwn:
    when = safe(s.moment(digest.starts_at))
    return joined([when, safe(digest.place or "", 150)], " · ")
