"""What the secretariat sees of its distribution lists: all of them, one as a form."""

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.models.blocks import Block, ButtonElement

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from planning.rounds import NAME_LENGTH
from storage.distribution_lists import DistributionList

OPEN = "distribution_lists_open"
NEW = "distribution_list_new"
EDIT = "distribution_list_edit"
REMOVE = "distribution_list_remove"
FORM = "distribution_list_form"
MOST = 40


def open_button(s: Speech) -> ButtonElement:
    """Lead to the lists, from the offices and from the distribution."""
    return layout.button(s._("Distribution lists"), OPEN)


def listing(
    s: Speech, lists: Sequence[DistributionList], names: Mapping[str, str], notice: Mrkdwn | None = None
) -> dict[str, Any]:
    """Show all lists with the offices they leave out; `names` are all offices by id."""
    blocks: list[Block] = [layout.section(notice), layout.line()] if notice else []
    intro = s.rich(
        "All offices are asked unless a list is chosen when a request starts. What a list leaves out is shown then, and"
        " stands on the card."
    )
    blocks += [layout.section(intro), layout.actions(layout.button(s._("New list"), NEW))]
    for one in lists[:MOST]:
        out = [name for office, name in names.items() if office not in one.offices]
        lines = [
            s.n_rich("*{name}*: {count} office", "*{name}*: {count} offices", len(one.offices), name=one.name),
            s.rich("Leaves out: {names}", names=", ".join(out)) if out else s.rich("Leaves nobody out."),
        ]
        blocks.append(layout.section(joined(lines)))
        remove = layout.confirm(
            s._("Remove the list?"), s._("Requests that were started with it stay as they are."), s._("Remove"),
            s._("Cancel"),
        )  # fmt: skip
        blocks.append(
            layout.actions(
                layout.button(s._("Edit"), EDIT, one.key),
                layout.button(s._("Remove"), REMOVE, one.key, confirm=remove),
            )
        )
    if not lists:
        blocks.append(layout.section(s.rich("There is no list of your own yet. An example is “small projects”.")))
    return layout.modal(s._("Distribution lists"), blocks, close=s._("Close"))


def form(s: Speech, one: DistributionList | None, names: Mapping[str, str]) -> dict[str, Any]:
    """Ask for a list's name and its offices."""
    choices = [(office, name) for office, name in names.items()][:100]
    chosen = one.offices if one is not None else list(names)
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "No project may be skipped for its size or location: leave out only offices that can have nothing to do"
                " with such projects."
            )
        ),
        fields.text("name", s._("Name of the list"), initial=one.name if one else None, longest=NAME_LENGTH),
        fields.several("offices", s._("Offices that are asked"), choices, initial=chosen),
    ]
    title = s._("Edit list") if one is not None else s._("New list")
    return layout.modal(
        title, blocks, callback=FORM, submit=s._("Save"), close=s._("Cancel"), metadata=one.key if one else ""
    )


def saved(s: Speech, one: DistributionList) -> Mrkdwn:
    """Say that a list is stored."""
    return s.rich("*{name}* is saved. It can be chosen when a request starts.", name=one.name)


def removed(s: Speech, one: DistributionList) -> Mrkdwn:
    """Say that a list is gone."""
    return s.rich("*{name}* is removed.", name=one.name)


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of lists; None for a rule of something else."""
    if code == "list_name_taken":
        return s._("Another list is already called this. Please choose a different name.")
    return None
