"""What people see before a round begins: who is asked and who is not, in which form, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.intentions import Face
from planning.needs import Asking
from planning.rounds import Deadline

START_FORM = "request_start_form"
CHOOSE_LIST = "request_choose_list"
CHOOSE_FORM = "request_choose_form"
ALL = "0"
"""Stands for the list of all offices."""
DUE, BRIEF_DUE = "due", "brief_due"
"""Two names, because Slack keeps what stands in a field of the same name when a form is shown anew."""
LINES = 40


@dataclass(frozen=True)
class Recipient:
    """One line of the preview: an office, how it is asked, and whom that reaches."""

    office: str
    asking: Asking
    person: str = ""
    stands_in_for: str | None = None


@dataclass(frozen=True)
class Chosen:
    """What the form is about, as it carries it: ids only."""

    intention_id: int
    list_id: int | None = None
    brief: bool = False

    @property
    def token(self) -> str:
        """Write it as an opaque value."""
        return f"{self.intention_id}:{self.list_id or ALL}:{int(self.brief)}"

    @classmethod
    def read(cls, token: str) -> "Chosen":
        """Read what a form or button carries; an intention's id alone means all offices, the long form."""
        intention, _, rest = token.partition(":")
        chosen, _, brief = rest.partition(":")
        return cls(int(intention), int(chosen) if chosen not in ("", ALL) else None, brief == "1")

    @property
    def due_field(self) -> str:
        """Name the field of the deadline."""
        return BRIEF_DUE if self.brief else DUE


@dataclass(frozen=True)
class Preview:
    """All the form shows; `lists` can be chosen, `small` offers the short form."""

    face: Face
    chosen: Chosen
    recipients: Sequence[Recipient]
    left_out: Sequence[str]
    lists: Sequence[fields.Choice]
    small: bool
    deadline: Deadline
    at: str


def preview(s: Speech, shown: Preview) -> dict[str, Any]:
    """Show who will be asked, until when; list, form, deadline and remark can be changed."""
    face, chosen = shown.face, shown.chosen
    asked = sum(r.asking is not Asking.NOT_ASKED for r in shown.recipients)
    blocks: list[Block] = [
        layout.section(
            s.n_rich(
                "*{number} · {title}* – {count} office will be asked.",
                "*{number} · {title}* – {count} offices will be asked.",
                asked, number=face.number, title=face.title,
            )
        ),
        *_choices(s, shown),
        *_recipients(s, shown.recipients),
        *_left_out(s, shown.left_out),
        *moved(s, shown.deadline),
        fields.day(chosen.due_field, s._("Deadline"), initial=shown.deadline.day,
                   hint=s._("At {time} on that day", time=shown.at)),
        fields.text("remark", s._("Remark for all offices"), optional=True, multiline=True,
                    longest=1000),
        layout.note(s.rich("Every office gets its own direct message. Silence never counts as “no need”.")),
    ]  # fmt: skip
    return layout.modal(
        s._("Start need request"),
        blocks,
        callback=START_FORM,
        submit=s._("Ask now"),
        close=s._("Cancel"),
        metadata=chosen.token,
    )


def _choices(s: Speech, shown: Preview) -> list[Block]:
    elements: list[Any] = []
    if shown.lists:
        lists = [(ALL, s._("All offices")), *shown.lists]
        elements.append(fields.menu(CHOOSE_LIST, s._("Distribution list"), lists, str(shown.chosen.list_id or ALL)))
    if shown.small or shown.chosen.brief:
        label = s._("Take the long form") if shown.chosen.brief else s._("Take the short form")
        elements.append(layout.button(label, CHOOSE_FORM, shown.chosen.token))
    blocks: list[Block] = [layout.actions(*elements)] if elements else []
    if shown.chosen.brief:
        blocks.append(layout.note(s.rich("Short form: offices answer with three fields within five working days.")))
    elif shown.small:
        blocks.append(layout.note(s.rich("A small project can be asked about in the short form; it is never skipped.")))
    return blocks


def _left_out(s: Speech, names: Sequence[str]) -> list[Block]:
    if not names:
        return []
    told = s.rich("*This list leaves out:* {names}", names=", ".join(names))
    why = s.rich(
        "What these offices would need here, nobody will learn. No project is skipped for its size or location: if one"
        " of them could be concerned, please choose all offices. The card names them as not asked."
    )
    return [layout.section(joined([told, why]))]


def moved(s: Speech, deadline: Deadline) -> list[Block]:
    """Say why a proposed deadline does not stand where the working days end."""
    if deadline.recess is None or deadline.instead_of is None:
        return []
    text = s.rich(
        "The deadline would end on {counted}, in *{name}* ({first} to {last}). It is set to the first working day after"
        " it; you can change it.",
        counted=s.day(deadline.instead_of), name=deadline.recess.name, first=s.plain_day(deadline.recess.first),
        last=s.plain_day(deadline.recess.last),
    )  # fmt: skip
    return [layout.section(text)]


def _recipients(s: Speech, recipients: Sequence[Recipient]) -> list[Block]:
    groups = [
        (s.rich("*Recipients*"), [r for r in recipients if r.asking is Asking.CONTACT]),
        (
            s.rich("*Without a contact – the secretariat asks on their behalf*"),
            [r for r in recipients if r.asking is Asking.SECRETARIAT],
        ),
        (
            s.rich("*Without a contact – not asked*"),
            [r for r in recipients if r.asking is Asking.NOT_ASKED],
        ),
    ]
    return [
        layout.section(joined([title, *(_recipient(s, r) for r in found[:LINES])])) for title, found in groups if found
    ]


def _recipient(s: Speech, recipient: Recipient) -> Mrkdwn:
    if recipient.asking is Asking.NOT_ASKED:
        return s.rich("• {office}", office=recipient.office)
    if recipient.stands_in_for:
        return s.rich(
            "• {office}: {name} (standing in for {absent})",
            office=recipient.office, name=recipient.person, absent=recipient.stands_in_for,
        )  # fmt: skip
    return s.rich("• {office}: {name}", office=recipient.office, name=recipient.person)
