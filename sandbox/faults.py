"""Faults to order: how the next calls of a Web API method shall go wrong."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal, get_args

FaultKind = Literal["fail_before", "fail_after", "hang", "late", "429", "500"]
ANY_METHOD = "*"


class FaultUnknown(ValueError):
    """There is no such kind of fault."""


@dataclass(frozen=True)
class Fault:
    """How one call goes wrong; `seconds`: how long it hangs or is late, or the Retry-After of a 429.

    fail_before: the connection breaks, nothing was done; fail_after: done, then the connection breaks;
    hang: nothing done, no answer comes; late: done, the answer comes late; 429 and 500: nothing was done.
    """

    kind: FaultKind
    seconds: float

    @property
    def is_before(self) -> bool:
        """Tell whether the call is not carried out."""
        return self.kind not in ("fail_after", "late")


class Faults:
    """The faults ordered so far, first come first served."""

    def __init__(self) -> None:
        self._ordered: dict[str, deque[Fault]] = defaultdict(deque)

    def next(self, method: str, kind: FaultKind, count: int = 1, *, seconds: float = 1.0) -> None:
        """Let the next `count` calls of `method` ("*": of any) go wrong in this way."""
        if kind not in get_args(FaultKind):
            raise FaultUnknown(f"Unknown fault {kind!r}; there are: {', '.join(get_args(FaultKind))}.")
        self._ordered[method].extend([Fault(kind, seconds)] * count)

    def take(self, method: str) -> Fault | None:
        """Return the fault for this call and use it up, None when all goes well."""
        for name in (method, ANY_METHOD):
            if self._ordered[name]:
                return self._ordered[name].popleft()
        return None

    def ordered(self) -> dict[str, list[str]]:
        """Return what is still to come, by method."""
        return {method: [fault.kind for fault in faults] for method, faults in self._ordered.items() if faults}

    def clear(self) -> None:
        """Forget all orders."""
        self._ordered.clear()
