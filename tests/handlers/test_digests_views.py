"""Digest and agenda stay within one message however much there is, and say everything page by page."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from handlers.mrkdwn import Mrkdwn, safe
from handlers.views import digests as views
from handlers.views import layout
from handlers.views.chapters import shortened
from handlers.views.digest_chapters import agenda, chapters
from handlers.views.files import WANT
from handlers.views.intentions import Words
from planning.digests import Digest, Pending, Received, Said, Step, Unanswered
from planning.intentions import Face, IntentionState
from planning.meetings import MeetingState
from sandbox.block_kit import surfaces as slack
from tests import shipped

CATALOGUE = shipped.catalogue()
SPEECH = shipped.german()
WORDS = Words(CATALOGUE, SPEECH)
STAGES = list(CATALOGUE.stages)
NOW = datetime(2026, 7, 7, 6, 30, tzinfo=UTC)
NASTY = "<!channel> <@U0OTT> <https://boese.example|gut> & *fett* 😀 `"
CHANNEL = "C0AGSP"


def intention(number: int, title: str = "Zollhof-Areal", district: str = "bad-cannstatt") -> Face:
    """Give an intention as somebody sees it."""
    return Face(
        id=number, number=f"V-2026-{number:03d}", title=title, district=district, second_district=None, masked=False,
        confidential=False, state=IntentionState.ACTIVE, stage=STAGES[0], route=CATALOGUE.default_route.id,
        neighbourhood=None, location=None, plot=None, owner=None, source=None, source_link=None, dwellings=None,
        floor_area=None, uses=None, municipal_land=None, existing_public_area=None, first_known_on=None,
        move_in_year=None, lead_id=None,
    )  # fmt: skip


def said(number: int, *, text: str = "Kita voll", about: Face | None = None, **more: Any) -> Said:
    """Give an update of the youth office."""
    return Said(number, about, "Jugendamt", "Sabine Ott", text, **more)


def pending(number: int, due: date | None = date(2026, 4, 30), *, text: str = "Dachterrasse klären") -> Pending:
    """Give a result; with a date it is overdue."""
    stage = STAGES[4] if due is None else None
    return Pending(number, f"E-2026-{number:03d}", text, "Jugendamt", due, stage, None, due is not None)


EMPTY = Digest(
    meeting_id=1, on=date(2026, 7, 8), starts_at=datetime(2026, 7, 8, 12, tzinfo=UTC), place=None, notes=None,
    state=MeetingState.PLANNED, published_at=None,
)  # fmt: skip

USUAL = replace(
    EMPTY,
    new=(intention(1), intention(2, "Panoramahöfe", "degerloch")),
    received=(Received(intention(1), reported=("Jugendamt", "Sozialamt", "Garten", "Schule", "Gesundheit"), no_need=("Sport",)),),
    unanswered=(Unanswered(intention(1), ("Integration", "Kinderbüro", "Sport"), datetime(2026, 7, 6, 16, tzinfo=UTC)),),
    results=(pending(1), pending(2, None)),
)  # fmt: skip


def crowded(much: int, typed: str) -> Digest:
    """Give a digest in which everything happened very often, in words as bad as people can type them."""
    long = (typed * 300)[:280]
    about = [intention(number, (typed * 9)[:120], list(CATALOGUE.districts)[number % 23]) for number in range(much)]
    return replace(
        EMPTY,
        place=(typed * 9)[:300],
        notes="\n".join([(typed * 40)[:660]] * 3),
        new=tuple(about),
        steps=tuple(Step(face, "stage", STAGES[0], STAGES[2]) for face in about),
        received=tuple(Received(face, reported=("Jugendamt",) * 12, no_need=("Sport",) * 12) for face in about),
        unanswered=tuple(Unanswered(face, ("Kinderbüro",) * 25, NOW) for face in about),
        said=tuple(
            said(number, text=long, about=face, question=long, question_office="Sozialamt", answer=long)
            for number, face in enumerate(about)
        ),
        questions=tuple(
            said(number, text=long, about=face, question=long, question_office="Sozialamt")
            for number, face in enumerate(about)
        ),
        results=tuple(pending(number, text=(typed * 40)[:1000]) for number in range(much)),
        nothing_new=("Amt für Sport und Bewegung",) * 30,
    )


def digest_blocks(digest: Digest) -> list[dict[str, Any]]:
    return layout.as_list(views.digest_message(SPEECH, WORDS, digest, NOW, channel=CHANNEL))


def agenda_blocks(digest: Digest) -> list[dict[str, Any]]:
    return layout.as_list(views.agenda_message(SPEECH, WORDS, digest, NOW))


def texts(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(slack.texts(blocks))


def test_the_first_line_counts_as_agreed() -> None:
    assert views.first_line(SPEECH, USUAL) == (
        "Übersicht zur Sitzung am Mittwoch, 8. Juli: 2 neue Vorhaben, 5 Meldungen, 3 fehlende Rückmeldungen,"
        " 1 überfälliges Ergebnis."
    )


def test_an_empty_digest_says_that_all_was_checked() -> None:
    assert (
        "Seit der letzten Sitzung gibt es nichts Neues und nichts Überfälliges. Alle Abfragen wurden geprüft."
        in texts(digest_blocks(EMPTY))
    )
    assert "geprüft" not in texts(digest_blocks(USUAL))


def test_missing_offices_come_with_their_deadline_and_results_with_theirs() -> None:
    shown = texts(digest_blocks(USUAL))
    assert "Integration, Kinderbüro, Sport (Frist abgelaufen am Mo., 06.07.2026, 18:00 Uhr)" in shown
    assert "*überfällig seit Do., 30.04.2026*" in shown
    assert "fällig bei Stufe „Aufstellungsbeschluss“" in shown


def test_updates_stand_under_their_district_and_general_ones_first() -> None:
    shown = texts(
        digest_blocks(
            replace(
                EMPTY,
                said=(
                    said(1, about=intention(1)),
                    said(2, text="Haushalt kommt"),
                    said(3, about=intention(2, "Hof", "mitte"), question="Wer zahlt?", question_office="Sozialamt", answer="Wir"),
                ),
            )
        )
    )  # fmt: skip
    places = [
        shown.index(words)
        for words in ("_Allgemein_", "Haushalt kommt", "_Mitte_", "Antwort: Wir", "_Bad Cannstatt_", "V-2026-001")
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("typed", [NASTY, "&", "😀", "<", "ä"])
@pytest.mark.parametrize("much", [1, 3, 12, 90])
def test_digest_and_agenda_fit_into_one_message_however_much_there_is(much: int, typed: str) -> None:
    for blocks in (digest_blocks(crowded(much, typed)), agenda_blocks(crowded(much, typed))):
        assert slack.check_message({"blocks": blocks}) == []
        assert not slack.blocks_too_long(blocks)
        assert sum(len(text.encode("utf-16-le")) // 2 for text in slack.texts(blocks)) < 11_300
        assert len(blocks) <= layout.MOST_IN_MESSAGE


def test_nothing_typed_becomes_markup() -> None:
    for blocks in (digest_blocks(crowded(3, NASTY)), agenda_blocks(crowded(3, NASTY))):
        shown = json.dumps(blocks, ensure_ascii=False)
        assert "<!channel>" not in shown
        assert "<@U0OTT>" not in shown
        assert "<https" not in shown


def test_what_does_not_fit_is_counted_and_can_be_read() -> None:
    blocks = digest_blocks(replace(EMPTY, new=tuple(intention(n) for n in range(1, 31))))
    assert "… und 18 weitere" in texts(blocks)
    assert "Alles anzeigen" in texts(blocks)
    assert "Alles anzeigen" not in texts(digest_blocks(USUAL))


@pytest.mark.parametrize("typed", [NASTY, "&", "😀"])
def test_every_entry_is_on_exactly_one_page(typed: str) -> None:
    digest = crowded(30, typed)
    written = chapters(SPEECH, WORDS, digest, NOW)
    total = sum(len(chapter.lines) for chapter in written)
    seen = 0
    for offset in range(0, total, views.PAGE):
        view = views.everything(SPEECH, written, 1, views.DIGEST, offset)
        assert slack.check_view(view, kind="modal") == []
        assert not slack.is_too_large(view)
        seen += sum(text.count("• ") for text in slack.texts(view["blocks"]))
    assert seen == total


def test_pages_beyond_the_end_show_the_last_one() -> None:
    written = chapters(SPEECH, WORDS, USUAL, NOW)
    assert views.everything(SPEECH, written, 1, views.DIGEST, 10_000) == views.everything(
        SPEECH, written, 1, views.DIGEST, 0
    )
    assert slack.check_view(views.everything(SPEECH, [], 1, views.AGENDA, 40), kind="modal") == []


def test_every_item_of_the_agenda_says_why_it_is_there() -> None:
    full = replace(crowded(1, "Text "), steps=(Step(intention(1), "state", "active", "paused"),))
    items = agenda(SPEECH, WORDS, full, NOW)
    assert [item.title.split(":")[0] for item in items] == [f"*TOP {number}" for number in range(1, 8)]
    assert all(item.why.startswith("_Auf der Tagesordnung") for item in items)
    assert [item.title for item in agenda(SPEECH, WORDS, USUAL, NOW)] == [
        "*TOP 1: Neue Vorhaben*",
        "*TOP 2: Fehlende Rückmeldungen*",
        "*TOP 3: Offene Ergebnisse*",
    ]


def test_an_agenda_without_items_says_so() -> None:
    assert "Noch steht nichts auf der Tagesordnung." in texts(agenda_blocks(EMPTY))


def buttons(blocks: list[dict[str, Any]]) -> list[str]:
    return [one["action_id"] for block in blocks if block["type"] == "actions" for one in block["elements"]]


def test_the_agenda_can_be_published_until_it_is_or_the_meeting_begins() -> None:
    assert buttons(digest_blocks(USUAL)) == [views.PREVIEW, views.PUBLISH, WANT]
    assert buttons(digest_blocks(replace(USUAL, published_at=NOW))) == [views.PREVIEW, WANT]
    assert buttons(digest_blocks(replace(USUAL, starts_at=NOW))) == [WANT]
    without = views.digest_message(SPEECH, WORDS, USUAL, NOW, channel=None)
    assert buttons(layout.as_list(without)) == [views.PREVIEW, WANT]


def test_the_preview_can_be_sent_only_while_it_is_news() -> None:
    for published, may_publish, submit in ((None, True, True), (NOW, True, False), (None, False, False)):
        digest = replace(crowded(90, NASTY), published_at=published)
        view = views.agenda_preview(SPEECH, WORDS, digest, NOW, may_publish=may_publish)
        assert slack.check_view(view, kind="modal") == []
        assert bool(view.get("submit")) is submit


def test_a_cancelled_meeting_has_neither_items_nor_buttons() -> None:
    cancelled = replace(USUAL, state=MeetingState.CANCELLED)
    assert views.first_line(SPEECH, cancelled) == "Die Sitzung am Mittwoch, 8. Juli 2026, 14:00 Uhr, ist abgesagt."
    for blocks in (digest_blocks(cancelled), agenda_blocks(cancelled)):
        assert "Zollhof-Areal" not in texts(blocks)
        assert buttons(blocks) == []


def test_cutting_never_leaves_half_an_entity_or_half_a_sign() -> None:
    for text in (safe("&" * 100), safe("😀" * 100), Mrkdwn("a&lt;b" * 50)):
        for room in range(20, 60):
            cut = shortened(text, room)
            assert len(cut.encode("utf-16-le")) // 2 <= room
            assert cut.count("&") == cut.count(";")
            cut.encode()


def test_who_reads_the_title_of_a_confidential_intention_reads_that_it_is_confidential() -> None:
    secret = replace(intention(3, "Nachnutzung Druckerei"), confidential=True)
    seen = replace(USUAL, new=(secret,), unanswered=(Unanswered(secret, ("Sport",), NOW),))
    assert texts(digest_blocks(seen)).count("V-2026-003 · Nachnutzung Druckerei (vertraulich)") == 2
    masked = replace(secret, title="Vorhaben Bad Cannstatt 26-03", masked=True)
    posted = texts(agenda_blocks(replace(seen, new=(masked,), unanswered=())))
    assert "Vorhaben Bad Cannstatt 26-03 · Bad Cannstatt" in posted
    assert "vertraulich" not in posted


def test_a_stage_has_its_short_name_as_on_the_card() -> None:
    moved = replace(USUAL, steps=(Step(intention(1), "stage", STAGES[0], STAGES[2]),))
    assert "Interessenbekundung → Vorvereinbarung" in texts(digest_blocks(moved))
    assert "Bekanntwerden /" not in texts(digest_blocks(moved))
