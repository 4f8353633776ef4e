"""The forms of results: record, report as done, delay, hand over, correct, withdraw."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block, InputBlock

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.results import Words, kind_name, row
from planning.intentions import Face
from planning.results import LONG_TEXT, ResultKind
from storage.meetings import Meeting
from storage.people import Office
from storage.result_lists import ResultLine

RECORD_ANOTHER = "result_record_another"
RECORD_FORM = "result_record_form"
INTENTION = "intention_id"
DONE_FORM = "result_done_form"
REOPEN_FORM = "result_reopen_form"
UNDO = "result_undo"
DELAY_FORM = "result_delay_form"
HAND_OVER_FORM = "result_hand_over_form"
CORRECT_FORM = "result_correct_form"
WITHDRAW_FORM = "result_withdraw_form"

MOST_CHOICES = 100
"""Options of one group; Slack's limit."""
OPTION_LENGTH = 70
"""Characters; Slack's limit is 75, and an emoji counts as two."""


@dataclass(frozen=True)
class Choices:
    """What the form offers; `meeting` is the id of the one chosen at first."""

    meetings: Sequence[Meeting]
    meeting: int | None
    intentions: Sequence[Face]
    offices: Sequence[Office]


def record(
    words: Words, offered: Choices, text: str | None = None, *, route: str | None = None, stage: str | None = None
) -> dict[str, Any]:
    """Ask for a new result; one select for the office, so that exactly one is responsible.

    `route` is that of the intention chosen: only its stages are offered then.
    """
    s = words.speech
    waits = _stage(words, stage, route)
    if route is not None:  # the field is another one, so that a stage of another route does not stay chosen
        waits.block_id = f"{waits.block_id}{fields.GENERATION}{route}"
    office_hint = s._("Exactly one office. For a third-party pledge: the office that watches whether it is kept.")
    blocks: list[Block] = [
        fields.text(
            "text",
            s._("Result"),
            initial=text,
            multiline=True,
            longest=LONG_TEXT,
            placeholder=s._("Who does what? One result per form."),
        ),
        fields.choice("kind", s._("Kind"), _kinds(s), initial=ResultKind.DECISION),
        _office(s, offered.offices, hint=office_hint),
        *_meeting(s, offered),
        *_intention(words, offered.intentions),
        fields.day("due", s._("Due on"), optional=True, hint=_date_hint(s)),
        waits,
    ]
    return layout.modal(s._("New result"), blocks, callback=RECORD_FORM, submit=s._("Save"), close=s._("Cancel"))


def recorded(s: Speech, line: ResultLine, when: Mrkdwn) -> dict[str, Any]:
    """Say what was stored, who knows of it, and offer the next one; meetings have several results."""
    who = line.responsible
    told = (
        s.rich("{name} has been told.", name=who) if who else s.rich("Nobody is entered there; the secretariat knows.")
    )
    first = s.rich("*{number}* is recorded. Responsible: {office}.", number=line.result.number, office=line.office)
    blocks: list[Block] = [
        layout.section(joined([first, when, told])),
        layout.actions(layout.button(s._("Record another one"), RECORD_ANOTHER)),
    ]
    return layout.modal(s._("Result recorded"), blocks, close=s._("Close"))


def settled(s: Speech, text: Mrkdwn, undo: int | None = None) -> dict[str, Any]:
    """Say what was stored; closing it also closes what lies below and is out of date now.

    `undo` is the result of which this can be taken back for ten minutes.
    """
    blocks: list[Block] = [layout.section(text)]
    if undo is not None:
        blocks.append(layout.actions(layout.button(s._("Undo"), UNDO, undo)))
        blocks.append(layout.note(s.rich("You can undo this for ten minutes.")))
    view = layout.modal(s._("Saved"), blocks, close=s._("Close"))
    return {**view, "clear_on_close": True}


def done(words: Words, line: ResultLine) -> dict[str, Any]:
    """Ask for the evidence and the day."""
    s = words.speech
    hint = s._("For example a council paper, a file reference or a link")
    blocks: list[Block] = [
        layout.section(row(words, line)),
        fields.text("evidence", s._("Evidence"), multiline=True, longest=LONG_TEXT, hint=hint),
        fields.day("done_on", s._("Done on"), initial=words.today),
    ]
    return _form(s, s._("Report as done"), DONE_FORM, line, blocks)


def delay(words: Words, line: ResultLine) -> dict[str, Any]:
    """Ask for the reason and the new date."""
    s = words.speech
    blocks: list[Block] = [layout.section(row(words, line)), _reason(s), fields.day("due", s._("New date"))]
    return _form(s, s._("It will take longer"), DELAY_FORM, line, blocks)


def hand_over(words: Words, line: ResultLine, offices: Sequence[Office]) -> dict[str, Any]:
    """Ask for the other office and the reason; says what follows."""
    s = words.speech
    others = [office for office in offices if office.id != line.result.office]
    blocks: list[Block] = [
        layout.section(row(words, line)),
        _office(s, others),
        _reason(s),
        layout.note(s.rich("The other office is told at once. Date and history stay as they are.")),
    ]
    return _form(s, s._("Hand over to another office"), HAND_OVER_FORM, line, blocks)


def correct(words: Words, line: ResultLine) -> dict[str, Any]:
    """Ask for what was recorded wrongly; a stage that was reached cannot be chosen again."""
    s, result = words.speech, line.result
    blocks: list[Block] = [
        fields.text("text", s._("Result"), initial=result.text, multiline=True, longest=LONG_TEXT),
        fields.choice("kind", s._("Kind"), _kinds(s), initial=result.kind),
        fields.day("due", s._("Due on"), initial=result.due, optional=True, hint=_date_hint(s)),
    ]
    if line.face is not None and result.triggered_on is None:
        blocks.append(_stage(words, result.trigger_stage, line.face.route))
    blocks.append(_reason(s))
    return _form(s, s._("Correct"), CORRECT_FORM, line, blocks)


def withdraw(words: Words, line: ResultLine) -> dict[str, Any]:
    """Ask for the reason; says that nobody is reminded any more."""
    s = words.speech
    consequence = s.rich(
        "The result no longer applies. It stays readable with your reason and can be reopened;"
        " nobody is reminded of it any more."
    )
    blocks: list[Block] = [layout.section(row(words, line)), layout.section(consequence), _reason(s)]
    return _form(s, s._("Withdraw"), WITHDRAW_FORM, line, blocks, submit=s._("Withdraw"))


def reopen(words: Words, line: ResultLine) -> dict[str, Any]:
    """Ask why a settled result is open again; says who hears of it."""
    s, result = words.speech, line.result
    consequence = s.rich(
        "The result is open again: {office} is told at once and is reminded of the date as before."
        " The evidence or reason given so far stays in the history.",
        office=line.office,
    )
    blocks: list[Block] = [layout.section(row(words, line)), layout.section(consequence), _reason(s)]
    if not result.is_information:
        blocks.append(fields.day("due", s._("Due on"), initial=result.due, optional=True))
    return _form(s, s._("Reopen"), REOPEN_FORM, line, blocks, submit=s._("Reopen"))


def _form(
    s: Speech, title: str, callback: str, line: ResultLine, blocks: Sequence[Block], *, submit: str | None = None
) -> dict[str, Any]:
    return layout.modal(
        title, blocks, callback=callback, submit=submit or s._("Save"), close=s._("Cancel"), metadata=line.result.key
    )


def _kinds(s: Speech) -> list[fields.Choice]:
    return [(kind.value, kind_name(s, kind)) for kind in ResultKind]


def _reason(s: Speech) -> Block:
    return fields.text("reason", s._("Reason"), multiline=True, longest=LONG_TEXT)


def _date_hint(s: Speech) -> str:
    return s._("Either a date or a stage. An information needs neither.")


def _office(s: Speech, offices: Sequence[Office], hint: str | None = None) -> Block:
    choices = [(office.id, _office_name(office)) for office in offices[:MOST_CHOICES]]
    return fields.choice("office", s._("Responsible office"), choices, hint=hint)


def _office_name(office: Office) -> str:
    return office.name if office.short in office.name else f"{office.short} – {office.name}"


def _meeting(s: Speech, offered: Choices) -> list[Block]:
    if not offered.meetings:
        return []
    choices = [(str(meeting.id), s._("Meeting on {day}", day=s.day(meeting.on))) for meeting in offered.meetings]
    chosen = str(offered.meeting) if offered.meeting is not None else None
    return [fields.choice("meeting_id", s._("Meeting"), choices, initial=chosen, optional=True)]


def _intention(words: Words, faces: Sequence[Face]) -> list[Block]:
    """Group the intentions by district: a plain select ends at a hundred."""
    s = words.speech
    groups: dict[str, list[fields.Choice]] = {}
    for face in faces:
        district = words.catalogue.districts[face.district].name.in_(s.language)
        choices = groups.setdefault(district, [])
        if len(choices) < MOST_CHOICES:
            choices.append((str(face.id), cut(f"{face.number} · {face.title}", OPTION_LENGTH)))
    if not groups:
        return []
    label, hint = s._("Intention"), s._("Needed when the result waits for a stage")
    return [fields.grouped_choice(INTENTION, label, sorted(groups.items()), optional=True, hint=hint, at_once=True)]


def _stage(words: Words, chosen: str | None, route: str | None = None) -> InputBlock:
    """Offer the stages of the route; those of every route while the intention is still to be chosen."""
    s = words.speech
    stages = words.catalogue.stages_of(route) if route else tuple(words.catalogue.stages.values())
    choices = [(stage.id, f"{stage.number} · {stage.name.in_(s.language)}") for stage in stages]
    label = s._("Or: due when the intention reaches the stage")
    hint = s._("The date is then set by itself as soon as the stage is reached.")
    return fields.choice("trigger_stage", label, choices, initial=chosen, optional=True, hint=hint)
