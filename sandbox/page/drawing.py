"""The template environment: autoescape always on, undefined names are errors."""

from __future__ import annotations

from functools import lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@lru_cache(maxsize=1)
def templates() -> Environment:
    """Return the one environment that draws pages, fragments and blocks."""
    return Environment(
        loader=PackageLoader("sandbox.page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
