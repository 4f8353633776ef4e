"""How messages come into being and change, checked as Slack checks them wherever they come from."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.block_kit.surfaces import blocks_too_long, check_blocks, with_ids
from sandbox.refusal import Refusal, invalid_blocks
from sandbox.workspace import Message, Workspace

Json = dict[str, Any]

TEXT_CUT = 40_000
UPDATE_TEXT_LIMIT = 4_000
METADATA_BYTES = 16_000
MARKDOWN_TEXT_LIMIT = 12_000
RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a message says, checked."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None = None


def checked_content(args: Json, *, may_be_empty: bool = False) -> Content:
    """Check what an app wants to say (files may come without a word); raises Refusal with Slack's word."""
    text = str(args.get("text") or "")
    blocks = _listed(args, "blocks", "invalid_blocks_format")
    attachments = _listed(args, "attachments", "invalid_attachments")
    if markdown := args.get("markdown_text"):
        if text or blocks:
            raise Refusal("markdown_text_conflict")
        if len(markdown) > MARKDOWN_TEXT_LIMIT:
            raise Refusal("msg_too_long")
        text, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if not (text or blocks or attachments or may_be_empty):
        raise Refusal("no_text")
    issues = check_blocks(blocks, "message", "/blocks")
    if issues:
        raise invalid_blocks(issues)
    if blocks_too_long(blocks):
        raise Refusal("msg_blocks_too_long")
    if len(attachments) > 100:
        raise Refusal("too_many_attachments")
    return Content(
        text=text[:TEXT_CUT],
        blocks=with_ids(blocks),
        attachments=attachments,
        metadata=_metadata(args.get("metadata")),
    )


def _listed(args: Json, name: str, error: str) -> list[Json]:
    value = args.get(name)
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except json.JSONDecodeError as wrong:
            raise Refusal(error) from wrong
    if not value:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Refusal(error)
    return value


def _metadata(value: Any) -> Json | None:
    if isinstance(value, str) and value:
        try:
            value = json.loads(value)
        except json.JSONDecodeError as wrong:
            raise Refusal("invalid_metadata_format") from wrong
    if not value:
        return None
    if not isinstance(value, dict) or not isinstance(value.get("event_type"), str):
        raise Refusal("invalid_metadata_format")
    if not isinstance(value.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(value).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
    return value


def post(
    workspace: Workspace,
    channel: str,
    content: Content,
    *,
    thread_ts: str | None = None,
    ephemeral_for: str | None = None,
    broadcast: bool = False,
    files: Sequence[str] = (),
) -> Message:
    """Put a message of the bot into a channel, for one person only or for all."""
    return workspace.add_message(
        Message(
            ts=workspace.next_ts(),
            channel=channel,
            user=workspace.bot.id,
            text=content.text,
            blocks=content.blocks,
            attachments=content.attachments,
            metadata=content.metadata,
            thread_ts=thread_ts,
            ephemeral_for=ephemeral_for,
            bot=True,
            reply_broadcast=broadcast,
            files=list(files),
        )
    )


def rewrite(workspace: Workspace, message: Message, content: Content, *, keep_metadata: bool = True) -> None:
    """Give a message new content, in place."""
    metadata = content.metadata if content.metadata or not keep_metadata else message.metadata
    workspace.edit_message(
        message, text=content.text, blocks=content.blocks, attachments=content.attachments, metadata=metadata
    )


@dataclass
class ResponseTarget:
    """Where a response_url leads: to a person in a channel, perhaps at a message; five uses in half an hour."""

    user: str
    channel: str
    original_ts: str | None
    expires: float
    uses: int = 0


class ResponseUrls:
    """Issues response_urls and carries out what the app posts to them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._targets: dict[str, ResponseTarget] = {}
        self.base_url = ""

    def issue(self, user: str, channel: str, original_ts: str | None = None) -> str:
        """Return a new response_url."""
        token = secrets.token_urlsafe(18)
        self._targets[token] = ResponseTarget(user, channel, original_ts, time.monotonic() + RESPONSE_SECONDS)
        return f"{self.base_url}/response/{token}"

    def use(self, token: str, answer: Json) -> None:
        """Carry out one answer; raises Refusal."""
        target = self._targets.get(token)
        if target is None or time.monotonic() > target.expires:
            raise Refusal("expired_url", status=404)
        if target.uses >= RESPONSE_USES:
            raise Refusal("used_url", status=404)
        self.answer(target.user, target.channel, answer, original_ts=target.original_ts)
        target.uses += 1

    def answer(self, user: str, channel: str, answer: Json, *, original_ts: str | None = None) -> None:
        """Carry out an answer to a person: replace, delete, or say something new (to them alone by default)."""
        original = self._workspace.message(channel, original_ts) if original_ts else None
        if answer.get("delete_original"):
            if original:
                self._workspace.remove_message(original)
            return
        content = checked_content(answer)
        if answer.get("replace_original") and original_ts:
            if original is None:
                raise Refusal("message_not_found", status=404)
            rewrite(self._workspace, original, content)
            return
        in_channel = answer.get("response_type") == "in_channel"
        thread_ts = answer.get("thread_ts") or (original.thread_ts if original and original.is_reply else None)
        post(
            self._workspace,
            channel,
            content,
            thread_ts=thread_ts,
            ephemeral_for=None if in_channel else user,
        )

    def expire(self) -> None:
        """Let all response_urls run out now, as if half an hour had passed."""
        for target in self._targets.values():
            target.expires = 0.0

    def clear(self) -> None:
        """Forget all response_urls."""
        self._targets.clear()
