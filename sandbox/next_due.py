"""When the app has something to do next, if it tells: so that a demonstration need not guess where to jump.

The address answers GET with `{"next_due": "2026-03-05T08:30:00+01:00"}`, or null when nothing is due.
"""

from __future__ import annotations

from datetime import datetime

import httpx

PATIENCE_SECONDS = 3.0


class NextDueUnknown(RuntimeError):
    """The app did not tell; the sentence is for the person who asked."""


async def ask_next_due(url: str) -> datetime | None:
    """Return the instant of the app's next act by the clock, None when nothing is due; raises NextDueUnknown."""
    try:
        async with httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=PATIENCE_SECONDS) as client:
            answer = (await client.get(url)).raise_for_status().json()
        told = answer["next_due"]
        instant = datetime.fromisoformat(told) if told is not None else None
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as wrong:
        raise NextDueUnknown("Die App sagt gerade nicht, wann die nächste Erinnerung fällig ist.") from wrong
    if instant is not None and instant.tzinfo is None:
        raise NextDueUnknown("Die App nennt die nächste Erinnerung ohne Zeitzone.")
    return instant
