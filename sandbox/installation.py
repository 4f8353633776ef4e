"""The app as it is installed in the workspace: its tokens, its signing secret and what it may do."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field

TOKEN_FORM = re.compile(r"x(oxb|app)-sandbox-[\w-]+")


def _token(prefix: str) -> str:
    return f"{prefix}-sandbox-{secrets.token_hex(12)}"


@dataclass(frozen=True, kw_only=True)
class Installation:
    """Tokens have the form `xoxb-sandbox-…` and `xapp-sandbox-…`, so that none can be taken for a real one."""

    bot_token: str = field(default_factory=lambda: _token("xoxb"))
    app_token: str = field(default_factory=lambda: _token("xapp"))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    scopes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("bot_token", "app_token"):
            if not TOKEN_FORM.fullmatch(getattr(self, name)):
                raise ValueError(f"The {name} of a sandbox must look like xoxb-sandbox-… or xapp-sandbox-….")
