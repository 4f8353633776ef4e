"""Slack's reference of its methods, where it lies beside this checkout."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

REFERENCE = Path(__file__).parents[3] / "shared" / "slack-api-ref" / "methods"
ABSENT = "Slack's method reference (../shared/slack-api-ref) is not beside this checkout: conformance was not judged."


def reference_of(method: str) -> dict[str, Any]:
    """Return what the reference says about a method, nothing when it does not know it."""
    path = REFERENCE / f"{method}.json"
    if not path.is_file():
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
