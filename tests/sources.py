"""The project's own Python files, parsed once for all tests that look at what is written in them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent


@cache
def parsed(path: Path) -> ast.Module:
    """Read one file as Python does."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(floor: str) -> tuple[ast.AST, ...]:
    """Everything that is written on one floor, calls and attributes among it."""
    return tuple(node for path in sorted((ROOT / floor).rglob("*.py")) for node in ast.walk(parsed(path)))


def calls(*floors: str) -> Iterator[ast.Call]:
    """Every call on these floors."""
    return (node for floor in floors for node in nodes(floor) if isinstance(node, ast.Call))
