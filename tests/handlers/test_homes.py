"""The home tab: what waits for whom, kept current, within Slack's limits; messages that did not arrive."""

import pytest

from handlers.views import help as help_views
from handlers.views import homes as views
from handlers.views import layout
from planning.messages import Meaning, SurfaceKind
from planning.people import PersonDraft, Role
from sandbox.block_kit.surfaces import check_view
from storage.changes import change
from storage.outbox import OutboxState, Outgoing
from storage.people import person_by_slack_id
from tests import shipped
from tests.stories.city import City, city
from tests.stories.test_need_answers import start

GERMAN = shipped.german()
NOTHING = "Im Moment wartet nichts auf Sie."


async def test_a_quiet_home_says_so_and_has_a_button_for_every_command(database_url: str) -> None:
    async with city(database_url) as town:
        vogt = town["Dr. Claudia Vogt"]
        await vogt.open_home()
        assert NOTHING in vogt.home.text
        for label in ("Vorhaben erfassen", "Vorhaben ansehen", "Update schreiben", "Sitzungen", "Ergebnisse", "Hilfe"):
            assert vogt.home.buttons.count(label) == 1
        assert "Mitglieder" not in vogt.home.buttons
        for label in ("Abfragen und Meldungen", "Bedarf ohne Abfrage melden"):
            assert label not in vogt.home.buttons


async def test_every_way_in_opens_something(database_url: str) -> None:
    async with city(database_url) as town:
        kessler = town["Miriam Kessler"]
        await kessler.open_home()
        known = help_views.buttons(GERMAN, PersonDraft(slack_user_id="U1", name="K", roles=[Role.SECRETARIAT]))
        labels = [element["text"]["text"] for element in layout.as_list(known)[0]["elements"]]
        assert "Mitglieder" in labels
        for label in labels:
            await kessler.home.press(label)
            assert kessler.has_modal, label
            await kessler.modal.close()


async def test_the_home_follows_what_happens_without_being_opened_again(database_url: str) -> None:
    async with city(database_url) as town:
        ott = town["Sabine Ott"]
        await ott.open_home()
        assert NOTHING in ott.home.text
        await start(town)
        assert "Zollhof-Areal" in ott.home.text
        assert "Fehlanzeige" in ott.home.buttons
        assert ott.home.buttons.count("Bedarf melden") == ott.home.buttons.count("Bedarf ohne Abfrage melden") == 1
        assert NOTHING not in ott.home.text
        await ott.home.press("Fehlanzeige")
        await town.deliver()
        assert "Zollhof-Areal" not in ott.home.text


async def test_a_colleague_sees_the_office_s_request_and_another_office_does_not(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        for name, sees in (("Timo Rau", True), ("Dr. Claudia Vogt", False)):
            person = town[name]
            await person.open_home()
            assert ("Zollhof-Areal" in person.home.text) is sees


async def in_trouble(town: City, state: OutboxState, reason: str) -> None:
    """Let a morning note to Ott be in trouble."""
    async with change(town.database, now=town.sandbox.clock.now()) as c:
        ott = await person_by_slack_id(c.session, "U0OTT")
        assert ott is not None
        body = {"kind": "morning_note", "person_id": ott.key, "day": "2026-03-02"}
        c.session.add(
            Outgoing(key=f"morning:2026-03-02:person:{state}", kind="morning_note", body=body, person_id=ott.key,
                     due_at=c.now, created_at=c.now, state=state, reason=reason)
        )  # fmt: skip


async def test_the_secretariat_sees_what_did_not_arrive_and_why(database_url: str) -> None:
    async with city(database_url) as town:
        await in_trouble(town, OutboxState.DEAD, "user_disabled")
        await in_trouble(town, OutboxState.EXPIRED, "too_late")
        await in_trouble(town, OutboxState.UNCERTAIN, "timeout")
        kessler, brandt = town["Miriam Kessler"], town["Jonas Brandt"]
        await brandt.open_home()
        assert "Nicht zugestellte" not in brandt.home.text
        await kessler.open_home()
        assert "Nicht zugestellte Nachrichten" in kessler.home.text
        assert "*Morgenmeldung* an Sabine Ott: Die Person ist im Chat nicht erreichbar." in kessler.home.text
        assert "Sie wäre zu spät gekommen" in kessler.home.text
        assert "Es ist unklar, ob sie angekommen ist." in kessler.home.text
        for _ in range(3):
            await kessler.home.press("Hat sich erledigt")
            kessler.sees("Die Nachricht steht nicht mehr auf der Liste.")
            await kessler.modal.close()
            await town.deliver()
        assert "Nicht zugestellte" not in kessler.home.text


async def test_a_message_is_sent_again_once(database_url: str) -> None:
    async with city(database_url) as town:
        await in_trouble(town, OutboxState.DEAD, "msg_too_long")
        kessler = town["Miriam Kessler"]
        await kessler.open_home()
        await kessler.home.press("Noch einmal senden")
        kessler.sees("Die Nachricht ist wieder unterwegs.")
        await kessler.modal.close()
        await kessler.home.press("Noch einmal senden")
        kessler.sees("Diese Schaltfläche ist überholt")


def test_however_much_there_is_the_ways_in_stay() -> None:
    ways = help_views.buttons(GERMAN, PersonDraft(slack_user_id="U1", name="K", roles=list(Role)))
    many = [layout.section(GERMAN.rich("*{name}*", name="<!channel> & 😀" * 300)) for _ in range(200)]
    view = views.view(views.home(GERMAN, many, many, ways))
    assert check_view(view, kind="home") == []
    assert view["blocks"][-1]["type"] == "actions"
    assert "<!channel>" not in str(view)


def test_what_did_not_arrive_fits_whatever_it_is() -> None:
    messages = [views.Undelivered(i, "x" * 40, None, "<@U1>" * 40, OutboxState.DEAD, "r" * 300) for i in range(50)]
    view = views.view(views.undelivered(GERMAN, messages))
    assert check_view(view, kind="home") == []
    assert "45 weitere Nachrichten" in str(view)


@pytest.mark.parametrize("kind", sorted(one.model_fields["kind"].default for one in Meaning.__subclasses__()))
def test_every_message_has_a_name_in_german(kind: str) -> None:
    if kind != "surface_shown":
        assert views.what(GERMAN, kind, None) != "Nachricht"


@pytest.mark.parametrize("kind", list(SurfaceKind))
def test_every_surface_has_a_name(kind: SurfaceKind) -> None:
    assert views.what(GERMAN, "surface_shown", kind)


def test_help_is_short_enough_for_a_phone() -> None:
    reader = PersonDraft(slack_user_id="U1", name="K", roles=list(Role))
    _, blocks = help_views.message(GERMAN, reader)
    assert len(blocks) <= 13
    assert all(len(block["text"]["text"]) < 260 for block in blocks if block["type"] == "section")
    assert check_view(help_views.modal(GERMAN), kind="modal") == []


async def test_the_home_says_that_a_deadline_has_passed_and_that_answers_still_count(database_url: str) -> None:
    async with city(database_url) as town:
        await start(town)
        ott = town["Sabine Ott"]
        await ott.open_home()
        assert "Frist: Mo., 16.03.2026, 18:00 Uhr" in ott.home.text
        await town.at("16.03.2026", "18:05")
        assert (
            "Die Frist ist am Mo., 16.03.2026, 18:00 Uhr abgelaufen. Ihre Rückmeldung zählt weiterhin." in ott.home.text
        )
        assert "Bedarf melden" in ott.home.buttons
