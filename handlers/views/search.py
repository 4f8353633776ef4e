"""What people see when they look for something: the form with its hits, and what they did themselves."""

from collections.abc import Sequence
from typing import Any, assert_never

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import digests, fields, intentions, layout, meetings, reports, results
from handlers.views.reports import answer_name
from planning.calendar import WorkingCalendar
from planning.results import ResultChangeKind
from planning.search import LONGEST_QUERY, HitKind
from storage.own_history import PAGE as DEEDS
from storage.own_history import Deed, DeedKind, Deeds
from storage.search import PAGE, Found, Hit

FORM = "search_form"
OPEN = "search_open"
TURN = ("search_back", "search_next")
HISTORY = "own_history"
HISTORY_TURN = ("own_history_back", "own_history_next")
EVERYTHING = "everything"
SHOWN = 280
"""Characters of what somebody wrote that a line of the history repeats."""


def kind_name(s: Speech, kind: HitKind) -> str:
    """Name what was found."""
    match kind:
        case HitKind.INTENTION:
            return s._("Intention")
        case HitKind.NEED:
            return s._("Need report")
        case HitKind.RESULT:
            return s._("Result")
        case HitKind.UPDATE:
            return s._("Update")
        case HitKind.MEETING:
            return s._("Meeting")
        case HitKind.QUESTION:
            return s._("Answered question")
        case HitKind.STEP:
            return s._("Change of stage or state")
        case HitKind.VERSION:
            return s._("Version of a report")
        case _:
            assert_never(kind)


def form(
    s: Speech, typed: str, kind: HitKind | None, found: Found | None, *, may_see_digest: bool = False
) -> dict[str, Any]:
    """Ask for words; below stand the hits of what was asked last (None: nothing was)."""
    kinds = [(EVERYTHING, s._("Everywhere")), *((one.value, kind_name(s, one)) for one in HitKind)]
    chosen = kind.value if kind is not None else EVERYTHING
    blocks: list[Block] = [
        fields.text("words", s._("What are you looking for?"), initial=typed, longest=LONGEST_QUERY,
                    hint=s._("Title, number, place, need, question, reason, result, update or meeting; endings do not matter")),
        fields.choice("kind", s._("Where"), kinds, initial=chosen),
    ]  # fmt: skip
    if found is not None:
        blocks += [layout.line(), *_hits(s, found, may_see_digest=may_see_digest)]
    return layout.modal(
        s._("Search"), blocks, callback=FORM, submit=s._("Search"), close=s._("Close"), metadata=f"{chosen}:{typed}"
    )


def _hits(s: Speech, found: Found, *, may_see_digest: bool) -> list[Block]:
    if not found.hits:
        text = s.rich(
            "Nothing was found. Fewer or shorter words find more; confidential intentions are found by their alias."
        )
        return [layout.section(text)]
    total = s.n_rich("{count} hit", "{count} hits", found.total)
    blocks: list[Block] = [layout.note(total)]
    for hit in found.hits:
        blocks.append(layout.section(_hit(s, hit), _opening(s, hit, may_see_digest=may_see_digest)))
    return blocks + _pages(s, found, len(found.hits), PAGE, TURN)


def _hit(s: Speech, hit: Hit) -> Mrkdwn:
    named = [kind_name(s, hit.kind)]
    named += [hit.number] if hit.number and hit.kind in {HitKind.RESULT, HitKind.VERSION} else []
    named += [s.plain_day(hit.day)] if hit.day is not None else []
    named += [hit.office] if hit.office else []
    intention = [f"{hit.face.number} · {hit.face.title}"] if hit.face is not None else []
    head = Mrkdwn(f"*{safe(' · '.join([*named, *intention]))}*")
    if hit.face is not None and hit.excerpt == hit.face.title:
        return head
    return joined([head, safe(hit.excerpt)])


def _opening(s: Speech, hit: Hit, *, may_see_digest: bool) -> ButtonElement | None:
    if hit.kind is HitKind.RESULT:
        return layout.button(s._("Open"), results.OPEN, hit.subject_id)
    if hit.report_id is not None:
        return layout.button(s._("Open"), reports.HISTORY, hit.report_id)
    if hit.face is not None:
        return layout.button(s._("Open"), intentions.OPEN, hit.face.id)
    if hit.meeting_id is None:
        return None
    if may_see_digest:
        return layout.button(s._("Open"), digests.ALL, digests.place(hit.meeting_id, digests.DIGEST))
    if hit.published:
        return layout.button(s._("Open"), digests.ALL, digests.place(hit.meeting_id, digests.AGENDA))
    return layout.button(s._("Open"), meetings.LIST)


def _pages(s: Speech, found: Found | Deeds, shown: int, page: int, turn: tuple[str, str]) -> list[Block]:
    offset, total = found.offset, found.total
    if total <= page:
        return []
    buttons = []
    if offset > 0:
        buttons.append(layout.button(s._("Back"), turn[0], str(offset - page)))
    if offset + shown < total:
        buttons.append(layout.button(s._("Next"), turn[1], str(offset + page)))
    where = s.rich("{first} to {last} of {total}", first=offset + 1, last=offset + shown, total=total)
    return [layout.note(where), layout.actions(*buttons)]


def history(s: Speech, page: Deeds, calendar: WorkingCalendar) -> dict[str, Any]:
    """Show what the reader has recorded, answered and written."""
    blocks: list[Block] = []
    if not page.deeds:
        blocks.append(layout.section(s.rich("You have not recorded, answered or written anything yet.")))
    for deed in page.deeds:
        blocks.append(layout.section(_deed(s, deed, calendar), _again(s, deed)))
    blocks += _pages(s, page, len(page.deeds), DEEDS, HISTORY_TURN)
    blocks.append(layout.note(s.rich("Only you see this list.")))
    return layout.modal(s._("My history"), blocks, close=s._("Close"))


def _again(s: Speech, deed: Deed) -> ButtonElement | None:
    if deed.result_id is not None:
        return layout.button(s._("Open"), results.OPEN, deed.result_id)
    return layout.button(s._("Open"), intentions.OPEN, deed.face.id) if deed.face is not None else None


def _deed(s: Speech, deed: Deed, calendar: WorkingCalendar) -> Mrkdwn:
    on = s.plain_day(calendar.today(deed.at))
    about: Sequence[str] = [f"{deed.face.number} · {deed.face.title}"] if deed.face is not None else []
    what = " · ".join([on, deed_name(s, deed), *about])
    said = safe(cut(deed.text, SHOWN)) if deed.text else Mrkdwn("")
    return joined([Mrkdwn(f"*{safe(what)}*"), said])


def deed_name(s: Speech, deed: Deed) -> str:
    """Name what somebody did."""
    match deed.kind:
        case DeedKind.INTENTION:
            return s._("Intention recorded")
        case DeedKind.STEP:
            return s._("Stage or state changed")
        case DeedKind.REPORT:
            answer = answer_name(s, deed.answer) if deed.answer is not None else ""
            return s._("{answer}, version {version}", answer=answer, version=deed.version)
        case DeedKind.QUESTION:
            return s._("Question asked")
        case DeedKind.ANSWER:
            return s._("Question answered")
        case DeedKind.UPDATE:
            return s._("Update")
        case DeedKind.RESULT:
            return s._("Result {number} recorded", number=deed.number)
        case DeedKind.RESULT_STEP:
            return s._("Result {number}: {step}", number=deed.number, step=step_name(s, deed.step))
        case _:
            assert_never(deed.kind)


def step_name(s: Speech, step: ResultChangeKind | None) -> str:
    """Name a step of a result in one word."""
    names = {
        ResultChangeKind.DELAYED: s._("moved"),
        ResultChangeKind.HANDED_OVER: s._("handed over"),
        ResultChangeKind.CORRECTED: s._("corrected"),
        ResultChangeKind.DONE: s._("reported done"),
        ResultChangeKind.WITHDRAWN: s._("withdrawn"),
        ResultChangeKind.TRIGGERED: s._("given its date"),
        ResultChangeKind.REOPENED: s._("reopened"),
    }
    return names.get(step, "–") if step is not None else "–"
