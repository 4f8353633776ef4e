"""The words of the morning note: every item is looked at again, and what has been settled is left out."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, time
from itertools import groupby

from handlers.phrasing import confirmations as confirmation_words
from handlers.phrasing import needs as need_words
from handlers.phrasing import results as result_words
from handlers.phrasing import updates as update_words
from handlers.views import absences as absence_views
from handlers.views import layout, silences
from handlers.views import morning as views
from handlers.views import results as result_views
from handlers.views.morning import Because, Item
from handlers.views.notifications import with_snooze
from handlers.voice import Draw, Told
from planning import errors
from planning.calendar import ONE_DAY
from planning.intentions import IntentionState
from planning.messages import MorningNote, Silence, SurfaceKind, Wording
from planning.needs import RequestState
from planning.people import Act
from planning.results import ResultState
from storage import absences, inquiries, intentions, meetings
from storage.inquiries import Case
from storage.needs import WAITING
from storage.people import Person, person
from storage.reminders import Reminder, ReminderKind, note_items
from storage.result_lists import result_line
from storage.snoozes import times_put_off


async def note(message: MorningNote, told: Told) -> Wording | Silence:
    """Say all that is still due for one person in one message."""
    due: list[Item] = []
    for kind, rows in groupby(await note_items(told.session, message.person_id, message.day), key=lambda row: row.kind):
        due += await _items(kind, list(rows), told)
    if not due:
        return Silence("everything has been settled meanwhile")
    text, blocks = views.note(told.speech, due)
    return Wording(text, layout.as_list(blocks))


async def _items(kind: ReminderKind, rows: Sequence[Reminder], told: Told) -> list[Item]:
    if kind is ReminderKind.NEED:
        return await _needs(rows, told)
    items = [await ITEMS[kind](row, told) for row in rows]
    return [item for item in items if item is not None]


async def _with_snooze(rows: Sequence[Reminder], told: Told, item: Item) -> Item:
    """Offer to put it off, and say how often that was done."""
    times = max([await times_put_off(told.session, row) for row in rows])
    return Item(item.name, with_snooze(told.speech, list(item.blocks), [row.id or 0 for row in rows], times))


async def _needs(rows: Sequence[Reminder], told: Told) -> list[Item]:
    """Say which answers are missing; those of other offices on one intention stand together."""
    found: dict[object, list[tuple[Reminder, views.Missing]]] = {}
    for row in rows:
        missing = await _missing(row, told)
        if missing is not None:
            alone = missing.because not in silences.ABOUT_OTHERS
            key = row.id if alone else (missing.request_id, missing.due_at)
            found.setdefault(key, []).append((row, missing))
    return [await _need(pairs, told) for pairs in found.values()]


async def _need(pairs: Sequence[tuple[Reminder, views.Missing]], told: Told) -> Item:
    rows, silent = [row for row, _ in pairs], [missing for _, missing in pairs]
    if len(silent) == 1:
        return await _with_snooze(rows, told, views.missing_answer(told.speech, silent[0], told.now))
    return await _with_snooze(rows, told, silences.together(told.speech, silent, told.now))


async def _missing(row: Reminder, told: Told) -> views.Missing | None:
    try:
        found = await inquiries.case(told.session, row.subject_id)
    except errors.Missing:
        return None
    reader, inquiry = told.reader, found.inquiry
    working = found.request.state is RequestState.OPEN and found.intention.state is IntentionState.ACTIVE
    if reader is None or inquiry.state not in WAITING or inquiry.due != row.due or not working:
        return None
    contact = await person(told.session, inquiry.contact_id)
    assert contact is not None, "persons are never deleted"
    return views.Missing(
        inquiry_id=inquiry.key,
        request_id=found.request.key,
        face=intentions.face(found.intention, reader),
        office=found.office.name,
        short=found.office.short,
        due_at=inquiry.due_at,
        because=_because(found, reader, contact, told.today),
        contact=contact.name,
        phone=contact.phone,
        late=row.late,
    )


def _because(found: Case, reader: Person, contact: Person, today: date) -> Because:
    """Say why this reader hears of it; of several reasons the nearest one."""
    inquiry = found.inquiry
    stranger = reader.is_secretariat and reader.office != inquiry.office
    if contact.key == reader.key:
        return Because.ON_BEHALF if stranger else Because.ASKED
    if contact.is_absent(today) and not stranger:
        return Because.STANDING_IN
    if contact.deputy_id == reader.key:
        return Because.DEPUTY
    if inquiry.stands_in_for == reader.key:
        return Because.BACK
    return Because.SECRETARIAT if stranger else Because.COLLEAGUE


async def _result(row: Reminder, told: Told) -> Item | None:
    line = await result_line(told.session, row.subject_id, told.reader)
    if line is None or told.reader is None or line.result.due != row.due:
        return None
    if line.result.state is not ResultState.OPEN or line.result.is_information:
        return None
    words = result_views.Words(told.speech, told.house.catalogue, told.today)
    blocks = result_views.reminder_blocks(
        words,
        line,
        result_words.permitted(told.reader, line.result),
        is_theirs=result_words.is_theirs(told.reader, line.result),
    )
    owner = await person(told.session, line.result.responsible_id)
    if owner is not None and owner.is_absent(told.today) and owner.key != told.reader.key:
        blocks = absence_views.on_behalf(told.speech, owner.name, blocks)
    name = told.speech._("result {number}", number=line.result.number)
    item = Item(name, views.made_up_for(told.speech, blocks) if row.late else blocks)
    return await _with_snooze([row], told, item)


async def _update(row: Reminder, told: Told) -> Item | None:
    meeting = await meetings.meeting(told.session, row.subject_id)
    if meeting is None or meeting.on != row.due or told.reader is None or not told.reader.may(Act.SEND_UPDATE):
        return None
    again = row.step == -told.house.policy.update_again_days_before
    blocks = await update_words.prompt(row.subject_id, told, again=again)
    if not blocks:
        return None
    return Item(told.speech._("your update for the meeting on {day}", day=told.speech.day_in_year(meeting.on)), blocks)


async def _confirmation(row: Reminder, told: Told) -> Item | None:
    found = await confirmation_words.reminder(row.subject_id, row.due, told)
    return Item(*found) if found is not None else None


async def _draft(row: Reminder, told: Told) -> Item | None:
    """Remind of a need that was begun and not sent."""
    found = await need_words.begun(row.subject_id, told)
    return Item(*found) if found is not None else None


async def _continued(row: Reminder, told: Told) -> Item | None:
    """Remind an office of the needs that were to follow."""
    found = await need_words.continued(row.subject_id, row.due, told)
    return Item(*found) if found is not None else None


async def _return(row: Reminder, told: Told) -> Item | None:
    """Sum up what came in while the reader was away."""
    reader, s = told.reader, told.speech
    if reader is None or reader.absent_from is None or reader.absent_until != row.due:
        return None
    calendar = told.house.calendar
    begin = calendar.instant(reader.absent_from, time.min)
    end = calendar.instant(row.due + ONE_DAY, time.min)
    found = await absences.meanwhile(told.session, reader, begin, end)
    asked = [(intentions.face(one.intention, reader), one.state, one.contact) for one in found.asked]
    return Item(s._("what came in while you were away"), absence_views.meanwhile(s, row.due, found, asked))


ITEMS: dict[ReminderKind, Callable[[Reminder, Told], Awaitable[Item | None]]] = {
    ReminderKind.RESULT: _result,
    ReminderKind.UPDATE: _update,
    ReminderKind.RETURN: _return,
    ReminderKind.CONFIRMATION: _confirmation,
    ReminderKind.DRAFT: _draft,
    ReminderKind.CONTINUED: _continued,
}
"""How one reminder is told, for each kind but the missing answers: they may stand together."""
PHRASES = {"morning_note": note}
SURFACES: dict[SurfaceKind, Draw] = {}
