"""The words of meetings: news in the group's channel, the section at home."""

from collections.abc import Mapping

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.views import layout
from handlers.views import meetings as views
from handlers.views.updates import Asked
from handlers.voice import Draw, Told
from planning.meetings import MeetingState
from planning.messages import MeetingNews, Silence, SurfaceKind, Wording
from planning.people import Act
from storage import intentions, meetings, updates
from storage.meetings import Meeting
from storage.updates import OwnAnswer


async def news(message: MeetingNews, told: Told) -> Wording | Silence:
    """Tell the channel that a meeting is planned, moved or cancelled; only the newest of it."""
    row = await meetings.meeting(told.session, message.meeting_id)
    if row is None or row.revision != message.revision:
        return Silence("the meeting has changed again")
    if row.state is MeetingState.PLANNED and row.starts_at <= told.now:
        return Silence("the meeting has begun")
    text = _text(message, row, told)
    return Wording(text, layout.as_list([layout.section(text)]))


def _text(message: MeetingNews, row: Meeting, told: Told) -> Mrkdwn:
    s = told.speech
    moment = s.moment(row.starts_at)
    place = s.rich("Place: {place}", place=row.place) if row.place else Mrkdwn("")
    reason = s.rich("Reason: {reason}", reason=cut(row.reason or "–", 500))
    match message.what:
        case "planned":
            return joined([s.rich("The working group meets on {moment}.", moment=moment), place])
        case "moved":
            before = s.moment(row.moved_from) if row.moved_from is not None else "–"
            if row.moved_from == row.starts_at:
                first = s.rich("Place or notes of the meeting on {moment} have changed.", moment=moment)
            else:
                first = s.rich("The meeting on {before} is moved to *{moment}*.", before=before, moment=moment)
            return joined([first, reason, place])
        case "cancelled":
            return joined([s.rich("The meeting on {moment} is cancelled.", moment=moment), reason])


async def at_home(told: Told) -> list[Block]:
    """Show the next meeting and what the reader has written for it."""
    assert told.reader is not None, "a home belongs to a person"
    row = await meetings.next_meeting(told.session, told.now)
    own, asked = OwnAnswer(), None
    if told.reader.may(Act.SEND_UPDATE):
        own = await updates.of_person(told.session, told.reader.key, row.key if row is not None else None)
        leads = await intentions.led_by(told.session, told.reader.key)
        asked = Asked(leads=bool(leads) and told.reader.may(Act.CHANGE_INTENTION))
    return views.at_home(told.speech, row, own, asked, may_plan=told.reader.may(Act.PLAN_MEETING))


PHRASES = {"meeting_news": news}
SURFACES: Mapping[SurfaceKind, Draw] = {}
