"""The parts of an installation, `python -m bot serve` and its like, as processes: asked to stop, killed, begun again.

They fork from a server that has loaded the bot once, so that a new one is there in a fraction of a second; from
`main()` on they do what the command does. `test_procfile` and the browser tests start the same commands from nothing.
"""

import asyncio
import multiprocessing
import os
import shlex
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from signal import SIGTERM

from bot.cli import main

READY = "started"
START_SECONDS = 30.0
STOP_SECONDS = 25.0


@cache
def forking() -> ForkServerContext:
    """Give the server from which all processes of this test run fork; it has loaded what any of them needs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.crash.worker", "tests.crash.oracle", __name__])
    return context


def be(command: str, environment: dict[str, str], log: Path) -> None:
    """Be `python -m bot <command>` with these settings, all it says going to a file."""
    for name in [name for name in os.environ if name.startswith(("SLACK_", "AGSP_"))]:
        del os.environ[name]
    os.environ.update(environment)
    sys.argv = ["bot", *shlex.split(command)]
    os.chdir(log.parent)  # no .env of whoever runs the tests
    with log.open("w") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
    main()


@dataclass
class Part:
    """One process of an installation; after a death it can be begun again with the same settings."""

    command: str
    environment: dict[str, str]
    log: Path
    process: ForkServerProcess | None = None
    earlier: str = ""
    """What those before it said."""

    def successor(self, **more: str) -> "Part":
        """Make another one with the same settings, but for some; it is not started."""
        log = self.log.with_name(f"{self.log.name}+")
        return Part(self.command, self.environment | more, log)

    def start(self) -> None:
        """Start it; it is not ready yet."""
        self.log.write_text("")
        self.process = forking().Process(target=be, args=(self.command, self.environment, self.log), daemon=True)
        self.process.start()

    async def ready(self) -> None:
        """Wait until it says that it has started."""
        async with asyncio.timeout(START_SECONDS):
            while READY not in self.log.read_text():
                assert self.process is not None
                assert self.process.exitcode is None, f"{self.command} ended:\n{self.log.read_text()}"
                await asyncio.sleep(0.02)

    def kill(self) -> None:
        """`kill -9`: nothing is tidied up."""
        assert self.process is not None
        self.process.kill()
        self.process.join()
        self._bury()

    async def stop(self) -> int:
        """Ask it to stop and wait for its end; gives the exit code."""
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, SIGTERM)
        return await self.end_by_itself()

    async def end_by_itself(self) -> int:
        """Wait for its end; gives the exit code."""
        assert self.process is not None
        await self._end()
        code = self.process.exitcode
        assert code is not None, f"{self.command} does not end:\n{self.log.read_text()}"
        self._bury()
        return code

    async def _end(self) -> None:
        assert self.process is not None
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self.process.sentinel, ended.set)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(STOP_SECONDS):
                    await ended.wait()
        finally:
            loop.remove_reader(self.process.sentinel)
        self.process.join(0)

    def _bury(self) -> None:
        assert self.process is not None
        self.process.close()
        self.process = None
        self.earlier += self.log.read_text()

    @property
    def is_alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.exitcode is None

    @property
    def said(self) -> str:
        """Give everything that it and those before it said."""
        return self.earlier + (self.log.read_text() if self.process is not None else "")

    def end(self) -> None:
        """Leave nothing running after the test."""
        if self.process is not None:
            self.kill()
