"""Waves after an import: which cards, which requests, which results go on now, and how many messages that means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.intention_cards import pick
from handlers.views.request_previews import moved
from planning.intentions import Face
from planning.rounds import Deadline

CARDS_FORM = "wave_cards_form"
REQUESTS_FORM = "wave_requests_form"
REQUESTS_START = "wave_requests_start"
RESULTS_FORM = "wave_results_form"
CHOSEN = "chosen"
MOST_OFFERED = 100
"""A menu holds so many."""
CARDS_AT_ONCE = 10
REQUESTS_AT_ONCE = 5
MOST_REQUESTS = 20
MOST_RESULTS = 100


@dataclass(frozen=True)
class Load:
    """What a wave of requests means for one office: how many messages, and to whom."""

    office: str
    messages: int
    persons: Sequence[str]
    on_behalf: bool = False


def cards(s: Speech, faces: Sequence[Face], rest: int, channel: Mrkdwn) -> dict[str, Any]:
    """Ask whose cards are posted now."""
    choices = pick(faces)
    blocks: list[Block] = [
        layout.section(
            s.n_rich(
                "{count} imported intention has no card in {channel} yet. Choose whose cards come now.",
                "{count} imported intentions have no card in {channel} yet. Choose whose cards come now.",
                rest, channel=channel,
            )
        ),
        fields.several(CHOSEN, s._("Intentions"), choices, initial=[value for value, _ in choices[:CARDS_AT_ONCE]]),
        layout.note(s.rich("One message in the channel for each card, about one a second. Nobody is mentioned.")),
    ]  # fmt: skip
    return layout.modal(s._("Post cards"), blocks, callback=CARDS_FORM, submit=s._("Post now"), close=s._("Cancel"))


def requests(s: Speech, faces: Sequence[Face], rest: int, *, deadline: Deadline, at: str) -> dict[str, Any]:
    """Ask about which intentions the offices are asked now, and until when."""
    choices = pick(faces)
    blocks: list[Block] = [
        layout.section(
            s.n_rich(
                "Nobody was asked about {count} imported intention yet. Choose which requests start now.",
                "Nobody was asked about {count} imported intentions yet. Choose which requests start now.",
                rest,
            )
        ),
        fields.several(CHOSEN, s._("Intentions"), choices, initial=[value for value, _ in choices[:REQUESTS_AT_ONCE]]),
        *moved(s, deadline),
        fields.day("due", s._("Deadline"), initial=deadline.day, hint=s._("At {time} on that day", time=at)),
        fields.text("remark", s._("Remark for all offices"), optional=True, multiline=True, longest=1000),
        layout.note(s.rich("Next you see how many messages that means for each office. Nothing is sent before.")),
    ]  # fmt: skip
    return layout.modal(
        s._("Start requests"), blocks, callback=REQUESTS_FORM, submit=s._("Continue"), close=s._("Cancel")
    )


def load(s: Speech, titles: Sequence[str], loads: Sequence[Load], *, due: str, draft_id: int) -> dict[str, Any]:
    """Say how many messages the requests mean, office by office, before anything is sent."""
    total = sum(one.messages for one in loads)
    head = s.n_rich(
        "{number} message to the offices, deadline {due}.", "{number} messages to the offices, deadline {due}.",
        total, number=s.number(total), due=due,
    )  # fmt: skip
    about = s.n_rich("Request about {titles}", "{count} requests about {titles}", len(titles), titles=", ".join(titles))
    lines = [_load(s, one) for one in sorted(loads, key=lambda one: -one.messages)]
    blocks: list[Block] = [layout.section(about), layout.section(head)]
    blocks += [layout.section(joined(lines[at : at + 15])) for at in range(0, len(lines), 15)]
    return layout.modal(
        s._("Start requests"), blocks, callback=REQUESTS_START, submit=s._("Ask now"), close=s._("Back"),
        metadata=draft_id,
    )  # fmt: skip


def _load(s: Speech, one: Load) -> Mrkdwn:
    names = ", ".join(one.persons)
    if one.on_behalf:
        return s.n_rich(
            "• {office}: {count} request, through the secretariat ({names})",
            "• {office}: {count} requests, through the secretariat ({names})",
            one.messages, office=one.office, names=names,
        )  # fmt: skip
    return s.n_rich(
        "• {office}: {count} request to {names}", "• {office}: {count} requests to {names}",
        one.messages, office=one.office, names=names,
    )  # fmt: skip


def results(s: Speech, by_office: Mapping[str, int]) -> dict[str, Any]:
    """Say how many results would be shown to which offices."""
    total = sum(by_office.values())
    lines = [
        s.n_rich("• {office}: {count} result", "• {office}: {count} results", number, office=office)
        for office, number in by_office.items()
    ]
    blocks: list[Block] = [
        layout.section(
            s.n_rich(
                "{count} open result has not been shown to its office yet.",
                "{count} open results have not been shown to their offices yet.",
                total,
            )
        ),
        *(layout.section(joined(lines[at : at + 15])) for at in range(0, len(lines), 15)),
        layout.note(s.rich("Each result is one message to the responsible person, with the buttons to report on it.")),
    ]
    if total > MOST_RESULTS:
        blocks.append(layout.note(s.rich("At most {most} go out at once.", most=MOST_RESULTS)))
    return layout.modal(s._("Show results"), blocks, callback=RESULTS_FORM, submit=s._("Show now"), close=s._("Cancel"))


def done(s: Speech, text: Mrkdwn) -> dict[str, Any]:
    """Say what goes out now."""
    return layout.modal(s._("On its way"), [layout.section(text)], close=s._("Close"))
