"""How an office's answer came, in words: by telephone, by mail, as a Nachmeldung."""

from collections.abc import Iterable, Mapping

from handlers.speech import Speech
from planning.arrivals import Arrival, Source


def source_name(s: Speech, source: Source) -> str:
    """Name where the secretariat has an answer from."""
    match source:
        case Source.PHONE:
            return s._("by telephone")
        case Source.MAIL:
            return s._("by mail")
        case Source.SPOKEN:
            return s._("orally")
        case Source.LETTER:
            return s._("in writing")


def how(s: Speech, arrival: Arrival) -> str:
    """Say how an answer came: "telefonisch, 19.03."; empty when the office answered by itself in time."""
    parts = []
    if arrival.source is not None:
        parts.append(source_name(s, arrival.source))
    if arrival.received_on is not None:
        parts.append(f"{arrival.received_on:%d.%m.}")
    if arrival.after_closing:
        parts.append(s._("after closing"))
    return ", ".join(parts)


def named(s: Speech, office: str, arrivals: Mapping[str, Arrival]) -> str:
    """Name an office in a list, with how its answer came where that is worth saying."""
    arrival = arrivals.get(office)
    return office if arrival is None or arrival.is_plain else f"{office} ({how(s, arrival)})"


def listed(s: Speech, offices: Iterable[str], arrivals: Mapping[str, Arrival]) -> str:
    """Name several offices."""
    return ", ".join(named(s, office, arrivals) for office in offices)
