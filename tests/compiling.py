"""One memory of compiled statements for all engines of a kind: each test opens its own, and none compiles anew.

Compiling is a third of what a storage test takes. In the bot one engine lives as long as its process and remembers
by itself; what it executes is the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.engine import Dialect, Engine
from sqlalchemy.util import LRUCache

ENOUGH = 3000
"""More statements than the bot has, so that none is forgotten while tests run."""


@contextmanager
def once() -> Iterator[None]:
    """Let engines that are made from now on share what they compile; keyed by all that a dialect is told."""
    made = Engine.__init__
    kinds: dict[object, tuple[Dialect, LRUCache[Any, Any]]] = {}

    def make(self: Engine, pool: Any, dialect: Dialect, *rest: Any, **named: Any) -> None:
        made(self, pool, dialect, *rest, **named)
        isolation = getattr(dialect, "_on_connect_isolation_level", None)
        kind = (dialect.name, dialect.driver, type(pool), isolation)
        self.dialect, self._compiled_cache = kinds.setdefault(kind, (dialect, LRUCache(ENOUGH)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "__init__", make)
        yield
