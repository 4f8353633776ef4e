"""`intentions import` takes a whole list or nothing, and says in German what it did."""

from typing import Any

import pytest

from bot.assembly import Base, open_base
from bot.lists import Import, import_list
from bot.settings import Settings
from handlers.speech import Speech
from handlers.views.list_words import refusal, remark
from planning.table_columns import Reason, Remark
from planning.tables import TableFault
from storage.changes import change
from storage.seeds import enter_secretariat
from tests import shipped

LIST = "Kennung;Titel;Stadtbezirk;Stufe;Bemerkung\nA1;Zollhof;Bad Cannstatt;4;x\nA2;Werk Nord;Feuerbach;;\n"


async def imported(base: Base, text: str, *, what: str = "intentions", dry_run: bool = False) -> Import:
    """Import a list from the command line."""
    return await import_list(base, text.encode("cp1252"), what, name="liste.csv", dry_run=dry_run, tell=print)


async def enter(base: Base) -> None:
    """Enter the secretariat."""
    async with change(base.database, now=await base.clock.now()) as c:
        await enter_secretariat(c, "U0KESSLER", "Miriam Kessler")


async def test_a_list_is_tried_then_taken_and_the_second_time_nothing_changes(database_url: str) -> None:
    async with open_base(Settings.model_validate({"DATABASE_URL": database_url})) as base:
        assert (await imported(base, LIST)).lines[0].startswith("In der Geschäftsstelle ist niemand eingetragen.")
        await enter(base)
        tried = await imported(base, LIST, dry_run=True)
        assert tried.lines == (
            "neu: Zollhof (Zeile 2)",
            "neu: Werk Nord (Zeile 3)",
            "Die Spalte „Bemerkung“ wird nicht übernommen.",
            "Neu: 2, geändert: 0, unverändert: 0.",
            "Probelauf: Es wurde nichts übernommen.",
        )
        year = base.settings.calendar().today(await base.clock.now()).year
        taken = await imported(base, LIST)
        assert taken.lines[-1] == f"Nummern: V-{year}-001 bis V-{year}-002"
        assert (await imported(base, LIST)).lines[-1] == "Neu: 0, geändert: 0, unverändert: 2."
        changed = await imported(base, LIST.replace("Werk Nord", "Werk Nordwest"))
        assert changed.lines[:2] == (
            f"geändert: V-{year}-002 Werk Nordwest (Zeile 3)",
            "  Titel: Werk Nord → Werk Nordwest",
        )
        result = "Ergebnis;Art;Amt;Fällig am;Vorhaben\nKita;Beschluss;Jugendamt;4/2030;A1\n"
        assert (await imported(base, result, what="results")).lines[-1].startswith(f"Nummern: E-{year}-001")


async def test_key_figures_are_tried_then_taken_and_the_second_time_nothing_changes(database_url: str) -> None:
    table = (
        "Kennung;Wert;Spanne von;Spanne bis;Verbindlichkeit;Quelle;Gültig ab\n"
        "residents-per-dwelling;2,0;1,2;2,6;in der AGSP vereinbart;Sitzung vom 02.03.2026;02.03.2026\n"
    )
    async with open_base(Settings.model_validate({"DATABASE_URL": database_url})) as base:
        await enter(base)
        tried = await imported(base, table, what="figures", dry_run=True)
        assert tried.lines[:2] == ("neu: Einwohner je Wohnung (Fassung 2) (Zeile 2)", "  Wert: 2,1 → 2")
        assert tried.lines[-1] == "Probelauf: Es wurde nichts übernommen."
        assert (await imported(base, table, what="figures")).lines[-1] == "Neu: 1, geändert: 0, unverändert: 0."
        assert (await imported(base, table, what="figures")).lines[-1] == "Neu: 0, geändert: 0, unverändert: 1."


async def test_what_is_wrong_is_named_by_line_and_column(database_url: str) -> None:
    async with open_base(Settings.model_validate({"DATABASE_URL": database_url})) as base:
        await enter(base)
        done = await imported(base, LIST.replace("Bad Cannstatt", "Bad Canstat"))
        assert (done.good, done.lines) == (
            False,
            (
                "Zeile 2: Spalte Stadtbezirk: „Bad Canstat“ ist nicht bekannt. Meinten Sie „Bad Cannstatt“?",
                "Es wurde nichts übernommen.",
            ),
        )
        assert (await imported(base, "")).lines == ("Die Datei ist leer.", "Es wurde nichts übernommen.")


@pytest.fixture
def speech() -> Any:
    """German."""
    return Speech(shipped.texts()["de"], Settings.model_validate({"DATABASE_URL": "sqlite:///"}).calendar().zone)


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence_of_its_own(speech: Speech, reason: Reason) -> None:
    said = remark(speech, Remark(1, reason, typed="x", known="y"))
    assert said.endswith((".", "?"))
    assert said != speech._("Please check this.")


@pytest.mark.parametrize("fault", list(TableFault))
def test_every_file_that_cannot_be_read_gets_a_sentence(speech: Speech, fault: TableFault) -> None:
    assert refusal(speech, fault, 3).endswith(".")
