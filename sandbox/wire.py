"""The log of what went over the wire both ways, for the inspector and the transcript."""

from __future__ import annotations

import re
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sandbox.workspace import Workspace

ENTRIES_KEPT = 2_000
_SECRET = re.compile(r"(x(?:oxb|app|oxp)-[\w]{0,8})[\w-]*")


@dataclass(kw_only=True)
class WireEntry:
    """One exchange; `to_sandbox` is a Web API call or response_url, `to_app` a command, interaction or event."""

    number: int
    at: str
    direction: Literal["to_sandbox", "to_app"]
    name: str
    request: Any
    response: Any = None
    status: int | str = ""
    milliseconds: float = 0.0
    fault: str = ""

    @property
    def failed(self) -> bool:
        """Tell whether the other side said no, or nothing."""
        said_no = isinstance(self.response, dict) and self.response.get("ok") is False
        return said_no or not (isinstance(self.status, int) and self.status < 400)


class Wire:
    """Everything that was exchanged, oldest first; forgets the oldest beyond a fixed number."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._entries: deque[WireEntry] = deque(maxlen=ENTRIES_KEPT)
        self._begun: dict[int, float] = {}
        self._count = 0

    def begin(self, direction: Literal["to_sandbox", "to_app"], name: str, request: Any) -> WireEntry:
        """Log the beginning of an exchange; tokens are cut."""
        self._count += 1
        entry = WireEntry(
            number=self._count,
            at=self._workspace.clock.now().isoformat(),
            direction=direction,
            name=name,
            request=redacted(request),
        )
        self._entries.append(entry)
        self._begun[entry.number] = time.monotonic()
        return entry

    def end(self, entry: WireEntry, status: int | str, response: Any, fault: str = "") -> None:
        """Log how the exchange ended; a word as status says how it failed, `fault` that this was ordered."""
        entry.fault = fault
        entry.status = status
        entry.response = redacted(response)
        entry.milliseconds = round((time.monotonic() - self._begun.pop(entry.number)) * 1000, 2)
        self._workspace.changed("wire")

    def entries(self, name: str | None = None, *, failed: bool | None = None) -> list[WireEntry]:
        """Return the exchanges, oldest first; of one name only, failed or not only."""
        return [one for one in self._entries if name in (None, one.name) and failed in (None, one.failed)]

    def entry(self, number: int) -> WireEntry | None:
        """Return one exchange, None when it was forgotten."""
        return next((one for one in self._entries if one.number == number), None)

    def calls(self, method: str) -> list[Any]:
        """Return the arguments of every call of a Web API method that was accepted."""
        return [one.request for one in self.entries(method, failed=False)]

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
        self._begun.clear()

    def transcript(self) -> list[dict[str, Any]]:
        """Return everything as plain data for JSON."""
        return [asdict(one) for one in self._entries]


def redacted(value: Any) -> Any:
    """Return a copy without tokens."""
    if isinstance(value, dict):
        return {key: redacted(one) for key, one in value.items() if key != "token"}
    if isinstance(value, list):
        return [redacted(one) for one in value]
    return _SECRET.sub(r"\1…", value) if isinstance(value, str) else value
