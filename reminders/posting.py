"""Calls to the chat platform, and what their answers mean for who had something to say.

Outcome
├── Done       it stands there; `channel` and `ts` say where
├── Limited    too fast: nothing was done, try again after `seconds`
├── Unsent     nothing was done, and trying again later may work
├── Refused    nothing was done, and nothing will be: `reason` is the platform's word
└── Unsure     nobody knows whether it was done
"""

import asyncio
import hashlib
import hmac
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from planning.messages import Attachment, Wording

EVENT_TYPE = "agsp_message"
UNKNOWN_OUTCOME = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Slack: "It's possible some aspect of the operation succeeded before the error was raised." """
INSTALLATION_ERRORS = frozenset(
    {
        "access_denied",
        "account_inactive",
        "accesslimited",
        "ekm_access_denied",
        "enterprise_is_restricted",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
"""The installation is broken, not the message: it waits until somebody has repaired it."""
RATE_LIMITED = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
DEFAULT_RETRY_AFTER = 30.0
UNKNOWN_TS = "0"
"""Where a message with files stands, as far as anybody knows."""


@dataclass(frozen=True)
class Done:
    """It stands there; `data` is the platform's answer."""

    channel: str
    ts: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Limited:
    """Too fast; nothing was done."""

    seconds: float


@dataclass(frozen=True)
class Unsent:
    """Nothing was done; later it may work."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """Nothing was done and trying again will not help."""

    reason: str


@dataclass(frozen=True)
class Unsure:
    """Nobody knows."""

    reason: str


Outcome = Done | Limited | Unsent | Refused | Unsure


def mark_of(secret: str, key: str) -> str:
    """Make the opaque mark by which a message is found again; the same whenever the key is planned anew."""
    return hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()


async def post(
    client: AsyncWebClient, to: str, wording: Wording, *, mark: str, thread_ts: str | None, wait: float
) -> Outcome:
    """Post a message to a person or channel."""
    call = client.chat_postMessage(
        channel=to,
        text=wording.text,
        blocks=list(wording.blocks) or None,
        thread_ts=thread_ts,
        metadata=metadata(mark),
        unfurl_links=False,
        unfurl_media=False,
        link_names=False,
    )
    return await outcome_of(call, wait)


async def share(client: AsyncWebClient, user: str, wording: Wording, *, wait: float) -> Outcome:
    """Send a person files with a line above them.

    Until the last call nobody sees anything, so whatever goes wrong before is surely unsent. The platform
    does not say where the message stands: `ts` is UNKNOWN_TS, which is older than every message.
    """
    uploaded = await outcome_of(_upload(client, user, wording.files), wait)
    match uploaded:
        case Unsure(reason):
            return Unsent(reason)
        case Done(channel, _, data):
            call = client.files_completeUploadExternal(
                files=data["files"], channel_id=channel, initial_comment=wording.text
            )
            outcome = await outcome_of(call, wait)
            return Done(channel, UNKNOWN_TS, outcome.data) if isinstance(outcome, Done) else outcome
        case _:
            return uploaded


@dataclass(frozen=True)
class _Uploaded:
    data: Mapping[str, Any]


async def _upload(client: AsyncWebClient, user: str, files: Sequence[Attachment]) -> _Uploaded:
    """Bring files to the platform, where only the bot has them yet."""
    opened = await client.conversations_open(users=user)
    entries = []
    for file in files:
        ticket = await client.files_getUploadURLExternal(filename=file.name, length=len(file.content))
        await _put(client, str(ticket["upload_url"]), file.content)
        entries.append({"id": ticket["file_id"], "title": file.title})
    return _Uploaded({"channel": opened["channel"]["id"], "files": entries})


async def _put(client: AsyncWebClient, address: str, content: bytes) -> None:
    assert client.session is not None, "the bot's client shares one session"
    ssl = client.ssl or True
    async with client.session.post(address, data=content, proxy=client.proxy, ssl=ssl) as answer:
        answer.raise_for_status()


async def update(client: AsyncWebClient, channel: str, ts: str, wording: Wording, *, mark: str, wait: float) -> Outcome:
    """Redraw a message in place; may be repeated."""
    call = client.chat_update(
        channel=channel,
        ts=ts,
        text=wording.text,
        blocks=list(wording.blocks),
        metadata=metadata(mark),
        link_names=False,
    )
    return await outcome_of(call, wait)


async def publish(client: AsyncWebClient, user: str, wording: Wording, *, wait: float) -> Outcome:
    """Redraw a person's home tab; may be repeated."""
    call = client.views_publish(user_id=user, view={"type": "home", "blocks": list(wording.blocks)})
    return await outcome_of(call, wait)


async def delete(client: AsyncWebClient, channel: str, ts: str, *, wait: float) -> Outcome:
    """Take away a message of our own."""
    return await outcome_of(client.chat_delete(channel=channel, ts=ts), wait)


def metadata(mark: str) -> dict[str, Any]:
    """Wrap a mark as message metadata."""
    return {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}}


async def outcome_of(call: Awaitable[Any], wait: float) -> Outcome:
    """Await a call for so many seconds and say what its end means."""
    try:
        async with asyncio.timeout(wait):
            answer = await call
    except SlackApiError as error:
        return _refusal(error)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        # No connection came about, so not a byte was written.
        return Unsent(type(error).__name__)
    except (aiohttp.ClientError, OSError) as error:  # an OSError, too: TimeoutError
        return Unsure(type(error).__name__)
    data: Mapping[str, Any] = answer.data
    return Done(str(data.get("channel") or ""), str(data.get("ts") or ""), data)


def _refusal(error: SlackApiError) -> Outcome:
    response: Any = error.response
    data = getattr(response, "data", None)
    word = str(data.get("error") or "") if isinstance(data, dict) else ""
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == 429 or word in RATE_LIMITED:
        return Limited(_retry_after(getattr(response, "headers", {})))
    if status >= 500 or not word or word in UNKNOWN_OUTCOME:
        return Unsure(word or f"http_{status}")
    return Unsent(word) if word in INSTALLATION_ERRORS else Refused(word)


def _retry_after(headers: Mapping[str, str]) -> float:
    for name, value in headers.items():
        if name.lower() == "retry-after" and value.isdecimal():
            return float(value)
    return DEFAULT_RETRY_AFTER
