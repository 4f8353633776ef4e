"""/metrics tells what waits, what is lost sight of, and how long messages take."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette

from bot.monitoring import Figures, routes
from reminders.delivery import Delivery
from storage.installation import backed_up, ticked
from tests.reminders.desk import IMPATIENT, NOW, Desk, desk_at


class Later:
    """The business clock, an hour after everything was promised."""

    async def now(self) -> datetime:
        """Give the present."""
        return NOW + timedelta(hours=1)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    """One worker at its desk."""
    async with desk_at(database_url) as found:
        yield found


@asynccontextmanager
async def asking(desk: Desk, figures: Figures) -> AsyncIterator[httpx.AsyncClient]:
    """Ask the operator's addresses."""
    url = desk.database.url.render_as_string(hide_password=False)
    app = Starlette(routes=routes(desk.database, url, Later(), figures))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def figures_of(desk: Desk, figures: Figures) -> dict[str, float]:
    """Read /metrics as Prometheus does: name, and the state or bucket, to value."""
    async with asking(desk, figures) as client:
        answer = await client.get("/metrics")
    return {
        sample.name + "".join(f":{value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def working(desk: Desk, figures: Figures) -> Delivery:
    """Make a worker that counts."""
    return Delivery(desk.database, desk.client, desk.voice, IMPATIENT, meter=figures)


async def test_messages_are_counted_by_state_but_settled_ones_are_not(desk: Desk) -> None:
    figures = Figures()
    for number in range(3):
        await desk.promise(f"report:{number}")
    desk.slack.faults["chat.postMessage"].append("error:channel_not_found")
    await working(desk, figures).run_once(NOW)
    await desk.promise("report:7")
    found = await figures_of(desk, figures)
    states = {name.partition(":")[2]: value for name, value in found.items() if name.startswith("agsp_outbox_messages")}
    assert states == {"pending": 1, "claimed": 0, "sending": 0, "uncertain": 0, "dead": 1, "expired": 0}
    assert found["agsp_oldest_overdue_seconds"] == 3600


async def test_each_posted_message_is_measured_from_when_it_was_due(desk: Desk) -> None:
    figures = Figures()
    await desk.promise("report:1")
    await desk.promise("report:2", due_at=NOW - timedelta(hours=9))  # noticed late: not the delivery's delay
    await working(desk, figures).run_once(NOW + timedelta(seconds=100))
    found = await figures_of(desk, figures)
    assert found["agsp_delivery_delay_seconds_count"] == 2
    assert found["agsp_delivery_delay_seconds_bucket:60.0"] == 0
    assert found["agsp_delivery_delay_seconds_bucket:300.0"] == 2


async def test_a_request_to_slow_down_is_counted(desk: Desk) -> None:
    figures = Figures()
    await desk.promise()
    desk.slack.faults["chat.postMessage"].append("429:30")
    await working(desk, figures).run_once(NOW)
    found = await figures_of(desk, figures)
    assert (found["agsp_rate_limited_total"], found["agsp_delivery_delay_seconds_count"]) == (1, 0)


async def test_what_nobody_knows_about_grows_old(desk: Desk) -> None:
    figures = Figures()
    assert (await figures_of(desk, figures))["agsp_oldest_uncertain_seconds"] == 0
    await desk.promise()
    desk.slack.faults["chat.postMessage"].append("drop")
    desk.slack.faults["conversations.open"].append("500")
    await working(desk, figures).run_once(NOW)
    await desk.write("UPDATE outbox SET sending_since = :past")
    assert (await figures_of(desk, figures))["agsp_oldest_uncertain_seconds"] == pytest.approx(300, abs=30)


async def test_heartbeat_and_backup_are_not_a_number_before_the_first(desk: Desk) -> None:
    figures = Figures()
    found = await figures_of(desk, figures)
    assert math.isnan(found["agsp_heartbeat_age_seconds"])
    assert math.isnan(found["agsp_backup_age_seconds"])
    await working(desk, figures).run_once(NOW)
    async with desk.database.write() as session:
        await ticked(session)
        await backed_up(session)
    found = await figures_of(desk, figures)
    assert 0 <= found["agsp_heartbeat_age_seconds"] < 60
    assert 0 <= found["agsp_backup_age_seconds"] < 60


async def test_readiness_names_heartbeat_and_the_longest_waiting(desk: Desk) -> None:
    await desk.promise()
    async with asking(desk, Figures()) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True, "database": "reachable", "migrations": "current",
        "heartbeat_age_seconds": None, "oldest_overdue_seconds": 3600.0,
    }  # fmt: skip
