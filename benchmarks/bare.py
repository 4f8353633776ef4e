"""The floor: a bare Bolt app behind the same server with the same settings, which acknowledges a command.

`python -m benchmarks.bare` knows no database. It tells its address on the first line of its output.
"""

import asyncio
import socket
import sys
import time
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

COMMAND = "/merken"
NOTED: dict[str, Any] = {"response_type": "ephemeral", "text": "Notiert."}


def bolt(api_url: str, token: str, secret: str) -> AsyncApp:
    """Make an app as Bolt's own documentation does."""
    client = AsyncWebClient(token=token, base_url=api_url)
    return AsyncApp(name="bare", client=client, signing_secret=secret, process_before_response=True)


async def serve(app: AsyncApp) -> None:
    """Serve an app until the process is ended."""
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    routes = [Route("/slack/events", events, methods=["POST"]), Route("/cpu", cpu)]
    config = uvicorn.Config(
        Starlette(routes=routes), log_config=None, access_log=False, server_header=False, lifespan="off",
        h11_max_incomplete_event_size=64 * 1024,
    )  # fmt: skip
    tell_address(listener)
    await uvicorn.Server(config).serve(sockets=[listener])


async def cpu(_request: Request) -> Response:
    """Tell the seconds of CPU that this process has used."""
    return PlainTextResponse(str(time.process_time()))


def tell_address(listener: socket.socket) -> None:
    """Write the address to whoever started this process."""
    sys.stdout.write(f"http://127.0.0.1:{listener.getsockname()[1]}\n")
    sys.stdout.flush()


async def _acknowledge(ack: AsyncAck) -> None:
    await ack(**NOTED)


async def main() -> None:
    """Serve an app that only acknowledges."""
    app = bolt(*sys.argv[1:4])
    app.command(COMMAND)(_acknowledge)
    await serve(app)


if __name__ == "__main__":
    asyncio.run(main())
