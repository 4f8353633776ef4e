"""Faults to order: how the next calls of a Web API method, or the next deliveries to the app, shall go wrong."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal["fail_before", "fail_after", "hang", "late", "429", "500"]
ANY_METHOD = "*"
ANY_DELIVERY = "app"
DELIVERIES = (ANY_DELIVERY, "events_api", "interactive", "slash_commands")
LONGEST_SECONDS = 600.0
MOST_AT_ONCE = 1_000


class FaultUnknown(ValueError):
    """There is no such fault."""


@dataclass(frozen=True)
class Fault:
    """How one call or delivery goes wrong; `seconds`: how long it hangs or is late, or the Retry-After of a 429.

    fail_before: the connection breaks, nothing was done; fail_after: done, then the connection breaks;
    hang: nothing done, no answer comes; late: done, the answer comes late; 429 and 500: nothing was done.
    A delivery that hangs or is late has missed the time to acknowledge, however few the seconds.
    """

    kind: FaultKind
    seconds: float

    @property
    def is_before(self) -> bool:
        """Tell whether the call is not carried out."""
        return self.kind not in ("fail_after", "late")


class Faults:
    """The faults ordered so far, first come first served; `changed` is called when there are more or fewer."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._ordered: dict[str, deque[Fault]] = defaultdict(deque)
        self._changed = changed

    def next(self, method: str, kind: FaultKind, count: int = 1, *, seconds: float = 1.0) -> None:
        """Let the next `count` calls of `method` ("*": of any) or deliveries ("app": any) go wrong in this way."""
        if kind not in get_args(FaultKind):
            raise FaultUnknown(f"Unknown fault {kind!r}; there are: {', '.join(get_args(FaultKind))}.")
        if kind == "429" and method in DELIVERIES:
            raise FaultUnknown("An app answers no 429 that Slack would heed; order 500.")
        if not (1 <= count <= MOST_AT_ONCE and 0 <= seconds <= LONGEST_SECONDS):
            raise FaultUnknown(f"1 to {MOST_AT_ONCE} faults of 0 to {LONGEST_SECONDS:.0f} seconds can be ordered.")
        self._ordered[method].extend([Fault(kind, seconds)] * count)
        self._changed()

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call or delivery and use it up, None when all goes well."""
        for name in (method, ANY_DELIVERY if method in DELIVERIES else ANY_METHOD):
            if self._ordered[name]:
                self._changed()
                return self._ordered[name].popleft()
        return None

    def ordered(self) -> dict[str, list[str]]:
        """Return what is still to come, by method."""
        return {method: [fault.kind for fault in faults] for method, faults in self._ordered.items() if faults}

    def clear(self) -> None:
        """Forget all orders."""
        self._ordered.clear()
        self._changed()
