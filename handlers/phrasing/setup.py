"""The words of the first day: the checklist on the secretariat's home tab, and the trial request."""

from slack_sdk.models.blocks import Block

from handlers.speech import Speech
from handlers.views import layout
from handlers.views import setup as views
from handlers.views import trial as trial_views
from handlers.voice import Draw, Told
from planning.intentions import Face, IntentionState
from planning.messages import Silence, SurfaceKind, TrialRequest, Wording
from planning.needs import due_day
from planning.people import Act
from planning.setup import Step, shows
from storage import setup


async def at_home(told: Told) -> list[Block]:
    """Show the secretariat what is left to set up; afterwards only which offices nobody is entered for."""
    assert told.reader is not None, "a home belongs to a person"
    if not told.reader.may(Act.MANAGE_PEOPLE):
        return []
    standing = await setup.standing(told.session, told.house.channel, told.today)
    if shows(standing):
        return views.blocks(told.speech, standing)
    if standing.unreached and Step.CONTACTS not in standing.marks:
        return views.gap(told.speech, standing)
    return []


async def trial(message: TrialRequest, told: Told) -> Wording | Silence:
    """Word a trial request; its deadline is what a request of that day would have."""
    calendar, policy = told.house.calendar, told.house.policy
    due = due_day(calendar.working_day_from(message.sent_on), calendar, policy)
    due_at = calendar.instant(due, policy.deadline_time)
    blocks = trial_views.message(told.speech, due_at)
    return Wording(trial_views.sentence(told.speech, due_at), layout.as_list(blocks))


def trial_face(s: Speech) -> Face:
    """Give the intention of a trial, which is nowhere stored."""
    return Face(
        id=0, number=s._("Trial"), title=s._("Trial intention"), district="", second_district=None, masked=False,
        confidential=False, state=IntentionState.ACTIVE, stage="", route="", neighbourhood=None, location=None,
        plot=None, owner=None, source=None, source_link=None, dwellings=None, floor_area=None, uses=None,
        municipal_land=None, existing_public_area=None, first_known_on=None, move_in_year=None, lead_id=None,
    )  # fmt: skip


PHRASES = {"trial_request": trial}
SURFACES: dict[SurfaceKind, Draw] = {}
