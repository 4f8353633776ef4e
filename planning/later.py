"""What weighs much and few processes ever need: loaded when it is first used, and only by this way.

Everywhere else the rule stands that imports are at the head of a module and nothing is imported inside a function
(docs/decisions.md, "What is heavy and rare is loaded when it is used").
"""

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module until something of it is used; type checkers see the module itself."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        """Give something of the module, which the first to ask loads."""
        return getattr(import_module(self._name), attribute)
