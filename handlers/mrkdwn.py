"""Text that is safe in Slack's mrkdwn: what people typed is escaped exactly once, here."""

from collections.abc import Iterable

ELLIPSIS = "…"


class Mrkdwn(str):
    """Text that may be shown as mrkdwn; only `safe`, `joined` and `Speech.rich` make it."""

    __slots__ = ()


def cut(text: str, limit: int) -> str:
    """Shorten to at most `limit` UTF-16 units (as Slack may count), with an ellipsis when something is missing."""
    if len(text) * 2 <= limit or _units(text) <= limit:
        return text
    kept, room = 0, limit - 1
    for character in text:
        room -= _units(character)
        if room < 0:
            break
        kept += 1
    return text[:kept].rstrip() + ELLIPSIS


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


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
