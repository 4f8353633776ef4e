"""The words of a home tab: the sections of all nouns, put together for one reader."""

from slack_sdk.models.blocks import Block

from handlers.phrasing import (
    confirmations,
    inquiries,
    intentions,
    meetings,
    overviews,
    pools,
    questions,
    requests,
    results,
    setup,
    topics,
    updates,
)
from handlers.views import help as help_views
from handlers.views import homes as views
from handlers.views import layout
from handlers.voice import Phrase, Told
from planning.messages import Silence, SurfaceKind, Wording
from planning.people import Act
from storage import surfaces, undelivered
from storage.inquiries import open_cases
from storage.outbox import Outgoing
from storage.people import person
from storage.result_lists import results_at_home

WAITING = (setup, requests, confirmations, questions, topics, updates, pools)
"""Nouns whose sections are there only when something waits."""


async def draw_home(person_id: int, told: Told) -> Wording | Silence:
    """Draw the home tab of a member from the newest state."""
    if told.reader is None or not told.reader.may(Act.LOOK):
        return Silence("nobody reads it")
    return Wording("", layout.as_list(await blocks(told)))


async def blocks(told: Told) -> list[Block]:
    """Put the home tab of its reader together: first what waits, then what is good to know, then the ways in."""
    assert told.reader is not None, "a home belongs to a person"
    waiting: list[Block] = []
    others: list[Block] = []
    for noun in WAITING:
        waiting += await noun.at_home(told)
    waiting += views.undelivered(told.speech, await _undelivered(told))
    asked = await inquiries.at_home(told)
    due = await results.at_home(told)
    (waiting if await open_cases(told.session, told.reader) else others).extend(asked)
    (waiting if await _any_due(told) else others).extend(due)
    for noun in (meetings, intentions, overviews):
        others += await noun.at_home(told)
    return views.home(told.speech, waiting, others, help_views.buttons(told.speech, told.reader))


async def _any_due(told: Told) -> bool:
    """Say whether an open result of the reader's is due by now or soon; overdue ones stand first."""
    assert told.reader is not None, "a home belongs to a person"
    lines, _ = await results_at_home(told.session, told.reader)
    soon = told.house.calendar.add(told.today, -min(told.house.policy.result_steps))
    return any(line.result.due is not None and line.result.due <= soon for line in lines)


async def _undelivered(told: Told) -> list[views.Undelivered]:
    assert told.reader is not None, "a home belongs to a person"
    if not told.reader.may(Act.SEND_AGAIN):
        return []
    return [await _shown(told, row) for row in await undelivered.troubled(told.session)]


async def _shown(told: Told, row: Outgoing) -> views.Undelivered:
    receiver = await person(told.session, row.person_id)
    surface_id = row.body.get("surface_id")
    surface = await surfaces.surface(told.session, surface_id) if surface_id is not None else None
    return views.Undelivered(
        message_id=row.id or 0,
        kind=row.kind,
        surface=surface.kind if surface is not None else None,
        receiver=receiver.name if receiver is not None else None,
        state=row.state,
        reason=row.reason or "",
    )


PHRASES: dict[str, Phrase] = {}
SURFACES = {SurfaceKind.HOME: draw_home}
