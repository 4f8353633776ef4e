"""One message a person and working day, when the person wants it; put off twice at most; nobody named in public."""

import json

from tests.stories.city import City, city
from tests.stories.rounds import ask_all_offices


def notes(town: City, name: str) -> list[str]:
    """Give the morning notes somebody has got."""
    return [m.all_text for m in town[name].messages() if m.all_text.startswith("Guten Morgen")]


async def settings(town: City, name: str, **wishes: str) -> None:
    """Change one's notifications on the home tab."""
    person = town[name]
    await (await person.open_home()).press("Meine Benachrichtigungen")
    await person.modal.fill({"Wann soll die Nachricht kommen?": "08:30 Uhr", **wishes})
    assert await person.modal.submit() == {}
    await person.modal.close()


async def test_everybody_is_reminded_when_and_as_they_want(database_url: str) -> None:
    async with city(database_url) as town:
        await settings(town, "Heike Lang", **{"Wann soll die Nachricht kommen?": "14:00 Uhr"})
        await settings(town, "Paul Weiß", **{"Wann soll die Nachricht kommen?": "07:00 Uhr"})
        await settings(town, "Sabine Ott", Erinnerungen="Nicht erinnern; meine Vertretung oder mein Amt erfährt es")
        await ask_all_offices(town)
        await town.at("11.03.2026", "07:00")
        assert [len(notes(town, name)) for name in ("Paul Weiß", "Heike Lang", "Karin Holz")] == [1, 0, 0]
        await town.at("11.03.2026", "08:30")
        assert [len(notes(town, name)) for name in ("Paul Weiß", "Heike Lang", "Karin Holz")] == [1, 0, 1]
        assert notes(town, "Sabine Ott") == []
        assert "weil Sie Sabine Ott vertreten" in notes(town, "Timo Rau")[0]
        assert "Zollhof-Areal" in (await town["Sabine Ott"].open_home()).text
        await town.at("11.03.2026", "14:00")
        assert [len(notes(town, name)) for name in ("Paul Weiß", "Heike Lang", "Karin Holz")] == [1, 1, 1]


async def test_a_reminder_is_put_off_twice_and_nobody_missing_is_named_in_public(database_url: str) -> None:
    async with city(database_url) as town:
        await ask_all_offices(town)
        holz = town["Karin Holz"]
        await town.at("11.03.2026")
        note = holz.message_with("Guten Morgen")
        await note.press("Morgen erinnern (noch 2-mal)")
        holz.sees("Der Bot erinnert Sie am Donnerstag, 12. März wieder daran (1-mal verschoben).")
        await note.press("Morgen erinnern (noch 2-mal)")
        await town.at("12.03.2026")
        assert len(notes(town, "Karin Holz")) == 2
        assert "1-mal verschoben" in notes(town, "Karin Holz")[-1]
        await holz.last_message().press("Morgen erinnern (noch 1-mal)")
        await town.at("13.03.2026")
        assert len(notes(town, "Karin Holz")) == 3
        assert "Morgen erinnern" not in notes(town, "Karin Holz")[-1]
        for day in ("16.03.2026", "17.03.2026", "19.03.2026"):
            await town.at(day)
        assert len(notes(town, "Karin Holz")) == 5, "two steps more; what was put off comes once"
        workspace = town.sandbox.backend.workspace
        public = [*workspace.messages("C0AGSP"), *workspace.messages("C0PLANUNG")]
        assert public
        assert not any("<@" in json.dumps([m.text, m.blocks]) for m in public)
