"""What the secretariat sees of an import: the form, how far it is, what would happen, what has happened."""

from collections.abc import Sequence
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.blocks.block_elements import FileInputElement

from handlers.list_runs import SHOWN, Tally
from handlers.mrkdwn import Mrkdwn, cut, joined, safe
from handlers.speech import Speech
from handlers.views import fields, layout
from handlers.views import figures as figure_views
from handlers.views.list_words import ListWords, refusal, remark
from planning.list_import import Judged, Outcome
from planning.table_columns import Reason
from storage.backlog import Resting

OPEN = "import_open"
FORM = "import_form"
TEMPLATE_INTENTIONS = "import_template_intentions"
TEMPLATE_RESULTS = "import_template_results"
TEMPLATE_DEFICITS = "import_template_deficits"
TEMPLATE_FIGURES = figure_views.CSV
"""The template for key figures is the table of those in force."""
TAKE = "import_take"
DROP = "import_drop"
CARDS = "wave_cards"
REQUESTS = "wave_requests"
RESULTS = "wave_results"

FILE = "file"
WHAT = "what"
INTENTIONS = "intentions"
RESULTS_LIST = "results"
FIGURES = "figures"
DEFICITS = "deficits"
FILETYPES = ("csv", "xlsx", "xlsm", "txt")


def form(s: Speech, rest: Resting) -> dict[str, Any]:
    """Ask for the file; offer the templates, and what can be done with what was imported before."""
    kinds = [(INTENTIONS, s._("Intentions")), (RESULTS_LIST, s._("Open results")), (FIGURES, s._("Key figures")),
             (DEFICITS, s._("Deficits of districts"))]  # fmt: skip
    element = FileInputElement(action_id=fields.VALUE, filetypes=list(FILETYPES), max_files=1)
    blocks: list[Block] = [
        layout.section(
            s.rich(
                "Bring in the list of what is already running. First you see line by line what would happen."
                " Nobody is told: no cards, no requests, no messages."
            )
        ),
        fields.radio(WHAT, s._("What is in the list?"), kinds, initial=INTENTIONS),
        fields.field(FILE, s._("CSV or Excel file"), element, hint=s._("At most 10 MB and 20,000 lines")),
        layout.section(s.rich("*Templates* – with an example and notes on every column; they come as a message.")),
        layout.actions(
            layout.button(s._("Template for intentions"), TEMPLATE_INTENTIONS),
            layout.button(s._("Template for results"), TEMPLATE_RESULTS),
            layout.button(s._("Key figures as a table"), TEMPLATE_FIGURES),
            layout.button(s._("Template for deficits"), TEMPLATE_DEFICITS),
        ),
    ]
    if rest:
        blocks += [layout.line(), *waves(s, rest)]
    return layout.modal(s._("Import a list"), blocks, callback=FORM, submit=s._("Check"), close=s._("Cancel"))


def template_title(s: Speech, wanted: str) -> str:
    """Name a template by its button."""
    match wanted:
        case "import_template_intentions":
            return s._("Template for intentions")
        case "import_template_results":
            return s._("Template for results")
        case _:
            return s._("Template for deficits")


def waves(s: Speech, rest: Resting) -> list[Block]:
    """Say what still rests and offer to let it go on in waves."""
    lines = [s.rich("*What was imported and still rests*")]
    buttons = []
    if rest.without_card:
        lines.append(
            s.n_rich("{count} intention without a card", "{count} intentions without a card", rest.without_card)
        )
        buttons.append(layout.button(s._("Post cards …"), CARDS))
    if rest.without_request:
        lines.append(
            s.n_rich(
                "{count} intention nobody was asked about", "{count} intentions nobody was asked about",
                rest.without_request,
            )
        )  # fmt: skip
        buttons.append(layout.button(s._("Start requests …"), REQUESTS))
    if rest.unseen_results:
        lines.append(
            s.n_rich(
                "{count} result its office has not been shown", "{count} results their offices have not been shown",
                rest.unseen_results,
            )
        )  # fmt: skip
        buttons.append(layout.button(s._("Show results …"), RESULTS))
    return [layout.section(joined(lines)), layout.actions(*buttons)]


def begun(s: Speech) -> dict[str, Any]:
    """Say that the list is being checked."""
    text = s.rich("The list is being checked. What would happen stands in your messages from the bot in a moment.")
    return layout.modal(s._("Import a list"), [layout.section(text)], close=s._("Close"))


def checking(s: Speech, name: str, lines: int) -> Mrkdwn:
    """Say how far the check is."""
    if not lines:
        return s.rich("*{name}* is being checked …", name=cut(name, 80))
    return s.rich("*{name}* is being checked … {lines} lines so far.", name=cut(name, 80), lines=s.number(lines))


def taking(s: Speech, name: str, done: int, total: int) -> Mrkdwn:
    """Say how far the import is."""
    return s.rich(
        "*{name}* is being brought in … {done} of {total} lines.",
        name=cut(name, 80), done=s.number(done), total=s.number(total),
    )  # fmt: skip


def preview(words: ListWords, name: str, tally: Tally, draft_id: int) -> tuple[Mrkdwn, list[Block]]:
    """Say what would happen, and offer to do it where it can be done."""
    s = words.speech
    if not tally.good:
        return _refused(words, name, tally)
    text = s.rich("*{name}* – nothing has been changed yet.", name=cut(name, 80))
    blocks = [layout.section(joined([text, counts(s, tally)])), *_shown(words, tally), *_ignored(s, tally)]
    if not tally.changes:
        blocks.append(layout.section(s.rich("Everything is in the bot already. There is nothing to bring in.")))
        return text, blocks
    blocks.append(layout.note(s.rich("Nobody is told when you bring it in. The attached sheet shows every line.")))
    blocks.append(
        layout.actions(
            layout.button(s._("Bring in"), TAKE, draft_id, style="primary"),
            layout.button(s._("Do not bring in"), DROP, draft_id),
        )
    )
    return text, blocks


def counts(s: Speech, tally: Tally) -> Mrkdwn:
    """Count the lines by what becomes of them."""
    count = tally.counts
    return s.rich(
        "{new} new · {changed} changed · {same} unchanged · {wrong} wrong",
        new=s.number(count[Outcome.NEW]), changed=s.number(count[Outcome.CHANGED]),
        same=s.number(count[Outcome.SAME]), wrong=s.number(count[Outcome.WRONG]),
    )  # fmt: skip


def _refused(words: ListWords, name: str, tally: Tally) -> tuple[Mrkdwn, list[Block]]:
    s = words.speech
    text = s.rich("*{name}* cannot be brought in like this. Nothing was changed.", name=cut(name, 80))
    blocks: list[Block] = [layout.section(text)]
    if tally.refused is not None:
        blocks.append(layout.section(safe(refusal(s, tally.refused.fault, tally.refused.line))))
    else:
        told = [one for one in tally.remarks if one.reason is not Reason.COLUMN_IGNORED]
        if told:
            blocks.append(layout.section(joined([s.rich("• {what}", what=remark(s, one)) for one in told[:SHOWN]])))
        if tally.lines:
            blocks += [layout.section(counts(s, tally)), *_shown(words, tally, Outcome.WRONG)]
    blocks.append(layout.note(s.rich("Please put the list right and choose it again. Then all lines go in together.")))
    return text, blocks


def _shown(words: ListWords, tally: Tally, *only: Outcome) -> list[Block]:
    s = words.speech
    blocks: list[Block] = []
    for outcome in only or (Outcome.CHANGED, Outcome.NEW, Outcome.SAME):
        lines = [_line(words, one) for one in tally.shown.get(outcome, ())]
        if not lines:
            continue
        title = s.rich("*{outcome}*", outcome=words.outcome(outcome).capitalize())
        rest = tally.counts[outcome] - len(lines)
        if rest and outcome is not Outcome.SAME:
            lines.append(s.n_rich("… and {count} more line", "… and {count} more lines", rest))
        blocks.append(layout.section(joined([title, *lines])))
    return blocks


def _line(words: ListWords, one: Judged) -> Mrkdwn:
    s = words.speech
    label = f"{one.number} · {one.label}" if one.number else one.label
    head = s.rich("Line {line}: {label}", line=one.line, label=cut(label, 80) or s._("(empty)"))
    return joined([head, *(s.rich("– {detail}", detail=cut(detail, 180)) for detail in words.details(one)[:4])])


def _ignored(s: Speech, tally: Tally) -> list[Block]:
    names = [one.typed for one in tally.remarks if one.reason is Reason.COLUMN_IGNORED]
    if not names:
        return []
    return [layout.note(s.rich("Columns that are not taken over: {names}", names=cut(", ".join(names), 300)))]


def taken(s: Speech, name: str, tally: Tally, rest: Resting) -> tuple[Mrkdwn, list[Block]]:
    """Say what was brought in, and what can be done next."""
    first = s.rich("*{name}* has been brought in.", name=cut(name, 80))
    lines = [first, counts(s, tally)]
    if tally.numbers:
        lines.append(s.rich("Numbers: {first} to {last}", first=tally.numbers[0], last=tally.numbers[-1]))
    blocks: list[Block] = [layout.section(joined(lines))]
    if rest:
        blocks += [
            layout.section(s.rich("Nobody was told. You decide what goes on when:")),
            *waves(s, rest),
        ]
    return Mrkdwn(f"{first} {counts(s, tally)}"), blocks


def said(text: Mrkdwn) -> tuple[Mrkdwn, Sequence[Block]]:
    """Say one sentence in place of the preview."""
    return text, [layout.section(text)]
