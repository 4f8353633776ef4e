"""For the file (E-Akte): somebody chooses what comes on paper; the delivery makes and brings it."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers
from handlers.views import fields
from handlers.views import files as views
from handlers.visit import Visit
from planning.errors import Invalid, Missing, NotAllowed, Required
from planning.files import FileFormat, FileKind
from planning.messages import FileWanted
from planning.people import Act
from storage import intentions, meetings
from storage.database import Session
from storage.files import minimum_to_choose
from storage.requests import request


async def want(ack: AsyncAck, visit: Visit, body: dict[str, Any], client: AsyncWebClient) -> None:
    """Ask for formats, and for minimum values where the visitor may see some."""
    kind, subject_id = views.read_place(body["actions"][0]["value"])
    async with visit.read() as session:
        name = await _name(visit, session, kind, subject_id)
        minimum = await minimum_to_choose(session, kind, subject_id, visit.person)
    await answers.open_form(client, body, views.form(visit.speech, kind, subject_id, name, minimum=minimum))
    await ack()


async def submit(ack: AsyncAck, visit: Visit, view: dict[str, Any]) -> None:
    """Promise the document; it is made when it is delivered, and kept nowhere."""
    kind, subject_id = views.read_place(view["private_metadata"])
    values = fields.read_form(view)
    if not values.get("formats"):
        raise Invalid(Required("formats"))
    async with visit.change() as change:
        name = await _name(visit, change.session, kind, subject_id)
        wanted = FileWanted(
            what=kind,
            subject_id=subject_id,
            formats=tuple(FileFormat(one) for one in values["formats"]),
            minimum=bool(values.get("minimum"))
            and await minimum_to_choose(change.session, kind, subject_id, visit.person),
        )
        key = f"file:{kind.value}:{subject_id}:{visit.delivery or visit.now.isoformat()}"
        change.tell(wanted, key[:150], person_id=visit.person.key)
        change.note("wanted_file", kind.value, subject_id, minimum=wanted.minimum, formats=list(wanted.formats))
        text = visit.speech.rich("The document on *{name}* comes as a direct message in a moment.", name=name)
        change.answer = answers.updated(answers.notice(visit.speech, visit.speech._("For the file"), text))
    await ack(**change.answer)


async def _name(visit: Visit, session: Session, kind: FileKind, subject_id: int) -> str:
    """Name the subject as the visitor may see it. Raises Missing, or NotAllowed for who only looks."""
    visit.require(Act.TAKE_FILE)
    if kind in {FileKind.DIGEST, FileKind.MEETING}:
        meeting = await meetings.meeting(session, subject_id)
        if meeting is None:
            raise Missing("meeting")
        if (kind is FileKind.DIGEST or meeting.published_at is None) and not visit.person.may(Act.PUBLISH_AGENDA):
            raise NotAllowed(Act.PUBLISH_AGENDA)
        return visit.speech.moment(meeting.starts_at)
    found = await request(session, subject_id) if kind is FileKind.ROUND else None
    row = await intentions.intention(session, found.intention_id if found is not None else subject_id)
    if row is None or (kind is FileKind.ROUND and found is None):
        raise Missing("intention", str(subject_id))
    face = intentions.face(row, visit.person)
    return f"{face.number} · {face.title}"


def register(app: AsyncApp) -> None:
    """Connect the button and the form."""
    app.action(views.WANT)(want)
    app.view(views.FORM)(submit)
