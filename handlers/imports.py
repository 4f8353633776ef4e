"""Import in chat: choose a file, see line by line what would happen, bring it in; the work is done beside the answer."""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from time import monotonic
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.apologies import apology
from handlers.chat_files import FileAway, FileTooLarge, direct_channel, fetch, send
from handlers.list_runs import Opening, Tally, examine, take
from handlers.mrkdwn import Mrkdwn
from handlers.pools import look_in_all_districts
from handlers.views import fields, layout
from handlers.views import imports as views
from handlers.views.list_templates import PreviewSheet, template, template_csv
from handlers.views.list_words import ListWords
from handlers.visit import Visit
from planning.deficit_import import COLUMNS as DEFICIT_COLUMNS
from planning.errors import Invalid, Outdated, Required
from planning.intention_import import COLUMNS as INTENTION_COLUMNS
from planning.people import Act
from planning.result_import import COLUMNS as RESULT_COLUMNS
from planning.tables import MOST_BYTES, TableFault, TableRefused
from storage import backlog, form_drafts
from storage.backlog import Resting
from storage.changes import Change, Repeated
from storage.database import Session
from storage.deficit_import import DeficitImport
from storage.figure_import import FigureImport
from storage.intention_import import IntentionImport
from storage.list_import import ListImport, surroundings
from storage.people import names, offices
from storage.result_import import ResultImport

KIND = "import"
"""The kind of draft that remembers which file was checked; the file itself stays in Slack."""
TELL_SECONDS = 2.0
"""How often a message says how far it is, in seconds of real time."""


@dataclass
class Report:
    """The message in which one import tells how far it is and what came of it."""

    client: AsyncWebClient
    channel: str
    ts: str
    _told_at: float = 0.0

    @classmethod
    async def begin(cls, client: AsyncWebClient, user: str, text: Mrkdwn) -> "Report":
        """Post it into somebody's direct messages."""
        channel = await direct_channel(client, user)
        posted = await client.chat_postMessage(channel=channel, text=text)
        return cls(client, channel, str(posted["ts"]), monotonic())

    async def say(self, text: Mrkdwn, blocks: Sequence[Block] = ()) -> None:
        """Let it say something else."""
        shown = layout.as_list(list(blocks) or [layout.section(text)])
        await self.client.chat_update(channel=self.channel, ts=self.ts, text=text, blocks=shown)

    async def progress(self, text: Mrkdwn) -> None:
        """Say how far it is, but not more often than people can read."""
        if monotonic() - self._told_at >= TELL_SECONDS:
            self._told_at = monotonic()
            await self.say(text)


async def show_form(visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for the file."""
    visit.require(Act.IMPORT)
    async with visit.read() as session:
        rest = await backlog.resting(session)
    await answers.open_form(client, body, views.form(visit.speech, rest))


async def open_form(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Open the form from a button."""
    await show_form(visit, body, client)
    await ack()


async def send_template(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Send the template of one kind of list, as Excel file and as CSV."""
    visit.require(Act.IMPORT)
    wanted = body["actions"][0]["action_id"]
    visit.house.errands.run(_send_template(visit, client, wanted), apology(visit, client))
    await answers.tell(client, body, visit.speech, visit.speech.rich("The template comes as a message from the bot."))
    await ack()


async def _send_template(visit: Visit, client: AsyncWebClient, wanted: str) -> None:
    s = visit.speech
    async with visit.read() as session:
        office_names = [office.name for office in await offices(session)]
    name, columns = TEMPLATES[wanted]
    title = views.template_title(s, wanted)
    channel = await direct_channel(client, visit.person.slack_user_id)
    content = template(s, visit.house.catalogue, columns, office_names)
    await send(client, channel, name=f"{name}.xlsx", content=content, title=title, text=s.rich("Here is the template."))
    await send(client, channel, name=f"{name}.csv", content=template_csv(columns), title=f"{title} (CSV)")


TEMPLATES = {
    views.TEMPLATE_INTENTIONS: ("Vorlage-Vorhaben", INTENTION_COLUMNS),
    views.TEMPLATE_RESULTS: ("Vorlage-Ergebnisse", RESULT_COLUMNS),
    views.TEMPLATE_DEFICITS: ("Vorlage-Fehlbedarf", DEFICIT_COLUMNS),
}


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any], client: AsyncWebClient) -> None:
    """Check the chosen file; what would happen comes as a message."""
    visit.require(Act.IMPORT)
    chosen = view["state"]["values"][views.FILE][fields.VALUE].get("files") or []
    if not chosen:
        raise Invalid(Required(views.FILE))
    what = fields.read_form(view)[views.WHAT] or views.INTENTIONS
    file = {"file_id": str(chosen[0]["id"]), "name": str(chosen[0].get("name") or "")[:120], "what": what}
    async with visit.change() as change:
        change.answer = answers.updated(views.begun(visit.speech))
    visit.house.errands.run(_check(visit, client, file), apology(visit, client))
    await ack(**change.answer)


async def _check(visit: Visit, client: AsyncWebClient, file: dict[str, str]) -> None:
    s, name = visit.speech, file["name"]
    report = await Report.begin(client, visit.person.slack_user_id, views.checking(s, name, 0))
    try:
        content = await fetch(client, file["file_id"], MOST_BYTES)
    except FileAway:
        await report.say(_away(visit, name))
        return
    except FileTooLarge:
        tally = Tally(refused=TableRefused(TableFault.TOO_LARGE))
        await report.say(*views.preview(await _words(visit), name, tally, 0))
        return
    words = await _words(visit)

    async def progress(lines: int) -> None:
        await report.progress(views.checking(s, name, lines))

    with closing(PreviewSheet(words)) as sheet:
        tally = await examine(
            content, visit.house.database, _opening(visit, file["what"]), progress=progress, sink=sheet.add
        )
        context = {**file, "digest": hashlib.sha256(content).hexdigest(), "lines": tally.lines}
        async with _change_later(visit) as change:
            draft_id = await form_drafts.keep(change, KIND, context=context, values={})
        await report.say(*views.preview(words, name, tally, draft_id))
        if tally.lines:
            title = s._("Preview of {name}", name=name)
            await send(client, report.channel, name="Vorschau.xlsx", content=sheet.content(), title=title)


def _change_later(visit: Visit) -> Any:
    """Open a change that is not the answer to the delivery: that was given when the errand began."""
    return Visit(visit.house, visit.person, visit.speech, visit.now, None).change()


async def bring_in(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Bring in what was shown; the file is fetched again and must be the same."""
    visit.require(Act.IMPORT)
    draft_id = int(body["actions"][0]["value"])
    async with visit.read() as session:
        draft = await form_drafts.draft(session, draft_id, visit.person.key, visit.now)
    if draft is None:
        raise Outdated("form")
    container = body["container"]
    report = Report(client, container["channel_id"], container["message_ts"])
    visit.house.errands.run(_bring_in(visit, client, report, draft.context, draft_id), apology(visit, client))
    await ack()


async def _bring_in(visit: Visit, client: AsyncWebClient, report: Report, file: dict[str, Any], draft_id: int) -> None:
    s, name = visit.speech, file["name"]
    await report.progress(views.taking(s, name, 0, file["lines"]))
    try:
        content = await fetch(client, file["file_id"], MOST_BYTES)
    except (FileAway, FileTooLarge):
        content = b""
    if hashlib.sha256(content).hexdigest() != file["digest"]:
        await report.say(_away(visit, name))
        return

    async def claim(change: Change) -> None:
        await form_drafts.take(change, draft_id)

    async def progress(lines: int) -> None:
        await report.progress(views.taking(s, name, lines, file["lines"]))

    try:
        tally = await take(
            content, visit.change(), _opening(visit, file["what"]), reason=_reason(visit, name), claim=claim,
            progress=progress,
        )  # fmt: skip
    except (Outdated, Repeated):  # pressed twice: the first press tells what came of it
        return
    await _tell_taken(visit, report, file, tally, draft_id)


async def _tell_taken(visit: Visit, report: Report, file: dict[str, Any], tally: Tally, draft_id: int) -> None:
    name = file["name"]
    if not tally.done:
        await report.say(*views.preview(await _words(visit), name, tally, draft_id))
        return
    if file["what"] == views.INTENTIONS:
        async with _change_later(visit) as change:
            await look_in_all_districts(change, visit)
    async with visit.read() as session:
        rests = file["what"] not in (views.FIGURES, views.DEFICITS)
        rest = await backlog.resting(session) if rests else Resting(0, 0, 0)
    await report.say(*views.taken(visit.speech, name, tally, rest))


async def drop(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Leave the list alone."""
    visit.require(Act.IMPORT)
    async with visit.change() as change:
        draft = await form_drafts.take(change, int(body["actions"][0]["value"]))
    container = body["container"]
    text = visit.speech.rich("*{name}* was not brought in. Nothing was changed.", name=draft.context["name"])
    await Report(client, container["channel_id"], container["message_ts"]).say(*views.said(text))
    await ack()


def _opening(visit: Visit, what: str) -> Opening:
    return partial(opening, visit, what)


async def opening(visit: Visit, what: str, session: Session) -> ListImport[Any]:
    """Open the import of one kind of list."""
    house = visit.house
    around = await surroundings(session, house.catalogue, visit.today)
    if what == views.DEFICITS:
        return await DeficitImport.open(session, around)
    if what == views.FIGURES:
        return await FigureImport.open(session, around)
    if what == views.RESULTS_LIST:
        return await ResultImport.open(session, around)
    due = house.calendar.add(visit.today, house.policy.triggered_result_days)
    return await IntentionImport.open(session, around, due)


async def _words(visit: Visit) -> ListWords:
    async with visit.read() as session:
        return ListWords(visit.speech, visit.house.catalogue, await names(session))


def _reason(visit: Visit, name: str) -> str:
    return visit.speech._("Taken over from the list “{name}”", name=name)


def _away(visit: Visit, name: str) -> Mrkdwn:
    return visit.speech.rich(
        "*{name}* is not there any more, or not the same. Please choose the file again with /agsp import.", name=name
    )


def register(app: AsyncApp) -> None:
    """Connect form and buttons."""
    app.view(views.FORM)(submit)
    for action, listener in {
        views.OPEN: open_form,
        **dict.fromkeys(TEMPLATES, send_template),
        views.TAKE: bring_in,
        views.DROP: drop,
    }.items():
        app.action(action)(listener)
