"""What is stored about somebody, as the spreadsheet they get."""

from typing import Any

from slack_sdk.models.blocks import Block

from handlers.speech import Speech
from handlers.views import layout, people, sheets
from handlers.views.audit import noun_name, stamp, verb_name
from storage.own_data import OwnData, Trace

OPEN = "own_data_open"
SEND = "own_data_send"


def offer(s: Speech) -> dict[str, Any]:
    """Say what the person gets before it is made."""
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "You get an Excel file with everything the bot has stored about you: your entry, every place where your"
                " name stands, what you wrote, and the messages promised to you. Only you get it."
            )
        ),
        layout.actions(layout.button(s._("Send me the file"), SEND, style="primary")),
        layout.note(
            s.rich("What stands in Slack itself (messages, files, your profile) is kept by Slack, not by the bot.")
        ),
    ]
    return layout.modal(s._("My data"), blocks, close=s._("Close"))


def sheet(s: Speech, found: OwnData) -> bytes:
    """Write all of it on three pages."""
    entry = [(title, 30) for title in (s._("What"), s._("Stored"))]
    traces = [(s._("Where"), 26), (s._("Which"), 18), (s._("You as"), 26), (s._("When"), 18), (s._("Your words"), 80)]
    changes = [(s._("When"), 18), (s._("What"), 20), (s._("Happened"), 26), (s._("Reason"), 50)]
    return sheets.workbook(
        sheets.Page(s._("My entry"), entry, _entry(s, found)),
        sheets.Page(s._("Where my name stands"), traces, [_trace(s, one) for one in found.traces]),
        sheets.Page(
            s._("Changes of my entry"),
            changes,
            [[stamp(s, one.at), noun_name(s, one.noun), verb_name(s, one.verb), one.reason] for one in found.changes],
        ),
    )


def _entry(s: Speech, found: OwnData) -> list[list[str | None]]:
    me = found.person
    flags = {s._("guest"): me.is_guest, s._("external"): me.is_external, s._("account closed"): me.is_deactivated}
    return [
        [s._("Name"), me.name],
        [s._("Chat account"), me.slack_user_id],
        [s._("E-mail"), me.email],
        [s._("Telephone"), me.phone],
        [s._("Office"), me.office],
        [s._("Roles"), ", ".join(people.role_name(s, role) for role in me.roles)],
        [s._("First contact of the office"), s._("Yes") if me.lead_contact else s._("No")],
        [s._("Deputy"), found.deputy],
        [s._("Away from"), me.absent_from.isoformat() if me.absent_from else None],
        [s._("Away until"), me.absent_until.isoformat() if me.absent_until else None],
        [s._("Language"), me.language],
        [s._("Standing in the chat"), ", ".join(name for name, holds in flags.items() if holds) or "–"],
    ]


def _trace(s: Speech, one: Trace) -> list[str | None]:
    return [table_name(s, one.table), one.reference, capacity_name(s, one.capacity), stamp(s, one.at), one.words]


def table_name(s: Speech, table: str) -> str:
    """Name a table; one that is not known stays as the database calls it."""
    known = {
        "audit": s._("Audit"), "extension": s._("Extension of a deadline"), "formdraft": s._("Form not sent yet"),
        "need_effect": s._("Benefit or harm of a need"), "need_owner": s._("Joint need"),
        "need_support": s._("Support of a need"), "inquiry": s._("Request to an office"), "intention": s._("Intention"),
        "intentionchange": s._("Change of an intention"), "meeting": s._("Meeting"), "needreport": s._("Need report"),
        "needrequest": s._("Need request"), "outbox": s._("Message to you"), "person": s._("Person"),
        "question": s._("Question"), "reminder": s._("Reminder"), "reportversion": s._("Version of a need report"),
        "result": s._("Result"), "resultchange": s._("Change of a result"), "surface": s._("Living message to you"),
        "update": s._("Update"),
    }  # fmt: skip
    return known.get(table, table)


def capacity_name(s: Speech, column: str) -> str:
    """Say as what somebody is named; a column that is not known stays as the database calls it."""
    known = {
        "answered_by": s._("who answered"), "asked_by": s._("who asked"), "begun_by": s._("who began"),
        "changed_by": s._("who changed it"), "contact_id": s._("who is asked"), "created_by": s._("who planned it"),
        "decided_by": s._("who decided"), "deputy_id": s._("deputy of somebody"), "lead_id": s._("project lead"),
        "person_id": s._("person concerned"), "recorded_by": s._("who recorded it"),
        "responsible_id": s._("who is responsible"), "settled_by": s._("who reported it done"),
        "stands_in_for": s._("who is represented"), "started_by": s._("who started it"),
        "written_by": s._("who wrote it"),
    }  # fmt: skip
    return known.get(column, column)
