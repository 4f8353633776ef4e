"""Run the example app by itself: tokens and addresses from the environment, over HTTP or Socket Mode."""

from __future__ import annotations

import asyncio
import os

import uvicorn
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.example.app import build


async def main() -> None:
    """Serve on PORT when there is one, else connect by Socket Mode."""
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = build(client, os.environ["SLACK_SIGNING_SECRET"], [])
    port = os.environ.get("PORT")
    if port:
        await _serve(app, int(port))
    else:
        await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


async def _serve(app: AsyncApp, port: int) -> None:
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    routes = [Route("/slack/events", events, methods=["POST"])]
    await uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="warning")).serve()


if __name__ == "__main__":
    asyncio.run(main())
