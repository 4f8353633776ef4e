"""The words of digest and agenda, and the one line about a late update."""

from collections.abc import Callable
from datetime import date

from handlers.mrkdwn import Mrkdwn, safe
from handlers.views import layout
from handlers.views.digests import agenda_message, agenda_title, digest_message, first_line
from handlers.views.intentions import Words
from handlers.views.reports import answer_name
from handlers.voice import Told
from planning.meetings import MeetingState
from planning.messages import DigestChanged, Silence, SurfaceKind, Wording
from storage import digests, meetings, reports, surfaces, updates
from storage.intentions import face, intention
from storage.people import Person, person


async def draw_digest(meeting_id: int, told: Told) -> Wording | Silence:
    """Draw the digest for one member of the secretariat; one not posted before its meeting was cancelled never is."""
    row = await meetings.meeting(told.session, meeting_id)
    if row is None or told.reader is None:
        return Silence("there is no such meeting")
    if not told.reader.is_secretariat:
        return Silence("the reader no longer belongs to the secretariat")
    if row.state is MeetingState.CANCELLED and not await _posted(told, SurfaceKind.DIGEST, meeting_id):
        return Silence("the meeting is cancelled")
    digest = await digests.digest(told.session, row, told.reader, told.today)
    words = Words(told.house.catalogue, told.speech)
    blocks = digest_message(told.speech, words, digest, told.now, channel=told.house.channel)
    return Wording(safe(first_line(told.speech, digest)), layout.as_list(blocks))


async def draw_agenda(meeting_id: int, told: Told) -> Wording | Silence:
    """Draw the agenda in the group's channel, where confidential intentions have their alias."""
    row = await meetings.meeting(told.session, meeting_id)
    if row is None:
        return Silence("there is no such meeting")
    if row.state is MeetingState.CANCELLED and not await _posted(told, SurfaceKind.AGENDA, meeting_id):
        return Silence("the meeting is cancelled")
    digest = await digests.digest(told.session, row, None, told.today)
    blocks = agenda_message(told.speech, Words(told.house.catalogue, told.speech), digest, told.now)
    return Wording(safe(agenda_title(told.speech, digest)), layout.as_list(blocks))


async def _posted(told: Told, kind: SurfaceKind, meeting_id: int) -> bool:
    reader = told.reader.key if told.reader is not None and kind is SurfaceKind.DIGEST else None
    return await surfaces.was_posted(told.session, kind, meeting_id, reader)


async def digest_changed(message: DigestChanged, told: Told) -> Wording | Silence:
    """Tell the secretariat in one line what has come into a digest that was sent."""
    row = await meetings.meeting(told.session, message.meeting_id)
    if row is None or not row.is_ahead(told.now):
        return Silence("the meeting is over or cancelled")
    if message.report_id is not None:
        return await _late_report(message.report_id, message.version, row.on, told)
    written = await updates.written(told.session, message.update_id)
    if written is None or written.meeting_id != row.id:
        return Silence("the update was taken back or counts for another meeting")
    about = await intention(told.session, written.intention_id)
    author = await person(told.session, written.person_id)

    def line(viewer: Person | None) -> Mrkdwn:
        title = safe(f"{face(about, viewer).title}: ") if about is not None else Mrkdwn("")
        return told.speech.rich(
            "New in the overview for {day}: {name} – {title}{text}",
            day=told.speech.day_in_year(row.on), name=author.name if author else "", title=title,
            text=written.text or "",
        )  # fmt: skip

    return _for_the_secretariat(line, told)


async def _late_report(report_id: int, version: int | None, on: date, told: Told) -> Wording | Silence:
    held = await reports.dossier(told.session, report_id)
    if held.report.version != version:
        return Silence("a newer version of the report has its own line")

    def line(viewer: Person | None) -> Mrkdwn:
        return told.speech.rich(
            "New in the overview for {day}: {office} on *{title}* – {answer}",
            day=told.speech.day_in_year(on), office=held.office.short, title=face(held.intention, viewer).title,
            answer=answer_name(told.speech, held.answer),
        )  # fmt: skip

    return _for_the_secretariat(line, told)


def _for_the_secretariat(line: Callable[[Person | None], Mrkdwn], told: Told) -> Wording:
    # What a locked telephone shows names a confidential intention by its alias, even to the secretariat.
    return Wording(line(None), layout.as_list([layout.section(line(told.reader))]))


PHRASES = {"digest_changed": digest_changed}
SURFACES = {SurfaceKind.DIGEST: draw_digest, SurfaceKind.AGENDA: draw_agenda}
