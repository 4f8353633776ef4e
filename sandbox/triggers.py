"""Trigger ids: the short-lived right to open a modal for the person who has just done something."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass

from sandbox.refusal import Refusal

LIFETIME_SECONDS = 3.0
KEPT = 2_000


@dataclass
class Trigger:
    """Whose act it was, and from which modal (None: from elsewhere)."""

    user: str
    view_id: str | None
    expires: float
    exchanged: bool = False


class Triggers:
    """Issues trigger ids and redeems each once, within three seconds of real time."""

    def __init__(self, lifetime: float = LIFETIME_SECONDS) -> None:
        self.lifetime = lifetime
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        """Return a new trigger id."""
        trigger_id = f"{time.time_ns() // 1000}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, view_id, time.monotonic() + self.lifetime)
        while len(self._issued) > KEPT:
            del self._issued[next(iter(self._issued))]
        return trigger_id

    def redeem(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; raises Refusal with Slack's word for why it cannot be used."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.exchanged:
            raise Refusal("exchanged_trigger_id")
        if time.monotonic() > trigger.expires:
            raise Refusal("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def expire(self) -> None:
        """Let all trigger ids run out now, as if three seconds had passed."""
        for trigger in self._issued.values():
            trigger.expires = 0.0
