"""The parts of an installation as processes of their own, with real schedulers: answering, working, both at once."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from sandbox.dialog import Sandbox
from tests.processes.starting import PEOPLE, Installation, arrives, workspace

pytestmark = pytest.mark.process

TITLE = "Zollhof-Areal"
OFFICES = ("Sabine Ott", "Heike Lang", "Karin Holz", "Paul Weiß", "Dr. Nadja Orlov", "Rolf Maier", "Lea Simon",
           "Ben Yıldız", "Ute Brenner", "Samira Haddad")  # fmt: skip


async def members_are_entered(installation: Installation) -> None:
    """Enter the cast, as an administrator does."""
    code, said = await installation.once("people", "import", str(PEOPLE))
    assert code == 0, said


async def record_and_ask(sandbox: Sandbox) -> None:
    """A planner records an intention and asks all offices."""
    brandt = sandbox.person("Jonas Brandt")
    await brandt.command("/vorhaben neu", channel="agsp")
    await brandt.modal.fill({"Titel": TITLE, "Stadtbezirk": "Bad Cannstatt"})
    assert await brandt.modal.submit() == {}, brandt.toasts
    await brandt.modal.press("Bedarfsabfrage starten")
    assert await brandt.modal.submit() == {}
    await brandt.modal.close()


async def test_serve_answers_and_work_delivers_on_one_sqlite_file(tmp_path: Path) -> None:
    async with workspace() as sandbox:
        installation = Installation.of(sandbox, f"sqlite:///{tmp_path / 'agsp.sqlite'}").with_door()
        await members_are_entered(installation)
        async with installation.process("serve"):
            await record_and_ask(sandbox)
            assert sandbox.person("Sabine Ott").messages("agsp") == [], "nobody works yet"
            async with installation.process("work"):
                await the_request_arrives_everywhere_once(sandbox)


async def test_run_does_both_in_socket_mode(tmp_path: Path) -> None:
    async with workspace() as sandbox:
        installation = Installation.of(sandbox, f"sqlite:///{tmp_path / 'agsp.sqlite'}").with_socket()
        await members_are_entered(installation)
        async with installation.process("run"):
            await record_and_ask(sandbox)
            await the_request_arrives_everywhere_once(sandbox)
            lang = sandbox.person("Heike Lang")
            await lang.message_with(TITLE).press("Fehlanzeige")
            await arrives(lang, "Fehlanzeige erfasst")
            await arrives(lang, "1 von 10 Ämtern haben geantwortet", "agsp")


@pytest.mark.postgres
async def test_two_workers_on_postgres_say_everything_once(blank_postgres: str) -> None:
    async with workspace() as sandbox, AsyncExitStack() as stack:
        installation = Installation.of(sandbox, blank_postgres).with_door()
        code, said = await installation.once("serve")
        assert (code, said.strip()) == (
            2,
            "The database is not at the newest revision. Please run: python -m bot migrate",
        )
        assert await installation.once("migrate") == (0, "The database is at the newest revision.\n")
        await members_are_entered(installation)
        for part in ("serve", "work", "work"):
            await stack.enter_async_context(installation.process(part))
        await record_and_ask(sandbox)
        await the_request_arrives_everywhere_once(sandbox)
        sandbox.clock.jump(sandbox.clock.now().replace(day=11, hour=8, minute=30))
        for name in OFFICES:
            await arrives(sandbox.person(name), "fehlt noch die Rückmeldung Ihres Amtes")
        for name in OFFICES:
            said_this_morning = [m for m in sandbox.person(name).messages() if "Guten Morgen" in m.all_text]
            assert len(said_this_morning) == 1, name


async def the_request_arrives_everywhere_once(sandbox: Sandbox) -> None:
    """The card stands in the group's channel, and every office has its own request."""
    await arrives(sandbox.person("Ute Brenner"), "0 von 10 Ämtern haben geantwortet", "agsp")
    for name in OFFICES:
        person = sandbox.person(name)
        await arrives(person, "Bitte melden Sie bis Montag, 16. März 2026, 18:00 Uhr")
        assert len([m for m in person.messages() if TITLE in m.all_text]) == 1, name
    assert len([m for m in sandbox.person("Ute Brenner").messages("agsp") if TITLE in m.all_text]) == 1


async def test_a_file_of_people_is_tried_first_then_entered_and_never_twice(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    rows = PEOPLE.read_text(encoding="utf-8").splitlines()
    table.write_text("\n".join([*rows, "U0NIEMAND,,Niemand,,kein-amt,office,"]), encoding="utf-8")
    async with workspace() as sandbox:
        installation = Installation.of(sandbox, f"sqlite:///{tmp_path / 'agsp.sqlite'}")
        code, said = await installation.once("people", "import", str(table))
        assert code == 1
        assert said.startswith(f"Zeile {len(rows) + 1}: Ein Amt „kein-amt“ ist nicht bekannt."), said
        tried = await installation.once("people", "import", str(PEOPLE), "--dry-run")
        assert (tried[0], "Sabine Ott" in tried[1]) == (0, True), "one wrong row has entered nobody"
        entered = await installation.once("people", "import", str(PEOPLE))
        assert (entered[0], "Sabine Ott" in entered[1]) == (0, True), "the try has changed nothing"
        again = await installation.once("people", "import", str(PEOPLE))
        assert (again[0], "Sabine Ott" in again[1]) == (0, False)


async def test_seeding_twice_adds_nothing_the_second_time(tmp_path: Path) -> None:
    async with workspace() as sandbox:
        installation = Installation.of(sandbox, f"sqlite:///{tmp_path / 'agsp.sqlite'}")
        code, first = await installation.once("seed")
        assert (code, first.startswith("Offices added: ")) == (0, True)
        assert first != "Offices added: 0.\n"
        assert await installation.once("seed") == (0, "Offices added: 0.\n")
