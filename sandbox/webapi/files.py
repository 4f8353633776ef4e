"""Files by the external upload: an address to fill, then sharing."""

from __future__ import annotations

from sandbox.file_shape import file_json
from sandbox.posting import checked_content
from sandbox.refusal import Refusal, invalid_arguments
from sandbox.webapi.call import Call, Json, Method
from sandbox.webapi.chat import target, thread_of
from sandbox.workspace import Channel

CHANNELS_LIMIT = 100
_WRITE = ("files:write",)


async def get_upload_url(call: Call) -> Json:
    """Announce a file and return where its bytes go."""
    try:
        length = int(call.text("length"))
    except ValueError as wrong:
        raise invalid_arguments("length must be an integer [json-pointer:/length]") from wrong
    file, ticket = call.backend.files.announce(call.text("filename"), length, call.text("alt_txt"))
    return {"upload_url": f"{call.backend.base_url}/upload/{ticket}", "file_id": file.id}


async def complete_upload(call: Call) -> Json:
    """Share files that have been filled, or keep them to the app."""
    entries = call.object("files")
    if not isinstance(entries, list) or not entries or not all(isinstance(one, dict) for one in entries):
        raise invalid_arguments("must be an array of files [json-pointer:/files]")
    channels = _channels(call)
    thread_ts = thread_of(call, channels[0]) if len(channels) == 1 else None
    given = {"text": call.text("initial_comment"), "blocks": call.args.get("blocks")}
    content = checked_content(given, may_be_empty=True)
    files = call.backend.files.complete(entries, channels, content, thread_ts)
    return {"files": [file_json(call.workspace, one) for one in files]}


async def info(call: Call) -> Json:
    """Describe a file."""
    file = call.backend.files.find(call.text("file"))
    return {"file": file_json(call.workspace, file), "comments": [], **{"response_metadata": {"next_cursor": ""}}}


def _channels(call: Call) -> list[Channel]:
    names = [*call.text("channel_id").split(","), *call.text("channels").split(",")]
    wanted = list(dict.fromkeys(one.strip() for one in names if one.strip()))
    if len(wanted) > CHANNELS_LIMIT:
        raise Refusal("channels_limit_exceeded")
    return [target(call, one) for one in wanted]


METHODS = (
    Method(
        name="files.getUploadURLExternal",
        run=get_upload_url,
        tier="t4",
        required=("length", "filename"),
        scopes=_WRITE,
    ),
    Method(name="files.completeUploadExternal", run=complete_upload, tier="t4", required=("files",), scopes=_WRITE),
    Method(name="files.info", run=info, tier="t4", required=("file",), scopes=("files:read",)),
)
