"""Slack's rate limits: a number of calls a minute for each method, and one message a second for each channel."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Tier = Literal["t1", "t2", "t3", "t4", "t5"]

PER_MINUTE: dict[Tier, int] = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 600}
# Slack allows short bursts above one message a second and channel and does not say how long.
POSTS_PER_SECOND = 1.0
POST_BURST = 5


@dataclass
class Bucket:
    """What is left of an allowance, and when it was last looked at."""

    left: float
    seen: float


class Rates:
    """Counts calls when enabled; disabled it lets everything through."""

    def __init__(self, *, enabled: bool = False, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.enabled = enabled
        self._monotonic = monotonic
        self._buckets: dict[str, Bucket] = {}

    def take(self, method: str, tier: Tier, channel: str | None = None) -> int | None:
        """Count one call; return the seconds to wait when it is one too many, else None."""
        if not self.enabled:
            return None
        wait = self._take(method, PER_MINUTE[tier] / 60, PER_MINUTE[tier])
        if wait is None and method == "chat.postMessage" and channel:
            wait = self._take(f"{method} {channel}", POSTS_PER_SECOND, POST_BURST)
        return wait

    def clear(self) -> None:
        """Forget what was counted."""
        self._buckets.clear()

    def _take(self, key: str, per_second: float, most: float) -> int | None:
        now = self._monotonic()
        bucket = self._buckets.setdefault(key, Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.seen) * per_second)
        bucket.seen = now
        if bucket.left < 1:
            return max(1, math.ceil((1 - bucket.left) / per_second))
        bucket.left -= 1
        return None
