"""Messages that the app left with Slack for later, posted when the workspace's clock gets there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.posting import Content, post
from sandbox.refusal import Refusal
from sandbox.workspace import Workspace

FARTHEST_SECONDS = 120 * 24 * 3600
WINDOW_SECONDS = 300
MESSAGES_IN_WINDOW = 30


@dataclass(frozen=True, kw_only=True)
class ScheduledMessage:
    """One message and when it is to be posted, in seconds of the epoch."""

    id: str
    channel: str
    post_at: int
    content: Content
    thread_ts: str | None
    created: int


class Schedule:
    """All messages waiting in one workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._timer: asyncio.TimerHandle | None = None
        self.waiting: dict[str, ScheduledMessage] = {}
        workspace.clock.when_moved(self.post_due)

    def add(self, channel: str, post_at: int, content: Content, thread_ts: str | None) -> ScheduledMessage:
        """Keep a message for later; raises Refusal."""
        now = self._now()
        if post_at <= now:
            raise Refusal("time_in_past")
        if post_at > now + FARTHEST_SECONDS:
            raise Refusal("time_too_far")
        near = [one for one in self.waiting.values() if one.channel == channel]
        if sum(one.post_at // WINDOW_SECONDS == post_at // WINDOW_SECONDS for one in near) >= MESSAGES_IN_WINDOW:
            raise Refusal("restricted_too_many")
        message = ScheduledMessage(
            id=self._workspace.new_id("Q"),
            channel=channel,
            post_at=post_at,
            content=content,
            thread_ts=thread_ts,
            created=int(now),
        )
        self.waiting[message.id] = message
        self._wake_in_time()
        return message

    def remove(self, channel: str, message_id: str) -> None:
        """Give one message up; raises Refusal invalid_scheduled_message_id."""
        message = self.waiting.get(message_id)
        if message is None or message.channel != channel:
            raise Refusal("invalid_scheduled_message_id")
        del self.waiting[message_id]

    def post_due(self) -> None:
        """Post what is due now; a message with metadata is dropped without a word, as Slack's documentation warns."""
        now = self._now()
        for message in sorted(self.waiting.values(), key=lambda one: one.post_at):
            if message.post_at <= now:
                del self.waiting[message.id]
                if not message.content.metadata:
                    post(self._workspace, message.channel, message.content, thread_ts=message.thread_ts)
        self._wake_in_time()

    def clear(self) -> None:
        """Forget everything that waits."""
        self.waiting.clear()
        self._wake_in_time()

    def _wake_in_time(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self.waiting and not self._workspace.clock.frozen:
            seconds = min(one.post_at for one in self.waiting.values()) - self._now()
            self._timer = asyncio.get_running_loop().call_later(max(0.01, seconds), self.post_due)

    def _now(self) -> float:
        return self._workspace.clock.now().timestamp()


def instant(value: str) -> int:
    """Read `post_at`: seconds of the epoch; raises Refusal invalid_time."""
    if not value.isdecimal():
        raise Refusal("invalid_time")
    try:
        datetime.fromtimestamp(int(value), UTC)
    except (ValueError, OverflowError, OSError) as wrong:
        raise Refusal("invalid_time") from wrong
    return int(value)
