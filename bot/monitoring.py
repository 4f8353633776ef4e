"""What operators and platforms ask over HTTP: does the process live, is it ready, what do the figures say?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from planning.calendar import Clock
from storage.database import Database
from storage.health import health, outbox_counts
from storage.migrations import is_current_now


def _real_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Figures:
    """The figures of one process; the counters live as long as it does."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.requests = Counter(
            "agsp_slack_requests", "Requests at Slack's door by HTTP status", ["status"], registry=self.registry
        )
        self.messages = Gauge("agsp_outbox_messages", "Messages by state", ["state"], registry=self.registry)
        self.heartbeat = Gauge(
            "agsp_heartbeat_age_seconds", "Real time since the last tick of any worker", registry=self.registry
        )
        self.overdue = Gauge(
            "agsp_oldest_overdue_seconds", "Business time since the longest waiting message fell due",
            registry=self.registry,
        )  # fmt: skip


def routes(
    database: Database, url: str, clock: Clock, figures: Figures, real_now: Callable[[], datetime] = _real_now
) -> list[Route]:
    """Make /healthz, /readyz and /metrics; `url` is the database's, `clock` the business clock."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def look() -> tuple[float | None, float]:
        now = await clock.now()
        async with database.read() as session:
            found = await health(session, now)
        age = (real_now() - found.last_tick_at).total_seconds() if found.last_tick_at is not None else None
        overdue = (now - found.oldest_due_at).total_seconds() if found.oldest_due_at is not None else 0.0
        return age, overdue

    async def readyz(_request: Request) -> Response:
        try:
            current = await is_current_now(url)
            age, overdue = await look() if current else (None, 0.0)
        except (SQLAlchemyError, OSError):
            return JSONResponse({"ready": False, "database": "unreachable"}, status_code=503)
        answer = {
            "ready": current,
            "database": "reachable",
            "migrations": "current" if current else "missing",
            "heartbeat_age_seconds": None if age is None else round(age, 1),
            "oldest_overdue_seconds": round(overdue, 1),
        }
        return JSONResponse(answer, status_code=200 if current else 503)

    async def metrics(_request: Request) -> Response:
        age, overdue = await look()
        async with database.read() as session:
            counts = await outbox_counts(session)
        figures.messages.clear()
        for state, count in counts.items():
            figures.messages.labels(state).set(count)
        figures.heartbeat.set(float("nan") if age is None else age)
        figures.overdue.set(overdue)
        return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
