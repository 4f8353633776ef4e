"""Everything behind the sandbox's addresses, put together once."""

from __future__ import annotations

from sandbox.activity import Activity
from sandbox.acts import Acts
from sandbox.app_link import AppLink
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.installation import Installation
from sandbox.modals import Modals
from sandbox.posting import ResponseUrls
from sandbox.rates import Rates
from sandbox.scheduled import Schedule
from sandbox.sockets import Sockets
from sandbox.triggers import Triggers
from sandbox.wire import Wire
from sandbox.workspace import Workspace


class Backend:
    """One workspace with one app installed in it."""

    def __init__(self, workspace: Workspace, installation: Installation | None = None, *, rates: bool = False) -> None:
        self.workspace = workspace
        self.installation = installation or Installation(scopes=workspace.manifest.bot_scopes)
        self.activity = Activity()
        self.wire = Wire(workspace)
        self.faults = Faults(lambda: workspace.changed("faults"))
        self.rates = Rates(enabled=rates)
        self.triggers = Triggers()
        self.modals = Modals(workspace, self.installation.scopes)
        self.response_urls = ResponseUrls(workspace)
        self.sockets = Sockets(workspace)
        self.link = AppLink(
            workspace,
            self.wire,
            self.activity,
            self.sockets,
            self.faults,
            signing_secret=self.installation.signing_secret,
        )
        self.events = Events(workspace, self.link)
        self.files = Files(workspace, self.events)
        self.schedule = Schedule(workspace)
        workspace.clock.when_moved(lambda: workspace.changed("clock"))
        self.acts = Acts(
            workspace,
            self.events,
            link=self.link,
            triggers=self.triggers,
            response_urls=self.response_urls,
            modals=self.modals,
            files=self.files,
        )

    @property
    def base_url(self) -> str:
        """Where this sandbox is served, without a slash at the end."""
        return self.response_urls.base_url

    def serve_at(self, base_url: str) -> None:
        """Remember where this sandbox is served; response_urls and websockets lead there."""
        self.response_urls.base_url = base_url
        self.workspace.base_url = base_url

    def reset(self) -> None:
        """Forget everything that happened; the app stays connected."""
        self.link.forget_events()
        self.files.clear()
        self.schedule.clear()
        self.workspace.reset()
        self.wire.clear()
        self.faults.clear()
        self.rates.clear()
        self.response_urls.clear()
