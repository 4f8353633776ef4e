"""The audit for the secretariat: who changed what, when and why; read and exported, never edited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, Option, PlainTextObject, StaticSelectElement

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import layout, sheets
from storage.audit import AuditEntry

OPEN = "audit_open"
TURN = ("audit_back", "audit_next")
NOUN = "audit_noun"
EXPORT = "audit_export"
EXPORT_CSV = "audit_export_csv"

PAGE = 10
ALL = "all"
WIDTHS = (8, 18, 24, 20, 26, 20, 40, 50)


@dataclass(frozen=True)
class Place:
    """Where somebody reads: from which entry on, one kind of thing, or all around one number."""

    offset: int = 0
    noun: str = ""
    reference: str = ""

    @property
    def value(self) -> str:
        """Write it as a button's value."""
        return f"{self.offset}|{self.noun}|{self.reference}"


@dataclass(frozen=True)
class Listed:
    """One page, with the names of persons and things."""

    entries: Sequence[AuditEntry]
    total: int
    nouns: Sequence[str]
    people: Mapping[int, str]
    things: Mapping[tuple[str, str], str]


def place(value: str) -> Place:
    """Read a button's value; one of an older version leads to the beginning."""
    offset, _, rest = value.partition("|")
    noun, _, reference = rest.partition("|")
    return Place(int(offset) if offset.isdigit() else 0, noun, reference)


def listing(s: Speech, page: Listed, at: Place) -> dict[str, Any]:
    """Show ten entries, the newest first."""
    blocks: list[Block] = [_choice(s, page.nouns, at)]
    if at.reference:
        blocks.append(layout.section(s.rich("Everything around *{reference}*", reference=at.reference)))
    else:
        blocks.append(layout.note(s.rich("`/agsp protokoll V-2026-007` shows everything around one intention.")))
    if not page.entries:
        blocks.append(layout.section(s.rich("Nothing has happened here yet.")))
    blocks += [layout.section(_line(s, page, entry)) for entry in page.entries]
    return layout.modal(s._("Audit"), [*blocks, *_turning(s, page, at)], close=s._("Close"), metadata=at.value)


def _choice(s: Speech, nouns: Sequence[str], at: Place) -> Block:
    everything = Option(value=ALL, text=PlainTextObject(text=s._("Everything")))
    options = [everything, *(Option(value=one, text=PlainTextObject(text=noun_name(s, one))) for one in nouns)][:100]
    chosen = next((one for one in options if one.value == at.noun), everything)
    select = StaticSelectElement(
        action_id=NOUN, options=options, initial_option=chosen, placeholder=PlainTextObject(text=s._("What"))
    )
    exports = [
        layout.button(s._("Export as XLSX"), EXPORT, at.value),
        layout.button(s._("Export as CSV"), EXPORT_CSV, at.value),
    ]
    return ActionsBlock(elements=[select, *exports])


def _line(s: Speech, page: Listed, entry: AuditEntry) -> Mrkdwn:
    lines = [
        s.rich(
            "*{noun} {thing}*: {verb}",
            noun=noun_name(s, entry.noun),
            thing=page.things.get((entry.noun, entry.subject), entry.subject),
            verb=verb_name(s, entry.verb),
        ),
        s.rich("{who}, {when}", who=who(s, page, entry), when=s.short_moment(entry.at)),
    ]
    if entry.reason:
        lines.append(s.rich("Reason: {reason}", reason=entry.reason))
    return joined(lines)


def _turning(s: Speech, page: Listed, at: Place) -> list[Block]:
    if page.total <= PAGE:
        return []
    last = at.offset + len(page.entries)
    buttons = []
    if at.offset > 0:
        before = Place(max(at.offset - PAGE, 0), at.noun, at.reference)
        buttons.append(layout.button(s._("Back"), TURN[0], before.value))
    if last < page.total:
        buttons.append(layout.button(s._("Next"), TURN[1], Place(at.offset + PAGE, at.noun, at.reference).value))
    where = s.rich("{first} to {last} of {total}", first=at.offset + 1, last=last, total=page.total)
    return [layout.note(where), layout.actions(*buttons)]


def who(s: Speech, page: Listed, entry: AuditEntry) -> str:
    """Name who did it."""
    if entry.person_id is None:
        return s._("bot or administrator")
    return page.people.get(entry.person_id, str(entry.person_id))


def sheet(s: Speech, page: Listed) -> sheets.Page:
    """Give all entries as rows of a file, with their details."""
    titles = (s._("Number"), s._("When"), s._("Who"), s._("What"), s._("Which"), s._("Happened"), s._("Reason"),
              s._("Details"))  # fmt: skip
    rows = ([
        entry.id, stamp(s, entry.at), who(s, page, entry), noun_name(s, entry.noun),
        page.things.get((entry.noun, entry.subject), entry.subject), verb_name(s, entry.verb), entry.reason,
        "; ".join(f"{name}: {value}" for name, value in entry.details.items()),
    ] for entry in page.entries)  # fmt: skip
    return sheets.Page(s._("Audit"), list(zip(titles, WIDTHS, strict=True)), rows)


def stamp(s: Speech, at: datetime | None) -> str | None:
    """Write an instant so that a spreadsheet sorts it."""
    return None if at is None else f"{at.astimezone(s.zone):%Y-%m-%d %H:%M}"


def noun_name(s: Speech, noun: str) -> str:
    """Name a kind of thing; one that is not known stays as the code calls it."""
    known = {
        "joint_need": s._("Joint need"), "agenda": s._("Agenda"), "audit": s._("Audit"), "closing_day": s._("Closing day"),
        "distribution_list": s._("Distribution list"), "topic": s._("City-wide topic"), "recess": s._("Recess"),
        "extension": s._("Extension of a deadline"), "inquiry": s._("Request to an office"),
        "intention": s._("Intention"), "list": s._("List"), "meeting": s._("Meeting"), "message": s._("Message"),
        "office": s._("Office"), "person": s._("Person"), "question": s._("Question"), "report": s._("Need report"),
        "request": s._("Need request"), "result": s._("Result"), "update": s._("Update"),
        "cards": s._("Cards"), "figure": s._("Key figure"), "file": s._("Document"), "installation": s._("Database"),
        "confirmation": s._("Question about a report"), "sheet": s._("Key figure sheet"),
        "results": s._("Results"), "setup": s._("First steps"), "site": s._("Site"), "pool": s._("Common area"), "need": s._("Need"),
        "deficit": s._("Deficit of a district"), "team": s._("Workspace"),
    }  # fmt: skip
    return known.get(noun, noun)


def verb_name(s: Speech, verb: str) -> str:
    """Say what happened; a word that is not known stays as the code calls it."""
    known = {
        "agreed": s._("agreed"), "ended_support": s._("ended support"),
        "proposed": s._("proposed"), "saw_effect": s._("said whom it affects"), "supported": s._("supported"),
        "answered": s._("answered"), "asked": s._("asked"), "asked_again": s._("offices asked again"),
        "entrusted": s._("entrusted"), "split": s._("split"), "taken": s._("included"), "impossible": s._("not possible"),
        "irrelevant": s._("does not apply"), "cancelled": s._("cancelled"), "changed": s._("changed"),
        "closed": s._("closed"), "corrected": s._("corrected"), "declined": s._("declined"),
        "dropped": s._("settled without it"), "edited": s._("edited"), "entered": s._("entered"),
        "exported": s._("exported"), "finished": s._("finished"), "followed_chat": s._("followed the chat"),
        "forgot": s._("personal data removed"), "handed_over": s._("handed over"), "held": s._("held"),
        "imported": s._("imported"), "left": s._("left the group"), "merged": s._("merged"), "moved": s._("moved"),
        "passed_on": s._("passed on"), "planned": s._("planned"), "published": s._("published"),
        "recorded": s._("recorded"), "reported": s._("reported"), "retried": s._("sent again"),
        "sent_again": s._("sent again"), "seeded": s._("filled in"), "seen": s._("begun"),
        "set_absence": s._("absence entered"), "settled": s._("settled"), "started": s._("started"),
        "withdrawn": s._("withdrawn"), "withdrew": s._("withdrawn"), "wrote": s._("written"),
        "holds": s._("still holds"), "overtaken": s._("overtaken"), "kept": s._("kept"),
        "described": s._("described"), "digest_planned": s._("digest planned"), "mail_made": s._("mail prepared"),
        "marked": s._("marked"), "opened": s._("opened"), "pinned": s._("joined"), "recovered": s._("restored"),
        "relieved": s._("no longer first contact"), "reopened": s._("reopened"), "snoozed": s._("reminder put off"), "revised": s._("revised"), "created": s._("created"), "dissolved": s._("dissolved"),
        "dismissed": s._("put aside"), "placed": s._("assigned to sites"), "shown": s._("shown"),
    }  # fmt: skip
    return known.get(verb, verb)
