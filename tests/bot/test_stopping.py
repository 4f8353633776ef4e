"""A process that is told to stop ends, whatever hangs, and says what it was."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.stopping import HUNG, _end_by_force

ROOT = Path(__file__).parents[2]
HANGS_AFTER_THE_LOOP = """
import asyncio, os, signal, threading, time
from bot.stopping import stopping

def hangs_for_ever():
    time.sleep(60)  # a call that does not return; the process is to end long before

async def main():
    stop = asyncio.Event()
    with stopping(stop, seconds=0.2):
        asyncio.get_running_loop().run_in_executor(None, hangs_for_ever)
        os.kill(os.getpid(), signal.SIGTERM)
        await stop.wait()

asyncio.run(main())
"""
"""It waits for the thread in which a call does not return, as `asyncio.run` does at its end."""


async def test_what_hangs_is_named_before_the_process_ends_by_force() -> None:
    hanging = asyncio.create_task(asyncio.Event().wait(), name="reads the chat")
    await asyncio.sleep(0)
    codes: list[int] = []
    with capture_logs() as logs:
        _end_by_force(27.0, asyncio.get_running_loop(), codes.append)
    hanging.cancel()
    assert codes == [HUNG]
    (said,) = logs
    assert (said["event"], said["log_level"]) == ("stop hangs, ended by force", "critical")
    assert any(task.startswith("reads the chat: ") for task in said["tasks"])
    assert any("test_stopping.py" in line for line in said["threads"]["MainThread"])


@pytest.mark.process
def test_a_process_that_hangs_after_its_loop_ends_all_the_same() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", HANGS_AFTER_THE_LOOP], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    assert ended.returncode == HUNG, ended.stderr
    assert "stop hangs, ended by force" in ended.stdout + ended.stderr
    assert "asyncio_0" in ended.stdout + ended.stderr, "the thread that hangs"
