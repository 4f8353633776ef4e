"""The slash commands, and the city's prefix before them where another app has taken one (AGSP_COMMAND_PREFIX)."""

import re

COMMANDS = ("agsp", "bedarf", "ergebnis", "sitzung", "update", "vorhaben")
NAMED = re.compile(rf"(?<![\w/])/({'|'.join(COMMANDS)})\b")


def prefixed(sentence: str, prefix: str) -> str:
    """Name every command in a sentence of ours as people type it."""
    return NAMED.sub(rf"/{prefix}\1", sentence) if prefix else sentence


def unprefixed(command: str, prefix: str) -> str:
    """Give a command as it came the name by which the listeners know it."""
    return f"/{command[len(prefix) + 1 :]}" if command.startswith(f"/{prefix}") else command
