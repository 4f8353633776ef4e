"""The pieces all views are made of, within Slack's limits; only Mrkdwn can become mrkdwn."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InteractiveElement,
    MarkdownTextObject,
    Option,
    OverflowMenuElement,
    PlainTextObject,
    SectionBlock,
)
from slack_sdk.models.views import View

from handlers.mrkdwn import Mrkdwn, cut

MOST_IN_MESSAGE = 45
"""Blocks; Slack's limit is 50, and we keep a margin for what is added below."""
MOST_IN_VIEW = 95
"""Blocks; Slack's limit is 100."""
SECTION_LENGTH = 2800
"""Characters; Slack's limit is 3,000, perhaps counted in UTF-16 units."""
TITLE_LENGTH = 24
BUTTON_LENGTH = 70

Blocks = list[Block]


def mrkdwn(text: Mrkdwn) -> MarkdownTextObject:
    """Wrap safe text; verbatim, so that nothing in it becomes a link by itself."""
    return MarkdownTextObject(text=cut_mrkdwn(text), verbatim=True)


def cut_mrkdwn(text: Mrkdwn) -> str:
    """Cut long mrkdwn at a line end where there is one, never inside an entity."""
    if len(text) <= SECTION_LENGTH:
        return str(text)
    head = text[: SECTION_LENGTH - 1]
    line = head.rfind("\n")
    head = head[:line] if line > SECTION_LENGTH // 2 else head
    ampersand = head.rfind("&", max(0, len(head) - 5))
    if ampersand != -1 and ";" not in head[ampersand:]:
        head = head[:ampersand]
    return head + "…"


def section(text: Mrkdwn, accessory: InteractiveElement | None = None) -> SectionBlock:
    """Show one paragraph, with a button or menu beside it if given."""
    return SectionBlock(text=mrkdwn(text), accessory=accessory)


def facts(*pairs: Mrkdwn) -> SectionBlock:
    """Show up to ten short facts in two columns."""
    return SectionBlock(fields=[mrkdwn(pair) for pair in pairs[:10]])


def header(text: str) -> HeaderBlock:
    """Show a heading (plain text)."""
    return HeaderBlock(text=PlainTextObject(text=cut(text, 145), emoji=False))


def note(*texts: Mrkdwn) -> ContextBlock:
    """Show small print."""
    return ContextBlock(elements=[mrkdwn(text) for text in texts[:10]])


def line() -> DividerBlock:
    """Separate two parts."""
    return DividerBlock()


def button(
    text: str,
    action: str,
    value: str | int = "",
    *,
    style: str | None = None,
    confirm: ConfirmObject | None = None,
    url: str | None = None,
) -> ButtonElement:
    """Make a button; `value` carries an opaque id, never anything people typed."""
    return ButtonElement(
        text=PlainTextObject(text=cut(text, BUTTON_LENGTH), emoji=False),
        action_id=action,
        value=str(value) or None,
        style=style,
        confirm=confirm,
        url=url,
    )


def confirm(title: str, text: str, yes: str, no: str) -> ConfirmObject:
    """Ask before an act with a consequence; `text` spells it out."""
    return ConfirmObject(title=cut(title, 100), text=PlainTextObject(text=cut(text, 300)), confirm=yes, deny=no)


def more(action: str, choices: Sequence[tuple[str, str]]) -> OverflowMenuElement:
    """Make the menu behind "Mehr …": up to five (text, value) pairs."""
    return OverflowMenuElement(
        action_id=action, options=[Option(text=PlainTextObject(text=cut(t, 75)), value=v) for t, v in choices]
    )


def actions(*elements: InteractiveElement, block_id: str | None = None) -> ActionsBlock:
    """Put buttons in a row."""
    return ActionsBlock(elements=list(elements), block_id=block_id)


def modal(
    title: str,
    blocks: Sequence[Block],
    *,
    callback: str | None = None,
    submit: str | None = None,
    close: str,
    metadata: str | int = "",
) -> dict[str, Any]:
    """Make a modal; `metadata` holds an opaque id. A modal with inputs needs `submit`."""
    view = View(
        type="modal",
        title=PlainTextObject(text=cut(title, TITLE_LENGTH)),
        blocks=list(blocks)[:MOST_IN_VIEW],
        callback_id=callback,
        submit=PlainTextObject(text=submit) if submit else None,
        close=PlainTextObject(text=close),
        private_metadata=str(metadata) or None,
    )
    return as_json(view)


def as_json(view: View | Block) -> dict[str, Any]:
    """Turn a model into the JSON Slack takes; raises SlackObjectFormationError beyond a limit."""
    return dict(view.to_dict())


def as_list(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Turn blocks into JSON."""
    return [as_json(block) for block in blocks]


def iso(day: date | None) -> str | None:
    """Give a date as Slack's date picker takes it."""
    return None if day is None else day.isoformat()
