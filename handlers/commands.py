"""The slash commands, and the city's prefix before them where another app has taken one (AGSP_COMMAND_PREFIX)."""

import re
from collections.abc import Awaitable, Callable
from typing import Any

COMMANDS = ("agsp", "bedarf", "ergebnis", "sitzung", "update", "vorhaben")
NAMED = re.compile(rf"(?<![\w/])/({'|'.join(COMMANDS)})\b")


def prefixed(sentence: str, prefix: str) -> str:
    """Name every command in a sentence of ours as people type it."""
    return NAMED.sub(rf"/{prefix}\1", sentence) if prefix else sentence


def unprefixed(command: str, prefix: str) -> str:
    """Give a command as it came the name by which the listeners know it."""
    return f"/{command[len(prefix) + 1 :]}" if command.startswith(f"/{prefix}") else command


def normalise(prefix: str) -> Callable[..., Awaitable[None]]:
    """Make the middleware that takes the prefix off before a listener is looked for."""

    async def take_off(body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002  # Bolt injects by this name
        if "command" in body:
            body["command"] = unprefixed(str(body["command"]), prefix)
        await next()

    return take_off
