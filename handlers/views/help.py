"""What the bot can do, each command with an example and who may use it; and the same as buttons."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views import (
    audit,
    closing_days,
    districts,
    figures,
    imports,
    intentions,
    layout,
    meetings,
    notifications,
    offices,
    own_data,
    people,
    reports,
    result_lists,
    search,
    setup,
    topics,
    updates,
)
from planning.people import Act, PersonDraft

OPEN = "help_open"


def commands(s: Speech) -> list[Mrkdwn]:
    """Explain every command in two or three lines."""
    return [
        s.rich(
            "*Intentions*\n`/vorhaben neu` records one, `/vorhaben` lists all, `/vorhaben 7` shows one."
            "\nExample: `/vorhaben suche Zollhof` · Everybody looks; everybody but readers records."
        ),
        s.rich(
            "*Needs*\n`/bedarf` shows the open requests of your office; you also report a need without a request there."
            "\nExample: `/bedarf` · Offices and secretariat. Planners start a request at the intention."
        ),
        s.rich(
            "*Meetings*\n`/sitzung` shows the next ones, `/sitzung neu` plans one."
            "\nExample: `/sitzung` · Everybody looks; the secretariat plans."
        ),
        s.rich(
            "*Updates*\n`/update` writes two sentences for the next meeting."
            "\nExample: `/update Die Vorplanung beginnt im Mai.` · Everybody but readers."
        ),
        s.rich(
            "*Results*\n`/ergebnis` shows yours, `/ergebnis amt` those of your office, `/ergebnis alle` all open ones."
            "\nExample: `/ergebnis neu` · Everybody looks; secretariat and planners record; the responsible office reports."
        ),
        s.rich(
            "*Find again*\n`/agsp suche Spielplatz` looks through everything you may see, `/agsp historie` shows what you"
            " did, `/vorhaben archiv` and `/sitzung archiv` what is over.\nExample: `/agsp suche V-2026-001 Kita` · Everybody."
        ),
        s.rich(
            "*Key figures*\n`/agsp kennwert` explains every value that needs are computed with; with a number it computes the"
            " sheet of an intention.\nExample: `/agsp kennwert V-2026-001` · Everybody looks; the secretariat changes."
        ),
        s.rich(
            "*Districts*\n`/agsp bezirk Degerloch` shows all open needs of a district together, against its deficit; without a"
            " name it lists the districts.\nExample: `/agsp bezirk Degerloch` · Everybody."
        ),
        s.rich(
            "*You and the group*\n`/agsp abwesend 10.08. bis 21.08.` notes when you are away, `/agsp meine-daten` sends what is stored about"
            " you, `/agsp hilfe` shows this help.\nExample: `/agsp abwesend` · Everybody."
        ),
        s.rich(
            "*Secretariat*\n`/agsp mitglieder`, `/agsp aemter`, `/agsp themen` and `/agsp feiertage` keep the group, `/agsp import` brings in a"
            " list, `/agsp einrichtung` and `/agsp protokoll`.\nExample: `/agsp protokoll V-2026-001` · Only the secretariat."
        ),
    ]


def message(s: Speech, reader: PersonDraft) -> tuple[Mrkdwn, list[dict[str, Any]]]:
    """Give the help as a message only the asker sees, with the buttons that work for them."""
    text = s.rich("This is what the AGSP bot can do for you.")
    blocks: list[Block] = [layout.section(text), *(layout.section(line) for line in commands(s)), *_hints(s)]
    return text, layout.as_list([*blocks, *buttons(s, reader, with_help=False)])


def modal(s: Speech) -> dict[str, Any]:
    """Give the help on top of the home tab, where the buttons are."""
    blocks: list[Block] = [*(layout.section(line) for line in commands(s)), *_hints(s)]
    return layout.modal(s._("Help"), blocks, close=s._("Close"))


def _hints(s: Speech) -> list[Block]:
    return [
        layout.note(
            s.rich("All of this is also a button on the bot's home tab. Commands do not work in threads; buttons do.")
        )
    ]


def buttons(s: Speech, reader: PersonDraft, *, with_help: bool = True) -> list[Block]:
    """Give every command as a button, as far as the reader may use it."""
    offered: Sequence[tuple[Act, ButtonElement]] = [
        (Act.RECORD_INTENTION, layout.button(s._("Record an intention"), intentions.NEW)),
        (Act.LOOK, layout.button(s._("Look at intentions"), intentions.LIST)),
        (Act.REPORT_NEED, layout.button(s._("Requests and reports"), reports.LIST)),
        (Act.REPORT_NEED, layout.button(s._("Report a need without a request"), reports.WITHOUT_REQUEST)),
        (Act.SEND_UPDATE, layout.button(s._("Write an update"), updates.WRITE)),
        (Act.LOOK, layout.button(s._("Meetings"), meetings.LIST)),
        (Act.LOOK, layout.button(s._("Results"), result_lists.LIST)),
        (Act.LOOK, layout.button(s._("Key figures"), figures.LIST)),
        (Act.LOOK, layout.button(s._("Districts"), districts.LIST)),
        (Act.LOOK, layout.button(s._("Search"), search.OPEN)),
        (Act.LOOK, layout.button(s._("My history"), search.HISTORY)),
        (Act.SET_ABSENCE, layout.button(s._("My absence"), people.ABSENCE)),
        (Act.LOOK, layout.button(s._("My notifications"), notifications.OPEN)),
        (Act.MANAGE_PEOPLE, layout.button(s._("Members"), people.LIST)),
        (Act.MANAGE_PEOPLE, layout.button(s._("Offices"), offices.LIST)),
        (Act.MANAGE_PEOPLE, layout.button(s._("City-wide topics"), topics.OPEN)),
        (Act.MANAGE_PEOPLE, layout.button(s._("Holidays"), closing_days.OPEN)),
        (Act.IMPORT, layout.button(s._("Import a list"), imports.OPEN)),
        (Act.MANAGE_PEOPLE, layout.button(s._("Setup"), setup.OPEN)),
        (Act.READ_AUDIT, layout.button(s._("Audit"), audit.OPEN)),
        (Act.LOOK, layout.button(s._("My data"), own_data.OPEN)),
    ]
    if with_help:
        offered = [*offered, (Act.LOOK, layout.button(s._("Help"), OPEN))]
    shown = [button for act, button in offered if reader.may(act)]
    return [layout.actions(*shown)] if shown else []
