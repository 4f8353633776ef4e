"""The list of intentions: filters and pages in a modal, the same as a message, the same as a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.intentions import (
    LIST,
    LIST_DISTRICT,
    LIST_FILE,
    LIST_MESSAGE,
    LIST_PAGE,
    LIST_STAGE,
    LIST_STATE,
    LIST_YEAR,
    NEW,
    OPEN,
    Words,
    line,
    state_name,
)
from handlers.views.sheets import Page, workbook
from planning.intentions import Face, IntentionState

PAGE = 10
ALL = "all"
ARCHIVE = "archive"
"""What is over: abandoned, or at the last stage of its route."""
NO_YEAR = "none"
IN_MESSAGE = 100
"""Lines of a list as message; the spreadsheet has all."""


@dataclass(frozen=True)
class Listed:
    """One page of the list with the filter that led to it; `years` are those that can be chosen."""

    faces: Sequence[Face]
    total: int
    offset: int
    district: str | None
    state: str | None
    words: str | None
    stage: str | None = None
    year: str | None = None
    years: Sequence[int] = ()


def listing(s: Speech, words: Words, page: Listed, *, may_record: bool) -> dict[str, Any]:
    """Show the list with filters and paging."""
    blocks: list[Block] = [_filters(s, words, page)]
    if page.words:
        blocks.append(layout.note(s.rich("Searched for: {words}", words=page.words)))
    if not page.faces:
        blocks.append(layout.section(s.rich("Nothing matches. Choose another district or record a new intention.")))
    for face in page.faces:
        blocks.append(layout.section(line(s, words, face), layout.button(s._("Open"), OPEN, face.id)))
    blocks += _pages(s, page)
    buttons = [layout.button(s._("Record an intention"), NEW)] if may_record else []
    if page.faces:
        buttons += [
            layout.button(s._("List as a message"), LIST_MESSAGE),
            layout.button(s._("List as an Excel file"), LIST_FILE),
        ]
    if buttons:
        blocks.append(layout.actions(*buttons))
    return layout.modal(s._("Intentions"), blocks, close=s._("Close"), metadata=page.words or "")


def _filters(s: Speech, words: Words, page: Listed) -> Block:
    districts = [(ALL, s._("All districts")), *words.districts()]
    states = [
        (ALL, s._("All states")),
        *((state.value, state_name(s, state)) for state in IntentionState if state is not IntentionState.MISTAKEN),
        (ARCHIVE, s._("Archive (abandoned or in use)")),
    ]
    stages = [
        (ALL, s._("All stages")),
        *((one.id, f"{one.number} · {words.short_stage(one.id)}") for one in words.catalogue.stages.values()),
    ]
    years = [
        (ALL, s._("All years of moving in")),
        *((str(year), s._("Moving in {year}", year=year)) for year in page.years[:97]),
        (NO_YEAR, s._("Year of moving in unknown")),
    ]
    return layout.actions(
        fields.menu(LIST_DISTRICT, s._("District"), districts, page.district or ALL),
        fields.menu(LIST_STAGE, s._("Stage"), stages, page.stage or ALL),
        fields.menu(LIST_YEAR, s._("Expected year of moving in"), years, page.year or ALL),
        fields.menu(LIST_STATE, s._("State"), states, page.state or ALL),
        block_id=LIST,
    )


def _pages(s: Speech, page: Listed) -> list[Block]:
    if page.total <= PAGE:
        return []
    first, last = page.offset + 1, page.offset + len(page.faces)
    where = s.rich("{first} to {last} of {total}", first=first, last=last, total=page.total)
    buttons = []
    if page.offset > 0:
        buttons.append(layout.button(s._("Back"), f"{LIST_PAGE}_back", page.offset - PAGE))
    if last < page.total:
        buttons.append(layout.button(s._("Next"), f"{LIST_PAGE}_next", page.offset + PAGE))
    return [layout.note(where), layout.actions(*buttons)]


def chosen(s: Speech, words: Words, page: Listed) -> str:
    """Say which intentions the list shows; what was searched for is not repeated, it may be confidential."""
    catalogue = words.catalogue
    parts = [
        catalogue.districts[page.district].name.in_(s.language) if page.district else s._("All districts"),
        words.short_stage(page.stage) if page.stage else s._("All stages"),
        _year(s, page.year),
        _state(s, page.state),
    ]
    return " · ".join(parts)


def _year(s: Speech, year: str | None) -> str:
    if year is None:
        return s._("All years of moving in")
    return s._("Year of moving in unknown") if year == NO_YEAR else s._("Moving in {year}", year=year)


def _state(s: Speech, state: str | None) -> str:
    if state is None:
        return s._("All states")
    return s._("Archive (abandoned or in use)") if state == ARCHIVE else state_name(s, IntentionState(state))


def message(s: Speech, words: Words, page: Listed) -> tuple[Mrkdwn, list[Block]]:
    """Give the list as a message that may be passed on: faces as a channel sees them."""
    text = s.n_rich("{count} intention", "{count} intentions", page.total)
    head = joined([s.rich("*Intentions*"), Mrkdwn(f"{text} – {safe(chosen(s, words, page))}")])
    lines = [_in_message(s, words, face) for face in page.faces]
    blocks: list[Block] = [layout.section(head)]
    blocks += [layout.section(joined(lines[at : at + 10])) for at in range(0, len(lines), 10)]
    if page.total > len(page.faces):
        blocks.append(layout.note(s.rich("The Excel file has all of them.")))
    return Mrkdwn(f"{text} – {safe(chosen(s, words, page))}"), blocks


def _in_message(s: Speech, words: Words, face: Face) -> Mrkdwn:
    told = line(s, words, face)
    year = s.rich("Moving in {year}", year=face.move_in_year) if face.move_in_year else None
    return Mrkdwn(f"{told} · {year}") if year is not None else told


def sheet(s: Speech, words: Words, faces: Sequence[Face], leads: dict[int, str]) -> bytes:
    """Give the list as a spreadsheet that may be passed on: confidential ones by alias, no owner, no minimum."""
    headings = [
        (s._("Number"), 14), (s._("Title"), 44), (s._("District"), 22), (s._("Neighbourhood"), 20), (s._("Stage"), 30),
        (s._("State"), 12), (s._("Dwellings"), 12), (s._("Floor area"), 14), (s._("Expected year of moving in"), 14),
        (s._("Planning route"), 28), (s._("Planned uses"), 44), (s._("Project lead"), 24), (s._("Confidential"), 14),
    ]  # fmt: skip
    rows = (
        [
            face.number, face.title, words.district(face), face.neighbourhood, words.stage(face.stage),
            state_name(s, face.state), face.dwellings, face.floor_area, face.move_in_year, words.route(face.route),
            None if face.masked else face.uses, leads.get(face.lead_id or 0), s._("yes") if face.confidential else s._("no"),
        ]
        for face in faces
    )  # fmt: skip
    return workbook(Page(s._("Intentions"), headings, rows))


def which(s: Speech, words: Words, faces: Sequence[Face]) -> dict[str, Any]:
    """Ask which of several intentions with the same number in different years is meant."""
    blocks: list[Block] = [layout.section(s.rich("This number was given out in several years. Which one do you mean?"))]
    for face in faces:
        blocks.append(layout.section(line(s, words, face), layout.button(s._("Open"), OPEN, face.id)))
    return layout.modal(s._("Intentions"), blocks, close=s._("Close"))
