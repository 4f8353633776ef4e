"""How an office's answer arrived: typed by the office, or entered by the secretariat; in time, or after closing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from planning.errors import Conflict, InTheFuture, Invalid, Problem, Required
from planning.needs import ANSWERED, InquiryState


class Source(StrEnum):
    """Where the secretariat has an answer from."""

    PHONE = "phone"
    MAIL = "mail"
    SPOKEN = "spoken"
    LETTER = "letter"


@dataclass(frozen=True)
class Arrival:
    """How one answer came: `source` and `received_on` when the secretariat entered it, `after_closing` when late."""

    source: Source | None = None
    received_on: date | None = None
    after_closing: bool = False

    @property
    def is_plain(self) -> bool:
        """Say whether the office answered by itself and in time, so that nothing need be said of it."""
        return self.source is None and not self.after_closing

    def as_kept(self) -> dict[str, str] | None:
        """Give it as a form's draft keeps it; None when the office answers by itself."""
        if self.source is None or self.received_on is None:
            return None
        return {"source": self.source.value, "received_on": self.received_on.isoformat()}


BY_ITSELF = Arrival()
"""The office answered by itself and in time."""


def arrival_from(kept: Mapping[str, str] | None) -> Arrival | None:
    """Read back what a form's draft kept."""
    return None if kept is None else Arrival(Source(kept["source"]), date.fromisoformat(kept["received_on"]))


def check_entered(
    answer: InquiryState | None, received_on: date, reason: str, *, asked_on: date | None, today: date
) -> None:
    """Raise Invalid for an answer that cannot have come this way."""
    problems: list[Problem] = []
    if answer not in ANSWERED:
        problems.append(Required("answer"))
    if received_on > today:
        problems.append(InTheFuture("received_on", received_on))
    elif asked_on is not None and received_on < asked_on:
        problems.append(Conflict("received_on", "received_before_asked"))
    if answer is InquiryState.NOT_COMPETENT and not reason:
        problems.append(Required("reason"))
    if problems:
        raise Invalid(*problems)
