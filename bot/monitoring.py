"""What operators and platforms ask over HTTP: does the process live, is it ready, what do the figures say?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from math import nan

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from planning.calendar import Clock
from storage.database import Database
from storage.health import Health, health, outbox_counts
from storage.migrations import is_current_now

DELAYS = (1, 2, 5, 15, 60, 300, 900, 3600, 14400, 86400)
"""Seconds; a message is said within one or two, what waited for a repaired token within hours."""


@dataclass
class Figures:
    """The figures of one process; the counters live as long as it does, the gauges are read from the database.

    It is the delivery's meter, too.
    """

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        self.requests = Counter(
            "agsp_slack_requests", "Requests at Slack's door by HTTP status", ["status"], registry=self.registry
        )
        self.delays = Histogram(
            "agsp_delivery_delay_seconds",
            "From due and promised to posted, by this process",
            buckets=DELAYS,
            registry=self.registry,
        )
        self.limits = Counter("agsp_rate_limited", "429 answers of the chat to this process", registry=self.registry)
        self.messages = Gauge(
            "agsp_outbox_messages", "Messages that wait or are in trouble, by state", ["state"], registry=self.registry
        )
        self.uncertain = Gauge(
            "agsp_oldest_uncertain_seconds",
            "Real time since the post that nobody knows about for the longest time",
            registry=self.registry,
        )
        self.backup = Gauge("agsp_backup_age_seconds", "Real time since the last backup", registry=self.registry)
        self.heartbeat = Gauge(
            "agsp_heartbeat_age_seconds", "Real time since the last tick of any worker", registry=self.registry
        )
        self.overdue = Gauge(
            "agsp_oldest_overdue_seconds", "Business time since the longest waiting message fell due",
            registry=self.registry,
        )  # fmt: skip

    def said(self, seconds: float) -> None:
        """Count a posted message."""
        self.delays.observe(seconds)

    def limited(self) -> None:
        """Count a 429."""
        self.limits.inc()

    def show(self, found: Health, counts: Mapping[str, int], now: datetime) -> None:
        """Set the gauges; NaN is what has never happened."""
        for state, count in counts.items():
            self.messages.labels(state).set(count)
        self.heartbeat.set(_age(found.present, found.last_tick_at, never=nan))
        self.backup.set(_age(found.present, found.backed_up_at, never=nan))
        self.uncertain.set(_age(found.present, found.uncertain_since, never=0.0))
        self.overdue.set(_age(now, found.oldest_due_at, never=0.0))


def routes(database: Database, url: str, clock: Clock, figures: Figures) -> list[Route]:
    """Make /healthz, /readyz and /metrics; `url` is the database's, `clock` the business clock."""

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        try:
            if not await is_current_now(url):
                missing = {"ready": False, "database": "reachable", "migrations": "missing"}
                return JSONResponse(missing, status_code=503)
            now = await clock.now()
            async with database.read() as session:
                found = await health(session, now)
        except (SQLAlchemyError, OSError):
            return JSONResponse({"ready": False, "database": "unreachable"}, status_code=503)
        ticked = found.last_tick_at is not None
        return JSONResponse(
            {
                "ready": True,
                "database": "reachable",
                "migrations": "current",
                "heartbeat_age_seconds": round(_age(found.present, found.last_tick_at, never=0.0), 1)
                if ticked
                else None,
                "oldest_overdue_seconds": round(_age(now, found.oldest_due_at, never=0.0), 1),
            }
        )

    async def metrics(_request: Request) -> Response:
        now = await clock.now()
        async with database.read() as session:
            figures.show(await health(session, now), await outbox_counts(session), now)
        return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]


def _age(present: datetime, moment: datetime | None, *, never: float) -> float:
    return never if moment is None else max(0.0, (present - moment).total_seconds())
