"""What an office sees of its request: the living message with its buttons, and the forms behind "more"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from slack_sdk.models.blocks import ActionsBlock, Block

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import entered_answers, layout, mail_texts, reports
from handlers.views.arrivals import how
from handlers.views.needs import ADD, NeedWords, copy, how_many
from planning.arrivals import BY_ITSELF, Arrival
from planning.intentions import OVER, Face, IntentionState
from planning.needs import InquiryState, NeedDraft

REPORT = "inquiry_report"
NO_NEED = "inquiry_no_need"
MORE = "inquiry_more"
STILL_HOLDS = "inquiry_still_holds"
QUESTIONS_ROOM = 2500
"""Characters of answered questions in one message; the answers were told to everyone when they came."""
DECLINE, EXTEND, ASK, HAND, HISTORY = "decline", "extend", "ask", "hand", "history"


@dataclass(frozen=True)
class Answered:
    """A question of the round with its answer; both are for all who were asked."""

    office: str
    question: str
    answer: str


@dataclass(frozen=True)
class Told:
    """What an office answered: by whom, when, and the report behind it.

    There is none when a merger answered: the office became part of one that was asked itself.
    """

    by: str
    at: datetime
    report_id: int | None
    version: int
    needs: Sequence[NeedDraft]
    minimum: bool
    reason: str | None = None
    better_office: str | None = None
    arrival: Arrival = BY_ITSELF


@dataclass(frozen=True)
class Shown:
    """One office's request as one reader gets it."""

    inquiry_id: int
    state: InquiryState
    face: Face
    district: str
    facts: Sequence[Block]
    office: str
    on_behalf: bool
    """The reader is of the secretariat and answers for an office without a contact."""
    due_at: datetime
    overdue: bool
    remark: str | None
    stands_in_for: str | None
    handed_to: str | None
    begun: tuple[str, datetime] | None
    wish: date | None
    told: Told | None
    questions: Sequence[Answered]
    channel: str | None
    colleagues: bool
    brief: bool = False
    """The short form of a small project."""
    prompts: Sequence[Block] = ()
    """City-wide topics the office looks after."""
    again: "Again | None" = None
    """The office is asked again."""


@dataclass(frozen=True)
class Again:
    """Why an office is asked again, and what it answered before; `version` is None when it never did."""

    reason: str
    state: InquiryState | None
    version: int | None
    needs: Sequence[NeedDraft]
    minimum: bool


def sentence(s: Speech, shown: Shown) -> Mrkdwn:
    """Say in one or two sentences what is wanted or was answered; also the notification text."""
    title = shown.face.title
    if shown.face.state is IntentionState.MERGED:
        return s.rich("*{title}* went into another intention. You need not answer here.", title=title)
    if shown.face.state is IntentionState.ABANDONED:
        return s.rich("*{title}* has been abandoned. You need not answer any more. Thank you.", title=title)
    if shown.told is not None:
        return _told(s, shown, shown.told)
    if shown.face.state is IntentionState.PAUSED:
        return s.rich(
            "*{title}* is paused. You need not answer for the moment; we will tell you when it goes on.", title=title
        )
    if shown.state is InquiryState.NO_ANSWER:
        return s.rich(
            "The request on *{title}* is closed; your office has not answered. An answer still counts, marked as given"
            " after closing.",
            title=title,
        )
    if shown.overdue:
        return s.rich(
            "The deadline for *{title}* was on {day}. Your answer still counts; without one your office stands as open,"
            " not as “no need”.",
            title=title, day=s.day_in_year(shown.due_at.astimezone(s.zone).date()),
        )  # fmt: skip
    if shown.again is not None:
        return s.rich(
            "Please look at *{title}* ({district}) once more and tell us by {due} whether your answer still holds.",
            title=title, district=shown.district, due=s.moment(shown.due_at),
        )  # fmt: skip
    if shown.brief and not shown.on_behalf:
        return s.rich(
            "A small project, three fields: what need does your office see at *{title}* ({district})? Please tell us by"
            " {due}. “No need” helps us too.",
            title=title, district=shown.district, due=s.moment(shown.due_at),
        )  # fmt: skip
    if shown.on_behalf:
        return s.rich(
            "{office} has no contact yet. Please find out by {due} which need it sees at *{title}* ({district})."
            " “No need” helps us too.",
            office=shown.office, due=s.moment(shown.due_at), title=title, district=shown.district,
        )  # fmt: skip
    return s.rich(
        "Please tell us by {due} which need your office sees at *{title}* ({district}). “No need” helps us too.",
        due=s.moment(shown.due_at), title=title, district=shown.district,
    )  # fmt: skip


def _told(s: Speech, shown: Shown, told: Told) -> Mrkdwn:
    title = shown.face.title
    match shown.state:
        case InquiryState.NO_NEED:
            what = reports.no_need_noted(s, shown.face, shown.office)
        case InquiryState.NOT_COMPETENT:
            what = s.rich("{office} is not competent for *{title}*.", office=shown.office, title=title)
        case _:
            what = s.rich(
                "Thank you. {office} has reported its need for *{title}* (version {version}).",
                office=shown.office, title=title, version=told.version,
            )  # fmt: skip
    return what


def message(s: Speech, words: NeedWords, shown: Shown) -> list[Block]:
    """Show an office's request in its present state, with what can be done now."""
    blocks: list[Block] = [layout.section(sentence(s, shown))]
    if shown.handed_to is not None and shown.told is None:
        blocks.append(
            layout.section(
                s.rich("{name} now looks after this request. You can still answer with /bedarf.", name=shown.handed_to)
            )
        )
        return blocks
    if shown.told is not None:
        blocks += _answer(s, words, shown, shown.told)
    else:
        blocks += _question(s, words, shown)
    blocks += shown.prompts
    told = [_answered(s, answered) for answered in shown.questions[-10:]]
    blocks += [layout.section(text) for text in told[: how_many(told, QUESTIONS_ROOM)]]
    answered_by_merger = shown.told is not None and shown.told.report_id is None
    if shown.face.state not in OVER and not answered_by_merger:
        blocks.append(_buttons(s, shown))
    return blocks


def _answered(s: Speech, answered: Answered) -> Mrkdwn:
    return s.rich(
        "*Question of {office}:* {question}\n*Answer:* {answer}",
        office=answered.office, question=cut(answered.question, 300), answer=cut(answered.answer, 700),
    )  # fmt: skip


def _earlier(s: Speech, words: NeedWords, again: Again) -> list[Block]:
    blocks: list[Block] = [layout.section(s.rich("*Why you are asked again:* {reason}", reason=again.reason))]
    if again.version is None or again.state is None:
        blocks.append(layout.section(s.rich("*Your earlier answer:* none")))
        return blocks
    answer = reports.answer_name(s, again.state)
    told = s.rich("*Your earlier answer:* {answer} (version {version})", answer=answer, version=again.version)
    blocks.append(layout.section(told))
    return blocks + copy(s, words, again.needs, minimum=again.minimum)


def _question(s: Speech, words: NeedWords, shown: Shown) -> list[Block]:
    blocks: list[Block] = [*shown.facts[:1]] if shown.brief else [*shown.facts]
    if shown.again is not None:
        blocks = [*_earlier(s, words, shown.again), *blocks]
    if shown.remark:
        blocks.append(layout.section(s.rich("*Remark:* {remark}", remark=shown.remark)))
    notes = []
    if shown.stands_in_for:
        notes.append(s.rich("Standing in for {name}", name=shown.stands_in_for))
    if shown.overdue or shown.face.state is IntentionState.PAUSED:
        notes.append(s.rich("Deadline: {due}", due=s.moment(shown.due_at)))
    if shown.begun is not None:
        name, at = shown.begun
        notes.append(_begun(s, name, at))
    if shown.wish is not None:
        notes.append(s.rich("More time until {day} was asked for; the secretariat decides.", day=s.day(shown.wish)))
    if shown.channel:
        where = Mrkdwn(f"<#{shown.channel}>")
        notes.append(
            s.rich("Discussion: in the thread of {number} in {channel}", number=shown.face.number, channel=where)
        )
    if notes:
        blocks.append(layout.note(*notes))
    return blocks


def _begun(s: Speech, name: str, at: datetime) -> Mrkdwn:
    return s.rich("{name} has been working on it since {moment}.", name=name, moment=s.short_moment(at))


def _answer(s: Speech, words: NeedWords, shown: Shown, told: Told) -> list[Block]:
    blocks: list[Block] = []
    if told.reason:
        blocks.append(layout.section(s.rich("Reason: {reason}", reason=told.reason)))
    if told.better_office:
        blocks.append(layout.section(s.rich("Better asked: {office}", office=told.better_office)))
    if shown.state is InquiryState.REPORTED:
        blocks += copy(s, words, told.needs, minimum=told.minimum)
    by = s.rich("Answered by {name}, {moment}", name=told.by, moment=s.short_moment(told.at))
    blocks.append(layout.note(by if told.arrival.is_plain else joined([by, safe(how(s, told.arrival))], " · ")))
    return blocks


def _buttons(s: Speech, shown: Shown) -> ActionsBlock:
    if shown.told is None:
        holds = shown.again is not None and shown.again.version is not None and not shown.on_behalf
        return answer_buttons(
            s, shown.inquiry_id, colleagues=shown.colleagues, on_behalf=shown.on_behalf, holds=holds
        )  # fmt: skip
    assert shown.told.report_id is not None, "only a merger answers without a report"
    buttons = [layout.button(s._("Change answer"), reports.OPEN, shown.told.report_id)]
    if shown.state is InquiryState.REPORTED:
        buttons.append(layout.button(s._("Report another need"), ADD, shown.told.report_id))
    return layout.actions(*buttons)


def answer_buttons(
    s: Speech, inquiry_id: int, *, colleagues: bool = True, on_behalf: bool = False, holds: bool = False
) -> ActionsBlock:
    """Offer all ways to answer a request: the two common ones as buttons, the others behind "more".

    `on_behalf`: the secretariat asks an office without chat, and enters what it answers; `holds`: it was asked before
    and its earlier answer may still hold.
    """
    others = [
        (s._("Not competent"), f"{DECLINE}:{inquiry_id}"),
        (s._("Extend the deadline"), f"{EXTEND}:{inquiry_id}"),
        (s._("Ask a question"), f"{ASK}:{inquiry_id}"),
    ]
    if colleagues:
        others.append((s._("Hand to a colleague"), f"{HAND}:{inquiry_id}"))
    others.append((s._("Answers so far"), f"{HISTORY}:{inquiry_id}"))
    if on_behalf:
        enter = entered_answers.button(s, inquiry_id, style="primary")
        return layout.actions(enter, mail_texts.button(s, inquiry_id), layout.more(MORE, others[1:]))
    still = [layout.button(s._("Still holds"), STILL_HOLDS, inquiry_id)] if holds else []
    return layout.actions(
        *still,
        layout.button(s._("Report need"), REPORT, inquiry_id, style="primary"),
        layout.button(s._("No need"), NO_NEED, inquiry_id),
        layout.more(MORE, others),
    )


def line(s: Speech, face: Face, office: str, due_at: datetime, *, own: bool, overdue: bool = False) -> Mrkdwn:
    """Name an open request in a list; the office only where it is not the reader's own."""
    first = s.rich("*{number} · {title}*", number=face.number, title=cut(face.title, 100))
    due = s.short_moment(due_at)
    parts = [
        s.rich("The deadline passed on {due}. Your answer still counts.", due=due)
        if overdue
        else s.rich("Deadline: {due}", due=due)
    ]
    if not own:
        parts.insert(0, s.rich("on behalf of {office}", office=office))
    return joined([first, joined(parts, " · ")])
