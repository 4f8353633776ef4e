"""A small city for areas and districts: two offices, four intentions in two districts, needs of both offices."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlmodel import SQLModel

from planning.intentions import IntentionState
from planning.needs import InquiryState, NeedDraft, NeedKind
from planning.people import Role
from storage import need_sites, reports
from storage.changes import change
from storage.database import Database
from storage.intentions import Intention
from storage.intentions import intention as find_intention
from storage.people import Office, Person

KESSLER, OTT, LANG = 1, 2, 3
PANORAMA, HANG, TAL, HAFEN = 1, 2, 3, 4
"""The first three lie in Degerloch (the third also in Möhringen), the fourth in Wangen."""
NOW = datetime(2026, 5, 26, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """The city and what can happen in it."""

    database: Database

    async def found(self) -> None:
        """Enter offices, people and intentions."""
        rows: list[SQLModel] = [
            Office(id="jugendamt", name="Jugendamt", short="Jugendamt", asked="always", position=1),
            Office(id="sozialamt", name="Sozialamt", short="Sozialamt", asked="always", position=2),
            Person(id=KESSLER, slack_user_id="U1", name="Kessler", roles=[Role.SECRETARIAT]),
            Person(id=OTT, slack_user_id="U2", name="Ott", office="jugendamt", roles=[Role.OFFICE]),
            Person(id=LANG, slack_user_id="U3", name="Lang", office="sozialamt", roles=[Role.OFFICE]),
            intention(PANORAMA, "Panoramahöfe", "degerloch", dwellings=24),
            intention(HANG, "Am Hang", "degerloch", dwellings=150),
            intention(TAL, "Im Tal", "degerloch", dwellings=120, second_district="moehringen"),
            intention(HAFEN, "Hafenrand", "wangen", dwellings=40),
        ]
        async with self.database.write() as session:
            for row in rows:
                session.add(row)
                await session.flush()

    async def report(
        self, intention_id: int, what: str, amount: str, facility: str | None = None,
        *, office: str = "jugendamt", kind: NeedKind = NeedKind.NEED,
    ) -> int:  # fmt: skip
        """Report one need ("1 gruppe"); give its id."""
        quantity, _, unit = amount.partition(" ")
        draft = NeedDraft(
            kind=kind, what=what, why="Kennwert", facility_type=facility, unit=unit or None,
            quantity=Decimal(quantity) if quantity else None,
        )  # fmt: skip
        async with change(self.database, now=NOW, person_id=OTT) as c:
            held = await reports.take(c, intention_id, office)
            added = await reports.add(c, held, draft)
            await reports.conclude(c, held, InquiryState.REPORTED, complete=True)
            return added.key

    async def place(self, need_id: int, *sites: int) -> None:
        """Let a need belong to exactly these intentions."""
        async with change(self.database, now=NOW, person_id=KESSLER) as c:
            await need_sites.place(c, await need_sites.placed(c.session, need_id), sites)

    async def move(self, intention_id: int, state: IntentionState) -> None:
        """Abandon an intention, or take it up again."""
        async with change(self.database, now=NOW, person_id=KESSLER) as c:
            row = await find_intention(c.session, intention_id)
            assert row is not None
            row.state = state
            c.session.add(row)


def intention(intention_id: int, title: str, district: str, **values: object) -> Intention:
    """Give an intention."""
    return Intention.model_validate({
        "id": intention_id, "number": f"V-2026-{intention_id:03d}", "title": title, "alias": f"Vorhaben {intention_id}",
        "district": district, "stage": "s", "recorded_by": KESSLER, "recorded_at": NOW, "changed_at": NOW, **values,
    })  # fmt: skip
