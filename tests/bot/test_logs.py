"""The log tells what happened, and no secret and no message with it."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def _loggers_put_back() -> Iterator[None]:
    """Leave the loggers as they were."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.parametrize(
    "secret",
    [
        "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOp",
        "xoxe.xoxb-1-Mi0yLTEyMzQ1Njc4",
        "xapp-1-A0123-4567-abcdef",
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    ],
)
@pytest.mark.parametrize("form", ["plain", "json"])
def test_tokens_and_signatures_are_blotted_out(capsys: pytest.CaptureFixture[str], secret: str, form: str) -> None:
    logs.configure("json" if form == "json" else "plain")
    structlog.get_logger("test").warning("went wrong", answer={"token": secret})
    logging.getLogger("library").warning("sent %s", secret)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert not any(secret[9:] in line for line in lines)


def test_an_exception_is_told_without_its_secret(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    try:
        raise ValueError("xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOp")
    except ValueError:
        structlog.get_logger("test").exception("failed")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"]) == ("failed", "error")
    assert "ValueError" in line["exception"]
    assert "AbCdEfGh" not in line["exception"]


def test_what_bolt_says_of_requests_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    bolt = logging.getLogger("slack_bolt.AsyncApp")
    bolt.setLevel(logging.INFO)
    bolt.info("Invalid request signature detected (signature: …, body: …)")
    bolt.warning("Unhandled request ({'text': 'vertraulich'})")
    bolt.error("it broke")
    assert [line.split("]")[1].split()[:2] for line in capsys.readouterr().err.splitlines()] == [["it", "broke"]]


def test_a_showing_hears_of_troubles_only(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(level=logging.WARNING)
    structlog.get_logger("reminders.telling").info("message sent")
    structlog.get_logger("reminders.telling").warning("message not sent")
    lines = capsys.readouterr().err.splitlines()
    assert [line.endswith("[reminders.telling]") for line in lines] == [True]
    assert "message not sent" in lines[0]
