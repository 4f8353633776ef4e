"""A promised message reaches its reader once, whatever happens on the way."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import select

from planning.messages import IntentionNews, MorningNote, SurfaceKind
from reminders.delivery import Delivery, Patience, Report
from storage.changes import change
from storage.database import Database
from storage.outbox import OutboxState
from storage.people import Person
from storage.reminders import Reminder, ReminderKind, note_key, note_key_of
from tests.reminders.desk import MEHMET, NOW, PETRA, SABINE, Desk, PlainVoice, desk_at
from tests.reminders.fake_slack import client_for

HOUR = timedelta(hours=1)


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with desk_at(database_url) as desk:
        yield desk


async def test_a_promised_message_is_posted_and_recorded_where_it_stands(desk: Desk) -> None:
    await desk.promise()
    assert await desk.delivery().run_once(NOW) == Report(sent=1)
    (seen,) = desk.slack.seen
    row = await desk.row()
    assert (row.state, row.channel, row.ts) == (OutboxState.SENT, seen.channel, seen.ts)
    assert seen.channel == "DU1"
    assert row.sent_at is not None
    assert row.attempts == 1


async def test_a_message_asks_for_no_previews_and_names_nobody_by_accident(desk: Desk) -> None:
    await desk.promise()
    await desk.delivery().run_once(NOW)
    (call,) = desk.slack.called("chat.postMessage")
    assert {name: str(call[name]).lower() for name in ("unfurl_links", "unfurl_media", "link_names")} == {
        "unfurl_links": "false",
        "unfurl_media": "false",
        "link_names": "false",
    }


async def test_the_mark_is_opaque_and_different_for_every_message(desk: Desk) -> None:
    await desk.promise("report:1")
    await desk.promise("report:2")
    await desk.delivery().run_once(NOW)
    marks = {seen.mark for seen in desk.slack.seen}
    assert len(marks) == 2
    assert all(len(mark) == 64 and "report" not in mark for mark in marks)


async def test_a_message_that_is_not_due_waits(desk: Desk) -> None:
    await desk.promise(due_at=NOW + HOUR)
    assert await desk.delivery().run_once(NOW) == Report()
    assert await desk.delivery().run_once(NOW + HOUR) == Report(sent=1)


async def test_a_second_run_says_nothing_again(desk: Desk) -> None:
    await desk.promise()
    delivery = desk.delivery()
    await delivery.run_once(NOW)
    assert await delivery.run_once(NOW + HOUR) == Report()
    assert len(desk.slack.seen) == 1


async def test_one_run_brings_out_more_than_a_batch_in_order(desk: Desk) -> None:
    for number in range(1, 8):
        await desk.promise(f"report:{number}")
    assert (await desk.delivery(batch=3).run_once(NOW)).sent == 7
    assert desk.slack.texts() == [f"report_received {number} 1" for number in range(1, 8)]


async def test_workers_share_the_work_and_nothing_is_said_twice(desk: Desk, database_url: str) -> None:
    for number in range(1, 31):
        await desk.promise(f"report:{number}", person_id=(SABINE, MEHMET, PETRA)[number % 3])
    second = Database(database_url)
    workers = [desk.delivery(batch=4), Delivery(second, desk.client, desk.voice, Patience(per_channel=0.0, batch=4))]
    reports = await asyncio.gather(*(worker.run_once(NOW) for worker in workers))
    await second.close()
    assert sum(report.sent for report in reports) == 30
    assert sorted(desk.slack.texts()) == sorted(f"report_received {number} 1" for number in range(1, 31))


@pytest.mark.parametrize(
    ("gone", "reason"), [("left_at", "recipient_left"), ("is_deactivated", "recipient_deactivated")]
)
async def test_who_has_gone_is_told_nothing(desk: Desk, gone: str, reason: str) -> None:
    await desk.promise()
    async with desk.database.write() as session:
        person = (await session.exec(select(Person).where(Person.id == SABINE))).one()
        setattr(person, gone, NOW if gone == "left_at" else True)
    assert await desk.delivery().run_once(NOW) == Report(cancelled=1)
    row = await desk.row()
    assert (row.state, row.reason, row.attempts) == (OutboxState.CANCELLED, reason, 0)
    assert desk.slack.calls == []


async def test_what_has_been_overtaken_is_not_said(desk: Desk) -> None:
    desk.voice.silent.add("report_received")
    await desk.promise()
    assert await desk.delivery().run_once(NOW) == Report(cancelled=1)
    row = await desk.row()
    assert (row.state, row.reason) == (OutboxState.CANCELLED, "overtaken")


async def test_a_message_taken_back_while_it_was_worded_is_not_posted(desk: Desk) -> None:
    async def take_back(_message: Any, _session: Any) -> None:
        async with change(desk.database, now=NOW) as c:
            await c.cancel("report:", "withdrawn")

    await desk.promise()
    desk.voice.before = take_back
    assert await desk.delivery().run_once(NOW) == Report()
    assert desk.slack.seen == []
    assert (await desk.row()).reason == "withdrawn"


async def test_a_message_that_cannot_be_worded_holds_up_nobody(desk: Desk) -> None:
    async def fail_for_the_first(message: Any, _session: Any) -> None:
        if message.report_id == 1:
            raise KeyError("a bug of ours")

    desk.voice.before = fail_for_the_first
    await desk.promise("report:1")
    await desk.promise("report:2")
    await desk.promise("report:3", person_id=MEHMET)
    assert await desk.delivery().run_once(NOW) == Report(sent=2, failed=1)
    poisoned = (await desk.rows())[0]
    assert poisoned.state is OutboxState.PENDING
    (logged,) = [line for line in desk.logs if line["event"] == "delivery stumbled"]
    assert poisoned.reason == f"error {logged['reference']}"
    assert await desk.delivery().run_once(NOW) == Report(), "it rests before it is tried again"

    desk.voice.before = None
    await desk.let_pauses_end()
    assert await desk.delivery().run_once(NOW) == Report(sent=1)


async def test_what_the_platform_refuses_is_dead_and_says_why(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("error:channel_not_found")
    await desk.promise("report:1")
    await desk.promise("report:2")
    assert await desk.delivery().run_once(NOW) == Report(sent=1, dead=1)
    dead = (await desk.rows())[0]
    assert (dead.state, dead.reason) == (OutboxState.DEAD, "channel_not_found")


async def test_a_broken_installation_kills_no_message(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("error:token_revoked")
    await desk.promise()
    await desk.delivery().run_once(NOW)
    row = await desk.row()
    assert (row.state, row.reason, row.attempts) == (OutboxState.PENDING, "token_revoked", 0)


async def test_a_platform_that_cannot_be_reached_costs_no_attempt(desk: Desk) -> None:
    await desk.promise()
    async with client_for("http://127.0.0.1:9/api/") as nowhere:
        delivery = Delivery(desk.database, nowhere, desk.voice, Patience(per_channel=0.0))
        assert await delivery.run_once(NOW) == Report(postponed=1)
    row = await desk.row()
    assert (row.state, row.attempts) == (OutboxState.PENDING, 0)
    assert row.not_before is not None


async def test_too_many_messages_park_everybody_for_all_workers(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("429:30")
    await desk.promise("report:1")
    await desk.promise("report:2", person_id=MEHMET)
    await desk.delivery(at_once=1).run_once(NOW)
    await desk.delivery().run_once(NOW)
    assert len(desk.slack.called("chat.postMessage")) == 1
    assert {row.state for row in await desk.rows()} == {OutboxState.PENDING}
    assert {row.attempts for row in await desk.rows()} == {0}

    await desk.let_pauses_end()
    assert await desk.delivery().run_once(NOW) == Report(sent=2)


async def test_a_conversation_gets_one_message_at_a_time_and_others_do_not_wait_for_it(desk: Desk) -> None:
    for number in (1, 2, 3):
        await desk.promise(f"report:{number}")
    await desk.promise("report:4", person_id=MEHMET)
    slow = desk.delivery(per_channel=60.0)
    assert (await slow.run_once(NOW)).sent == 2
    assert desk.slack.texts("DU1") == ["report_received 1 1"]
    await desk.let_pauses_end()
    await slow.run_once(NOW)
    assert desk.slack.texts("DU1") == ["report_received 1 1", "report_received 2 1"]


async def test_a_message_that_comes_too_late_expires(desk: Desk) -> None:
    await desk.promise(expires_at=NOW + HOUR)
    assert await desk.delivery().run_once(NOW + HOUR) == Report(expired=1)
    row = await desk.row()
    assert (row.state, row.reason) == (OutboxState.EXPIRED, "too_late")
    assert desk.slack.calls == []


async def test_a_morning_note_that_expires_leaves_its_items_to_the_next(desk: Desk) -> None:
    today = date(2026, 3, 2)
    async with desk.change() as c:
        note = MorningNote(person_id=SABINE, day=today)
        c.tell(note, note_key(today), person_id=SABINE, expires_at=NOW)
        c.session.add(
            Reminder(
                key="need:1:T-3:2026-03-05:1",
                kind=ReminderKind.NEED,
                subject_id=1,
                step=-3,
                due=date(2026, 3, 5),
                person_id=SABINE,
                day=today,
                outbox_key=note_key_of(today, SABINE),
                planned_at=NOW,
            )
        )
    await desk.delivery().run_once(NOW)
    async with desk.database.read() as session:
        assert (await session.exec(select(Reminder))).all() == []


async def test_a_reply_waits_for_the_card_it_belongs_to(desk: Desk) -> None:
    async with desk.change() as c:
        card = await c.show(SurfaceKind.CARD, 7, channel_id="C1")
        c.tell(IntentionNews(change_id=1), "news:1", channel_id="C1", thread_of=card, due_at=NOW - HOUR)
    assert await desk.delivery().run_once(NOW) == Report(sent=2)
    first, reply = desk.slack.seen
    assert (first.thread_ts, reply.thread_ts) == (None, first.ts)


async def test_a_stopped_delivery_gives_back_what_it_had_claimed(desk: Desk) -> None:
    delivery = desk.delivery()

    async def stop(_message: Any, _session: Any) -> None:
        delivery.stop()

    desk.voice.before = stop
    for number in (1, 2, 3):
        await desk.promise(f"report:{number}")
    assert await delivery.run_once(NOW) == Report(sent=1)
    assert [row.state for row in await desk.rows()] == [OutboxState.SENT, OutboxState.PENDING, OutboxState.PENDING]
    assert await delivery.run_once(NOW) == Report()
    assert (await desk.delivery().run_once(NOW)).sent == 2


async def test_a_client_that_posts_again_by_itself_is_refused(desk: Desk) -> None:
    with pytest.raises(ValueError, match="retry_handlers"):
        Delivery(desk.database, AsyncWebClient(token="xoxb-sandbox-test"), PlainVoice())


def test_a_lease_outlasts_a_call() -> None:
    with pytest.raises(ValueError, match="must outlast"):
        Patience(timeout=10, lease=10)
