"""Connections break, answers get lost, workers die: people still see each message exactly once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from planning.messages import IntentionNews, SurfaceKind
from reminders.delivery import Delivery, Patience, Report
from storage.outbox import OutboxState
from tests.reminders.desk import MEHMET, NOW, Desk, desk_at
from tests.reminders.fake_slack import client_for

LOST_ANSWERS = ("drop", "drop_after", "500", "500_after", "error:fatal_error", "error_after:internal_error")


class Killed(BaseException):
    """The worker's process ends here: nothing after this runs, nothing is tidied up."""


class FragileClient(AsyncWebClient):
    """A client whose process dies around a post, or freezes while others go on."""

    dies: str = ""
    before_post: Callable[[], Awaitable[Any]] | None = None
    after_post: Callable[[], Awaitable[Any]] | None = None

    async def api_call(self, api_method: str, **options: Any) -> AsyncSlackResponse:
        """Call, and die or freeze before or after the platform has accepted a post."""
        if api_method != "chat.postMessage":
            return await super().api_call(api_method, **options)
        if self.dies == "before":
            raise Killed
        if (freeze := self.before_post) is not None:
            self.before_post = None
            await freeze()
        answer = await super().api_call(api_method, **options)
        if self.dies == "after":
            raise Killed
        if (freeze := self.after_post) is not None:
            self.after_post = None
            await freeze()
        return answer


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with desk_at(database_url) as desk:
        yield desk


@pytest.fixture
async def fragile(desk: Desk) -> AsyncIterator[FragileClient]:
    async with client_for(desk.slack.url, FragileClient) as client:
        assert isinstance(client, FragileClient)
        yield client


def worker(desk: Desk, client: AsyncWebClient) -> Delivery:
    return Delivery(desk.database, client, desk.voice, Patience(quiet=0.0, per_channel=0.0))


@pytest.mark.parametrize("fault", LOST_ANSWERS)
async def test_a_lost_answer_neither_loses_nor_doubles_the_message(desk: Desk, fault: str) -> None:
    desk.slack.faults["chat.postMessage"].append(fault)
    await desk.promise()
    assert (await desk.delivery().run_once(NOW)).sent == 1
    assert desk.slack.texts() == ["report_received 1 1"]
    row = await desk.row()
    assert (row.state, row.channel, row.ts) == (OutboxState.SENT, "DU1", desk.slack.seen[0].ts)


async def test_an_answer_that_does_not_come_in_time_is_looked_for(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("hang")
    await desk.promise()
    assert (await desk.delivery(timeout=0.5).run_once(NOW)).sent == 1
    assert len(desk.slack.seen) == 1


async def test_nothing_is_posted_again_before_the_platform_has_been_quiet(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("drop")
    await desk.promise()
    patient = desk.delivery(quiet=75.0)
    assert await patient.run_once(NOW) == Report(uncertain=1)
    assert await patient.run_once(NOW) == Report()
    row = await desk.row()
    assert (row.state, row.reason, row.attempts) == (OutboxState.UNCERTAIN, "ServerDisconnectedError", 1)

    await desk.write("UPDATE outbox SET sending_since = :past, not_before = :past")
    assert await patient.run_once(NOW) == Report(sent=1, again=1)
    assert (await desk.row()).attempts == 2


async def test_what_was_posted_is_found_without_waiting_for_quiet(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("drop_after")
    await desk.promise()
    assert await desk.delivery(quiet=75.0).run_once(NOW) == Report(sent=1, uncertain=1)


async def test_a_platform_that_never_answers_ends_the_run_all_the_same(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].extend(["drop"] * 50)
    await desk.promise()
    report = await desk.delivery().run_once(NOW)
    assert report.sent == 0
    assert 1 <= report.uncertain <= 5


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_worker_killed_around_the_post_loses_and_doubles_nothing(
    desk: Desk, fragile: FragileClient, moment: str
) -> None:
    fragile.dies = moment
    await desk.promise()
    with pytest.raises(Killed):
        await worker(desk, fragile).run_once(NOW)
    assert (await desk.row()).state is OutboxState.SENDING
    assert await desk.delivery().run_once(NOW) == Report(), "its lease still runs"

    await desk.let_leases_run_out()
    assert (await desk.delivery().run_once(NOW)).sent == 1
    assert desk.slack.texts() == ["report_received 1 1"]


async def test_a_worker_killed_before_it_meant_to_post_leaves_no_doubt(desk: Desk) -> None:
    async def die(_message: Any, _session: Any) -> None:
        raise Killed

    desk.voice.before = die
    await desk.promise()
    with pytest.raises(Killed):
        await desk.delivery().run_once(NOW)
    assert (await desk.row()).state is OutboxState.CLAIMED

    desk.voice.before = None
    await desk.let_leases_run_out()
    assert await desk.delivery().run_once(NOW) == Report(sent=1)
    assert desk.slack.called("conversations.history") == []


async def test_a_worker_frozen_before_the_post_takes_its_duplicate_back(desk: Desk, fragile: FragileClient) -> None:
    async def meanwhile() -> None:
        await desk.let_leases_run_out()
        assert (await desk.delivery().run_once(NOW)).sent == 1

    fragile.before_post = meanwhile
    await desk.promise()
    assert await worker(desk, fragile).run_once(NOW) == Report()
    assert len(desk.slack.called("chat.postMessage")) == 2
    assert len(desk.slack.seen) == 1
    assert (await desk.row()).ts == desk.slack.seen[0].ts


async def test_a_worker_frozen_before_the_post_takes_its_duplicate_back_without_an_answer_too(
    desk: Desk, fragile: FragileClient
) -> None:
    async def meanwhile() -> None:
        await desk.let_leases_run_out()
        assert (await desk.delivery().run_once(NOW)).sent == 1
        # It goes on and posts, and in the same moment its time for the answer is over.
        desk.slack.faults["chat.postMessage"].append("drop_after")

    fragile.before_post = meanwhile
    await desk.promise()
    await worker(desk, fragile).run_once(NOW)
    assert len(desk.slack.seen) == 2
    await desk.let_pauses_end()
    await desk.delivery().run_once(NOW)
    assert len(desk.slack.called("chat.postMessage")) == 2
    assert len(desk.slack.seen) == 1
    assert (await desk.row()).ts == desk.slack.seen[0].ts


async def say_twice(desk: Desk, fragile: FragileClient) -> None:
    """Let a worker be frozen before its post, go on when others have posted, and die in the same moment."""

    async def meanwhile() -> None:
        await desk.let_leases_run_out()
        assert (await desk.delivery().run_once(NOW)).sent == 1

    async def die() -> None:
        raise Killed

    fragile.before_post, fragile.after_post = meanwhile, die
    await desk.promise()
    with pytest.raises(Killed):
        await worker(desk, fragile).run_once(NOW)
    assert len(desk.slack.seen) == 2


async def test_the_duplicate_of_a_worker_that_went_on_and_died_is_taken_back_by_another(
    desk: Desk, fragile: FragileClient
) -> None:
    await say_twice(desk, fragile)
    await desk.delivery().run_once(NOW)
    await desk.let_pauses_end()
    await desk.delivery().run_once(NOW)
    assert [one.ts for one in desk.slack.seen] == [(await desk.row()).ts]
    assert await desk.echoes() == 1, "another may have been frozen longer"
    await desk.let_pauses_end()
    await desk.delivery(listened=0.0).run_once(NOW)
    assert await desk.echoes() == 0


@pytest.mark.parametrize(
    ("method", "fault"), [("conversations.history", "429:1"), ("chat.delete", "drop"), ("chat.delete", "429:1")]
)
async def test_a_duplicate_stays_on_the_list_until_it_is_surely_gone(
    desk: Desk, fragile: FragileClient, method: str, fault: str
) -> None:
    await say_twice(desk, fragile)
    await desk.let_pauses_end()
    desk.slack.faults[method].append(fault)
    await desk.delivery(listened=0.0).run_once(NOW)
    assert len(desk.slack.seen) == 2
    await desk.let_pauses_end()
    await desk.delivery(listened=0.0).run_once(NOW)
    assert [one.ts for one in desk.slack.seen] == [(await desk.row()).ts]
    assert await desk.echoes() == 0


async def test_a_message_that_was_never_posted_again_is_not_listened_for(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("drop_after")
    await desk.promise()
    await desk.delivery().run_once(NOW)
    assert await desk.echoes() == 0


async def test_a_worker_frozen_after_the_post_agrees_with_who_found_it(desk: Desk, fragile: FragileClient) -> None:
    async def meanwhile() -> None:
        await desk.let_leases_run_out()
        assert (await desk.delivery().run_once(NOW)).sent == 1

    fragile.after_post = meanwhile
    await desk.promise()
    await worker(desk, fragile).run_once(NOW)
    assert len(desk.slack.called("chat.postMessage")) == 1
    assert len(desk.slack.seen) == 1


async def test_a_late_answer_is_recorded_before_anybody_posts_again(desk: Desk, fragile: FragileClient) -> None:
    async def meanwhile() -> None:
        await desk.let_leases_run_out()
        desk.slack.faults["conversations.history"].append("500")
        assert (await desk.delivery().run_once(NOW)).sent == 0

    fragile.after_post = meanwhile
    await desk.promise()
    assert (await worker(desk, fragile).run_once(NOW)).sent == 1
    assert (await desk.row()).state is OutboxState.SENT
    await desk.let_pauses_end()
    assert await desk.delivery().run_once(NOW) == Report()
    assert len(desk.slack.seen) == 1


@pytest.mark.parametrize("fault", ["error:missing_scope", "error:not_in_channel", "500", "429:30"])
async def test_where_nobody_can_look_nothing_is_sent_again(desk: Desk, fault: str) -> None:
    desk.slack.faults["chat.postMessage"].append("drop")
    desk.slack.faults["conversations.history"].append(fault)
    await desk.promise(channel_id="C1")
    assert await desk.delivery().run_once(NOW) == Report(uncertain=1)
    assert await desk.delivery().run_once(NOW) == Report()
    row = await desk.row()
    assert row.state is OutboxState.UNCERTAIN
    assert row.reason is not None
    assert len(desk.slack.called("chat.postMessage")) == 1


async def test_the_look_back_ends_at_the_last_message_that_is_surely_older(desk: Desk) -> None:
    await desk.promise("report:1")
    await desk.delivery().run_once(NOW)
    desk.slack.faults["chat.postMessage"].append("drop_after")
    await desk.promise("report:2")
    assert (await desk.delivery().run_once(NOW)).sent == 1
    (look,) = desk.slack.called("conversations.history")
    assert look["oldest"] == desk.slack.seen[0].ts
    assert desk.slack.called("conversations.open") == []


async def test_the_first_message_to_a_person_is_looked_for_in_the_conversation_it_opened(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("drop_after")
    await desk.promise(person_id=MEHMET)
    await desk.delivery().run_once(NOW)
    (look,) = desk.slack.called("conversations.history")
    assert look["channel"] == "DU2"
    assert "oldest" not in look


async def test_one_look_answers_for_all_doubts_of_a_conversation(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].extend(["drop", "drop_after", "drop"])
    for number in (1, 2, 3):
        await desk.promise(f"report:{number}")
    assert (await desk.delivery(quiet=75.0).run_once(NOW)).sent == 1
    assert len(desk.slack.called("conversations.history")) == 1


async def test_an_uncertain_reply_is_looked_for_in_its_thread(desk: Desk) -> None:
    async with desk.change() as c:
        card = await c.show(SurfaceKind.CARD, 7, channel_id="C1")
    await desk.delivery().run_once(NOW)
    async with desk.change() as c:
        c.tell(IntentionNews(change_id=1), "news:1", channel_id="C1", thread_of=card)
    desk.slack.faults["chat.postMessage"].append("drop_after")
    assert (await desk.delivery().run_once(NOW)).sent == 1
    (look,) = desk.slack.called("conversations.replies")
    assert look["ts"] == desk.slack.seen[0].ts
    assert len(desk.slack.seen) == 2


async def test_an_uncertain_message_that_is_too_late_is_looked_for_and_not_posted_again(desk: Desk) -> None:
    desk.slack.faults["chat.postMessage"].append("drop")
    desk.slack.faults["conversations.history"].append("500")
    await desk.promise(expires_at=NOW.replace(hour=10))
    await desk.delivery().run_once(NOW)
    await desk.let_pauses_end()
    report = await desk.delivery().run_once(NOW.replace(hour=11))
    assert (report.sent, report.expired) == (0, 1)
    assert (await desk.row()).state is OutboxState.EXPIRED
    assert len(desk.slack.called("conversations.history")) == 2
