"""The words of the home tab for needs seen together: the few intentions its reader works with."""

from slack_sdk.models.blocks import Block

from handlers.views import overviews as views
from handlers.voice import Told
from storage import intentions
from storage.overviews import overviews


async def at_home(told: Told) -> list[Block]:
    """Show what is reported for the reader's intentions, confidential ones under their alias."""
    assert told.reader is not None, "a home belongs to a person"
    rows = await overviews(told.session, told.reader, views.MOST)
    lines = [
        views.Line(intentions.face(row.intention, told.reader), row.needs, row.offices, row.missing) for row in rows
    ]
    return views.at_home(told.speech, lines)
