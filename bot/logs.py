"""What is written to the log: one line per happening, no message bodies, no secrets."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

SECRET = re.compile(r"(xox[a-z.]*|xapp|v0)([-=])[\w=%-]{6,}")
"""Tokens and request signatures."""

QUIET = {
    "slack_bolt": logging.ERROR,  # at INFO it writes the body and signature of a refused request, at WARNING bodies
    "slack_sdk": logging.WARNING,
    "uvicorn": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "aiohttp": logging.WARNING,
    "httpx": logging.WARNING,
}
"""From which level on libraries are heard."""


def configure(log_format: Literal["plain", "json"] = "plain", level: int = logging.INFO) -> None:
    """Send our lines and those of the libraries to stderr in one form, from `level` on."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[structlog.typing.Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if log_format == "json":
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        last.append(structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback))
    last.append(_without_secrets)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    handler.addFilter(_worth_a_line)  # not by level: Bolt sets the levels of its own loggers
    logging.basicConfig(handlers=[handler], level=level, force=True)


def _worth_a_line(record: logging.LogRecord) -> bool:
    return record.levelno >= QUIET.get(record.name.partition(".")[0], logging.INFO)


def _without_secrets(_logger: Any, _method: str, line: MutableMapping[str, Any] | str) -> str:
    """Blot out tokens in the finished line, wherever they came from."""
    return SECRET.sub(r"\1\2…", str(line))
