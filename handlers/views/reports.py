"""What people see of an office's report: the receipt, the present answer with its buttons, the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from slack_sdk.models.blocks import Block, ExternalDataSelectElement, PlainTextObject

from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.arrivals import how
from handlers.views.needs import ADD, EDIT, WITHDRAW, NeedWords, copy, in_words, manner_name
from planning.arrivals import BY_ITSELF, Arrival
from planning.intentions import Face
from planning.needs import InquiryState, NeedDraft
from planning.quantities import Manner
from planning.reports import CONFIDENTIAL, NUMBERS, Difference, Step, need_of

OPEN = "report_open"
HISTORY = "report_history"
COMPARE = "report_compare"
NO_NEED = "report_no_need"
NO_NEED_FORM = "report_no_need_form"
DECLINE = "report_decline"
COMPLETE = "report_complete"
LIST = "report_list"
WITHOUT_REQUEST = "report_without_request"
CHOOSE_FORM = "report_choose_form"
INTENTION = "reported_for"
"""Block and action of the intention a need is reported for; its entries are looked up while typing."""
MOST_VERSIONS = 30


@dataclass(frozen=True)
class Receipt:
    """One version of a report, as its sender gets it back."""

    report_id: int
    version: int
    face: Face
    at: datetime
    complete: bool
    needs: Sequence[NeedDraft]
    minimum: bool
    before: Mrkdwn | None = None
    """What a colleague has answered while it was written."""


def received(s: Speech, receipt: Receipt) -> Mrkdwn:
    """Thank for a report; the same words serve as notification."""
    return s.rich(
        "Thank you. Your report on *{title}* arrived on {day} at {time} (version {version}). Here is your copy.",
        title=receipt.face.title, day=s.day_in_year(receipt.at.astimezone(s.zone).date()), time=s.clock(receipt.at),
        version=receipt.version,
    )  # fmt: skip


def receipt_blocks(s: Speech, words: NeedWords, receipt: Receipt) -> list[Block]:
    """Show the receipt with its copy and what can be done next."""
    blocks: list[Block] = [layout.section(received(s, receipt))]
    if receipt.before is not None:
        blocks.append(layout.section(receipt.before))
    blocks += copy(s, words, receipt.needs, minimum=receipt.minimum)
    blocks.append(
        layout.note(
            s.rich("Your report is complete.") if receipt.complete else s.rich("You said that more will follow.")
        )
    )
    blocks.append(
        layout.actions(
            layout.button(s._("Change"), OPEN, receipt.report_id),
            layout.button(s._("Report another need"), ADD, receipt.report_id),
        )
    )
    return blocks


def continued_blocks(
    s: Speech, face: Face, office: str, report_id: int, *, at: datetime, due_at: datetime
) -> list[Block]:
    """Remind of the needs that an office said would follow, with the two ways to settle it."""
    text = s.rich(
        "{office} reported a need for *{title}* on {day} and said that more will follow. The deadline ends on {due} at"
        " {time}.",
        office=office, title=cut(face.title, 150), day=s.day_in_year(at.astimezone(s.zone).date()),
        due=s.day(due_at.astimezone(s.zone).date()), time=s.clock(due_at),
    )  # fmt: skip
    buttons = layout.actions(
        layout.button(s._("Report another need"), ADD, report_id, style="primary"),
        layout.button(s._("That is all"), COMPLETE, report_id),
    )
    return [layout.section(text), buttons]


def receipt_view(s: Speech, words: NeedWords, receipt: Receipt) -> dict[str, Any]:
    """Show the receipt in place of the form."""
    return layout.modal(s._("Report received"), receipt_blocks(s, words, receipt), close=s._("Done"))


@dataclass(frozen=True)
class Present:
    """What an office says at present, for whoever may change it."""

    report_id: int
    face: Face
    office: str
    answer: InquiryState | None
    needs: Sequence[tuple[int, NeedDraft]]
    minimum: bool
    may_change: bool
    """False for readers of the history only."""
    inquiry_id: int | None = None
    """The request it answers; without one nobody can be "not competent"."""


def answer_name(s: Speech, answer: InquiryState | None) -> str:
    """Name an office's answer."""
    match answer:
        case InquiryState.REPORTED:
            return s._("Need reported")
        case InquiryState.NO_NEED:
            return s._("No need")
        case InquiryState.NOT_COMPETENT:
            return s._("Not competent")
        case InquiryState.NO_ANSWER:
            return s._("No answer")
        case _:
            return s._("Still open")


def line(s: Speech, face: Face, answer: InquiryState | None, version: int, at: datetime) -> Mrkdwn:
    """Name an answer in a list."""
    first = s.rich("*{number} · {title}*", number=face.number, title=cut(face.title, 100))
    given = s.rich("version {version}", version=version)
    return joined([first, joined([safe(answer_name(s, answer)), given, safe(s.short_moment(at))], " · ")])


def overview(s: Speech, words: NeedWords, present: Present) -> dict[str, Any]:
    """Show the present answer; each need can be edited or withdrawn, and the answer be another one."""
    head = s.rich(
        "*{title}* – {office}: {answer}",
        title=present.face.title, office=present.office, answer=answer_name(s, present.answer),
    )  # fmt: skip
    blocks: list[Block] = [layout.section(head)]
    for need_id, need in present.needs[:25]:
        blocks.append(layout.section(in_words(s, words, need, minimum=present.minimum)))
        if present.may_change:
            blocks.append(
                layout.actions(
                    layout.button(s._("Edit"), EDIT, need_id), layout.button(s._("Withdraw"), WITHDRAW, need_id)
                )
            )
    blocks.append(layout.line())
    buttons = []
    if present.may_change:
        another = s._("Report another need") if present.needs else s._("Report a need")
        buttons.append(layout.button(another, ADD, present.report_id, style="primary"))
        if present.answer is not InquiryState.NO_NEED:
            buttons.append(layout.button(s._("No need"), NO_NEED, present.report_id))
        if present.inquiry_id is not None and present.answer is not InquiryState.NOT_COMPETENT:
            buttons.append(layout.button(s._("Not competent"), DECLINE, present.inquiry_id))
    buttons.append(layout.button(s._("History"), HISTORY, present.report_id))
    blocks.append(layout.actions(*buttons))
    return layout.modal(s._("Our answer"), blocks, close=s._("Close"))


def no_need_form(s: Speech, face: Face, office: str, report_id: int, count: int) -> dict[str, Any]:
    """Ask before "no need" takes the place of a report."""
    warning = s.n_rich(
        "{office} has reported {count} need for *{title}*. “No need” withdraws it.",
        "{office} has reported {count} needs for *{title}*. “No need” withdraws all of them.",
        count, office=office, title=face.title,
    )  # fmt: skip
    blocks: list[Block] = [
        layout.section(warning),
        layout.note(s.rich("What was reported stays in the history, and you can change your answer again.")),
        fields.text("reason", s._("Reason"), optional=True, multiline=True, longest=1000),
    ]
    return layout.modal(
        s._("No need?"), blocks, callback=NO_NEED_FORM, submit=s._("Yes, no need"), close=s._("Cancel"),
        metadata=report_id,
    )  # fmt: skip


def no_need_noted(s: Speech, face: Face, office: str) -> Mrkdwn:
    """Confirm a "no need"."""
    return s.rich("No need noted: {office} sees no need at *{title}* at present.", office=office, title=face.title)


@dataclass(frozen=True)
class Past:
    """One version of a report with what it changed."""

    version: int
    at: datetime
    author: str
    answer: InquiryState
    reason: str | None
    differences: Sequence[Difference]
    arrival: Arrival = BY_ITSELF


def history(
    s: Speech,
    words: NeedWords,
    face: Face,
    office: str,
    past: Sequence[Past],
    *,
    minimum: bool,
    report_id: int | None = None,
    asked: Sequence[Mrkdwn] = (),
) -> dict[str, Any]:
    """Show who changed what, when and why, the newest first; `asked` are questions whether it still holds."""
    blocks: list[Block] = [layout.section(s.rich("*{title}* – {office}", title=face.title, office=office))]
    if not past:
        blocks.append(layout.section(s.rich("Nothing has been answered yet.")))
    if len(past) > 2 and report_id is not None:  # two of them differ by what the newer one says of itself
        choices = [(f"{report_id}:{one.version}", s._("Version {version}", version=one.version)) for one in past[1:100]]
        blocks.append(layout.actions(fields.menu(COMPARE, s._("Compare the newest with"), choices, "")))
    if asked:
        heading = s.rich("*Asked whether it still holds*")
        blocks.append(layout.section(joined([heading, *asked[:MOST_VERSIONS]])))
    for version in past[:MOST_VERSIONS]:
        told = s.rich(
            "*Version {version}* · {moment} · {author} · {answer}",
            version=version.version, moment=s.short_moment(version.at), author=version.author,
            answer=answer_name(s, version.answer),
        )  # fmt: skip
        lines = [told if version.arrival.is_plain else joined([told, safe(how(s, version.arrival))], " · ")]
        if version.reason:
            lines.append(s.rich("Reason: {reason}", reason=cut(version.reason, 300)))
        lines += [_difference(s, words, d, minimum=minimum) for d in version.differences[:15]]
        blocks.append(layout.section(joined(lines)))
    return layout.modal(s._("History"), blocks, close=s._("Close"))


@dataclass(frozen=True)
class Two:
    """Two versions of a report and all that differs between them."""

    older: Past
    newer: Past
    differences: Sequence[Difference]


def comparison(s: Speech, words: NeedWords, face: Face, office: str, two: Two, *, minimum: bool) -> dict[str, Any]:
    """Show what differs between any two versions: what was added, changed field by field, withdrawn."""
    blocks: list[Block] = [layout.section(s.rich("*{title}* – {office}", title=face.title, office=office))]
    for one in (two.older, two.newer):
        told = s.rich(
            "*Version {version}* · {moment} · {author} · {answer}",
            version=one.version, moment=s.short_moment(one.at), author=one.author, answer=answer_name(s, one.answer),
        )  # fmt: skip
        blocks.append(layout.section(told))
    blocks.append(layout.line())
    if not two.differences:
        blocks.append(layout.section(s.rich("Both say the same.")))
    blocks += [layout.section(_difference(s, words, one, minimum=minimum)) for one in two.differences]
    return layout.modal(s._("Compared"), blocks, close=s._("Close"))


def _difference(s: Speech, words: NeedWords, difference: Difference, *, minimum: bool) -> Mrkdwn:
    need = need_of(difference.need)
    what = cut(need.what, 80)
    match difference.step:
        case Step.ADDED:
            return s.rich("• new: {what} {amount}", what=what, amount=words.wanted(need))
        case Step.WITHDRAWN:
            return s.rich("• withdrawn: {what} {amount}", what=what, amount=words.wanted(need))
        case Step.CHANGED:
            shown = {n: pair for n, pair in difference.fields.items() if n not in CONFIDENTIAL or minimum}
            changes = [
                s.rich("{field}: {old} → {new}", field=field_name(s, name), old=_value(s, words, name, old),
                       new=_value(s, words, name, new))
                for name, (old, new) in shown.items()
            ]  # fmt: skip
            return joined([s.rich("• changed: {what}", what=what), joined(changes, "; ")], " – ")


def field_name(s: Speech, name: str) -> str:
    """Name a field of a need."""
    names = {
        "kind": s._("Kind"),
        "what": s._("What"),
        "facility_type": s._("Kind of facility"),
        "quantity": s._("Quantity"),
        "unit": s._("Unit"),
        "quantity_to": s._("Quantity up to"),
        "manner": s._("How exactly"),
        "quantity_reason": s._("Why as much"),
        "replaces": s._("Existing ones replaced"),
        "minimum": s._("Minimum"),
        "minimum_reason": s._("Why no less"),
        "figure": s._("Line of the sheet"),
        "figure_quantity": s._("Quantity of the sheet"),
        "why": s._("Reason"),
        "target_groups": s._("For whom"),
        "priority": s._("Priority"),
        "place": s._("Where"),
    }
    return names.get(name, name)


def _value(s: Speech, words: NeedWords, name: str, value: Any) -> Mrkdwn:
    if value in (None, "", []):
        return s.rich("not given")
    match name:
        case _ if name in NUMBERS:
            return safe(s.number(Decimal(value)))
        case "manner":
            return safe(manner_name(s, Manner(value)))
        case "figure":
            found = words.catalogue.calculations.get(value)
            return safe(value if found is None else found.name.in_(s.language))
        case "facility_type":
            return safe(words.facility(value))
        case "unit":
            return safe(words.unit(value))
        case "target_groups":
            return safe(words.groups(value))
        case "kind":
            return s.rich("concern") if value == "concern" else s.rich("need")
        case _:
            return safe(cut(str(value), 120))


def choose(s: Speech, offices: Sequence[fields.Choice]) -> dict[str, Any]:
    """Ask which intention a need without a request is for; the secretariat also says for which office."""
    element = ExternalDataSelectElement(
        action_id=INTENTION, min_query_length=0, placeholder=PlainTextObject(text=s._("Number, title or district"))
    )
    blocks: list[Block] = [fields.field(INTENTION, s._("For which intention?"), element)]
    if offices:
        blocks.append(fields.choice("office", s._("Need of which office?"), offices))
    return layout.modal(s._("Report a need"), blocks, callback=CHOOSE_FORM, submit=s._("Continue"), close=s._("Cancel"))


def chosen_intention(view: dict[str, Any]) -> int | None:
    """Read which intention was chosen; None when none was."""
    option = view["state"]["values"][INTENTION][INTENTION].get("selected_option")
    return int(option["value"]) if option else None
