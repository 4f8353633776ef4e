"""Text that is safe in Slack's mrkdwn: what people typed is escaped exactly once, here."""

from collections.abc import Iterable

ELLIPSIS = "…"


class Mrkdwn(str):
    """Text that may be shown as mrkdwn; only `safe`, `joined` and `Speech.rich` make it."""

    __slots__ = ()


def cut(text: str, limit: int) -> str:
    """Shorten to at most `limit` characters, with an ellipsis when something is missing."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def safe(text: str, limit: int = 2000) -> Mrkdwn:
    """Escape what somebody typed; cut before escaping, so that no entity is cut in half."""
    if isinstance(text, Mrkdwn):
        return text
    shortened = cut(text, limit)
    return Mrkdwn(shortened.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def joined(parts: Iterable[Mrkdwn], between: str = "\n") -> Mrkdwn:
    """Put safe pieces together; empty ones are left out."""
    return Mrkdwn(between.join(part for part in parts if part))


def link(url: str, label: Mrkdwn) -> Mrkdwn:
    """Make a link to an address of our own making (a permalink); never to one somebody typed."""
    return Mrkdwn(f"<{url}|{label}>")
