"""Who answers what, found by name: Bolt tries every listener in turn, which costs more than our handlers do.

A command, button or form that was registered under one name is answered by the listeners of that name alone; for
everything else Bolt goes through all of them, as it always does. Bolt still checks each listener itself.
"""

from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.listener.async_listener import AsyncListener
from slack_bolt.response import BoltResponse

Registered = Callable[..., Any]

PRESENT: ContextVar[AsyncBoltRequest | None] = ContextVar("PRESENT", default=None)
"""The request that this task answers."""


class RoutedApp(AsyncApp):
    """A Bolt app that knows the names under which its listeners were registered."""

    def __init__(self, **options: Any) -> None:
        self._every: list[AsyncListener] = []
        self._named: dict[tuple[str, str], list[AsyncListener]] = defaultdict(list)
        self._unnamed: set[str] = set()
        """Kinds of which a listener waits for something else than one name, so that all are tried."""
        super().__init__(**options)

    def command(self, command: Any, *more: Any, **options: Any) -> Registered:
        """Register who answers a slash command."""
        return self._under("command", command, super().command(command, *more, **options))

    def action(self, constraints: Any, *more: Any, **options: Any) -> Registered:
        """Register who answers a button or a choice."""
        return self._under("action", constraints, super().action(constraints, *more, **options))

    def view(self, constraints: Any, *more: Any, **options: Any) -> Registered:
        """Register who answers a form."""
        return self._under("view", constraints, super().view(constraints, *more, **options))

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer a request."""
        token = PRESENT.set(req)
        try:
            return await super().async_dispatch(req)
        finally:
            PRESENT.reset(token)

    @property
    def _async_listeners(self) -> list[AsyncListener]:
        """Give Bolt those who may answer; asked after the middleware, which may have renamed the command."""
        request = PRESENT.get()
        name = None if request is None else name_of(request.body)
        return self._every if name is None or name[0] in self._unnamed else self._named.get(name, self._every)

    @_async_listeners.setter
    def _async_listeners(self, listeners: list[AsyncListener]) -> None:
        self._every = listeners

    def _under(self, kind: str, name: Any, register: Registered | None) -> Registered:
        assert register is not None, "Bolt gives a decorator"

        def registered(*functions: Any, **options: Any) -> Any:
            answer = register(*functions, **options)
            if isinstance(name, str):
                self._named[kind, name].append(self._every[-1])
            else:
                self._unnamed.add(kind)
            return answer

        return registered


def name_of(body: dict[str, Any]) -> tuple[str, str] | None:
    """Name what a request is for; None where only Bolt can tell."""
    match body:
        case {"type": "block_actions", "actions": [{"action_id": str(name)}]}:
            return "action", name
        case {"type": "view_submission", "view": {"callback_id": str(name)}}:
            return "view", name
        case {"command": str(name)} if "type" not in body:
            return "command", name
    return None
