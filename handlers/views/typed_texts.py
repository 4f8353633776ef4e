"""What people typed below a request instead of pressing its buttons: kept, and offered as what it may be."""

from slack_sdk.models.blocks import Block

from handlers.mrkdwn import Mrkdwn, cut
from handlers.speech import Speech
from handlers.views import layout

AS_NEED = "typed_as_need"
AS_QUESTION = "typed_as_question"
SHOWN = 600


def offered(s: Speech, title: str) -> Mrkdwn:
    """Say that the words were seen and are not an answer yet; also the notification text."""
    return s.rich("Thank you for your words on *{title}*. They are not an answer yet. What are they?", title=title)


def blocks(s: Speech, title: str, words: str, draft_id: int) -> list[Block]:
    """Show what was typed with the two things it may become."""
    return [
        layout.section(offered(s, title)),
        layout.section(s.rich("“{words}”", words=cut(words, SHOWN))),
        layout.actions(
            layout.button(s._("Report it as a need"), AS_NEED, draft_id, style="primary"),
            layout.button(s._("Send it as a question"), AS_QUESTION, draft_id),
        ),
        layout.note(s.rich("Your words are kept and stand in the form. Nothing is sent before you send it.")),
    ]


def hint(s: Speech) -> Mrkdwn:
    """Say in a friendly way how the bot is spoken to."""
    return s.rich(
        "Thank you for your message. I only understand buttons and commands: /agsp hilfe shows what there is."
        " Please write to the secretariat for everything else."
    )
