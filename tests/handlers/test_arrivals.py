"""How an answer came, as people read it."""

from datetime import date

import pytest

from handlers.views.arrivals import how, listed
from handlers.views.mail_texts import draft
from planning.arrivals import BY_ITSELF, Arrival, Source
from tests import shipped

S = shipped.german()
MARCH = date(2026, 3, 19)


@pytest.mark.parametrize(
    ("arrival", "words"),
    [
        (Arrival(Source.PHONE, MARCH), "telefonisch, 19.03."),
        (Arrival(Source.MAIL, MARCH, after_closing=True), "per E-Mail, 19.03., Nachmeldung"),
        (Arrival(after_closing=True), "Nachmeldung"),
        (BY_ITSELF, ""),
    ],
)
def test_the_way_and_the_day_are_said(arrival: Arrival, words: str) -> None:
    assert how(S, arrival) == words


def test_an_office_that_answered_by_itself_stands_alone_in_a_list() -> None:
    arrivals = {"Sozialamt": Arrival(Source.SPOKEN, MARCH)}
    assert listed(S, ["Jugendamt", "Sozialamt"], arrivals) == "Jugendamt, Sozialamt (mündlich, 19.03.)"


def test_a_draft_opens_unsent_and_takes_no_second_line_as_a_header() -> None:
    content = draft("miriam.kessler@stadt.example", "Zollhof\r\nBcc: all@stadt.example", "Guten Tag,\n\nGrüße")
    assert b"X-Unsent: 1\r\n" in content
    assert b"\r\nBcc:" not in content
