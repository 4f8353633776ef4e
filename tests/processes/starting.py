"""Processes as an administrator starts them: `python -m bot …` with settings of a sandbox; each is ended again."""

import os
import shlex
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sandbox.dialog import Actor, Sandbox
from sandbox.seen import SeenMessage
from tests.postgres import free_port
from tests.processes.parts import Part

ROOT = Path(__file__).parents[2]
PEOPLE = ROOT / "bot" / "demo" / "people.csv"
MORNING = datetime.fromisoformat("2026-03-02T08:45:00+01:00")
START_SECONDS = 60
LIVE_SECONDS = 30
"""How long a message may take: a real clock ticks and a real delivery runs in between."""


@asynccontextmanager
async def workspace() -> AsyncIterator[Sandbox]:
    """Serve the demonstration's workspace in this process; its clock stands still until it is moved."""
    async with Sandbox.start(
        manifest=ROOT / "manifest.json", workspace=ROOT / "bot" / "demo" / "workspace.toml", start=MORNING
    ) as running:
        yield running


@dataclass(frozen=True)
class Installation:
    """One sandbox, one database and the settings of every process on them."""

    sandbox: Sandbox
    environment: dict[str, str]

    @classmethod
    def of(cls, sandbox: Sandbox, database_url: str, **more: str) -> "Installation":
        """Set what an administrator would set, and nothing that this machine happens to have."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AGSP_"))}
        settings = {
            "DATABASE_URL": database_url,
            "SLACK_BOT_TOKEN": sandbox.bot_token,
            "SLACK_API_URL": sandbox.api_url,
            "AGSP_CHANNEL": "C0AGSP",
            "AGSP_SECRETARIAT": "U0KESSLER",
            "AGSP_CLOCK_URL": f"{sandbox.url}/clock",
            "AGSP_HOST": "127.0.0.1",
        }
        return cls(sandbox, own | settings | more)

    @property
    def address(self) -> str:
        """Where `serve` or `run` listens."""
        return f"http://127.0.0.1:{self.environment['PORT']}"

    @asynccontextmanager
    async def process(self, command: str, **more: str) -> AsyncIterator[Part]:
        """Run `python -m bot <command>` until the end of the context, where it must end with 0 when asked."""
        with self._begun(command, **more) as part:
            await part.ready()
            yield part
            assert await part.stop() == 0, part.said
            assert "Traceback" not in part.said, part.said

    async def once(self, *command: str, **more: str) -> tuple[int, str]:
        """Run `python -m bot …` to its end; gives exit code and everything it said."""
        with self._begun(shlex.join(command), **more) as part:
            return await part.end_by_itself(), part.said

    @contextmanager
    def _begun(self, command: str, **more: str) -> Iterator[Part]:
        with TemporaryDirectory() as folder:
            part = Part(command, self.environment | more, Path(folder) / "said")
            part.start()
            try:
                yield part
            finally:
                part.end()

    def with_door(self) -> "Installation":
        """Let the chat deliver over HTTP, to a port that `serve` or `run` will open."""
        port = str(free_port())
        self.sandbox.connect(f"http://127.0.0.1:{port}/slack/events")
        door = {"PORT": port, "SLACK_SIGNING_SECRET": self.sandbox.signing_secret}
        return Installation(self.sandbox, self.environment | door)

    def with_socket(self) -> "Installation":
        """Let the bot call the chat, in Socket Mode."""
        self.sandbox.connect(None)
        socket = {"PORT": str(free_port()), "SLACK_APP_TOKEN": self.sandbox.app_token}
        return Installation(self.sandbox, self.environment | socket)


async def arrives(person: Actor, text: str, channel: str | None = None) -> SeenMessage:
    """Wait until a message with this text is there; AssertionError shows what is there instead."""
    await person.until_sees(text, seconds=LIVE_SECONDS)
    return person.message_with(text, channel)
