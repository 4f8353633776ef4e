"""What people see of absence: the form with who stands in, what a deputy is told, what came in meanwhile."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut, joined
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views.reports import answer_name
from planning.absences import Absence, Colleague
from planning.errors import DeputyAway
from planning.intentions import Face
from planning.needs import InquiryState
from storage.absences import Meanwhile, Open
from storage.results import Result

FORM = "people_absence_form"
TITLE = 100

Groups = Sequence[tuple[str, Sequence[fields.Choice]]]


def form(s: Speech, absence: Absence, groups: Groups, deputy: Colleague | None, otherwise: Mrkdwn) -> dict[str, Any]:
    """Ask from when until when a member is away; who stands in is shown and can be changed."""
    first = s.rich("Whoever stands in gets what falls due meanwhile: requests, reminders, results.")
    blocks: list[Block] = [
        layout.section(joined([first, otherwise])),
        fields.day("absent_from", s._("Away from"), initial=absence.first, optional=True),
        fields.day("absent_until", s._("Away until (last day)"), initial=absence.last, optional=True,
                   hint=s._("No reason is needed. Leave both empty when you are back.")),
    ]  # fmt: skip
    if groups:
        chosen = str(deputy.id) if deputy is not None else None
        blocks.append(fields.grouped_choice("deputy_id", s._("Deputy"), groups, initial=chosen, optional=True))
    return layout.modal(s._("My absence"), blocks, callback=FORM, submit=s._("Save"), close=s._("Cancel"))


def otherwise(s: Speech, colleague: Colleague | None) -> Mrkdwn:
    """Say who is asked when no deputy is chosen."""
    if colleague is None:
        return s.rich("Without a deputy everything goes to the secretariat: nobody else of your office is there.")
    return s.rich("Without a deputy {name} is asked.", name=colleague.name)


def noted(s: Speech, absence: Absence, stands_in: Colleague | None, waiting: Open) -> Mrkdwn:
    """Confirm an absence: who gets what falls due, and what is open at the moment."""
    if absence.first is None or (absence.last is not None and absence.last < absence.first):
        return s.rich("Noted: you are not away. Requests and reminders come to you.")
    first = s.day(absence.first)
    if absence.last is None:
        lines = [s.rich("Noted: you are away from {first} until you say otherwise.", first=first)]
    else:
        lines = [s.rich("Noted: you are away from {first} to {last}.", first=first, last=s.day(absence.last))]
    if stands_in is not None:
        lines.append(s.rich("What falls due meanwhile goes to {name}.", name=stands_in.name))
    else:
        lines.append(s.rich("What falls due meanwhile goes to the secretariat."))
    if waiting.inquiries or waiting.results:
        lines.append(s.rich("Open for you now: {things}.", things=_things(s, waiting)))
    return joined([*lines, s.rich("Back at work you get a summary.")])


def over(s: Speech) -> Mrkdwn:
    """Confirm that an absence has ended."""
    return s.rich("Noted: you are back. Requests and reminders come to you, and a summary with the next morning note.")


def deputy_away(problem: DeputyAway, s: Speech) -> str:
    """Say why somebody cannot stand in."""
    until = s.day(problem.last) if problem.last is not None else s._("further notice")
    first = s.day(problem.first)
    if problem.circle:
        return s._(
            "{name} is away from {first} until {last}, and both stand in for each other. Please choose somebody else.",
            name=problem.name, first=first, last=until,
        )  # fmt: skip
    return s._(
        "{name} is away from {first} until {last}. Please choose somebody else.",
        name=problem.name, first=first, last=until,
    )  # fmt: skip


def conflict(code: str, s: Speech) -> str | None:
    """Give the sentence for a rule of absence; None for a rule of something else."""
    if code == "absence_not_understood":
        return s._("This is no period. Please write it like this: /agsp abwesend 10.08. bis 21.08.")
    return None


def stand_in_asked(s: Speech, name: str, absence: Absence, waiting: Open) -> Mrkdwn:
    """Tell a deputy for whom they stand in and what is open."""
    assert absence.first is not None, "there is an absence"
    first = s.day(absence.first)
    if absence.last is None:
        text = s.rich("{name} is away from {first} on. You are the deputy.", name=name, first=first)
    else:
        text = s.rich(
            "{name} is away from {first} to {last}. You are the deputy.", name=name, first=first,
            last=s.day(absence.last),
        )  # fmt: skip
    coming = s.rich("What falls due meanwhile comes to you. Open now: {things}.", things=_things(s, waiting))
    return joined([text, coming])


def _things(s: Speech, waiting: Open) -> str:
    told = [s.n_("{count} request", "{count} requests", waiting.inquiries)] if waiting.inquiries else []
    told += [s.n_("{count} result", "{count} results", waiting.results)] if waiting.results else []
    return ", ".join(told) or s._("nothing")


def on_behalf(s: Speech, name: str, blocks: Sequence[Block]) -> list[Block]:
    """Say above a reminder for whom the reader stands in."""
    return [layout.note(s.rich("You get this standing in for {name}.", name=name)), *blocks]


def meanwhile(s: Speech, last: date, found: Meanwhile, asked: Sequence[tuple[Face, InquiryState, str]]) -> list[Block]:
    """Sum up what came in while the reader was away."""
    lines = [s.rich("*Welcome back.* This came in while you were away (until {day}).", day=s.day_in_year(last))]
    for face, state, contact in asked:
        title, answer = cut(face.title, TITLE), answer_name(s, state)
        lines.append(
            s.rich("• Request on *{title}*: {answer} (asked: {name})", title=title, answer=answer, name=contact)
        )
    lines += [_result(s, one) for one in found.recorded]
    rest = found.requests - len(asked) + found.results - len(found.recorded)
    if rest > 0:
        lines.append(s.n_rich("and {count} more", "and {count} more", rest))
    if not found.requests and not found.results:
        lines.append(s.rich("Nothing was asked of your office."))
    if found.intentions:
        lines.append(
            s.n_rich("• {count} new intention in the group", "• {count} new intentions in the group", found.intentions)
        )
    if found.meetings:
        lines.append(s.n_rich("• {count} meeting took place", "• {count} meetings took place", found.meetings))
    return [layout.section(joined(lines))]


def _result(s: Speech, result: Result) -> Mrkdwn:
    text = cut(" ".join(result.text.split()), TITLE)
    return s.rich("• Result {number}: {text}", number=result.number, text=text)


def member_gone(s: Speech, name: str, *, closed: bool) -> Mrkdwn:
    """Say that a member is gone; also the notification text."""
    if closed:
        return s.rich("The account of {name} has been closed in Slack. Open tasks have gone to others.", name=name)
    return s.rich("{name} is no longer a member of the group. Open tasks have gone to others.", name=name)


def gone_blocks(
    s: Speech, said: Mrkdwn, inquiries: Sequence[tuple[Face, str, str]], results: Sequence[tuple[str, str]], leads: int
) -> list[Block]:
    """List for the secretariat where everything of somebody who is gone went."""
    lines = [
        s.rich("• Request on *{title}* ({office}): now {name}", title=cut(face.title, TITLE), office=office, name=now)
        for face, office, now in inquiries[:20]
    ]
    lines += [s.rich("• Result {number}: now {name}", number=number, name=now) for number, now in results[:20]]
    rest = max(len(inquiries) - 20, 0) + max(len(results) - 20, 0)
    if rest:
        lines.append(s.n_rich("and {count} more", "and {count} more", rest))
    if leads:
        lines.append(
            s.n_rich(
                "• {count} intention needs another project lead.",
                "• {count} intentions need another project lead.",
                leads,
            )
        )
    if not lines:
        lines.append(s.rich("Nothing was open."))
    return [layout.section(said), layout.section(joined(lines))]
