"""The audit in words: whatever the code notes has a German name, and every page fits into Slack's limits."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime

from handlers.views import audit as views
from handlers.views.sheets import separated
from sandbox.block_kit.surfaces import check_view
from storage.audit import AuditEntry
from tests import shipped, sources

GERMAN = shipped.german()
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
NASTY = "<!channel> & *x* 😀" * 60


def noted() -> Iterator[tuple[str | None, str | None]]:
    """Give verb and noun of every entry that the code writes; None where it is no constant."""
    for node in sources.calls("storage", "handlers", "reminders", "bot"):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "note":
            values = [one.value if isinstance(one, ast.Constant) else None for one in node.args[:2]]
            if len(values) == 2:
                yield values[0], values[1]  # type: ignore[misc]  # names are strings


def test_everything_that_is_noted_has_a_german_name() -> None:
    verbs = {verb for verb, noun in noted() if isinstance(verb, str) and isinstance(noun, str)}
    nouns = {noun for _, noun in noted() if isinstance(noun, str)}
    assert {"recorded", "forgot"} <= verbs
    assert sorted(verb for verb in verbs if views.verb_name(GERMAN, verb) == verb) == []
    assert sorted(noun for noun in nouns if views.noun_name(GERMAN, noun) == noun) == []


def test_a_page_fits_whatever_stands_in_it() -> None:
    entries = [
        AuditEntry(id=i, at=NOW, person_id=1, verb="x" * 60, noun="y" * 40, subject="<@U1>" * 12, reason=NASTY[:1000])
        for i in range(views.PAGE)
    ]
    page = views.Listed(entries, 999, [f"{i}" * 30 for i in range(200)], {1: NASTY[:120]}, {})
    view = views.listing(GERMAN, page, views.Place(10, "y" * 40, "V-2026-007"))
    assert check_view(view, kind="modal") == []
    assert "<!channel>" not in str(view)


def test_a_button_of_an_older_version_leads_to_the_beginning() -> None:
    assert views.place("") == views.place("x") == views.Place()
    assert views.place(views.Place(20, "person", "").value) == views.Place(20, "person", "")


def test_a_csv_says_the_same_and_no_program_calculates_it() -> None:
    entry = AuditEntry(id=1, at=NOW, person_id=1, verb="edited", noun="intention", subject="=1+1", reason="+49; „neu“")
    page = views.sheet(GERMAN, views.Listed([entry], 1, [], {1: "Miriam Kessler"}, {}))
    heading, line = separated(page).decode("utf-8-sig").splitlines()
    assert heading.startswith("Nummer;Wann;Wer;Was;Welches;Geschehen;Begründung;")
    assert line == "1;2026-03-02 10:00;Miriam Kessler;Vorhaben;'=1+1;bearbeitet;\"'+49; „neu“\";"
