"""Two invented intentions, so that a first look does not meet an empty page."""

from datetime import date, time

from planning.calendar import WorkingCalendar
from planning.catalogue import Catalogue
from planning.intentions import IntentionDraft
from planning.messages import SurfaceKind
from storage import intentions
from storage.changes import change
from storage.database import Database
from storage.people import person_by_slack_id

RECORDED_ON = date(2026, 2, 26)
"""The Thursday before the morning on which the demonstration starts."""

EXAMPLES: tuple[tuple[str, IntentionDraft], ...] = (
    (
        "U0DEMIR",
        IntentionDraft(
            title="Wohnen am Güterweg (erfundenes Beispiel)",
            district="feuerbach",
            location="Güterweg 12–30",
            dwellings=140,
            floor_area=13_500,
            uses="Wohnen, Kita, kleine Läden im Erdgeschoss",
            route="bebauungsplan",
            stage="vorpruefung",
            source="Erfunden für die Vorführung",
            first_known_on=date(2026, 2, 24),
            move_in_year=2031,
        ),
    ),
    (
        "U0PFEIFFER",
        IntentionDraft(
            title="Nachnutzung Druckerei (erfundenes Beispiel)",
            district="vaihingen",
            location="Lettergasse 4",
            dwellings=60,
            route="unknown",
            stage="interessenbekundung",
            owner="Musterbau Beispiel GmbH",
            confidential=True,
            source="Erfunden für die Vorführung",
            first_known_on=date(2026, 2, 25),
        ),
    ),
)


async def record_examples(database: Database, catalogue: Catalogue, calendar: WorkingCalendar, channel: str) -> None:
    """Record the examples as their planners would have done last week; their cards follow at once."""
    now = calendar.instant(RECORDED_ON, time(14, 0))
    for planner, draft in EXAMPLES:
        async with database.read() as session:
            lead = await person_by_slack_id(session, planner)
        assert lead is not None, "the table of people names every planner"
        async with change(database, now=now, person_id=lead.key) as c:
            row = await intentions.record(
                c, draft, lead_id=lead.key, today=RECORDED_ON, name=catalogue.districts[draft.district].name.de
            )
            await c.show(SurfaceKind.CARD, row.key, channel_id=channel)
