"""An intention at a glance and in detail: the card in the channel, the detail view."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined, link
from handlers.speech import Speech
from handlers.views import (
    bundles,
    entered_answers,
    fields,
    figures,
    files,
    intention_links,
    intention_strikes,
    layout,
    reconsultations,
)
from handlers.views.arrivals import listed
from handlers.views.intentions import (
    EDIT,
    OPEN,
    STAGE,
    STATE,
    Words,
    all_facts,
    state_name,
)
from handlers.views.requests import CLOSE, all_answers
from planning.files import FileKind
from planning.intentions import Face, IntentionState
from planning.needs import ANSWERED, InquiryState
from storage.standings import Again, RoundStanding


def headline(s: Speech, words: Words, face: Face) -> Mrkdwn:
    """Name an intention in one line: number, title, district."""
    if face.masked:  # the alias names the district already
        return s.rich("{number} · {title}", number=face.number, title=face.title)
    return s.rich(
        "{number} · {title} · {district}", number=face.number, title=face.title, district=words.district(face)
    )


def standing_line(s: Speech, standing: RoundStanding | None) -> Mrkdwn:
    """Say in one line how far the request is."""
    if standing is None:
        return s.rich("The offices have not been asked yet.")
    return s.rich(
        "{answered} of {total} offices have answered · deadline {due}",
        answered=standing.answered, total=standing.total, due=s.short_moment(standing.due_at),
    )  # fmt: skip


def standing_names(s: Speech, standing: RoundStanding) -> list[Mrkdwn]:
    """Name the offices by what they answered; nobody is @-mentioned."""
    groups = [
        (s.rich("Need reported"), standing.shorts({InquiryState.REPORTED})),
        (s.rich("No need"), standing.shorts({InquiryState.NO_NEED})),
        (s.rich("Not competent"), standing.shorts({InquiryState.NOT_COMPETENT})),
        (s.rich("Still open"), standing.shorts(set(InquiryState) - ANSWERED - {InquiryState.NO_ANSWER})),
        (s.rich("No answer"), standing.shorts({InquiryState.NO_ANSWER})),
    ]
    return [
        s.rich("*{label}:* {names}", label=label, names=listed(s, names, standing.arrivals))
        for label, names in groups
        if names
    ]


def around(s: Speech, standing: RoundStanding) -> list[Block]:
    """Name the offices that were left out, and those that were asked again."""
    notes = []
    if standing.left_out:
        notes.append(s.rich("*Not asked:* {names}", names=", ".join(standing.left_out)))
    notes += [_again(s, one) for one in standing.again[:3]]
    return [layout.note(*notes)] if notes else []


def _again(s: Speech, again: Again) -> Mrkdwn:
    return s.rich(
        "*Asked again:* {names} · {answered} of {total} have answered · deadline {due}",
        names=", ".join(again.offices), answered=again.answered, total=len(again.offices),
        due=s.short_moment(again.due_at),
    )  # fmt: skip


def card(s: Speech, words: Words, face: Face, standing: RoundStanding | None, start: str) -> list[Block]:
    """Show the card in the group's channel; `start` is the action that starts a request."""
    details = [s.rich("Stage: {stage}", stage=words.short_stage(face.stage))]
    if face.dwellings:
        details.append(
            s.n_rich("{number} dwelling", "{number} dwellings", face.dwellings, number=s.number(face.dwellings))
        )
    if face.state is not IntentionState.ACTIVE:
        details.append(s.rich("*{state}*", state=state_name(s, face.state)))
    blocks: list[Block] = [
        layout.section(
            joined([Mrkdwn(f"*{headline(s, words, face)}*"), joined(details, " · "), standing_line(s, standing)])
        )
    ]
    if standing is not None:
        blocks.append(layout.note(*standing_names(s, standing)))
        blocks += around(s, standing)
    buttons = [layout.button(s._("Open"), OPEN, face.id)]
    if standing is None and face.state is IntentionState.ACTIVE:
        buttons.insert(0, layout.button(s._("Start need request"), start, face.id, style="primary"))
    blocks.append(layout.actions(*buttons))
    return blocks


@dataclass(frozen=True)
class Permitted:
    """What the viewer may do here; what they may not is not offered."""

    start: bool
    change: bool
    edit: bool
    file: bool = False
    enter: bool = False
    close: bool = False


@dataclass(frozen=True)
class Detail:
    """All that the detail view of one intention shows; `history` is worded already."""

    face: Face
    lead: str | None
    standing: RoundStanding | None
    history: Sequence[Mrkdwn]
    permalink: str | None
    permitted: Permitted
    start: str
    """Action id that starts a request."""
    extra: Sequence[Block] = ()
    """What other nouns add: needs, results."""


def detail(s: Speech, words: Words, shown: Detail) -> dict[str, Any]:
    """Show one intention with its state, its request and its history."""
    face = shown.face
    blocks: list[Block] = [layout.section(Mrkdwn(f"*{headline(s, words, face)}*"))]
    if face.state is not IntentionState.ACTIVE:
        blocks.append(layout.section(s.rich("This intention is {state}.", state=state_name(s, face.state))))
    blocks += all_facts(s, words, face, shown.lead)
    blocks.append(layout.line())
    blocks.append(layout.section(standing_line(s, shown.standing)))
    if shown.standing is not None:
        blocks.append(layout.note(*standing_names(s, shown.standing)))
        blocks += around(s, shown.standing)
    blocks += shown.extra
    blocks += _buttons(s, shown)
    if shown.permalink:
        blocks.append(layout.section(link(shown.permalink, s.rich("To the card and its discussion"))))
    if shown.history:
        blocks += [layout.line(), layout.section(joined([s.rich("*History*"), *shown.history[:15]]))]
    return layout.modal(face.number, blocks, close=s._("Close"))


def _buttons(s: Speech, shown: Detail) -> list[Block]:
    face, may, standing = shown.face, shown.permitted, shown.standing
    if face.state is IntentionState.MERGED:  # what happens now happens at the other one
        may = replace(may, change=False, edit=False, start=False, close=False, enter=False)
    open_round = standing is not None and standing.state.value == "open"
    asks = may.start and face.state is IntentionState.ACTIVE
    strikes = may.change and standing is None and face.state is not IntentionState.MISTAKEN
    request_id = standing.request_id if standing is not None else 0
    offered = [
        (asks and not open_round, layout.button(s._("Start need request"), shown.start, face.id, style="primary")),
        (asks and standing is not None, layout.button(s._("Ask offices again"), reconsultations.OPEN, face.id)),
        (may.change, layout.button(s._("Change stage"), STAGE, face.id)),
        (may.edit, layout.button(s._("Edit"), EDIT, face.id)),
        (may.change, layout.button(s._("Pause or abandon"), STATE, face.id)),
        (may.edit, layout.button(s._("Split"), intention_links.SPLIT, face.id)),
        (may.edit, layout.button(s._("Merge"), intention_links.MERGE, face.id)),
        (strikes, intention_strikes.button(s, face.id)),
        (True, layout.button(s._("Needs together"), bundles.OPEN, face.id)),
        (may.close and open_round, layout.button(s._("Close request"), CLOSE, request_id)),
        (may.enter and standing is not None, entered_answers.button_for_any(s, request_id)),
        (may.enter and standing is not None and standing.answered > 0, all_answers(s, request_id)),
        (True, layout.button(s._("Key figures"), figures.SHEET, face.id)),
        (may.file, files.button(s, FileKind.INTENTION, face.id)),
    ]
    return [layout.actions(*(button for wanted, button in offered if wanted))]


def history_line(
    s: Speech, words: Words, *, what: str, before: str, after: str, reason: str | None, who: str, on: str
) -> Mrkdwn:
    """Word one step of the history."""
    name = words.short_stage if what == "stage" else lambda state: state_name(s, IntentionState(state))
    told = s.rich("{on}: {before} → {after} ({who})", on=on, before=name(before), after=name(after), who=who)
    return joined([told, s.rich("Reason: {reason}", reason=reason)], " · ") if reason else told


def pick(faces: Sequence[Face]) -> list[fields.Choice]:
    """Offer intentions in a select."""
    return [(str(face.id), f"{face.number} · {face.title}") for face in faces[:100]]
