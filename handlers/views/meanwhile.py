"""What somebody reads whose colleague has answered for the office while they were writing."""

from handlers.mrkdwn import Mrkdwn
from handlers.speech import Speech
from handlers.views.reports import answer_name
from planning.needs import InquiryState


def beside(s: Speech, name: str, answer: InquiryState) -> Mrkdwn:
    """Say what the colleague has answered, and what holds now that a report was sent."""
    if answer is InquiryState.REPORTED:
        return s.rich(
            "*{name} has also reported for your office while you were writing.* Both are in the report now. If it is the"
            " same need, please withdraw one of them with [Change].",
            name=name,
        )
    return s.rich(
        "*{name} has answered for your office while you were writing: {answer}.* Your report holds now; the earlier"
        " answer stays in the history.",
        name=name, answer=answer_name(s, answer),
    )  # fmt: skip


def not_sent(s: Speech, name: str) -> Mrkdwn:
    """Say that the form was not sent, because it would have withdrawn what the colleague has reported."""
    return s.rich("{name} has reported for your office while you were writing. Nothing is sent yet.", name=name)
