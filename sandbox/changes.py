"""Tells the pages which of their parts changed, and whoever observes that a message came, changed or went."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Literal, Self

from sandbox.model import Message

ChangeName = Literal["messages", "sidebar", "faces", "modal", "home", "clock", "toast", "wire", "faults"]
MessageChange = Literal["posted", "changed", "deleted"]
# What happened to which message, and how it was before it changed.
Observer = Callable[[MessageChange, Message, Message | None], None]

EVERYTHING: tuple[ChangeName, ...] = (
    "messages",
    "sidebar",
    "faces",
    "modal",
    "home",
    "clock",
    "toast",
    "wire",
    "faults",
)


class Subscription:
    """The changes one page listens to, coalesced by name; subscribed from the moment it exists."""

    def __init__(self, changes: Changes, user: str | None) -> None:
        self.user = user
        self._changes = changes
        self._pending: dict[str, None] = {}
        self._wake = asyncio.Event()

    def push(self, name: str) -> None:
        """Remember that `name` changed."""
        self._pending[name] = None
        self._wake.set()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        while not self._pending:
            self._wake.clear()
            await self._wake.wait()
        name = next(iter(self._pending))
        del self._pending[name]
        return name

    def close(self) -> None:
        """Stop listening."""
        self._changes.unsubscribe(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


class Changes:
    """Everybody who listens to one workspace."""

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []
        self._observers: list[Observer] = []

    def subscribe(self, user: str | None) -> Subscription:
        """Listen to the changes one person can see (None: to all); close it afterwards."""
        subscription = Subscription(self, user)
        self._subscriptions.append(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop telling this listener."""
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def changed(self, name: ChangeName, user: str | None = None) -> None:
        """Tell the listeners of one person (None: everybody) that something of this name changed."""
        for subscription in self._subscriptions:
            if user is None or subscription.user in (None, user):
                subscription.push(name)

    def observe(self, observer: Observer) -> None:
        """Have every change of a message told, at once."""
        self._observers.append(observer)

    def tell(self, change: MessageChange, message: Message, before: Message | None = None) -> None:
        """Tell the observers what happened to a message."""
        for observer in self._observers:
            observer(change, message, before)
