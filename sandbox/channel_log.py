"""What was said in one channel, kept so that neither its newest messages nor a thread need a look at all others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterator

from sandbox.model import Message


class ChannelLog:
    """The messages of one channel in order; `outside`: what stands in the channel itself, threads left out."""

    def __init__(self) -> None:
        self._by_ts: dict[str, Message] = {}
        self._all: list[Message] = []
        self._outside: list[Message] = []
        self._replies: dict[str, list[Message]] = defaultdict(list)
        self._private: Counter[str] = Counter()

    def add(self, message: Message) -> None:
        """Put a message in its place."""
        self._by_ts[message.ts] = message
        for kept in self._lists(message):
            insort(kept, message, key=_ts)
        if _is_outside(message) and message.ephemeral_for:
            self._private[message.ephemeral_for] += 1

    def remove(self, message: Message) -> None:
        """Take a message out."""
        del self._by_ts[message.ts]
        for kept in self._lists(message):
            del kept[bisect_left(kept, message.ts, key=_ts)]
        if _is_outside(message) and message.ephemeral_for:
            self._private[message.ephemeral_for] -= 1

    def get(self, ts: str) -> Message | None:
        """Return one message, None when it is not there."""
        return self._by_ts.get(ts)

    def all(self) -> list[Message]:
        """Return everything in order, replies and ephemeral messages too."""
        return list(self._all)

    def replies(self, root: str) -> list[Message]:
        """Return the replies of a thread in order, ephemeral ones too."""
        return list(self._replies.get(root, ()))

    def outside(self, user: str) -> list[Message]:
        """Return what one person sees in the channel itself, in order."""
        return [one for one in self._outside if one.ephemeral_for in (None, user)]

    def newest_first(self, user: str | None, latest: float | None = None) -> Iterator[Message]:
        """Walk back through what one person (None: everybody) sees in the channel itself, `latest` included."""
        end = len(self._outside) if latest is None else bisect_right(self._outside, latest, key=_instant)
        for index in range(end - 1, -1, -1):
            message = self._outside[index]
            if message.ephemeral_for in (None, user):
                yield message

    def count(self, user: str) -> int:
        """Count what one person sees in the channel itself."""
        return len(self._outside) - self._private.total() + self._private[user]

    def _lists(self, message: Message) -> list[list[Message]]:
        lists = [self._all]
        if _is_outside(message):
            lists.append(self._outside)
        if message.is_reply and message.thread_ts:
            lists.append(self._replies[message.thread_ts])
        return lists


def _is_outside(message: Message) -> bool:
    return not message.is_reply or message.reply_broadcast


def _ts(message: Message) -> str:
    return message.ts


def _instant(message: Message) -> float:
    return float(message.ts)
