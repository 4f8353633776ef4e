"""After an import, in waves the secretariat chooses: cards into the channel, requests, results to their offices."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.mrkdwn import Mrkdwn
from handlers.views import fields
from handlers.views import imports as import_views
from handlers.views import waves as views
from handlers.visit import Visit
from planning.errors import Invalid, Missing, OutOfRange, Required
from planning.kept_sheets import SheetCause
from planning.needs import Asking, check_deadline
from planning.people import Act
from planning.rounds import proposed_deadline
from storage import backlog, form_drafts, intentions, kept_sheets, requests, topics
from storage.recesses import recesses
from storage.requests import Addressee

KIND = "wave"


async def open_cards(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask whose cards are posted now."""
    channel = _channel(visit)
    async with visit.read() as session:
        rows = await backlog.without_card(session, views.MOST_OFFERED)
        rest = (await backlog.resting(session)).without_card
    if not rows:
        raise Missing("backlog")
    faces = [intentions.face(row, visit.person) for row in rows]
    await answers.open_form(client, body, views.cards(visit.speech, faces, rest, Mrkdwn(f"<#{channel}>")))
    await ack()


def _channel(visit: Visit) -> str:
    visit.require(Act.IMPORT)
    if visit.house.channel is None:
        raise Missing("channel")
    return visit.house.channel


async def post_cards(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Promise the cards; the delivery posts them one after the other."""
    channel = _channel(visit)
    chosen = _chosen(view)
    async with visit.change() as change:
        number = await backlog.show_cards(change, chosen, channel)
        text = visit.speech.n_rich(
            "{count} card is on its way into {channel}.", "{count} cards are on their way into {channel}.",
            number, channel=Mrkdwn(f"<#{channel}>"),
        )  # fmt: skip
        change.answer = answers.updated(views.done(visit.speech, text))
    await ack(**change.answer)


def _chosen(view: dict[str, Any]) -> list[int]:
    chosen = fields.read_form(view)[views.CHOSEN]
    if not chosen:
        raise Invalid(Required(views.CHOSEN))
    return [int(value) for value in chosen]


async def open_requests(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask about which intentions the offices are asked now."""
    visit.require(Act.IMPORT)
    async with visit.read() as session:
        rows = await backlog.without_request(session, views.MOST_OFFERED)
        rest = (await backlog.resting(session)).without_request
        around = await recesses(session, visit.today)
    if not rows:
        raise Missing("backlog")
    house = visit.house
    deadline = proposed_deadline(visit.today, house.calendar, house.policy, around)
    at = visit.speech.clock(house.calendar.instant(deadline.day, house.policy.deadline_time))
    faces = [intentions.face(row, visit.person) for row in rows]
    await answers.open_form(client, body, views.requests(visit.speech, faces, rest, deadline=deadline, at=at))
    await ack()


async def preview_requests(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Say how many messages the chosen requests mean for each office."""
    visit.require(Act.IMPORT)
    chosen, values, house = _chosen(view), fields.read_form(view), visit.house
    if len(chosen) > views.MOST_REQUESTS:
        raise Invalid(OutOfRange(views.CHOSEN, low="1", high=str(views.MOST_REQUESTS)))
    due, remark = fields.read_day("due", values), fields.read_words("remark", values, 1000, optional=True)
    check_deadline(due, visit.today, house.calendar)
    async with visit.change() as change:
        planned = await backlog.addressed(change.session, chosen, visit.today)
        kept = {"ids": chosen, "due": due.isoformat(), "remark": remark}
        draft_id = await form_drafts.keep(change, KIND, context=kept, values={})
        titles = [intentions.face(row, visit.person).number for row, _ in planned]
        moment = visit.speech.moment(house.calendar.instant(due, house.policy.deadline_time))
        loads = _loads(found for _, found in planned)
        shown = views.load(visit.speech, titles, loads, due=moment, draft_id=draft_id)
        change.answer = {"response_action": "push", "view": shown}
    await ack(**change.answer)


def _loads(planned: Iterable[list[Addressee]]) -> list[views.Load]:
    by_office: dict[str, list[Addressee]] = defaultdict(list)
    for addressees in planned:
        for one in addressees:
            if one.person is not None:
                by_office[one.office.name].append(one)
    return [
        views.Load(
            office=office,
            messages=len(found),
            persons=list(dict.fromkeys(one.person.name for one in found if one.person is not None)),
            on_behalf=found[0].asking is Asking.SECRETARIAT,
        )
        for office, found in by_office.items()
    ]


async def start_requests(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Start all chosen requests in one transaction, or none."""
    visit.require(Act.IMPORT)
    house = visit.house
    async with visit.change() as change:
        kept = (await form_drafts.take(change, int(view["private_metadata"]))).context
        due = fields.read_day("due", kept)
        check_deadline(due, visit.today, house.calendar)
        due_at = house.calendar.instant(due, house.policy.deadline_time)
        planned = await backlog.addressed(change.session, kept["ids"], visit.today)
        for row, addressees in planned:
            request = await requests.start(
                change,
                row.key,
                addressees,
                started_on=visit.today,
                due=due,
                due_at=due_at,
                remark=kept["remark"] or None,
            )
            await topics.ask(change, request, house.catalogue.topics)
            await kept_sheets.keep(change, house.catalogue, row.key, SheetCause.REQUEST, visit.today)
        messages = sum(one.messages for one in _loads(found for _, found in planned))
        text = visit.speech.n_rich(
            "{count} request has started: {messages} messages are on their way. Deadline: {due}",
            "{count} requests have started: {messages} messages are on their way. Deadline: {due}",
            len(planned), messages=messages, due=visit.speech.moment(due_at),
        )  # fmt: skip
        change.answer = answers.updated(views.done(visit.speech, text))
    await ack(**change.answer)


async def open_results(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Say how many results would be shown to which offices."""
    visit.require(Act.IMPORT)
    async with visit.read() as session:
        by_office = await backlog.unseen_by_office(session)
    if not by_office:
        raise Missing("backlog")
    await answers.open_form(client, body, views.results(visit.speech, by_office))
    await ack()


async def show_results(ack: AsyncAck, visit: Visit) -> None:
    """Promise the results to whoever is responsible."""
    visit.require(Act.IMPORT)
    async with visit.change() as change:
        number = await backlog.show_results(change, views.MOST_RESULTS)
        text = visit.speech.n_rich(
            "{count} result is on its way to its office.", "{count} results are on their way to their offices.", number
        )
        change.answer = answers.updated(views.done(visit.speech, text))
    await ack(**change.answer)


def register(app: AsyncApp) -> None:
    """Connect buttons and forms."""
    app.action(import_views.CARDS)(open_cards)
    app.action(import_views.REQUESTS)(open_requests)
    app.action(import_views.RESULTS)(open_results)
    app.view(views.CARDS_FORM)(post_cards)
    app.view(views.REQUESTS_FORM)(preview_requests)
    app.view(views.REQUESTS_START)(start_requests)
    app.view(views.RESULTS_FORM)(show_results)
